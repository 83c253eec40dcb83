"""What is not ours goes out as it would without us: bodies, headers, the caller's objects, errors."""

from __future__ import annotations

import copy
import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from contract import anthropic_surfaces, google_genai_surfaces, openai_surfaces
from contract.anthropic_surfaces import message
from contract.conftest import Runs
from contract.google_genai_surfaces import MODEL as GEMINI
from contract.openai_surfaces import chat, response
from contract.scene import Loopback, Shot, closed, is_original, is_rewritten
from support.loopback import Recorded

import headroom_sdk as headroom
from headroom_sdk import Policy, boundary

openai = pytest.importorskip("openai")
anthropic = pytest.importorskip("anthropic")
genai = pytest.importorskip("google.genai")

TEXT = [{"role": "user", "content": "Hëllo ☃ \U0001f600 </script> \u2028"}]
TOOLS = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}]
URL = {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "auto"}}

Send = Callable[[Any], Any]

PLAIN: dict[str, tuple[str, Send]] = {
    "openai chat": ("openai/OpenAI", lambda c: c.chat.completions.create(model="gpt-4o", messages=TEXT, tools=TOOLS, temperature=0.1)),
    "openai stream": ("openai/OpenAI", lambda c: list(c.chat.completions.create(model="gpt-4o", messages=TEXT, stream=True))),
    "openai image by URL": ("openai/OpenAI", lambda c: c.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": [URL]}])),
    "openai extra": ("openai/OpenAI", lambda c: c.chat.completions.create(model="gpt-4o", messages=TEXT, extra_body={"top_k": 1}, extra_headers={"x-mine": "1"}, extra_query={"q": "1"})),
    "openai raw": ("openai/OpenAI", lambda c: c.chat.completions.with_raw_response.create(model="gpt-4o", messages=TEXT)),
    "openai embeddings": ("openai/OpenAI", lambda c: c.embeddings.create(model="m", input="x", encoding_format="float")),
    "openai moderations": ("openai/OpenAI", lambda c: c.moderations.create(input="x")),
    "openai models": ("openai/OpenAI", lambda c: c.get("/models", cast_to=object)),
    "openai unknown": ("openai/OpenAI", lambda c: c.post("/new/thing", cast_to=object, body={"input": [1, 2.5, None]})),
    "azure": ("openai/AzureOpenAI", lambda c: c.chat.completions.create(model="gpt-4o", messages=TEXT)),
    "anthropic": ("anthropic/Anthropic", lambda c: c.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=TEXT, system="Be brief.")),
    "anthropic generator": ("anthropic/Anthropic", lambda c: c.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=(m for m in TEXT))),
    "anthropic extra": ("anthropic/Anthropic", lambda c: c.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=TEXT, extra_body={"x": {"y": 1}})),
    "vertex": ("anthropic/AnthropicVertex", lambda c: c.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=TEXT)),
    "google": ("google/Client", lambda c: c.models.generate_content(model=GEMINI, contents="Hëllo ☃", config={"temperature": 0.1})),
    "google stream": ("google/Client", lambda c: list(c.models.generate_content_stream(model=GEMINI, contents="hi"))),
    "google embed": ("google/Client", lambda c: c.models.embed_content(model="gemini-embedding-2", contents="x")),
    "google interactions": ("google/Client", lambda c: c.interactions.create(model=GEMINI, input="Hëllo ☃")),
}  # fmt: skip

SURFACES = {"openai": openai_surfaces, "anthropic": anthropic_surfaces, "google": google_genai_surfaces}


def made(kind: str, server: Loopback) -> Any:
    sdk, _, name = kind.partition("/")
    return SURFACES[sdk].clients(server)[name]()


RANDOM = ("x-stainless-read-timeout", "idempotency-key", "date", "authorization", "traceparent")


def seen(request: Recorded) -> tuple[Any, ...]:
    headers = {key: value for key, value in request.headers.items() if key not in RANDOM}
    return request.method, request.target, headers, request.body


@pytest.mark.parametrize("mode", ["wrap", "patch"])
@pytest.mark.parametrize("name", PLAIN)
async def test_a_request_without_pictures_is_the_same_to_the_byte(
    name: str, mode: str, server: Loopback, runs: Runs
) -> None:
    kind, send = PLAIN[name]
    client = made(kind, server)
    if "interactions" in name and not hasattr(type(client), "interactions"):
        pytest.skip("this release has no interactions")
    send(client)
    if mode == "wrap":
        headroom.wrap(client)
        send(client)
    else:
        with headroom.patch():
            send(client)
    await closed(client)
    without, with_us = server.requests
    assert seen(with_us) == seen(without)
    assert len(runs) == (1 if "by URL" in name else 0)


def test_an_unchanged_request_reaches_the_sdk_as_the_very_same_options(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where the step is defined: a tool that was on earlier in this process may have left its own on `OpenAI`.
    owner: Any = next(cls for cls in openai.OpenAI.__mro__ if "request" in vars(cls))
    given: list[Any] = []
    reached: list[Any] = []
    original = owner.request

    def noting(self: Any, cast_to: Any, options: Any, **kwargs: Any) -> Any:
        reached.append(options)
        return original(self, cast_to, options, **kwargs)

    monkeypatch.setattr(owner, "request", noting)
    client = headroom.wrap(openai.OpenAI(api_key="x", base_url=server.openai_url))
    request = client.request

    def outer(cast_to: Any, options: Any, **kwargs: Any) -> Any:
        given.append(options)
        return request(cast_to, options, **kwargs)

    client.request = outer
    client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": [URL]}], extra_body={"x": 1}
    )
    assert len(given) == len(reached) == 1
    assert given[0] is reached[0]


def test_extra_body_keeps_its_meaning_when_pictures_change(server: Loopback, shot: Shot) -> None:
    client = headroom.wrap(openai.OpenAI(api_key="x", base_url=server.openai_url))
    omit = getattr(openai, "omit", None)
    extra = {"top_k": 3, "temperature": 0.5, **({"seed": omit} if omit is not None else {})}
    client.chat.completions.create(**chat(shot), temperature=1, seed=7, extra_body=extra)
    sent = server.last.json
    assert is_rewritten(server.requests, shot)
    assert (sent["top_k"], sent["temperature"]) == (3, 0.5)
    assert ("seed" in sent) == (omit is None)


CALLERS: dict[str, tuple[str, Callable[[Shot], dict[str, Any]], Callable[[Any, dict[str, Any]], Any]]] = {
    "openai chat": ("openai/OpenAI", chat, lambda c, given: c.chat.completions.create(**given)),
    "openai post": ("openai/OpenAI", chat, lambda c, given: c.post("/chat/completions", cast_to=object, body=given)),
    "openai extra_body": ("openai/OpenAI", chat, lambda c, given: c.chat.completions.create(model="m", messages=[], extra_body=given)),
    "openai responses": ("openai/OpenAI", response, lambda c, given: c.post("/responses", cast_to=object, body=given)),
    "anthropic": ("anthropic/Anthropic", message, lambda c, given: c.messages.create(**given)),
    "anthropic post": ("anthropic/Anthropic", message, lambda c, given: c.post("/v1/messages", cast_to=object, body=given)),
    "bedrock": ("anthropic/AnthropicBedrock", lambda shot: message(shot, model="anthropic.claude-haiku-4-5-v1:0"), lambda c, given: c.messages.create(**given)),
    "google": ("google/Client", lambda shot: {"contents": google_genai_surfaces._snake(shot)}, lambda c, given: c.models.generate_content(model=GEMINI, **given)),
    "google contents": ("google/Client", lambda shot: {"contents": [google_genai_surfaces._content(shot)]}, lambda c, given: c.models.generate_content(model=GEMINI, **given)),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLERS)
async def test_the_callers_objects_are_never_changed(name: str, server: Loopback, shot: Shot) -> None:
    kind, make, send = CALLERS[name]
    client = headroom.wrap(made(kind, server))
    given = make(shot)
    before = copy.deepcopy(given)
    send(client, given)
    await closed(client)
    assert given == before
    assert is_rewritten(server.requests, shot)


NEVER: dict[str, Send] = {
    "images.edit": lambda c: c.images.edit(image=("a.png", Shot().data), prompt="x"),
    "files.create": lambda c: c.files.create(file=("b.jsonl", b"{}"), purpose="batch"),
}


@pytest.mark.parametrize("name", NEVER)
def test_uploads_are_never_touched(name: str, server: Loopback, runs: Runs, shot: Shot) -> None:
    client = openai.OpenAI(api_key="x", base_url=server.openai_url)
    with headroom.patch():
        NEVER[name](headroom.wrap(client))
    assert len(runs) == 0
    if name == "images.edit":
        assert shot.data in server.last.body


def test_pictures_for_the_providers_own_tools_go_out_as_the_same_bytes(server: Loopback, shot: Shot) -> None:
    client = headroom.wrap(anthropic.Anthropic(api_key="x", base_url=server.url))
    tool = {
        "type": "computer_20250124",
        "name": "computer",
        "display_width_px": 1024,
        "display_height_px": 768,
    }
    client.post("/v1/messages", cast_to=object, body=message(shot, tools=[tool]))
    assert is_original(server.requests, shot)
    report = headroom.last_report()
    assert report is not None
    assert not report.decisions[0].changed


def test_pictures_that_will_be_edited_go_out_as_the_same_bytes(server: Loopback, shot: Shot) -> None:
    client = headroom.wrap(openai.OpenAI(api_key="x", base_url=server.openai_url))
    body = response(shot, tools=[{"type": "image_generation"}])
    client.post("/responses", cast_to=object, body=body)
    google = headroom.wrap(made("google/Client", server))
    google.models.generate_content(
        model=GEMINI,
        contents=[google_genai_surfaces.part(shot)],
        config={"response_modalities": ["TEXT", "IMAGE"]},
    )
    assert is_original(server.requests, shot)


BROKEN = {
    "truncated": "data:image/png;base64,iVBORw0KGgo",
    "no base64": "data:image/png;base64,%%%%",
    "empty": "data:image/png;base64,",
    "not a picture": "data:image/png;base64,aGVsbG8gd29ybGQ=",
    "no URL": "nonsense",
    "SVG": "data:image/svg+xml;base64,PHN2Zy8+",
    "a number": 7,
    "a list": [1, 2],
    "nothing": None,
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.usefixtures("faults_pass")
def test_a_malformed_picture_goes_out_exactly_as_it_came(name: str, server: Loopback) -> None:
    body = {
        "model": "gpt-4o",
        "messages": [
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": BROKEN[name]}}]},
            "a string where a dict belongs",
            {"role": "user", "content": {"type": "image_url"}},
        ],
    }
    client = openai.OpenAI(api_key="x", base_url=server.openai_url)
    client.post("/chat/completions", cast_to=object, body=body)
    headroom.wrap(client)
    client.post("/chat/completions", cast_to=object, body=body)
    without, with_us = server.requests
    assert with_us.body == without.body
    assert headroom.stats()["errors"] == 0
    report = headroom.last_report()
    assert report is not None
    assert report.decisions or report.warnings


@pytest.mark.usefixtures("faults_pass")
@pytest.mark.parametrize("kind", ["openai/OpenAI", "anthropic/Anthropic", "google/Client"])
async def test_a_fault_of_ours_sends_the_original(
    kind: str, server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from headroom_sdk import engine

    def fail(*_: Any, **__: Any) -> Any:
        raise RecursionError("too deep")

    monkeypatch.setattr(engine, "process", fail)
    monkeypatch.setattr(boundary, "_said", set())
    client = headroom.wrap(made(kind, server))
    for _ in range(2):
        if kind.startswith("openai"):
            client.chat.completions.create(**chat(shot))
        elif kind.startswith("anthropic"):
            client.messages.create(**message(shot))
        else:
            client.models.generate_content(model=GEMINI, contents=[google_genai_surfaces.part(shot)])
    await closed(client)
    assert is_original(server.requests, shot)
    assert headroom.stats()["errors"] == 2
    report = headroom.last_report()
    assert report is not None
    assert "RecursionError: too deep" in report.warnings[0]
    ours = [record for record in caplog.records if record.name == "headroom_sdk"]
    assert [record.levelno for record in ours] == [logging.WARNING]


def test_a_fault_surfaces_where_the_policy_says_so(
    server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headroom_sdk import engine

    def fail(*_: Any, **__: Any) -> Any:
        raise RecursionError("too deep")

    monkeypatch.setattr(engine, "process", fail)
    client = openai.OpenAI(api_key="x", base_url=server.openai_url)
    with headroom.patch(policy=Policy(on_error="raise")), pytest.raises(RecursionError):
        client.chat.completions.create(**chat(shot))
    assert server.requests == []


def test_errors_of_the_provider_and_of_the_caller_come_out_as_ever(server: Loopback, shot: Shot) -> None:
    client = headroom.wrap(openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=0))
    server.fail_next(1, status=400)
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(**chat(shot))
    with pytest.raises(TypeError):
        client.chat.completions.create(messages=io.BytesIO(), model=object())
