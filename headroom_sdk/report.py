"""What was decided, why, and what it saved."""

from __future__ import annotations

import contextvars
import dataclasses
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .policy import Technique


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What became of one picture of a request.

    ``tokens_*`` are what the model bills for the picture and for any text of ours that stands for or
    beside it; ``None`` where no rule covers the model. ``sizes`` are ``(width, height)`` as sent,
    ``regions`` are ``(x, y, width, height)`` in pixels of the original, upright. ``detail`` is as sent, in
    the provider's spelling. ``stages`` are ``(name, tokens)`` after each step.
    """

    path: str
    technique: Technique
    reason: str
    confidence: float = 1.0
    tokens_before: int | None = None
    tokens_after: int | None = None
    exact: bool = False
    bytes_before: int = 0
    bytes_after: int = 0
    sizes: tuple[tuple[int, int], ...] = ()
    regions: tuple[tuple[int, int, int, int], ...] = ()
    detail: str | None = None
    text: str | None = None
    stages: tuple[tuple[str, int], ...] = ()
    milliseconds: float = 0.0
    changed: bool = False
    probabilities: tuple[tuple[str, float], ...] = ()
    """The probability (0–1) that the answer survives, by technique, as the router gave it; empty: not asked."""
    error: str | None = None
    """What is wrong with the picture itself, if it could not be read."""

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        out = {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}
        out["technique"] = str(self.technique)
        out["sizes"] = [list(s) for s in self.sizes]
        out["regions"] = [list(r) for r in self.regions]
        out["stages"] = [{"name": name, "tokens": tokens} for name, tokens in self.stages]
        out["probabilities"] = dict(self.probabilities)
        if self.error is None:
            del out["error"]
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All decisions of one request, in the order of its pictures.

    ``attachments`` are pictures that are shown again, or as more than they were, in a later message that asks for
    it; their ``path`` is that message's. Sums count them.
    """

    decisions: tuple[Decision, ...] = ()
    attachments: tuple[Decision, ...] = ()
    warnings: tuple[str, ...] = ()
    model: str | None = None
    dialect: str | None = None
    milliseconds: float = 0.0
    dry_run: bool = False

    @property
    def tokens_before(self) -> int:
        """Image tokens that the request would have cost, over the pictures that could be counted."""
        return sum(d.tokens_before for d in self._counted)

    @property
    def tokens_after(self) -> int:
        """Image tokens that it costs as sent (with ``dry_run``: as it would have been sent)."""
        return sum(d.tokens_after for d in self._counted)

    @property
    def bytes_before(self) -> int:
        """Payload bytes of the pictures, decoded, before."""
        return sum(d.bytes_before for d in self.decisions)

    @property
    def bytes_after(self) -> int:
        """Payload bytes of the pictures, decoded, as sent."""
        return sum(d.bytes_after for d in self._all)

    @property
    def exact(self) -> bool:
        """Whether every picture was counted by an official rule of its own model."""
        return all(d.exact for d in self._all)

    @property
    def savings_percent(self) -> float:
        """Image tokens saved, in percent of ``tokens_before``."""
        before = self.tokens_before
        return 100.0 * (before - self.tokens_after) / before if before else 0.0

    @property
    def _counted(self) -> Sequence[Any]:
        return [d for d in self._all if d.tokens_before is not None and d.tokens_after is not None]

    @property
    def _all(self) -> tuple[Decision, ...]:
        return (*self.decisions, *self.attachments)

    def to_dict(self) -> dict[str, Any]:
        """The stable JSON form."""
        return {
            "model": self.model,
            "dialect": self.dialect,
            "tokens_before": self.tokens_before,
            "tokens_after": self.tokens_after,
            "savings_percent": round(self.savings_percent, 2),
            "bytes_before": self.bytes_before,
            "bytes_after": self.bytes_after,
            "exact": self.exact,
            "milliseconds": self.milliseconds,
            "dry_run": self.dry_run,
            "decisions": [d.to_dict() for d in self.decisions],
            "attachments": [d.to_dict() for d in self.attachments],
            "warnings": list(self.warnings),
        }


@dataclass(slots=True)
class Totals:
    """Sums over the requests of this process that carried a picture."""

    requests: int = 0
    images: int = 0
    changed: int = 0
    tokens_before: int = 0
    tokens_after: int = 0
    bytes_before: int = 0
    bytes_after: int = 0
    errors: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def add(self, report: Report) -> None:
        with self._lock:
            self.requests += 1
            self.images += len(report.decisions)
            self.changed += sum(d.changed for d in report.decisions)
            self.tokens_before += report.tokens_before
            self.tokens_after += report.tokens_after
            self.bytes_before += report.bytes_before
            self.bytes_after += report.bytes_after

    def add_error(self) -> None:
        with self._lock:
            self.errors += 1

    def to_dict(self) -> dict[str, int]:
        """A copy of the counters."""
        with self._lock:
            return {f.name: getattr(self, f.name) for f in dataclasses.fields(self) if f.name != "_lock"}


TOTALS = Totals()

# Set by the hooks after the work came back, in the context of the caller: a worker thread only has a copy of it.
_last: contextvars.ContextVar[Report | None] = contextvars.ContextVar(
    "headroom_sdk_last_report", default=None
)


def record(report: Report) -> None:
    """Make *report* the newest of this context."""
    _last.set(report)


def last_report() -> Report | None:
    """The report of the newest request of this thread or task, or ``None``."""
    return _last.get()


def stats() -> dict[str, int]:
    """Totals of this process: requests and images seen, images changed, tokens and bytes before and after."""
    return TOTALS.to_dict()
