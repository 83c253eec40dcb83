"""Beside other people's instrumentation, in every order: nothing of theirs is lost, nothing is compressed twice."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from contract import anthropic_surfaces, google_genai_surfaces, openai_surfaces
from contract.conftest import Runs
from contract.google_genai_surfaces import MODEL as GEMINI
from contract.google_genai_surfaces import part
from contract.instrumentation import TOOLS, Spans, Tool, langsmith_runs
from contract.scene import Loopback, Shot, closed, is_original, is_rewritten, waited

import headroom_sdk as headroom

ORDERS = {
    "theirs, ours, ours off, theirs off": ("+them", "+us", "-us", "-them"),
    "theirs, ours, theirs off, ours off": ("+them", "+us", "-them", "-us"),
    "ours, theirs, theirs off, ours off": ("+us", "+them", "-them", "-us"),
    "ours, theirs, ours off, theirs off": ("+us", "+them", "-us", "-them"),
    "theirs on and off, then ours": ("+them", "-them", "+us", "-us"),
    "ours on and off, then theirs": ("+us", "-us", "+them", "-them"),
    "ours twice around theirs": ("+us", "+them", "-us", "+us", "-them", "-us"),
}

FOR_GOOD = [tool for tool in TOOLS if "Traceloop" in tool.name]
SWITCHES = [tool for tool in TOOLS if tool not in FOR_GOOD]


def new_client(sdk: str, server: Loopback, kind: str = "") -> Any:
    if sdk == "openai":
        return openai_surfaces.clients(server)[f"{kind}OpenAI"]()
    if sdk == "anthropic":
        return anthropic_surfaces.clients(server)[f"{kind}Anthropic"]()
    return google_genai_surfaces.clients(server)["Client"]()


def ask(sdk: str, client: Any, shot: Shot, kind: str = "") -> Any:
    if sdk == "openai":
        return client.chat.completions.create(**openai_surfaces.chat(shot))
    if sdk == "anthropic":
        return client.messages.create(**anthropic_surfaces.message(shot))
    models = client.aio.models if kind else client.models
    return models.generate_content(model=GEMINI, contents=["What is this?", part(shot)])


class Scene:
    """A client, us and them, each on or off; every change is followed by a question."""

    def __init__(
        self, tool: Tool, mode: str, server: Loopback, shot: Shot, runs: Runs, kind: str = ""
    ) -> None:
        self.tool, self.mode, self.server, self.shot, self.runs = tool, mode, server, shot, runs
        self.kind, self.spans = kind, Spans()
        self.client = new_client(tool.sdk, server, kind)
        self.us = self.them = False
        self._patch = headroom.patch()
        self._off: Callable[[], None] | None = None

    def change(self, what: str) -> None:
        if what == "+us":
            self.us = True
            headroom.wrap(self.client) if self.mode == "wrap" else self._patch.start()
        elif what == "-us":
            self.us = False
            headroom.unwrap(self.client) if self.mode == "wrap" else self._patch.stop()
        elif what == "+them":
            self.them = True
            self._off = self.tool.on(self.spans, self.client)
        elif self._off is not None:
            self.them = False
            self._off()

    def close(self) -> None:
        """Leave nothing on for the next test, however this one ended."""
        for _ in range(2):
            self.change("-us")
        if self.them:
            self.change("-them")

    async def check(self) -> None:
        self.server.clear()
        self.spans.take()
        before = len(self.runs)
        await waited(ask(self.tool.sdk, self.client, self.shot, self.kind))
        assert (is_rewritten if self.us else is_original)(self.server.requests, self.shot)
        assert len(self.server.requests) == 1
        assert len(self.runs) - before == self.us, "once, and only while we are on"
        traced = self.spans.take()
        assert bool(traced) == self.them, f"{traced} spans of theirs"


@pytest.mark.parametrize("mode", ["wrap", "patch"])
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("tool", SWITCHES, ids=str)
@pytest.mark.parametrize("kind", ["", "Async"])
async def test_any_order_of_on_and_off(
    tool: Tool, order: str, mode: str, kind: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    pytest.importorskip(tool.sdk)
    pytest.importorskip("opentelemetry.sdk")
    pytest.importorskip(tool.package)
    if not tool.fits():
        pytest.skip("it does not know this release of the SDK")
    with contextlib.closing(Scene(tool, mode, server, shot, runs, kind)) as scene:
        await scene.check()
        for what in ORDERS[order]:
            scene.change(what)
            await scene.check()
        await closed(scene.client)


@pytest.mark.parametrize("tool", FOR_GOOD, ids=str)
def test_one_that_cannot_be_switched_off(tool: Tool) -> None:
    """In processes of their own: what it leaves behind would meet the tests after it."""
    pytest.importorskip(tool.sdk)
    pytest.importorskip("opentelemetry.sdk")
    pytest.importorskip(tool.package)
    result = subprocess.run(
        [sys.executable, "-m", "contract.test_instrumentation", tool.name], capture_output=True, text=True,
        check=False, timeout=300, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert result.returncode == 0, result.stderr[-3000:]
    assert result.stdout.count("checked") == 2 * len(ORDERS)


@pytest.mark.parametrize("mode", ["wrap", "patch"])
@pytest.mark.parametrize("first", ["us", "them"])
@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_langsmith(sdk: str, first: str, mode: str, server: Loopback, shot: Shot, runs: Runs) -> None:
    wrappers = pytest.importorskip("langsmith.wrappers")
    pytest.importorskip(sdk)
    client = new_client(sdk, server)
    theirs = {"openai": wrappers.wrap_openai, "anthropic": wrappers.wrap_anthropic}[sdk]
    patch = headroom.patch()

    def on() -> None:
        headroom.wrap(client) if mode == "wrap" else patch.start()

    if first == "us":
        on()
    traced = theirs(client)
    if first == "them":
        on()
    with langsmith_runs() as children:
        ask(sdk, traced, shot)
    headroom.unwrap(client) if mode == "wrap" else patch.stop()
    assert is_rewritten(server.requests, shot)
    assert len(children) == len(runs) == 1
    server.clear()
    with langsmith_runs() as children:
        ask(sdk, traced, shot)
    assert is_original(server.requests, shot)
    assert len(children) == 1


def test_several_at_once(server: Loopback, shot: Shot, runs: Runs) -> None:
    pytest.importorskip("openai")
    pytest.importorskip("opentelemetry.sdk")
    tools = [tool for tool in SWITCHES if tool.sdk == "openai"]
    for tool in tools:
        pytest.importorskip(tool.package)
    spans, client = Spans(), new_client("openai", server)
    off = []
    with headroom.patch():
        for tool in tools:
            off.append(tool.on(spans, client))
        headroom.wrap(client)
        ask("openai", client, shot)
        assert is_rewritten(server.requests, shot)
        assert len(runs) == 1
        assert spans.take() >= 1, "Logfire keeps the others quiet below it"
        for switch in off:  # not the order in which they came
            assert switch is not None
            switch()
        server.clear()
        ask("openai", client, shot)
        assert is_rewritten(server.requests, shot)
        assert len(runs) == 2
    headroom.unwrap(client)
    server.clear()
    ask("openai", client, shot)
    assert is_original(server.requests, shot)


class _Counted(Runs):
    """The same count without pytest."""

    def __init__(self) -> None:
        super().__init__()
        from headroom_sdk import engine

        process = engine.process

        def counting(*args: Any, **kwargs: Any) -> Any:
            self.targets.append(args[2])
            return process(*args, **kwargs)

        engine.process = counting  # type: ignore[assignment]


async def _alone(name: str) -> None:
    """Every order for one tool that stays on; it can be switched on only once, so only ours goes on and off."""
    (tool,) = (tool for tool in TOOLS if tool.name == name)
    runs = _Counted()
    with Loopback() as server:
        for mode in ("wrap", "patch"):
            for order in ORDERS.values():
                scene = Scene(tool, mode, server, Shot(), runs)
                scene.spans = _SPANS
                scene.them = _ON[0]
                for what in order:
                    if what != "-them":
                        scene.change(what)
                        _ON[0] = _ON[0] or what == "+them"
                        scene.them = _ON[0]
                        await scene.check()
                print("checked", mode, order)


if __name__ == "__main__":
    _SPANS, _ON = Spans(), [False]
    asyncio.run(_alone(sys.argv[1]))
