"""Wrapping and patching, together with each other, with clones, and with what other tools hang on a client."""

from __future__ import annotations

import concurrent.futures
import functools
import subprocess
import sys
import textwrap
import types
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from contract import anthropic_surfaces, openai_surfaces
from contract.anthropic_surfaces import message
from contract.conftest import Runs
from contract.openai_surfaces import chat
from contract.scene import Loopback, Shot, closed, is_original, is_rewritten

import headroom_sdk as headroom
from headroom_sdk import Policy
from headroom_sdk.errors import UnsupportedClient

openai = pytest.importorskip("openai")
anthropic = pytest.importorskip("anthropic")

LOSSLESS = Policy(mode="lossless", on_error="raise")


@pytest.fixture(params=["OpenAI", "Anthropic"])
async def client(request: pytest.FixtureRequest, server: Loopback) -> Any:
    surfaces = openai_surfaces if request.param == "OpenAI" else anthropic_surfaces
    made = surfaces.clients(server)[request.param]()
    yield made
    await closed(made)


def ask(client: Any, shot: Shot) -> Any:
    if isinstance(client, openai.OpenAI):
        return client.chat.completions.create(**chat(shot))
    return client.messages.create(**message(shot))


@pytest.fixture
def sent(server: Loopback, shot: Shot) -> Callable[[Any], str]:
    """Ask once, and say which picture went out: ``"new"`` or ``"old"``."""

    def send(client: Any) -> str:
        server.clear()
        ask(client, shot)
        assert len(server.requests) == 1
        assert is_original(server.requests, shot) != is_rewritten(server.requests, shot)
        return "new" if is_rewritten(server.requests, shot) else "old"

    return send


Sent = Callable[[Any], str]


def test_a_wrapped_client_is_the_same_object_of_the_same_kind(client: Any) -> None:
    cls = type(client)
    assert headroom.wrap(client) is client
    assert isinstance(client, cls)
    assert (type(client).__name__, type(client).__qualname__) == (cls.__name__, cls.__qualname__)
    assert type(client).__module__ == cls.__module__
    assert headroom.unwrap(client) is client
    assert type(client) is cls
    assert not [name for name in vars(client) if "headroom" in name]


def test_wrapping_twice_is_wrapping_once(client: Any, sent: Sent, runs: Runs) -> None:
    cls = type(client)
    headroom.wrap(headroom.wrap(client))
    assert sent(client) == "new"
    assert len(runs) == 1
    headroom.unwrap(client)
    assert type(client) is cls
    assert sent(client) == "old"


def test_the_second_policy_replaces_the_first(client: Any, sent: Sent) -> None:
    headroom.wrap(client, policy=Policy(dry_run=True))
    assert sent(client) == "old"
    headroom.wrap(client, policy=LOSSLESS)
    assert sent(client) == "new"


def test_wrapping_one_client_leaves_the_others_and_the_classes_alone(
    client: Any, server: Loopback, sent: Sent
) -> None:
    before = {cls: dict(vars(cls)) for cls in type(client).__mro__ if cls is not object}
    headroom.wrap(client)
    assert all(dict(vars(cls)) == attributes for cls, attributes in before.items())
    surfaces = openai_surfaces if isinstance(client, openai.OpenAI) else anthropic_surfaces
    assert sent(surfaces.clients(server)["OpenAI" if surfaces is openai_surfaces else "Anthropic"]()) == "old"


def test_clones_keep_it_and_a_wrapped_copy_leaves_the_original(client: Any, sent: Sent) -> None:
    clone = headroom.wrap(client.copy())
    assert sent(clone) == "new"
    assert sent(clone.copy()) == sent(clone.with_options(timeout=7).copy()) == "new"
    assert sent(client) == "old"
    assert isinstance(clone.copy(), type(client))
    headroom.unwrap(clone)
    assert sent(clone.copy()) == "old"


def test_wrapped_and_patched_and_nested_is_compressed_once(client: Any, sent: Sent, runs: Runs) -> None:
    headroom.wrap(client)
    with headroom.patch(), headroom.patch():
        assert sent(client) == "new"
    assert len(runs) == 1
    headroom.unwrap(client)
    assert sent(client) == "old"


def test_a_wrapped_client_keeps_its_policy_under_a_patch(client: Any, sent: Sent) -> None:
    headroom.wrap(client, policy=Policy(dry_run=True))
    with headroom.patch(policy=LOSSLESS):
        assert sent(client) == "old"


def test_patches_left_in_the_order_of_entering(client: Any, sent: Sent) -> None:
    first, second = headroom.patch().start(), headroom.patch().start()
    first.stop()
    assert sent(client) == "new"
    second.stop()
    assert sent(client) == "old"


def test_a_patch_of_one_sdk_leaves_the_other_alone(client: Any, sent: Sent) -> None:
    other = "anthropic" if isinstance(client, openai.OpenAI) else "openai"
    with headroom.patch(other):
        assert sent(client) == "old"


def test_paused_using_and_off(client: Any, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    headroom.wrap(client)
    with headroom.paused():
        assert sent(client) == "old"
    with headroom.using(Policy(dry_run=True)):
        assert sent(client) == "old"
        report = headroom.last_report()
        assert report is not None
        assert report.dry_run
        assert report.decisions[0].changed
    monkeypatch.setenv("HEADROOM_SDK", "off")
    assert sent(client) == "old"
    monkeypatch.delenv("HEADROOM_SDK")
    assert sent(client) == "new"


def test_threads_inside_a_patch_are_covered(client: Any, server: Loopback, shot: Shot, runs: Runs) -> None:
    with headroom.patch(), concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ask(client, shot), range(24)))
    assert len(server.requests) == len(runs) == 24
    assert is_rewritten(server.requests, shot)
    assert len({request.body for request in server.requests}) == 1


def test_a_subclass_of_somebodys_own_is_wrapped(server: Loopback, sent: Sent) -> None:
    class Mine(openai.OpenAI):  # type: ignore[misc]
        def request(self, *args: Any, **kwargs: Any) -> Any:
            seen.append("request")
            return super().request(*args, **kwargs)

    seen: list[str] = []
    client = Mine(api_key="x", base_url=server.openai_url)
    headroom.wrap(client)
    assert isinstance(client, Mine)
    assert sent(client) == "new"
    assert seen == ["request"]
    headroom.unwrap(client)
    assert type(client) is Mine
    with headroom.patch():
        assert sent(client) == "new"


# What other tools hang on a client ----------------------------------------------------------------------------------


def traced(holder: Any, name: str, seen: list[str]) -> Callable[[], None]:
    """Put a tracer on an instance's attribute, the way LangSmith and Logfire do; returns how to take it off."""
    original = getattr(holder, name)

    @functools.wraps(original)
    def tracer(*args: Any, **kwargs: Any) -> Any:
        seen.append(name)
        return original(*args, **kwargs)

    setattr(holder, name, tracer)
    return lambda: setattr(holder, name, original)


def resource(client: Any) -> Any:
    return client.chat.completions if isinstance(client, openai.OpenAI) else client.messages


@pytest.fixture(params=["create", "request"])
def trace(request: pytest.FixtureRequest, client: Any) -> Callable[[list[str]], Callable[[], None]]:
    return lambda seen: traced(
        client if request.param == "request" else resource(client), request.param, seen
    )


def test_a_tracer_on_the_client_from_before_wrapping_survives(
    client: Any, trace: Any, sent: Sent, runs: Runs
) -> None:
    seen: list[str] = []
    trace(seen)
    headroom.wrap(client)
    assert sent(client) == "new"
    assert (len(seen), len(runs)) == (1, 1)
    headroom.unwrap(client)
    assert sent(client) == "old"
    assert len(seen) == 2
    assert type(client) in (openai.OpenAI, anthropic.Anthropic)


def test_a_tracer_put_on_a_wrapped_client_survives(client: Any, trace: Any, sent: Sent, runs: Runs) -> None:
    seen: list[str] = []
    headroom.wrap(client)
    trace(seen)
    assert sent(client) == "new"
    assert (len(seen), len(runs)) == (1, 1)
    headroom.unwrap(client)
    assert sent(client) == "old"
    assert len(seen) == 2


def test_a_tracer_may_go_first_or_last(client: Any, trace: Any, sent: Sent) -> None:
    seen: list[str] = []
    remove = trace(seen)
    headroom.wrap(client)
    remove()
    assert sent(client) == "new"
    headroom.unwrap(client)
    assert sent(client) == "old"

    headroom.wrap(client)
    remove = trace(seen)
    headroom.unwrap(client)
    remove()
    assert sent(client) == "old"
    headroom.wrap(client)
    assert sent(client) == "new"


def test_a_tracer_on_the_client_from_before_a_patch_survives(
    client: Any, trace: Any, sent: Sent, runs: Runs
) -> None:
    seen: list[str] = []
    trace(seen)
    with headroom.patch():
        assert sent(client) == "new"
    assert (len(seen), len(runs)) == (1, 1)
    assert sent(client) == "old"


async def test_a_tracer_on_an_async_client_from_before_wrapping_survives(
    server: Loopback, shot: Shot, runs: Runs
) -> None:
    client, seen = openai_surfaces.clients(server)["AsyncOpenAI"](), []
    original = client.request

    async def tracer(*args: Any, **kwargs: Any) -> Any:
        seen.append("request")
        return await original(*args, **kwargs)

    client.request = tracer
    headroom.wrap(client)
    await client.chat.completions.create(**chat(shot))
    assert is_rewritten(server.requests, shot)
    assert (len(seen), len(runs)) == (1, 1)
    headroom.unwrap(client)
    assert client.request is tracer
    await closed(client)


# Before the SDK is imported, and where it is missing -----------------------------------------------------------------


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_an_sdk_that_is_imported_inside_the_patch_is_covered(server: Loopback, shot: Shot) -> None:
    result = python(f"""
        import sys
        import headroom_sdk as headroom
        patch = headroom.patch().start()
        assert "openai" not in sys.modules and "anthropic" not in sys.modules and "google.genai" not in sys.modules
        import base64, io, openai
        from PIL import Image
        out = io.BytesIO()
        Image.effect_noise((2400, 1600), 90).convert("RGB").resize((2400, 1600)).save(out, "JPEG")
        url = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
        client = openai.OpenAI(api_key="x", base_url={server.openai_url!r})
        messages = [{{"role": "user", "content": [{{"type": "image_url", "image_url": {{"url": url}}}}]}}]
        client.chat.completions.create(model="gpt-4o", messages=messages)
        patch.stop()
        client.chat.completions.create(model="gpt-4o", messages=messages)
        """)
    assert result.returncode == 0, result.stderr
    inside, outside = (image.size for request in server.requests for image in request.images())
    assert outside == (2400, 1600)
    assert inside is not None
    assert inside[0] < 2400


def test_switched_off_in_the_environment_nothing_changes(server: Loopback) -> None:
    result = python(f"""
        import os
        os.environ["HEADROOM_SDK"] = "off"
        import headroom_sdk as headroom, openai
        client = headroom.wrap(openai.OpenAI(api_key="x", base_url={server.openai_url!r}))
        with headroom.patch():
            content = [{{"type": "image_url", "image_url": {{"url": "data:image/png;base64,AAAA"}}}}]
            client.chat.completions.create(model="gpt-4o", messages=[{{"role": "user", "content": content}}])
        assert headroom.last_report() is None
        assert headroom.stats()["requests"] == 0
        """)
    assert result.returncode == 0, result.stderr
    assert len(server.requests) == 1


# What cannot be wrapped ----------------------------------------------------------------------------------------------


def things(server: Loopback) -> Iterator[tuple[Any, str]]:
    client = openai_surfaces.clients(server)["OpenAI"]()
    yield openai, r"patch\('openai'\)"
    yield openai.OpenAI, "an instance is needed"
    yield client.chat.completions, "the client itself"
    yield client.with_raw_response, "the client itself"
    yield None, "not made yet"
    yield types.SimpleNamespace(chat=None), "the client itself"


def test_what_is_no_client_is_refused_with_a_hint(server: Loopback) -> None:
    for thing, hint in things(server):
        with pytest.raises(UnsupportedClient, match=hint) as error:
            headroom.wrap(thing)
        assert "AsyncOpenAI" in str(error.value) or "OpenAI, AzureOpenAI" in str(error.value)
