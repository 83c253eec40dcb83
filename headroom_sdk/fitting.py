"""A whole request under the limits of who takes it: what would be refused goes through, with the least change.

Two rules of Claude look at all pictures at once: their number, beyond which each must be shorter, and the size of the
request. An agent's history reaches both some day, and whatever shrank only then would break the prompt cache; so the
pictures of an agent are made to fit when they are first seen. Where that was not so, pictures shrink when they must:
for bytes the newest first, so that as much of the cache as possible stays.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from . import limits
from .body import walk
from .body.dialect import Block, Conversation, Facts, Image, ImagePart, Json, Message, Text, TextPart
from .conversation import Context
from .outcome import Outcome, Setting
from .settle import settle
from .squeezing import NOTHING, STEPS, Squeeze, fixed, may_shrink
from .target import Target

MOST_NODES = 200_000
"""Parts of a body that are weighed; what comes behind is left out."""

_LONG = 65_536
"""A longer string is taken for base64, in which nothing is escaped."""

_AROUND = 80
"""Bytes that a block of ours takes beside what is in it: its keys, its media type, its `detail`."""

_PER_TOKEN = 4
"""Characters of a text for a token, roughly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of one picture, and what takes its place in the body (nothing: it stays). ``at``: the number of
    its message."""

    context: Context
    at: int
    outcome: Outcome
    blocks: list[Block]
    milliseconds: float = 0.0


class Fitting:
    """One request and its limits. Ask :meth:`at_sight` for each picture in order, :meth:`add` what became of it, then
    :meth:`settled` for all of them."""

    def __init__(
        self,
        conversation: Conversation,
        messages: Sequence[Message],
        facts: Facts,
        setting: Setting,
        target: Target,
    ) -> None:
        rule = setting.rule
        self._limits = limits.limits_of(target, rule.provider if rule else None)
        if in_batch(conversation):  # what a request may weigh is no limit of one among many
            self._limits = dataclasses.replace(self._limits, request_bytes=None)
        self._conversation = conversation
        self._messages = messages
        self._facts = facts
        self._setting = setting
        self._found: list[Settled] = []
        self._attached: list[Settled] = []
        self._weight: int | None = None  # bytes of the request as it came
        self._sent = 0  # bytes of the pictures so far, as they go over the wire
        self._early = (
            rule is not None and setting.policy.mode != "lossless" and bool(facts.agent or facts.stored)
        )

    def at_sight(self, context: Context) -> Squeeze:
        """What a limit that more turns would reach asks of the picture of *context*: nothing but what came before it
        decides that."""
        side, most = self._limits.crowd_side, self._limits.request_bytes
        if not self._early:
            return NOTHING
        if (
            most is not None
            and self._sent > most // 2
            and context.untouched is None
            and context.keep_grid is None
        ):
            why = f"in fewer bytes, for half of the {_mb(most)} that a request may have are taken"
            return Squeeze(side=side, step=1, early=True, why=why)
        if side is None:
            return NOTHING
        why = f"at most {side:,} px a side, for there may come to be more than {self._limits.crowd} pictures"
        return Squeeze(side=side, early=True, why=why)

    def detail(self, context: Context) -> str | None:
        """The ``detail`` in force for the picture of *context*."""
        return context.part.detail or self._facts.default_detail

    def add(self, settled: Settled) -> None:
        """One more picture."""
        self._found.append(settled)
        self._sent += _wire(settled)

    def room_for(self, one: Settled) -> bool:
        """Whether *one*, a picture that is shown again, can be sent beside all that came before it."""
        shown = [*self._found, *self._attached, one]
        return not self._too_many(shown, pdfs=0) and not self._too_heavy([*self._attached, one], one.at + 1)

    def attach(self, one: Settled) -> None:
        """A picture that is shown again, in a later message."""
        self._attached.append(one)
        self._sent += _wire(one)

    def attached(self) -> tuple[list[Settled], list[Settled]]:
        """Those of them that no limit stands against, and those that have to go: the newest, so that as much as can be
        stays what was sent."""
        kept = list(self._attached)
        while kept and (
            self._too_many([*self._found, *kept], self._facts.pdfs)
            or self._too_heavy(kept, len(self._messages))
        ):
            kept.pop()
        return kept, self._attached[len(kept) :]

    def _too_many(self, shown: Sequence[Settled], pdfs: int) -> bool:
        """Whether the target would refuse so many pictures, or pictures of their size in such numbers."""
        known, n = self._limits, sum(map(_images, shown))
        crowded = known.crowd is not None and n + pdfs > known.crowd
        side = known.crowd_side if crowded else None
        return n > (known.images_for(self._setting.model) or n) or bool(
            side and any(_longest(s) > side for s in shown)
        )

    def _too_heavy(self, attached: Sequence[Settled], before: int) -> bool:
        """Whether the first so many messages with *attached* take more bytes than the target does."""
        most, more = self._limits.request_bytes, sum(map(_wire, attached))
        if most is None:
            return False
        # Mostly the whole is light enough, and has been weighed.
        return all(self._weigh(n) + more > most for n in (len(self._messages), before))

    def settled(self) -> tuple[list[Settled], list[str]]:
        """All pictures as they are to be sent, and what to tell the caller."""
        if not self._found or self._setting.rule is None:
            return self._found, []
        said = [*self._count(), *self._crowd(), *self._bytes()]
        return self._found, said

    # Too many

    def _count(self) -> list[str]:
        most = self._limits.images_for(self._setting.model)
        n = self._images(len(self._messages))
        if most is None or n <= most:
            return []
        return [
            f"{n} pictures: the target takes {most:,} in a request. All are sent, and it will refuse them"
        ]

    def _images(self, before: int) -> int:
        return sum(_images(s) for s in self._found if s.at < before)

    # Too many for their size

    def _crowd(self) -> list[str]:
        side, crowd = self._limits.crowd_side, self._limits.crowd
        if side is None or crowd is None:
            return []
        late = [i for i, s in enumerate(self._found) if _longest(s) > side]
        if not late:
            return []
        extra = self._facts.pdfs if self._limits.crowd_pdfs else 0
        n = self._images(len(self._messages)) + extra
        rule = f"with more than {crowd} pictures the target takes {side:,} px a side"
        # Places are clicked in the newest pictures: those of this turn keep their grid, whatever becomes of the rest.
        now = self._now
        stuck = [
            i for i in late if not may_shrink(self._found[i].context, self._setting, self._found[i].at < now)
        ]
        if n <= crowd:
            return [f"{rule}. {_CLICKED}"] if stuck and self._facts.agent else []
        if stuck:
            return [f"{n} pictures: {rule}. {_STAYS}. {_CLICKED}"]
        new = {
            i: self._again(self._found[i], Squeeze(side=side, moves=self._found[i].at < now, why=rule))
            for i in late
        }
        if any(_longest(s) > side for s in new.values()):
            return [f"{n} pictures: {rule}. {_STAYS}"]
        for i, settled in new.items():
            self._found[i] = settled
        lost = "the prompt cache was lost when they became so many"
        if self._images(now) + extra <= crowd:
            lost = self._lost(min(late))
        return [f"{n} pictures: {rule}: {_pictures(len(new))} drawn smaller; {lost}"]

    # Too large

    def _bytes(self) -> list[str]:
        most = self._limits.request_bytes
        if most is None:
            return []
        total = self._weigh(len(self._messages))
        if total <= most:
            return []
        rule = f"the target takes a request of {_mb(most)}"
        new = self._lighter(self._found, total - most, rule)
        if new is None:
            return [f"{_mb(total)}: {rule}. {_STAYS}"]
        now = self._now
        earlier = [s for s in self._found if s.at < now]
        before = self._weigh(now)
        old = (self._lighter(earlier, before - most, rule) if before > most else {}) or {}
        differs = [i for i in range(len(earlier)) if _sent(new.get(i)) != _sent(old.get(i))]
        for i, settled in new.items():
            self._found[i] = settled
        lost = self._lost(min(differs)) if differs else "the prompt cache holds"
        return [f"{_mb(total)}: {rule}: {_pictures(len(new))} sent in fewer bytes, the newest first; {lost}"]

    def _lighter(self, found: Sequence[Settled], over: int, why: str) -> dict[int, Settled] | None:
        """Which of *found* to send in fewer bytes, to save *over* of them; ``None`` if all together cannot."""
        may = [
            i for i, s in enumerate(found) if _images(s) and _source(s.context.part) and not fixed(s.context)
        ]
        if sum(_wire(found[i]) for i in may) <= over:
            return None
        new: dict[int, Settled] = {}
        for step in range(1, STEPS + 1):
            for i in reversed(may):
                if over <= 0:
                    return new
                side = (
                    self._limits.crowd_side if _longest(found[i]) <= (self._limits.crowd_side or 0) else None
                )
                lighter = self._again(found[i], Squeeze(side=side, step=step, why=why))
                saved = _wire(new.get(i, found[i])) - _wire(lighter)
                if saved > 0:
                    new[i] = lighter
                    over -= saved
        return new if over <= 0 else None

    def _again(self, settled: Settled, squeeze: Squeeze) -> Settled:
        context = settled.context
        known = settled.outcome.digest
        outcome, blocks = settle(context, self.detail(context), self._setting, squeeze, known)
        return dataclasses.replace(settled, outcome=outcome, blocks=blocks)

    # Where, and what it costs

    @property
    def _now(self) -> int:
        """The number of the first message that no request before can have had: it follows the newest answer."""
        end = len(self._messages)
        while end and self._messages[end - 1].role == "assistant":  # begun for the model to go on with
            end -= 1
        answers = [n for n in range(end) if self._messages[n].role == "assistant"]
        return answers[-1] + 1 if answers else 0

    def _weigh(self, before: int) -> int:
        """Bytes of the request with its first so many messages, as it would be sent now."""
        later = {message.path for message in self._messages[before:]}
        if self._weight is None:
            self._weight = weight(self._conversation.body)
        total = self._weight - sum(weight(walk.get(self._conversation.body, path)) for path in later)
        changed = (s for s in self._found if s.at < before and s.blocks)
        return total + sum(_wire(s) - _source(s.context.part) for s in changed)

    def _lost(self, first: int) -> str:
        start, now = self._found[first].at, self._now
        if start >= now:
            return "the prompt cache holds"
        pictures = (s.outcome.tokens_after or 0 for s in self._found if start <= s.at < now)
        texts = (
            len(part.text) // _PER_TOKEN
            for message in self._messages[start:now]
            for part in message.parts
            if isinstance(part, TextPart)
        )
        path = "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in self._messages[start].path)
        lost = sum(pictures) + sum(texts)
        return f"the prompt cache is lost from {path.lstrip('.')} on, about {lost:,} tokens"


_STAYS = "Nothing that may change would help: it is sent as it is, and will be refused"
_CLICKED = "Pictures in which places are clicked are not resized: send shorter ones"


def in_batch(conversation: Conversation) -> bool:
    """Whether it is one of many in a body."""
    return any(isinstance(step, int) for step in conversation.root)


def batch_refused(body: Json, target: Target) -> list[str]:
    """What to tell the caller of a batch, as it is to be sent. No picture loses anything for it: a batch can be
    sent in two, which only its sender can do."""
    most = limits.limits_of(target).batch_bytes
    total = 0 if most is None else weight(body)
    if most is None or total <= most:
        return []
    return [
        f"{_mb(total)}: the target takes a batch of {_mb(most)}. All is sent, and will be refused: "
        "send its requests in more than one"
    ]


def weight(body: Json) -> int:
    """Bytes that *body* takes as JSON, nearly, without writing it."""
    total = nodes = 0
    stack: list[Collection[Json]] = [(body,)]
    while stack and nodes < MOST_NODES:
        inside = stack.pop()
        some = inside if len(inside) <= MOST_NODES - nodes else itertools.islice(inside, MOST_NODES - nodes)
        nodes += len(inside)
        for node in some:
            if isinstance(node, str):
                total += _string(node)
            elif isinstance(node, dict):
                total += 2 * len(node) + 2
                stack += (node.keys(), node.values())
            elif isinstance(node, (list, tuple)):
                total += len(node) + 2
                stack.append(node)
            elif isinstance(node, (bytes, bytearray)):
                total += -(-len(node) // 3) * 4 + 2
            else:
                total += 5
    return total


def _string(text: str) -> int:
    is_ascii = text.isascii()
    if is_ascii and (len(text) > _LONG or text.isidentifier()):  # nearly all keys
        return len(text) + 2
    plain = len(text) if is_ascii else len(text.encode("utf-8", "surrogatepass"))
    return plain + text.count('"') + text.count("\\") + text.count("\n") + 2


def _source(part: ImagePart) -> int:
    source = part.source
    if source is None:
        return 0
    return -(-len(source) // 3) * 4 if isinstance(source, bytes) else len(source) - part.start


def _wire(settled: Settled) -> int:
    """Bytes of the picture, or of what takes its place, in the request."""
    if not settled.blocks:
        return _source(settled.context.part)
    total = _AROUND * len(settled.blocks)
    for block in settled.blocks:
        if isinstance(block, Image):
            raw = isinstance(block.payload, bytes)
            total += -(-len(block.payload) // 3) * 4 if raw else len(block.payload)
        elif isinstance(block, Text):
            total += len(block.text.encode("utf-8", "surrogatepass"))
        else:
            total += _source(settled.context.part)
    return total


def _images(settled: Settled) -> int:
    return int(not settled.blocks or any(not isinstance(block, Text) for block in settled.blocks))


def _longest(settled: Settled) -> int:
    return max(settled.outcome.size or (0, 0)) if _images(settled) else 0


def _sent(settled: Settled | None) -> object:
    return None if settled is None else settled.outcome.recipes


def _pictures(n: int) -> str:
    return "1 picture is" if n == 1 else f"{n} pictures are"


def _mb(n: int) -> str:
    return f"{n / 1e6:.1f} MB" if n >= 100_000 else f"{n:,} bytes"
