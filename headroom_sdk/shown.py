"""The pictures of a conversation as they were sent, up to a message: what a later message can build on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .body.dialect import Block, Text
from .conversation import Context
from .outcome import Outcome
from .policy import Technique


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture of an earlier message. ``number``: its place among the pictures as sent, from 1; 0 if no picture
    was sent for it (a text stands there). ``again``: an attachment, which nobody but us knows of."""

    context: Context
    detail: str | None
    outcome: Outcome
    number: int
    again: bool = False

    @property
    def whole(self) -> bool:
        """The model sees in it what it would have seen without us."""
        return self.number > 0 and self.outcome.error is None and self.outcome.technique is Technique.PRESERVE


class Gallery:
    """What one conversation has shown so far, oldest first. The pictures of a message are there for later ones only:
    :meth:`close` it before the next."""

    def __init__(self) -> None:
        self.pictures: list[Shown] = []
        self._count = 0  # pictures as sent, those that we cannot see included
        self._open: list[Shown] = []
        self._by_digest: dict[bytes, list[Shown]] = {}

    def add(
        self,
        context: Context,
        detail: str | None,
        outcome: Outcome,
        blocks: Sequence[Block],
        *,
        again: bool = False,
    ) -> None:
        """One more picture of the message, with what is sent in its place (nothing: itself)."""
        sent = not blocks or any(not isinstance(block, Text) for block in blocks)
        self._count += sent
        number = self._count if sent else 0
        shown = Shown(context=context, detail=detail, outcome=outcome, number=number, again=again)
        self._open.append(shown)

    def close(self) -> None:
        """The message is over."""
        for shown in self._open:
            self.pictures.append(shown)
            if shown.outcome.digest:
                self._by_digest.setdefault(shown.outcome.digest, []).append(shown)
        self._open = []

    def back(self, shown: Shown) -> int:
        """How many pictures before the next one *shown* stands."""
        return self._count - shown.number + 1

    def holding(self, wanted: Outcome, detail: str | None, *, grid: bool = False) -> Shown | None:
        """The newest picture of the same bytes in which the model sees as much as in *wanted*, ``None`` if there is
        none. *detail* is in force for it. *grid*: its pixels must lie where they lie in *wanted*."""
        for shown in reversed(self._by_digest.get(wanted.digest, ())):
            if shown.number and _usual(shown.detail) == _usual(detail) and _holds(shown, wanted, grid=grid):
                return shown
        return None


def _usual(detail: str | None) -> str | None:
    return None if detail == "auto" else detail


def _holds(shown: Shown, wanted: Outcome, *, grid: bool) -> bool:
    sent = shown.outcome
    if sent.error is not None:
        return False
    alike = (sent.technique, sent.detail) == (wanted.technique, wanted.detail)
    if grid:
        return alike and shown.whole and sent.size == wanted.size
    if shown.whole or (alike and sent.recipes == wanted.recipes):
        return True
    # One whole picture reduced beside another: the larger shows more.
    return alike and sent.technique is Technique.FULL_LOW and _at_least(sent, wanted)


def _at_least(sent: Outcome, wanted: Outcome) -> bool:
    if sent.size is None or wanted.size is None:
        return False
    return sent.size[0] >= wanted.size[0] and sent.size[1] >= wanted.size[1]
