"""One loopback provider for all, a count of how often the engine ran, and a record of what is covered."""

from __future__ import annotations

import importlib
import json
import threading
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from contract.scene import Shot
from support.loopback import Loopback


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--surfaces", metavar="FILE", help="write which surfaces were covered, as JSON")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        # A client that a test drops may be collected while our code runs; its socket is not ours.
        item.add_marker(pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    surface = dict(report.user_properties).get("surface")
    if surface and (report.when == "call" or report.outcome == "failed"):
        sdk, name = str(surface).split(": ", 1)
        verdicts = _VERDICTS.setdefault(sdk, {})
        if verdicts.get(name) != "failed":
            verdicts[name] = report.outcome


_VERDICTS: dict[str, dict[str, str]] = {}


def pytest_sessionfinish(session: pytest.Session) -> None:
    path = session.config.getoption("--surfaces")
    if path:
        installed = {d.name for d in metadata.distributions()}
        versions = {sdk: metadata.version(sdk) for sdk in _VERDICTS if sdk in installed}
        Path(path).write_text(json.dumps({"versions": versions, "verdicts": _VERDICTS}, indent=1), "utf-8")


@pytest.fixture(scope="session")
def loopback() -> Iterator[Loopback]:
    with Loopback(text='{"answer": "a picture"}') as server:
        yield server


@pytest.fixture
def server(loopback: Loopback) -> Loopback:
    """The provider, with nothing left of the test before."""
    loopback.clear()
    return loopback


@pytest.fixture
def shot() -> Shot:
    return Shot()


class Runs:
    """How often the engine ran, and with what."""

    def __init__(self) -> None:
        self.targets: list[Any] = []
        self.threads: list[int] = []

    def __len__(self) -> int:
        return len(self.targets)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Runs:
    engine = importlib.import_module("headroom_sdk.engine")
    counted, process = Runs(), engine.process

    def counting(body: Any, dialect: Any, target: Any, policy: Any, **more: Any) -> Any:
        counted.targets.append(target)
        counted.threads.append(threading.get_ident())
        return process(body, dialect, target, policy, **more)

    monkeypatch.setattr(engine, "process", counting)
    return counted
