"""One provider on this machine for all, what "reached" means, and a record of what was."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from contract.conftest import Runs, loopback, runs, server, shot
from contract.scene import Loopback, images

import headroom_sdk as headroom
from headroom_sdk import Policy

__all__ = ["loopback", "runs", "server", "shot"]  # fixtures

Send = Callable[[], Any]
Reach = Callable[[Send], Awaitable[None]]

_FULL_LOW = Policy(technique="full_low", on_error="raise")  # type: ignore[arg-type]
_SEEN: dict[str, dict[str, Any]] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reached", metavar="FILE", help="add what was reached, as JSON")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # What these packages leave open, and what they say about each other, is theirs.
            item.add_marker(pytest.mark.filterwarnings("ignore"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    told = dict(report.user_properties)
    if "framework" in told and (report.when == "call" or report.outcome == "failed"):
        entry = _SEEN.setdefault(str(told["framework"]), {"version": told["version"], "ways": {}})
        entry["ways"][str(told["way"])] = report.outcome


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("--reached")
    if path:
        old = json.loads(Path(path).read_text("utf-8")) if Path(path).exists() else {}
        Path(path).write_text(json.dumps({**old, **_SEEN}, indent=1), "utf-8")


async def done(send: Send) -> None:
    """Call it where no event loop runs, as synchronous code does, and wait for or go through what comes of it."""
    made = await asyncio.to_thread(send)
    if inspect.isawaitable(made):
        made = await made
    if hasattr(made, "__aiter__"):
        async for _ in made:
            pass
    elif inspect.isgenerator(made):
        for _ in made:
            pass


@pytest.fixture
def reach(server: Loopback, runs: Runs) -> Reach:
    """Sends a picture three times: with ``patch()`` it goes out smaller, each time through the engine once, and
    before and afterwards as it was."""

    async def sides(send: Send) -> list[int]:
        server.clear()
        await done(send)
        sent = images(server.requests)
        assert sent, "no picture was sent"
        return [max(image.size or (0,)) for image in sent]

    async def reached(send: Send) -> None:
        before = await sides(send)
        assert len(runs) == 0
        with headroom.patch(policy=_FULL_LOW):
            meanwhile = await sides(send)
            requests = sum(bool(request.images()) for request in server.requests)
        assert len(meanwhile) == len(before)
        assert max(meanwhile) < min(before)
        assert len(runs) == requests
        assert await sides(send) == before

    return reached


@pytest.fixture
def told(record_property: Callable[..., None]) -> Callable[[str, str, str], None]:
    """Notes which framework a test is about, and which way to use it."""

    def tell(framework: str, distribution: str, way: str) -> None:
        record_property("framework", framework)
        record_property("version", metadata.version(distribution))
        record_property("way", way)

    return tell
