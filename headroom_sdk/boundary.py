"""Between an SDK's step and the engine: the only place where a fault of ours meets somebody's request.

Whatever goes wrong on this side, the request goes out as it came; the reason is on the report and, once per
kind, in the log.
"""

from __future__ import annotations

import functools
import logging
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from . import runs
from .activation import regions_of_interest
from .body.dialect import Dialect
from .policy import Policy
from .reach import beyond
from .regions import RegionsOfInterest
from .report import TOTALS, Report, record
from .target import Provider, Target
from .tokens import Rule

log = logging.getLogger("headroom_sdk")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A request on its way out. ``path``: of the URL, without host; a query may follow. ``speaks``: whose format
    the body is in, where that is not the provider's who will bill it; ``dialect``: that format, where no URL tells.
    ``default`` counts where nothing names a model."""

    body: Any
    path: str
    target: Target
    speaks: Provider | None = None
    dialect: Dialect | None = None
    default: Rule | None = None


Read = Callable[[], "Call | None"]
"""Makes a call of what a step was given; ``None``: no request that could carry a picture."""

Write = Callable[[Any], T]
"""Gives what the step is to get, or give, with another body."""


def transform(read: Read, write: Write[T], policy: Policy) -> T | None:
    """What *write* makes of the better body, or ``None`` if the request is to go out as it is.

    Never raises (unless ``Policy(on_error="raise")``); records the report in this context.
    """
    try:
        return _told(_whole(read, write, policy))
    except Exception as e:
        _failed(e, policy)
        return None


async def atransform(
    read: Read, write: Write[T], policy: Policy, *, is_heavy: Callable[[], bool] | None = None
) -> T | None:
    """:func:`transform` with the work on pictures in a thread of its own, for asyncio and trio; where
    *is_heavy* says so, *read* and *write* too. A cancelled call returns at once."""
    try:
        if is_heavy is not None and is_heavy():
            return _told(await in_thread(functools.partial(_whole, read, write, policy)))
        work = _work(read, policy)
        if not isinstance(work, _Work):
            return _told((None, work))
        body, report = await in_thread(work.run)
        return _told((work.written(body, write), report))
    except Exception as e:
        _failed(e, policy)
        return None


def attempt(work: Callable[[], T], policy: Policy) -> T | None:
    """The result of *work*, ``None`` if it fails; never raises, as :func:`transform`."""
    try:
        return work()
    except Exception as e:
        _failed(e, policy)
        return None


async def aattempt(work: Callable[[], T], policy: Policy) -> T | None:
    """:func:`attempt` in a thread."""
    try:
        return await in_thread(work)
    except Exception as e:
        _failed(e, policy)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    call: Call
    dialect: Dialect
    policy: Policy
    regions: RegionsOfInterest
    details: runs.Details

    def run(self) -> tuple[Any, Report]:
        from . import details, engine  # in the thread, where their first import stalls no event loop

        body, target = self.call.body, self.call.target
        if self.details:
            body = details.restored(body, self.dialect, target, self.policy, self.details)
        return engine.process(
            body, self.dialect, target, self.policy, default=self.call.default, regions=self.regions
        )

    def written(self, body: Any, write: Write[T]) -> T | None:
        return None if body is self.call.body else write(body)


def _work(read: Read, policy: Policy) -> _Work | Report | None:
    """What is to be done, or the report that nothing is."""
    call = read()
    if call is None:
        return None
    from .body.embedded import may_hold
    from .body.registry import dialect_for_path

    dialect = call.dialect or dialect_for_path(call.path, call.speaks or call.target.provider)
    if dialect is None:
        return _of_endpoint(call)
    if not dialect.has_images(call.body) and not may_hold(call.body):
        return Report(model=call.target.model, dialect=dialect.name, warnings=beyond(dialect, call.body))
    lease = runs.current()
    return _Work(
        call=call,
        dialect=dialect,
        policy=policy,
        regions=regions_of_interest(),
        details=lease.details if lease else {},
    )


def _whole(read: Read, write: Write[T], policy: Policy) -> tuple[T | None, Report | None]:
    work = _work(read, policy)
    if not isinstance(work, _Work):
        return None, work
    body, report = work.run()
    return work.written(body, write), report


def _told(done: tuple[T | None, Report | None]) -> T | None:
    """The result, its report recorded in this context."""
    new, report = done
    if report is not None:
        record(report)
        lease = runs.current()
        if lease is not None:
            lease.tell(report)
        if report.decisions:
            TOTALS.add(report)
        for decision in report.decisions:
            if decision.error:
                _say_once(
                    decision.error, "%s: %s; the picture is sent as it came", decision.path, decision.error
                )
        for warning in report.warnings if report.dialect else ():  # another endpoint's has been said
            _say_once(warning, "%s", warning)
    return new


# What people send beside pictures to look at: no word about it.
_NEVER_TOUCHED = re.compile(
    r"(^|/)(moderations|embeddings|completions|images|files|uploads|audio|videos|batches|evals|fine_tuning"
    r"|vector_stores|threads|assistants|realtime|live|complete|models|sessions|tunedModels|operations)(/|$)"
    r"|:(embedContent|batchEmbedContents|asyncBatchEmbedContent|predict|predictLongRunning)$"
)


def _of_endpoint(call: Call) -> Report:
    endpoint = call.path.partition("?")[0]
    reason = f"{endpoint}: pictures sent to this endpoint are never touched"
    if not _NEVER_TOUCHED.search(endpoint):
        _say_once("endpoint", "%s", reason)
    return Report(model=call.target.model, warnings=(reason,))


def _failed(error: Exception, policy: Policy) -> None:
    if policy.on_error == "raise":
        raise error
    reason = f"{type(error).__name__}: {error}; the request was sent as it came"
    TOTALS.add_error()
    record(Report(warnings=(reason,)))
    _say_once(type(error).__name__, "%s", reason, exc_info=error)


_MANY_KINDS = 200
_said: set[str] = set()


def _say_once(kind: str, message: str, *args: object, exc_info: BaseException | None = None) -> None:
    kind = re.sub(r"\d+", "#", kind)
    if kind not in _said and len(_said) < _MANY_KINDS:
        _said.add(kind)
        log.warning(message, *args, exc_info=exc_info)


async def in_thread(work: Callable[[], T]) -> T:
    """The result of *work*, done beside the event loop (asyncio's or trio's) in this context's variables. As
    many at a time as there are cores, and in none of the threads that the program's own calls wait for."""
    import anyio.to_thread

    return await anyio.to_thread.run_sync(work, limiter=_limiter(), abandon_on_cancel=True)


def _limiter() -> Any:
    import anyio

    limiters = _limiters()
    limiter = limiters.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(min(os.cpu_count() or 1, 8))
        limiters.set(limiter)
    return limiter


@functools.cache
def _limiters() -> Any:
    from anyio.lowlevel import RunVar

    return RunVar("headroom_sdk_limiter")  # one per event loop
