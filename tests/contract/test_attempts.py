"""What happens on the way: retries, cancellation, other event loops, and who waits for the work."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from contract.anthropic_surfaces import message
from contract.conftest import Runs
from contract.google_genai_surfaces import MODEL as GEMINI
from contract.google_genai_surfaces import part
from contract.openai_surfaces import chat, response
from contract.scene import Loopback, Shot, closed, is_rewritten

import headroom_sdk as headroom

openai = pytest.importorskip("openai")
anthropic = pytest.importorskip("anthropic")
genai = pytest.importorskip("google.genai")

Send = Callable[[Any, Shot], Any]


def _retrying(server: Loopback) -> Any:
    from google.genai import types

    if not hasattr(types, "HttpRetryOptions"):
        pytest.skip("this release does not retry")
    options = types.HttpOptions(
        base_url=server.url,
        retry_options=types.HttpRetryOptions(attempts=3, initial_delay=0.01, max_delay=0.02),
    )
    return genai.Client(api_key="x", http_options=options)


CLIENTS: dict[str, tuple[Callable[[Loopback], Any], Send]] = {
    "openai": (
        lambda server: openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=2),
        lambda client, shot: client.chat.completions.create(**chat(shot)),
    ),
    "openai async": (
        lambda server: openai.AsyncOpenAI(api_key="x", base_url=server.openai_url, max_retries=2),
        lambda client, shot: client.chat.completions.create(**chat(shot)),
    ),
    "azure": (
        lambda server: openai.AzureOpenAI(
            api_key="x", azure_endpoint=server.url, api_version="v", max_retries=2
        ),
        lambda client, shot: client.chat.completions.create(**chat(shot)),
    ),
    "anthropic": (
        lambda server: anthropic.Anthropic(api_key="x", base_url=server.url, max_retries=2),
        lambda client, shot: client.messages.create(**message(shot)),
    ),
    "anthropic async": (
        lambda server: anthropic.AsyncAnthropic(api_key="x", base_url=server.url, max_retries=2),
        lambda client, shot: client.messages.create(**message(shot)),
    ),
    "bedrock": (
        lambda server: anthropic.AnthropicBedrock(
            aws_access_key="k", aws_secret_key="s", aws_region="us-east-1", base_url=server.url, max_retries=2
        ),
        lambda client, shot: client.messages.create(**message(shot, model="anthropic.claude-haiku-4-5-v1:0")),
    ),
    "google": (
        _retrying,
        lambda client, shot: client.models.generate_content(model=GEMINI, contents=[part(shot)]),
    ),
    "google async": (
        _retrying,
        lambda client, shot: client.aio.models.generate_content(model=GEMINI, contents=[part(shot)]),
    ),
}


@pytest.mark.parametrize("mode", ["wrap", "patch"])
@pytest.mark.parametrize("name", CLIENTS)
async def test_every_attempt_sends_the_same_bytes_and_the_work_is_done_once(
    name: str, mode: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    make, send = CLIENTS[name]
    client = make(server)
    patch = headroom.patch()
    if mode == "wrap":
        headroom.wrap(client)
    else:
        patch.start()
    server.fail_next(2)
    try:
        answer = send(client, shot)
        if isinstance(answer, Awaitable):
            await answer
    finally:
        patch.stop()
        await closed(client)
    assert [request.status for request in server.requests] == [500, 500, 200]
    assert len({request.body for request in server.requests}) == 1
    assert is_rewritten(server.requests, shot)
    assert len(runs) == 1


@pytest.mark.parametrize("mode", ["wrap", "patch"])
def test_a_request_method_captured_before_us_is_met_further_down(
    mode: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    from openai._base_client import SyncAPIClient

    captured = _bare(SyncAPIClient.request)
    client = openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=2)
    client.request = lambda *args, **kwargs: captured(client, *args, **kwargs)
    server.fail_next(1)
    if mode == "wrap":
        headroom.wrap(client)
        client.chat.completions.create(**chat(shot))
    else:
        with headroom.patch():
            client.chat.completions.create(**chat(shot))
    assert is_rewritten(server.requests, shot)
    assert len({request.body for request in server.requests}) == 1
    assert len(runs) == (1 if mode == "wrap" else 2), "wrap() gets in front of it, patch() meets each attempt"


def _bare(function: Any) -> Any:
    """The SDK's own function, whatever hangs on it since an earlier test."""
    while hasattr(function, "__wrapped__"):
        function = function.__wrapped__
    return function


ASYNC: dict[str, tuple[Callable[[Loopback], Any], Callable[[Any, Shot], Awaitable[Any]]]] = {
    name: CLIENTS[name] for name in ("openai async", "anthropic async")
}


@pytest.mark.parametrize("name", ASYNC)
def test_trio_works(name: str, server: Loopback, shot: Shot, runs: Runs) -> None:
    pytest.importorskip("trio")
    make, send = ASYNC[name]

    async def go() -> None:
        client = headroom.wrap(make(server))
        await send(client, shot)
        await closed(client)

    try:
        anyio.run(go, backend="trio")
    except (TypeError, RuntimeError) as e:  # pragma: no cover
        pytest.skip(f"this release does not run under trio: {e}")
    assert is_rewritten(server.requests, shot)
    assert runs.threads != [threading.get_ident()]


@pytest.mark.parametrize("name", ASYNC)
async def test_the_event_loop_does_not_do_the_work(
    name: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    make, send = ASYNC[name]
    client = headroom.wrap(make(server))
    await asyncio.gather(*(send(client, shot) for _ in range(4)))
    await closed(client)
    assert len(runs) == 4
    assert threading.get_ident() not in runs.threads
    report = headroom.last_report()
    assert report is None, "what a task of gather() does stays in that task"
    await send(headroom.wrap(make(server)), shot)
    report = headroom.last_report()
    assert report is not None
    assert report.decisions[0].changed


async def test_text_alone_takes_no_thread(
    server: Loopback, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headroom_sdk import boundary

    def never(*_: Any) -> Any:
        pytest.fail("a thread for nothing")

    monkeypatch.setattr(boundary, "in_thread", never)
    client = headroom.wrap(openai.AsyncOpenAI(api_key="x", base_url=server.openai_url))
    await client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hi"}])
    await closed(client)
    assert len(server.requests) == 1


@pytest.mark.parametrize("name", ASYNC)
async def test_a_call_cancelled_during_the_work_returns_at_once_and_sends_nothing(
    name: str, server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headroom_sdk import engine

    started, release, done = threading.Event(), threading.Event(), threading.Event()
    process = engine.process

    def slow(*args: Any, **kwargs: Any) -> Any:
        started.set()
        release.wait(20)
        result = process(*args, **kwargs)
        done.set()
        return result

    monkeypatch.setattr(engine, "process", slow)
    make, send = ASYNC[name]
    client = headroom.wrap(make(server))
    task = asyncio.ensure_future(send(client, shot))
    while not started.is_set():
        await asyncio.sleep(0.005)
    task.cancel()
    start = time.perf_counter()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.perf_counter() - start < 5
    release.set()
    while not done.is_set():
        await asyncio.sleep(0.005)
    assert server.requests == []
    await closed(client)


async def test_a_stream_that_is_left_early_leaves_nothing_on(
    server: Loopback, shot: Shot, runs: Runs
) -> None:
    client = openai.AsyncOpenAI(api_key="x", base_url=server.openai_url)
    with headroom.patch():
        async for _ in await client.chat.completions.create(**chat(shot), stream=True):
            break
    await client.chat.completions.create(**chat(shot))
    await closed(client)
    first, second = server.requests
    assert is_rewritten([first], shot)
    assert not is_rewritten([second], shot)


def test_history_is_sent_byte_for_byte_as_before(server: Loopback, shot: Shot) -> None:
    client = headroom.wrap(openai.OpenAI(api_key="x", base_url=server.openai_url))
    if not hasattr(client, "responses"):
        pytest.skip("this release has no responses")
    history = list(response(shot)["input"])
    for turn in range(3):
        client.responses.create(model="gpt-4o", input=history)
        history += [
            {"role": "assistant", "content": "A picture."},
            {"role": "user", "content": f"Turn {turn}?"},
        ]
    sent = [request.json["input"][0] for request in server.requests]
    assert sent[0] == sent[1] == sent[2]
    assert is_rewritten(server.requests, shot)
