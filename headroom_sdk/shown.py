"""The pictures of a conversation as they were sent, up to a message: what a later message can build on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .body.dialect import Block, Message, Text
from .conversation import Context
from .outcome import Outcome
from .policy import Technique


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One picture of an earlier message. ``number``: its place among the pictures as sent, from 1; 0 if no picture
    was sent for it (a text stands there). ``again``: an attachment, which nobody but us knows of."""

    message: Message
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
        self._less = 0  # tokens that a request with all so far costs less than without us
        self._saved = 0  # tokens that the requests before this message have cost less

    def add(
        self,
        message: Message,
        context: Context,
        detail: str | None,
        outcome: Outcome,
        blocks: Sequence[Block],
        *,
        again: bool = False,
    ) -> None:
        """One more picture of *message*, with what is sent in its place (nothing: itself)."""
        sent = not blocks or any(not isinstance(block, Text) for block in blocks)
        self._count += sent
        shown = Shown(
            message=message,
            context=context,
            detail=detail,
            outcome=outcome,
            number=self._count if sent else 0,
            again=again,
        )
        if outcome.tokens_before is not None:
            self._less += outcome.tokens_before - (outcome.tokens_after or 0)
        self._open.append(shown)

    def close(self, message: Message) -> None:
        """*message* is over. An assistant's is the answer to a request with everything before it."""
        if message.role == "assistant":
            self._saved += self._less
        for shown in self._open:
            self.pictures.append(shown)
            if shown.outcome.digest:
                self._by_digest.setdefault(shown.outcome.digest, []).append(shown)
        self._open = []

    @property
    def spare(self) -> int:
        """Tokens by which the requests so far, one with this message included, cost less than without us."""
        return self._saved + self._less

    def back(self, shown: Shown) -> int:
        """How many pictures before the next one *shown* stands."""
        return self._count - shown.number + 1

    def sent(self, digest: bytes) -> Shown | None:
        """The newest picture that was sent for these bytes, whatever is left of them."""
        return next((s for s in reversed(self._by_digest.get(digest, ())) if s.number), None)

    def was_attached(self, shown: Shown) -> bool:
        """Whether more of *shown* was shown again before."""
        return any(s.again for s in self._by_digest.get(shown.outcome.digest, ()))

    def is_whole(self, shown: Shown, *, grid: bool) -> bool:
        """Whether all of *shown* is there to be seen, in it or in a copy; with *grid* pixel by pixel."""
        return any(
            s.whole and _usual(s.detail) == _usual(shown.detail) and not (grid and s.outcome.changed)
            for s in self._by_digest.get(shown.outcome.digest, ())
        )

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
