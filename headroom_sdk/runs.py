"""Runs of a framework's model: each activates us for the requests that carry its pictures, and for no other.

A framework tells that a run begins before its model turns messages into a request, and has no way to change that
request. So a run is noted in the context; the hooked step takes a *lease* on it where a request carries one of its
pictures. What ends a run ends it everywhere: it is marked on the run itself, whatever contexts have copied it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from .fingerprint import Fingerprint, fingerprints
from .policy import Policy
from .report import Report
from .scope import ContextStack, Entry

Details = Mapping[Fingerprint, str]
"""The ``detail`` that a caller wrote for a picture."""


@dataclass(slots=True, eq=False, kw_only=True)
class Run:
    """One run of a model.

    ``id``: what several layers know it by. ``sender`` is asked where a request is made: what the caller wrote of its
    pictures, or ``None`` if it is not a model of the framework that makes it. ``once``: one answered request ends it.
    ``distance``: how far from the
    model its layer is; the nearest has the last word on the policy. ``told`` gets the report of each request.
    """

    policy: Policy
    id: object
    pictures: frozenset[Fingerprint]
    sender: Callable[[], Details | None]
    told: Callable[[Report], None]
    once: bool = True
    distance: int = 0
    served: bool = False
    """A hooked step has met one of its pictures."""
    _taken: bool = False
    _entry: Entry[Any] = field(init=False)

    def __post_init__(self) -> None:
        self._entry = Entry(self, self)

    def begin(self) -> Entry[Any]:
        """Let it count in this context and those made from it, until the entry is dead."""
        if not self._entry.alive:
            self._entry = Entry(self, self)
        _runs.push(self._entry)
        return self._entry

    def end(self) -> None:
        """Let it count nowhere any more."""
        self._entry.alive = False


_runs: ContextStack[Run] = ContextStack("headroom_sdk_runs")
_leased: ContextVar[Lease | None] = ContextVar("headroom_sdk_lease", default=None)
_lock = threading.Lock()


class Lease:
    """The time in which one request is on its way, for the runs that it belongs to: the innermost comes first."""

    __slots__ = ("_before", "_depth", "_runs", "details", "pictures")

    def __init__(self, runs: tuple[Run, ...], details: Details) -> None:
        self._runs, self._depth = runs, 0
        self.details = details
        self.pictures = frozenset[Fingerprint]().union(*(run.pictures for run in runs))

    @property
    def policy(self) -> Policy:
        """The innermost layer's."""
        return min(self._runs, key=lambda run: run.distance).policy

    @property
    def is_open(self) -> bool:
        """Whether the request is still on its way: a context made meanwhile keeps the lease."""
        return self._depth > 0

    def tell(self, report: Report) -> None:
        """Hand the report of the request to whoever began these runs."""
        for run in self._runs:
            run.told(report)

    def __enter__(self) -> Lease:
        if self._depth == 0:
            self._before = _leased.get()
            _leased.set(self)
        self._depth += 1
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._depth -= 1
        if self._depth:
            return
        _leased.set(self._before)  # no token: it would raise where a coroutine goes on in another context
        failed = kind is not None and issubclass(kind, Exception)
        with _lock:
            for run in self._runs:
                run._taken = False  # after an error the framework may try again, and means the same run
                if run.once and not failed:
                    run.end()


def here() -> bool:
    """Whether a run may count in this context; as fast as can be."""
    return bool(_runs.entries())


def lease(request: object) -> Lease | None:
    """The lease for *request* (plain data), ``None`` if it belongs to no run of this context.

    A step inside a step gets the same one again.
    """
    live = [entry.value for entry in _runs.newest_first()]
    carried = fingerprints(request) if live else frozenset()
    if not carried:
        return None
    current = _leased.get()
    if current is not None and current.is_open and current.pictures & carried:
        return current
    candidates = [run for run in live if run.pictures & carried]
    senders = {run.sender: None for run in candidates}
    known = {sender: sender() for sender in senders}
    with _lock:
        taken: list[Run] = []
        for run in candidates:
            first = next((other.id for other in taken if other.once), run.id)
            mine = (
                run.id == first or not run.once
            )  # several layers see a run, and two runs may show one picture
            if mine and not run._taken and run._entry.alive and known[run.sender] is not None:
                run._taken, run.served = run.once, True
                taken.append(run)
    if not taken:
        return None
    details = {key: value for found in known.values() if found for key, value in found.items()}
    return Lease(tuple(taken), details)


def current() -> Lease | None:
    """The lease of the request that is on its way in this context."""
    found = _leased.get()
    return found if found is not None and found.is_open else None
