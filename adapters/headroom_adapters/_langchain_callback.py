"""LangChain's callback: it changes nothing itself, and activates the SDK's hook for exactly one run of a model."""

from __future__ import annotations

import functools
import logging
import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from headroom_sdk import activation
from headroom_sdk.boundary import attempt
from headroom_sdk.policy import Policy
from headroom_sdk.report import Report, Totals
from headroom_sdk.runs import Run

from ._langchain_sending import CALLBACK, joined, module, pictures, sender

if TYPE_CHECKING:
    from langchain_core.callbacks import BaseCallbackHandler as _Base  # pyright: ignore[reportMissingImports]
else:
    _Base = object

log = logging.getLogger("headroom_sdk")

KEY = "headroom"
"""Under which the saving stands in an answer's ``response_metadata`` and in a run's ``metadata``."""

_MANY_RUNS = 1000


class HeadroomCallback(_Base):  # type: ignore[misc, unused-ignore] # where LangChain is not, its class is unknown
    """Compresses the images that LangChain's models send, in ``callbacks=`` of a model, a chain, an agent, a graph or
    one call: ``model.invoke(messages, config={"callbacks": [HeadroomCallback()]})``.

    ``report`` is that of the newest request, ``totals`` are the sums over all of them, ``missed`` counts the runs whose
    pictures met no SDK that we hook. Messages, histories and checkpoints stay as they are. One may serve any number of
    runs, threads and tasks.

    Raises :class:`~headroom_sdk.errors.MissingExtra` where LangChain is not installed.
    """

    run_inline = (
        True  # else an asynchronous run calls it in another context, and nothing that it sets is seen
    )
    raise_error = False
    _distance = CALLBACK

    def __new__(cls, *_: Any, **__: Any) -> HeadroomCallback:
        base = module("langchain_core.callbacks", "HeadroomCallback").BaseCallbackHandler
        own: Any = cls
        made: HeadroomCallback = object.__new__(own if issubclass(own, base) else joined(own, base))
        return made

    def __init__(self, policy: Policy | None = None) -> None:
        self.policy = activation.checked(policy)
        self.report: Report | None = None
        self.totals = Totals()
        self.missed = 0
        self._seen: dict[Any, _Seen] = {}
        self._said: set[str] = set()
        self._lock = threading.Lock()
        activation.install_all()
        activation.arm(KEY)

    def __copy__(self) -> HeadroomCallback:
        return self

    def __deepcopy__(self, memo: Any) -> HeadroomCallback:
        return self

    def __reduce__(self) -> Any:
        return HeadroomCallback, (self.policy,)

    def on_chat_model_start(self, serialized: Any, messages: Any, *, run_id: Any, **kwargs: Any) -> None:
        self._attempt(functools.partial(self._start, serialized, messages, run_id, kwargs))

    def on_llm_new_token(self, token: Any, *, chunk: Any = None, run_id: Any, **kwargs: Any) -> None:
        seen = self._seen.get(_key(run_id))
        if seen is not None and not seen.shown and seen.reports:
            self._attempt(functools.partial(seen.show, getattr(chunk, "message", None)))

    def on_llm_end(self, response: Any, *, run_id: Any, **kwargs: Any) -> None:
        seen = self._ended(run_id)
        if seen is not None:
            self._attempt(functools.partial(self._answered, seen, response))

    def on_llm_error(self, error: BaseException, *, run_id: Any, **kwargs: Any) -> None:
        self._ended(run_id)

    def _start(self, serialized: Any, messages: Any, run_id: Any, more: dict[str, Any]) -> None:
        policy = activation.in_force(self.policy)
        found = pictures([message for batch in messages for message in batch])
        if not found or policy is None:
            return
        seen = _Seen(self, _model(serialized, more), more.get("metadata"))
        seen.run = Run(
            policy=self.policy,
            id=_key(run_id),
            pictures=found,
            sender=sender,
            told=seen.told,
            distance=self._distance,
        )
        with self._lock:
            while (
                len(self._seen) >= _MANY_RUNS
            ):  # a run that is cancelled before it sends anything never ends
                self._seen.pop(next(iter(self._seen))).run.end()
            self._seen[_key(run_id)] = seen
        seen.run.begin()
        seen.ends_with(run_id)

    def _ended(self, run_id: Any) -> _Seen | None:
        with self._lock:
            seen = self._seen.pop(_key(run_id), None)
        if seen is not None:
            seen.run.end()
        return seen

    def _answered(self, seen: _Seen, response: Any) -> None:
        answers = [
            answer.message for batch in response.generations for answer in batch if hasattr(answer, "message")
        ]
        if seen.reports:
            for message in answers:
                seen.show(message)
        elif not seen.run.served and not any(map(_is_remembered, answers)):
            self._miss(seen.model, len(seen.run.pictures))

    def _miss(self, model: str, count: int) -> None:
        said = (
            f"{model} sent {count} picture{'s' if count > 1 else ''} past every SDK that headroom-sdk hooks, and "
            f"nothing was compressed: use headroom_sdk.wrap(model), or HeadroomMiddleware in an agent"
        )
        with self._lock:
            self.missed += 1
            self.report = Report(warnings=(said,))
            first = model not in self._said
            self._said.add(model)
        if first:
            log.warning("%s", said)

    def _told(self, report: Report) -> None:
        self.report = report
        if report.decisions:
            self.totals.add(report)

    def _attempt(self, work: Callable[[], None]) -> None:
        attempt(work, self.policy)


class _Seen:
    """One run that the callback has seen begin."""

    __slots__ = ("_callback", "_id", "_metadata", "model", "reports", "run", "shown")

    run: Run

    def __init__(self, callback: HeadroomCallback, model: str, metadata: Any) -> None:
        self._callback, self.model, self._metadata = callback, model, metadata
        self.reports: list[Report] = []
        self.shown = False

    def ends_with(self, run_id: Any) -> None:
        """Let the run end when nobody knows its id any more: one cancelled before it sends has no other end."""
        if isinstance(run_id, UUID):
            self._id = weakref.ref(run_id, functools.partial(_end, self.run))

    def told(self, report: Report) -> None:
        self.reports.append(report)
        self._callback._told(report)
        if isinstance(self._metadata, dict):
            self._metadata[KEY] = self.saving

    @property
    def saving(self) -> dict[str, Any]:
        """What the requests of the run saved, in JSON."""
        report = self.reports[-1]  # those before it got no answer
        return {
            "images": len(report.decisions),
            "changed": sum(decision.changed for decision in report.decisions),
            "tokens_before": report.tokens_before,
            "tokens_after": report.tokens_after,
            "savings_percent": round(report.savings_percent, 2),
            "exact": report.exact,
        }

    def show(self, message: Any) -> None:
        """Write the saving into an answer."""
        if message is not None and hasattr(message, "response_metadata"):
            self.shown = True
            message.response_metadata = {**message.response_metadata, KEY: self.saving}


def _end(run: Run, _: Any) -> None:
    run.end()


def _key(run_id: Any) -> Any:
    """What stands for a run's id and does not keep it."""
    return getattr(run_id, "int", run_id)


def _model(serialized: Any, more: dict[str, Any]) -> str:
    """The name of a model's class."""
    path = serialized.get("id") if isinstance(serialized, dict) else None
    name = path[-1] if isinstance(path, list) and path else more.get("name")
    return name if isinstance(name, str) else "a model"


def _is_remembered(message: Any) -> bool:
    """Whether LangChain's own cache gave this answer, and nothing was sent."""
    cache = module("langchain_core.globals", "HeadroomCallback")
    usage = getattr(message, "usage_metadata", None)
    return (isinstance(usage, dict) and usage.get("total_cost") == 0) or cache.get_llm_cache() is not None
