"""What each image of a conversation is asked about, and what may be done to it.

A context depends on the image's own message, those before it, the system text, the tools and the response
schema, and never on later turns: so a turn is sent alike for ever, and the provider's prompt cache holds.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import references
from .body.dialect import Facts, ImagePart, Message, TextPart
from .picture import note, transcript
from .picture.types import Box
from .policy import Mode, Policy
from .regions import NOWHERE, RegionsOfInterest

OURS = (transcript.OPENING, note.OPENING, *references.OPENINGS)
"""How every text of ours begins."""

NO_QUESTION = "no question is asked about it"
ATTACHED = "attached by an earlier pass of ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What holds for one image of a conversation.

    ``query``: the text that it is asked about, ``""`` if there is none. The three reasons are ``None`` where
    nothing stands in the way: ``untouched`` (the part goes out as it is), ``keep_grid`` (its pixel grid must
    stay), ``keep_all`` (no lossy technique). ``mode`` is the policy's, or the one it has for stored pictures.
    """

    part: ImagePart
    query: str
    untouched: str | None
    keep_grid: str | None
    keep_all: str | None
    mode: Mode
    explicit: bool
    """The caller chose a ``detail`` that is to stay."""
    regions: tuple[Box, ...] = ()
    """What the application says is all that matters in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message: what its images are asked about, and what it may ask about earlier ones.

    ``text`` is what a user says in it, ``""`` for anybody else's message. ``coordinates``: why the pixel grid is
    needed from here on. ``attached``: an earlier pass of ours has attached a picture to it.
    """

    message: Message
    contexts: tuple[Context, ...]
    text: str
    coordinates: str | None
    attached: bool


def contexts(
    messages: Sequence[Message],
    facts: Facts,
    policy: Policy,
    query: str | None = None,
    regions: RegionsOfInterest = NOWHERE,
) -> Iterator[Context]:
    """One context per image, in the order of the conversation; as :func:`turns`."""
    for turn in turns(messages, facts, policy, query, regions):
        yield from turn.contexts


def turns(
    messages: Sequence[Message],
    facts: Facts,
    policy: Policy,
    query: str | None = None,
    regions: RegionsOfInterest = NOWHERE,
    first: int = 0,
) -> Iterator[Turn]:
    """The messages, in their order. *query* stands for what the texts ask; *first* is the number of the first image
    among those that *regions* speaks of."""
    history = _History(facts, policy)
    number = itertools.count(first)
    mode = policy.stateful if facts.stored else policy.mode
    for message in messages:
        said = _said(message)
        coordinates = (
            facts.coordinates or history.coordinates(message, said) or asks_for_coordinates(query or "")
        )
        found: list[Context] = []
        attached = False
        for part in message.parts:
            if isinstance(part, TextPart):
                attached = attached or part.text.startswith(references.ATTACHED)
                continue
            asked = history.query(message, part) if query is None else query
            boxes = regions[next(number)]
            found.append(
                Context(
                    part=part,
                    query=asked,
                    untouched=facts.untouchable or part.locked or (ATTACHED if attached else None),
                    keep_grid=coordinates,
                    keep_all=_keep_all(part, facts, policy, wanted=bool(asked or boxes)),
                    mode=mode,
                    explicit=_explicit(part, facts, policy),
                    regions=boxes,
                )
            )
        history.add(message, said)
        yield Turn(
            message=message,
            contexts=tuple(found),
            text=said if message.role == "user" else "",
            coordinates=coordinates,
            attached=attached,
        )


def _keep_all(part: ImagePart, facts: Facts, policy: Policy, *, wanted: bool) -> str | None:
    if part.lossless_only:
        return part.lossless_only
    if _explicit(part, facts, policy):
        return f"the caller set detail {part.detail or facts.default_detail}"
    if policy.technique is not None:
        return None
    if facts.stored and policy.stateful == "lossless":
        return f"stored on the server: {facts.stored}"
    if policy.mode == "lossless":
        return "mode is lossless"
    return None if wanted else NO_QUESTION


def _explicit(part: ImagePart, facts: Facts, policy: Policy) -> bool:
    return policy.honour_detail and (part.detail or facts.default_detail) not in (None, "auto")


class _History:
    """The text before a message, as far as later images are asked about it."""

    def __init__(self, facts: Facts, policy: Policy) -> None:
        self._by_picture = policy.decide_by == "picture"
        self._schema = facts.schema_text
        self._system = ""
        self._user = ""
        self._since_user: list[str] = []
        self._coordinates: str | None = None

    def add(self, message: Message, text: str) -> None:
        if message.role == "system":
            self._system = f"{self._system}\n{text}".strip()
        elif message.role == "user" and not _is_aside(text):
            self._user, self._since_user = text, []
        elif message.role == "assistant":
            self._since_user.append(_join(_texts(message)))
        if message.role in ("system", "user"):
            self._coordinates = self._coordinates or asks_for_coordinates(text)

    def query(self, message: Message, part: ImagePart) -> str:
        """The question of *part*: its own message's text, else the nearest before it, else what the system
        text and the response schema want."""
        if self._by_picture:
            return ""
        own = ""
        if message.role != "tool":
            own = _join(p for p in _sharing(message, part) if p.path not in message.tool_results)
        if part.path in message.tool_results or message.role == "tool":
            return _nonempty(own, self._user, *self._since_user[-1:]) or self._standing
        return _nonempty(own, self._user or self._standing) if _is_aside(own) else own

    @property
    def _standing(self) -> str:
        return _nonempty(self._system, self._schema)

    def coordinates(self, message: Message, text: str) -> str | None:
        """Why *text*, which is said in *message*, or what was said before needs the pixel grid.

        Text behind a cache breakpoint counts too, against the rule for questions: a picture whose grid moved
        under a click is worse than a missed cache.
        """
        if self._coordinates or self._by_picture:
            return self._coordinates
        if message.role == "assistant":
            return None
        return asks_for_coordinates(text)


def _texts(message: Message) -> Iterator[TextPart]:
    """The texts of *message*, but for those that an earlier pass of ours put there."""
    return (p for p in message.parts if isinstance(p, TextPart) and not p.text.startswith(OURS))


def _said(message: Message) -> str:
    """What is said in *message*, results of tools left out."""
    return _join(p for p in _texts(message) if p.path not in message.tool_results)


# What agents put between the turns for the model, and no user asked.
_ASIDE = re.compile(r"<(system[-_]reminder|environment_details)>")


def _is_aside(text: str) -> bool:
    """Whether nobody asks anything in *text*."""
    at = 0
    while opened := _ASIDE.search(text, at):
        closing = f"</{opened[1]}>"
        closed = text.find(closing, opened.end())
        if closed < 0 or text[at : opened.start()].strip():
            return False
        at = closed + len(closing)
    return not text[at:].strip()


def _sharing(message: Message, image: ImagePart) -> Iterator[TextPart]:
    """The texts of *message* that are asked about *image* whenever this prefix is sent: those before it, and
    those after it unless a cache breakpoint lies on the image or between (many questions share the prefix)."""
    seen, closed = False, False
    for part in message.parts:
        if part is image:
            seen, closed = True, image.cache_breakpoint
        elif isinstance(part, TextPart) and not (part.call or closed or part.text.startswith(OURS)):
            yield part
        if seen and part is not image and part.cache_breakpoint:
            closed = True


def _join(texts: Iterator[TextPart]) -> str:
    return "\n".join(t.text for t in texts if t.text).strip()


def _nonempty(*texts: str) -> str:
    return "\n".join(t for t in texts if t)


# Words with which people ask for places in pixels, in the languages of the field's benchmarks. A false alarm
# costs a saving, a miss costs a click, so they are generous.
_COORDINATES = re.compile(
    r"""
      \b(?:co-?ordinates?|coords?)\b | \bbound(?:ing|ary)[\s-]?box(?:es)?\b | \bb-?box(?:es)?\b | \bbox_2d\b
    | \bpixel\s+(?:position|location|place|values?|offset)s?\b | \bpixelgenau\b | \bin\s+pixels\b
    | \bx\s*(?:,|and|/)\s*y\b | [\(\[]\s*x1?\s*,\s*y1? | \bx1\s*, | \bx_?min\b
    | \bwhere\s+(?:exactly\s+)?(?:should|do|must|to)\s+(?:i|you|we)?\s*(?:click|tap)\b
    | \btop[\s-]?left\s+(?:x|corner\s+(?:at|of\s+the\s+box))\b
    | koordinat | coordonn[ée]e | coordenada | coordinata | coördina[ta] | współrzędn | координат
    | bo[iî]te\s+englobante | cuadro\s+delimitador | caixa\s+delimitadora | riquadro\s+di\s+delimitazione
    | 坐标 | 座標 | 边界框 | 邊界框 | バウンディングボックス | 좌표 | 바운딩\s*박스 | निर्देशांक | إحداثي
    """,
    re.IGNORECASE | re.VERBOSE,
)


@functools.lru_cache(maxsize=1024)
def asks_for_coordinates(text: str) -> str | None:
    """Why *text* needs the pixel grid of the pictures before it, or ``None``."""
    found = _COORDINATES.search(text)
    return f"the text asks for {found.group().strip()!r}" if found else None
