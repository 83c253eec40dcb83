"""LiteLLM's functions, routers and proxy: every provider, every way to call, the caller's messages as they were."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib import util
from pathlib import Path
from typing import Any

import pytest
from contract.conftest import Runs
from contract.scene import Loopback, Shot, drain, images, is_original, is_rewritten
from support.aws import KEY, REGION, SECRET, signature_holds

import headroom_sdk as headroom
from headroom_sdk import Policy
from headroom_sdk.errors import MissingExtra, UnsupportedClient

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = (
    "True"  # else it asks the internet for prices when it is imported
)
litellm = pytest.importorskip("litellm")

# As a program has them that imported its names before anybody patched anything.
completion, acompletion = litellm.completion, litellm.acompletion
responses, aresponses = (getattr(litellm, name, None) for name in ("responses", "aresponses"))
batch_completion = litellm.batch_completion

FULL_LOW = Policy(technique="full_low", on_error="raise")  # type: ignore[arg-type]

MODELS: dict[str, Callable[[Loopback], dict[str, Any]]] = {
    "openai/gpt-4o": lambda s: {"api_base": s.openai_url, "api_key": "x"},
    "azure/gpt-4o": lambda s: {"api_base": s.url, "api_key": "x", "api_version": "2024-10-21"},
    "anthropic/claude-haiku-4-5": lambda s: {"api_base": s.url, "api_key": "x"},
    "gemini/gemini-2.5-flash": lambda s: {"api_base": s.url, "api_key": "x"},
    "openrouter/anthropic/claude-haiku-4.5": lambda s: {"api_base": s.openai_url, "api_key": "x"},
    "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0": lambda s: {
        "aws_bedrock_runtime_endpoint": s.url,
        "aws_access_key_id": KEY,
        "aws_secret_access_key": SECRET,
        "aws_region_name": REGION,
    },
}


def messages(shot: Shot) -> list[dict[str, Any]]:
    picture = {"type": "image_url", "image_url": {"url": shot.url}}
    return [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, picture]}]


def turns(shot: Shot) -> list[dict[str, Any]]:
    picture = {"type": "input_image", "image_url": shot.url}
    return [{"role": "user", "content": [{"type": "input_text", "text": "What is this?"}, picture]}]


def router(model: str, given: dict[str, Any]) -> Any:
    return litellm.Router(model_list=[{"model_name": "mine", "litellm_params": {"model": model, **given}}])


async def _stream(made: Any) -> None:
    await drain(await made)


Call = Callable[[str, dict[str, Any], Shot], Any]

WAYS: dict[str, Call] = {
    "completion": lambda m, given, shot: completion(model=m, messages=messages(shot), **given),
    "completion, by place": lambda m, given, shot: completion(m, messages(shot), **given),
    "completion, stream": lambda m, given, shot: list(
        completion(model=m, messages=messages(shot), stream=True, **given)
    ),
    "litellm.completion": lambda m, given, shot: litellm.completion(
        model=m, messages=messages(shot), **given
    ),
    "acompletion": lambda m, given, shot: acompletion(model=m, messages=messages(shot), **given),
    "acompletion, stream": lambda m, given, shot: _stream(
        acompletion(model=m, messages=messages(shot), stream=True, **given)
    ),
    "responses": lambda m, given, shot: responses(model=m, input=turns(shot), **given),
    "aresponses": lambda m, given, shot: aresponses(model=m, input=turns(shot), **given),
    "batch_completion": lambda m, given, shot: batch_completion(model=m, messages=[messages(shot)], **given),
    "Router.completion": lambda m, given, shot: router(m, given).completion(
        model="mine", messages=messages(shot)
    ),
    "Router.acompletion": lambda m, given, shot: router(m, given).acompletion(
        model="mine", messages=messages(shot)
    ),
    "Router.acompletion, stream": lambda m, given, shot: _stream(
        router(m, given).acompletion(model="mine", messages=messages(shot), stream=True)
    ),
}


def with_responses() -> None:
    if responses is None:
        pytest.skip("this release has no responses")


def run(made: Any) -> Any:
    return asyncio.run(made) if asyncio.iscoroutine(made) else made


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", MODELS)
def test_every_way_to_call_every_provider_sends_it_smaller_once(
    model: str, way: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    if "responses" in way:
        with_responses()
        if model == "azure/gpt-4o":
            pytest.skip("wants an Azure address")
    given = MODELS[model](server)
    run(WAYS[way](model, given, shot))
    before = list(server.requests)
    assert is_original(before, shot)
    server.clear()
    with headroom.patch(policy=FULL_LOW):
        run(WAYS[way](model, given, shot))
    assert is_rewritten(server.requests, shot)
    assert len(server.requests) == len(before)
    assert len(runs) == 1
    (image,) = images(server.requests)
    assert image.size is not None and max(image.size) < 2400
    server.clear()
    run(WAYS[way](model, given, shot))
    assert is_original(server.requests, shot)


@pytest.mark.parametrize("way", ["completion", "acompletion", "responses", "aresponses"])
def test_the_callers_messages_are_never_changed(way: str, server: Loopback, shot: Shot) -> None:
    if "responses" in way:
        with_responses()
    model = "anthropic/claude-haiku-4-5"
    asked = turns(shot) if "responses" in way else messages(shot)
    asked.append({"role": "assistant", "content": "A picture."})
    asked.append(copy.deepcopy(asked[0]))
    before = copy.deepcopy(asked)
    name = "input" if "responses" in way else "messages"
    with headroom.patch("litellm", policy=FULL_LOW):
        run(getattr(litellm, way)(model=model, **{name: asked}, **MODELS[model](server)))
    assert asked == before
    assert is_rewritten(server.requests, shot)


def test_install_is_a_patch_that_can_be_stopped(server: Loopback, shot: Shot) -> None:
    from headroom_adapters.litellm import install

    given = MODELS["anthropic/claude-haiku-4-5"](server)
    held = install(FULL_LOW)
    try:
        completion(model="anthropic/claude-haiku-4-5", messages=messages(shot), **given)
    finally:
        held.stop()
    assert is_rewritten(server.requests, shot)
    server.clear()
    completion(model="anthropic/claude-haiku-4-5", messages=messages(shot), **given)
    assert is_original(server.requests, shot)


def test_calls_of_the_sdk_itself_are_patched_beside_it_and_untouched_by_litellms_patch_alone(
    server: Loopback, shot: Shot, runs: Runs
) -> None:
    openai = pytest.importorskip("openai")
    client = openai.OpenAI(api_key="x", base_url=server.openai_url)
    given = MODELS["openai/gpt-4o"](server)
    with headroom.patch("litellm", policy=FULL_LOW):
        completion(model="openai/gpt-4o", messages=messages(shot), **given)
        client.chat.completions.create(model="gpt-4o", messages=messages(shot))
    first, second = server.requests
    assert is_rewritten([first], shot) and is_original([second], shot)
    with headroom.patch(policy=FULL_LOW):
        completion(model="openai/gpt-4o", messages=messages(shot), **given)
        client.chat.completions.create(model="gpt-4o", messages=messages(shot))
    assert is_rewritten(server.requests[2:], shot)
    assert len(runs) == 3


def test_scopes_pauses_and_the_context_reach_the_work(server: Loopback, shot: Shot) -> None:
    given = MODELS["anthropic/claude-haiku-4-5"](server)

    def ask() -> str:
        server.clear()
        run(acompletion(model="anthropic/claude-haiku-4-5", messages=messages(shot), **given))
        return "old" if is_original(server.requests, shot) else "new"

    with headroom.patch("litellm", policy=FULL_LOW, scope="context"):
        assert ask() == "new"
        with headroom.paused():
            assert ask() == "old"
        found: list[str] = []
        other = threading.Thread(target=lambda: found.append(ask()))
        other.start()
        other.join()
        assert found == ["old"]
    assert ask() == "old"


async def test_the_work_is_done_beside_the_event_loop(server: Loopback, shot: Shot, runs: Runs) -> None:
    given = MODELS["anthropic/claude-haiku-4-5"](server)
    with headroom.patch("litellm", policy=FULL_LOW):
        await acompletion(model="anthropic/claude-haiku-4-5", messages=messages(shot), **given)
    assert runs.threads and threading.get_ident() not in runs.threads


BILLED = [
    ("openai/gpt-4o", {}, "openai", "gateway"),
    ("gpt-4o", {"api_base": "http://localhost/v1"}, "openai", "gateway"),
    ("azure/gpt-4o", {}, "openai", "azure"),
    ("anthropic/claude-haiku-4-5", {}, "anthropic", "gateway"),
    ("gemini/gemini-2.5-flash", {}, "google", "gateway"),
    ("openrouter/anthropic/claude-haiku-4.5", {}, "anthropic", "gateway"),
    ("bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", {}, "anthropic", "bedrock"),
    ("hosted_vllm/gpt-4o", {"api_base": "http://llm.example/v1"}, "openai", "unknown"),
    ("openai/gpt-4o", {"api_base": "http://llm.example/v1"}, "openai", "unknown"),
    ("openai/gpt-4o", {"api_base": "https://api.openai.com/v1"}, "openai", "first_party"),
    ("claude-haiku-4-5", {"custom_llm_provider": "bedrock", "api_base": "http://127.0.0.1"}, "anthropic", "bedrock"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "more", "provider", "cloud"), BILLED)
def test_the_engine_learns_who_bills(
    model: str, more: dict[str, Any], provider: str, cloud: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    given = {**(MODELS[model](server) if model in MODELS else {"api_key": "x"}), **more}
    with headroom.patch("litellm", policy=FULL_LOW), contextlib.suppress(Exception):
        completion(model=model, messages=messages(shot), mock_response="hi", **given)
    (target,) = runs.targets
    assert (target.provider, target.cloud, target.model) == (provider, cloud, model)


def test_a_deployment_is_counted_as_the_model_that_litellm_is_told_runs_behind_it(
    server: Loopback, shot: Shot, runs: Runs
) -> None:
    given = MODELS["azure/gpt-4o"](server)
    with headroom.patch("litellm", policy=FULL_LOW):
        completion(model="azure/mine", base_model="azure/gpt-4o", messages=messages(shot), **given)
    assert is_rewritten(server.requests, shot)
    assert [target.model for target in runs.targets] == ["azure/gpt-4o"]
    with headroom.patch("litellm", policy=Policy(models={"azure/mine": "gpt-4o"}, technique="full_low")):  # type: ignore[arg-type]
        completion(model="azure/mine", base_model="azure/gpt-3.5-turbo", messages=messages(shot), **given)
    assert is_rewritten(server.requests, shot)


def test_places_in_the_answer_keep_the_grid(server: Loopback, shot: Shot) -> None:
    import pydantic

    with_responses()
    box = pydantic.create_model("Box", bbox=(list[int], ...))
    given = MODELS["openai/gpt-4o"](server)
    with headroom.patch("litellm", policy=FULL_LOW):
        with contextlib.suppress(Exception):  # the answer is no box
            completion(model="openai/gpt-4o", messages=messages(shot), response_format=box, **given)
        with contextlib.suppress(Exception):
            responses(model="openai/gpt-4o", input=turns(shot), text_format=box, **given)
    for request in server.requests:
        (image,) = images([request])
        assert image.size == (2400, 1600)
    assert len(server.requests) == 2


@pytest.mark.usefixtures("faults_pass")
@pytest.mark.parametrize(
    "given",
    [
        {"messages": "hi"},
        {"messages": [1, None, "x"]},
        {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
        {"messages": [], "model": 7},
        {},
    ],
)
def test_malformed_calls_end_as_they_would_without_us(given: dict[str, Any], server: Loopback) -> None:
    def outcome() -> tuple[Any, ...]:
        try:
            completion(**{"model": "openai/gpt-4o", **MODELS["openai/gpt-4o"](server), **given})
        except Exception as e:
            return type(e), str(e)[:200]
        return ("answered",)

    without = outcome()
    with headroom.patch("litellm"):
        assert outcome() == without
    assert headroom.stats()["errors"] == 0


def test_more_arguments_by_place_than_we_know_are_left_alone(server: Loopback, shot: Shot) -> None:
    with headroom.patch("litellm", policy=FULL_LOW):
        completion("openai/gpt-4o", messages(shot), 30, **MODELS["openai/gpt-4o"](server))
    assert is_original(server.requests, shot)


@pytest.mark.usefixtures("faults_pass")
def test_a_fault_of_ours_sends_the_original(
    server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headroom_sdk import engine

    def fail(*_: Any, **__: Any) -> Any:
        raise RecursionError("too deep")

    monkeypatch.setattr(engine, "process", fail)
    given = MODELS["anthropic/claude-haiku-4-5"](server)
    with headroom.patch("litellm"):
        completion(model="anthropic/claude-haiku-4-5", messages=messages(shot), **given)
        run(acompletion(model="anthropic/claude-haiku-4-5", messages=messages(shot), **given))
    assert is_original(server.requests, shot)
    assert headroom.stats()["errors"] == 2


def test_signatures_hold(server: Loopback, shot: Shot) -> None:
    from urllib.parse import urlsplit

    model = "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0"
    with headroom.patch(policy=FULL_LOW):
        completion(model=model, messages=messages(shot), **MODELS[model](server))
    (request,) = server.requests
    assert is_rewritten([request], shot)
    assert signature_holds(request, urlsplit(server.url).netloc)


def test_anthropics_own_format(server: Loopback, shot: Shot) -> None:
    if not hasattr(litellm, "anthropic"):
        pytest.skip("this release has no messages of Anthropic's format")
    source = {"type": "base64", "media_type": "image/png", "data": shot.base64}
    content = [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]
    given = MODELS["anthropic/claude-haiku-4-5"](server)
    with headroom.patch(policy=FULL_LOW):
        run(
            litellm.anthropic.messages.acreate(
                model="anthropic/claude-haiku-4-5",
                max_tokens=9,
                messages=[{"role": "user", "content": content}],
                **given,
            )
        )
    assert is_rewritten(server.requests, shot)


def test_there_is_no_client_to_wrap() -> None:
    with pytest.raises(UnsupportedClient, match=r"patch\('litellm'\)"):
        headroom.wrap(litellm)


def test_every_hook_is_in_place() -> None:
    from headroom_sdk import activation

    with headroom.patch("litellm"):
        assert activation.hooks()["litellm"]
        assert all(activation.hooks()["litellm"].values())


def test_without_litellm_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    import headroom_adapters.litellm as adapter

    monkeypatch.setattr(adapter, "is_installed", lambda name: False)
    adapter._callback.cache_clear()
    with pytest.raises(MissingExtra, match=r"headroom-sdk\[litellm\]"):
        _ = adapter.ProxyCallback


ENDPOINTS: dict[str, Callable[[Shot], dict[str, Any]]] = {
    "/chat/completions": lambda shot: {"messages": messages(shot)},
    "/v1/responses": lambda shot: {"input": turns(shot)},
    "/v1/messages": lambda shot: {
        "max_tokens": 9,
        "messages": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "image",
                        "source": {"type": "base64", "media_type": "image/png", "data": shot.base64},
                    },
                    {"type": "text", "text": "What is this?"},
                ],
            }
        ],
    },
}


class TestProxy:
    """A running proxy, as its users start it."""

    @pytest.fixture(scope="class")
    def proxy(self, loopback: Loopback, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
        if not all(util.find_spec(name) for name in ("fastapi", "uvicorn", "yaml")):
            pytest.skip("litellm[proxy] is not installed")
        folder = tmp_path_factory.mktemp("proxy")
        listed = [
            {"model_name": name, "litellm_params": {"model": name, **MODELS[name](loopback)}}
            for name in ("openai/gpt-4o", "anthropic/claude-haiku-4-5")
        ]
        config = {
            "model_list": listed,
            "litellm_settings": {"callbacks": "headroom_adapters.litellm.proxy"},
            "general_settings": {"master_key": "sk-of-the-suite"},
        }
        (folder / "config.yaml").write_text(json.dumps(config), "utf-8")  # JSON is YAML
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = Path(sys.executable).with_name("litellm")
        environment = {**os.environ, "HEADROOM_SDK_TECHNIQUE": "full_low"}
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(
                [command, "--config", folder / "config.yaml", "--host", "127.0.0.1", "--port", str(port)],
                stdout=log,
                stderr=log,
                env=environment,
            )
        address = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + 120
            while True:
                assert running.poll() is None, (folder / "log").read_text("utf-8")[-3000:]
                assert time.monotonic() < until, "the proxy does not start"
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/health/liveliness")
                    break
                time.sleep(0.2)
            yield address
        finally:
            running.terminate()
            running.wait()

    @pytest.mark.parametrize("streams", [False, True])
    @pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-haiku-4-5"])
    @pytest.mark.parametrize("endpoint", ENDPOINTS)
    def test_what_the_proxy_passes_on_is_smaller_and_its_headers_say_so(
        self, endpoint: str, model: str, streams: bool, proxy: str, server: Loopback, shot: Shot
    ) -> None:
        body = {"model": model, **ENDPOINTS[endpoint](shot), **({"stream": True} if streams else {})}
        request = urllib.request.Request(
            proxy + endpoint,
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json", "authorization": "Bearer sk-of-the-suite"},
        )
        with urllib.request.urlopen(request) as answer:
            assert answer.read()
            before, after = (
                int(answer.headers[f"x-headroom-image-tokens-{when}"]) for when in ("before", "after")
            )
        (image,) = images(server.requests)
        assert is_rewritten(server.requests, shot)
        assert image.size is not None and max(image.size) < 2400
        assert after < before
