"""Whatever fails on our side, the request goes out as it came, and the reason is told."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import anyio
import pytest

import headroom_sdk as headroom
from headroom_sdk import boundary, engine
from headroom_sdk.boundary import Call, atransform, transform
from headroom_sdk.policy import Policy, Technique
from headroom_sdk.report import Decision, Report
from headroom_sdk.target import Target

BODY = {
    "model": "m",
    "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:x"}}]}],
}
TEXT = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
PASS, RAISE = Policy(), Policy(on_error="raise")

Both = Callable[..., Any]


def call(body: Any = BODY, path: str = "/chat/completions") -> Call:
    return Call(body=body, path=path, target=Target(provider="openai", model="m"))


def write(body: Any) -> Any:
    return {"written": body}


@pytest.fixture(params=["function", "coroutine"])
def both(request: pytest.FixtureRequest) -> Both:
    """transform(), or atransform() awaited."""
    if request.param == "function":
        return transform

    def waited(*args: Any) -> Any:
        async def go() -> Any:
            return await atransform(*args), headroom.last_report()

        result, report = asyncio.run(go())
        boundary.record(report)  # asyncio.run has a context of its own
        return result

    return waited


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary, "_said", set())


def runs(monkeypatch: pytest.MonkeyPatch, process: Callable[..., Any]) -> None:
    monkeypatch.setattr(engine, "process", lambda *args, **_: process(*args))


def rewritten(body: Any, dialect: Any, target: Any, policy: Any) -> Any:
    return {**body, "new": True}, Report(dialect=dialect.name, decisions=(decision(),))


def decision(**more: Any) -> Decision:
    return Decision(path="messages[0].content[0]", technique=Technique.PRESERVE, reason="r", **more)


def test_the_better_body_is_written(monkeypatch: pytest.MonkeyPatch, both: Both) -> None:
    runs(monkeypatch, rewritten)
    assert both(call, write, PASS) == {"written": {**BODY, "new": True}}
    report = headroom.last_report()
    assert report is not None
    assert report.dialect == "openai_chat"
    assert headroom.stats()["requests"] == 1


def test_an_equal_body_is_not_written(monkeypatch: pytest.MonkeyPatch, both: Both) -> None:
    runs(monkeypatch, lambda body, *_: (body, Report(decisions=(decision(),))))
    assert both(call, write, RAISE) is None
    assert headroom.stats()["images"] == 1


def test_what_is_no_request_of_ours_leaves_no_trace(both: Both) -> None:
    assert both(lambda: None, write, RAISE) is None
    assert headroom.last_report() is None


def test_a_body_without_pictures_never_reaches_the_engine(
    monkeypatch: pytest.MonkeyPatch, both: Both
) -> None:
    runs(monkeypatch, lambda *_: pytest.fail("for nothing"))
    assert both(lambda: call(TEXT), write, RAISE) is None
    report = headroom.last_report()
    assert report is not None
    assert (report.decisions, report.warnings, report.dialect) == ((), (), "openai_chat")
    assert headroom.stats()["requests"] == 0


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/chats", True),
        ("/v2/brand/new", True),
        ("/moderations", False),
        ("/embeddings?x=1", False),
        ("/images/edits", False),
        ("/v1beta/models/gemini:embedContent", False),
    ],
)
def test_an_unknown_endpoint_is_passed_on_and_told_once(
    monkeypatch: pytest.MonkeyPatch, both: Both, caplog: pytest.LogCaptureFixture, path: str, said: bool
) -> None:
    runs(monkeypatch, lambda *_: pytest.fail("not allowed there"))
    for _ in range(2):
        assert both(lambda: call(BODY, path), write, RAISE) is None
    report = headroom.last_report()
    assert report is not None
    assert path.partition("?")[0] in report.warnings[0]
    assert len(caplog.records) == said


FAULTS = {
    "reading": (lambda: 1 / 0, write, rewritten),
    "the engine": (call, write, lambda *_: 1 / 0),
    "writing": (call, lambda body: 1 / 0, rewritten),
}


@pytest.mark.parametrize("where", FAULTS)
def test_a_fault_sends_the_original_and_tells_once(
    monkeypatch: pytest.MonkeyPatch, both: Both, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    read, written, process = FAULTS[where]
    runs(monkeypatch, process)
    for _ in range(3):
        assert both(read, written, PASS) is None
    report = headroom.last_report()
    assert report is not None
    assert "ZeroDivisionError" in report.warnings[0]
    assert headroom.stats()["errors"] == 3
    assert [(r.name, r.levelno) for r in caplog.records] == [("headroom_sdk", logging.WARNING)]
    assert caplog.records[0].exc_info is not None


@pytest.mark.parametrize("where", FAULTS)
def test_a_fault_surfaces_where_tests_ask_for_it(
    monkeypatch: pytest.MonkeyPatch, both: Both, where: str
) -> None:
    read, written, process = FAULTS[where]
    runs(monkeypatch, process)
    with pytest.raises(ZeroDivisionError):
        both(read, written, RAISE)


@pytest.mark.parametrize("error", [RecursionError, MemoryError, AssertionError, StopIteration])
def test_even_hard_faults_send_the_original(
    monkeypatch: pytest.MonkeyPatch, both: Both, error: type[Exception]
) -> None:
    def fail(*_: Any) -> Any:
        raise error

    runs(monkeypatch, fail)
    assert both(call, write, PASS) is None
    assert headroom.stats()["errors"] == 1


def test_an_interrupt_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any) -> Any:
        raise KeyboardInterrupt

    runs(monkeypatch, interrupt)
    with pytest.raises(KeyboardInterrupt):
        transform(call, write, PASS)


def test_an_unreadable_picture_is_told_once_per_kind(
    monkeypatch: pytest.MonkeyPatch, both: Both, caplog: pytest.LogCaptureFixture
) -> None:
    errors = iter(["truncated after 17 bytes", "truncated after 90 bytes", "no picture"])
    runs(monkeypatch, lambda body, *_: (body, Report(decisions=(decision(error=next(errors)),))))
    for _ in range(3):
        both(call, write, PASS)
    assert [record.getMessage() for record in caplog.records] == [
        "messages[0].content[0]: truncated after 17 bytes; the picture is sent as it came",
        "messages[0].content[0]: no picture; the picture is sent as it came",
    ]


def test_a_stranger_cannot_fill_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(body: Any, *_: Any) -> Any:
        name = "".join(chr(97 + int(c)) for c in str(count[0]))
        count[0] += 1
        return body, Report(decisions=(decision(error=name),))

    count = [0]
    runs(monkeypatch, fail)
    for _ in range(1000):
        transform(call, write, PASS)
    assert len(caplog.records) < 300


def test_the_work_is_done_beside_the_loop_and_the_report_is_the_callers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads: list[int] = []

    def process(*args: Any) -> Any:
        threads.append(threading.get_ident())
        return rewritten(*args)

    async def one(model: str) -> Any:
        given = {**BODY, "model": model}
        await atransform(lambda: call(given), write, PASS)
        return headroom.last_report()

    async def several() -> list[Any]:
        return await asyncio.gather(one("a"), one("b"))

    runs(monkeypatch, process)
    assert all(report is not None for report in asyncio.run(several()))
    assert threading.get_ident() not in threads


def test_a_cancelled_call_does_not_wait_for_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def process(*args: Any) -> Any:
        release.wait(20)
        return rewritten(*args)

    async def cancelled() -> float:
        start = time.perf_counter()
        with anyio.move_on_after(0.05):
            await atransform(call, write, PASS)
            pytest.fail("it was not cancelled")
        return time.perf_counter() - start

    runs(monkeypatch, process)
    for backend in ("asyncio", "trio"):
        release.clear()
        timer = threading.Timer(5, release.set)
        timer.start()
        try:
            taken = anyio.run(_then(cancelled, release), backend=backend)
        finally:
            release.set()
            timer.cancel()
        assert taken < 3


def _then(work: Callable[[], Any], release: threading.Event) -> Callable[[], Any]:
    async def go() -> Any:
        result = await work()
        release.set()  # the loop waits for its threads when it closes
        return result

    return go


def test_no_more_threads_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary.os, "cpu_count", lambda: 2)
    running, most, lock = [0], [0], threading.Lock()

    def process(*args: Any) -> Any:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        time.sleep(0.01)
        with lock:
            running[0] -= 1
        return rewritten(*args)

    async def many() -> None:
        await asyncio.gather(*(atransform(call, write, PASS) for _ in range(12)))

    runs(monkeypatch, process)
    asyncio.run(many())
    assert most == [2]
