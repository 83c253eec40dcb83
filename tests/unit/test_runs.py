"""Runs of a framework: which request belongs to which, and what ends one everywhere."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from support import pictures

from headroom_sdk import runs
from headroom_sdk.fingerprint import Fingerprint, fingerprints
from headroom_sdk.policy import Policy
from headroom_sdk.report import Report
from headroom_sdk.runs import Run

PHOTO, SCREEN = ({"data": pictures.shot(name).base64} for name in ("photo", "screen"))
LOSSLESS = Policy(mode="lossless")
sending = True


def sender() -> Mapping[Fingerprint, str] | None:
    return {} if sending else None


def run(*shown: Any, policy: Policy = LOSSLESS, **more: Any) -> Run:
    return Run(
        policy=policy, pictures=fingerprints(list(shown or [PHOTO])), sender=sender,
        **{"id": object(), "told": lambda report: None, **more},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def alone() -> Any:
    """In a context of its own, as each program's first call."""
    yield
    for entry in runs._runs.newest_first():
        entry.alive = False


def test_a_request_that_shows_a_runs_picture_belongs_to_it() -> None:
    first = run()
    assert runs.lease(PHOTO) is None
    first.begin()
    assert runs.lease(SCREEN) is None
    assert runs.lease({"text": "no picture"}) is None
    assert not first.served
    lease = runs.lease([SCREEN, PHOTO])
    assert lease is not None and lease.policy is LOSSLESS
    assert first.served


def test_a_request_that_no_model_makes_belongs_to_none(monkeypatch: pytest.MonkeyPatch) -> None:
    run().begin()
    monkeypatch.setitem(globals(), "sending", False)
    assert runs.lease(PHOTO) is None


@pytest.mark.parametrize(("error", "again"), [
    (None, False), (ValueError, True), (KeyboardInterrupt, False), (asyncio.CancelledError, False), (GeneratorExit, False),
])  # fmt: skip
def test_only_an_ordinary_error_gives_the_lease_back(error: Any, again: bool) -> None:
    run().begin()
    lease = runs.lease(PHOTO)
    assert lease is not None
    try:
        with lease:
            assert runs.lease({"a": [PHOTO]}) is lease, "a step inside a step"
            assert runs.current() is lease
            if error:
                raise error
    except BaseException as raised:
        assert isinstance(raised, error)
    assert runs.current() is None
    assert (runs.lease(PHOTO) is not None) is again


def test_the_end_of_a_run_is_seen_in_every_context() -> None:
    mine = run()
    mine.begin()
    context = contextvars.copy_context()
    mine.end()
    assert context.run(runs.lease, PHOTO) is None


def test_a_run_of_another_thread_is_not_here() -> None:
    thread = threading.Thread(target=lambda: run().begin())
    thread.start()
    thread.join()
    assert runs.lease(PHOTO) is None


def test_two_runs_that_show_one_picture_get_a_request_each() -> None:
    first, second = run(), run()
    first.begin()
    second.begin()
    one, other = runs.lease(PHOTO), runs.lease(PHOTO)
    assert one is not None and other is not None
    assert runs.lease(PHOTO) is None
    assert first.served and second.served


def test_all_layers_of_one_run_are_served_and_the_nearest_decides() -> None:
    told: list[tuple[str, Report]] = []
    layers = {"patch": 3, "middleware": 2, "callback": 1, "model": 0}
    known = object()
    for name, distance in layers.items():
        run(
            policy=Policy(min_saving=distance / 10), id=known, distance=distance, once=name in ("patch", "callback"),
            told=lambda report, name=name: told.append((name, report)),
        ).begin()  # fmt: skip
    lease = runs.lease(PHOTO)
    assert lease is not None and lease.policy.min_saving == 0
    report = Report()
    lease.tell(report)
    assert sorted(told, key=lambda pair: pair[0]) == [(name, report) for name in sorted(layers)]


def test_a_layer_that_lasts_serves_every_request_until_it_ends() -> None:
    lasting = run(once=False)
    entry = lasting.begin()
    for _ in range(3):
        lease = runs.lease(PHOTO)
        assert lease is not None
        with lease:
            pass
    entry.alive = False
    assert runs.lease(PHOTO) is None
    lasting.begin()
    assert runs.lease(PHOTO) is not None
