"""Which parts of a picture a question is about, from cheap to dear, each with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .positions import Place, place
from .types import Box, Picture, Size
from .wholeness import asks_for_all, needs_whole

if TYPE_CHECKING:
    from .cuts import Cuts

__all__ = ["Region", "Regions", "asks_for_all", "by_position", "merged", "needs_whole", "share"]

_SLACK = 0.12
"""A place in words may reach so much further, as a part of a side, to cut no line of text."""
_PHOTO = 0.93
"""Things in a photo have no lines between them: what is at a place may reach out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a picture, and what it is in words."""

    box: Box
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions:
    """One to three parts, from top to bottom. ``confidence``: the probability (0–1) that they hold what is asked."""

    parts: tuple[Region, ...]
    confidence: float
    reason: str
    cuts: Cuts | None = None
    """Where their edges may be; ``None``: anywhere."""
    line: float | None = None
    """Height of the lines of text in them in pixels, the smallest's; ``None``: not measured."""


def by_position(question: str, picture: Picture) -> Regions | str | None:
    """The part of *picture* whose place *question* names; why it cannot be cut out, or ``None`` if it names none.

    Raises :class:`~headroom_sdk.errors.ImageUnreadable`. Costs one reduced decode, and only where one is named.
    """
    found = place(question)
    if found is None:
        return None
    from .cuts import LONG_SIDE, cuts_by_ink
    from .decode import decode
    from .photo import is_photo

    image = decode(picture, at_least=_at_least(picture.size, 2 * LONG_SIDE))
    photo = is_photo(image)
    cuts = cuts_by_ink(image, *picture.size)
    boxes = [(_box(found, picture.size), found.words)]
    if found.head:
        width, height = picture.size
        boxes.insert(0, ((0, 0, width, round(height * 0.2)), "first row"))
    parts: list[Region] = []
    for box, words in boxes:
        clear = box if photo else cuts.clear(box, _SLACK)
        if clear is None:
            return f"cutting out the {words} would cut lines of text"
        if not photo and not cuts.holds(clear):
            return f"there is nothing in the {words}"
        tight = clear if photo else cuts.clear(cuts.tight(clear, MARGIN), 0.0)
        parts.append(Region(box=tight or clear, words=words))
    return Regions(
        parts=merged(parts),
        confidence=found.confidence * (_PHOTO if photo else 1.0),
        reason=f"the question names a place: {found.words}",
        cuts=None if photo else cuts,
    )


MARGIN = 24
"""Pixels of blank that stay beside what is sent."""


def _at_least(size: Size, longest: int) -> Size:
    scale = min(1.0, longest / max(size))
    return (max(1, round(size[0] * scale)), max(1, round(size[1] * scale)))


def _box(found: Place, size: Size) -> Box:
    (left, top, right, bottom), (width, height) = found.part, size
    x, y = int(left * width), int(top * height)
    return (x, y, round(right * width) - x, round(bottom * height) - y)


def merged(parts: list[Region]) -> tuple[Region, ...]:
    """The parts from top to bottom, those put together that overlap or all but touch."""
    out: list[Region] = []
    for part in sorted(parts, key=lambda p: (p.box[1], p.box[0], p.box)):
        near = next((other for other in out if _close(other.box, part.box)), None)
        if near is None:
            out.append(part)
            continue
        out.remove(near)
        words = near.words if part.words in near.words else f"{near.words} and {part.words}"
        out = [*merged([*out, Region(box=_around(near.box, part.box), words=words)])]
    return tuple(sorted(out, key=lambda p: (p.box[1], p.box[0], p.box)))


def grown(parts: tuple[Region, ...], pixels: int, size: Size) -> tuple[Region, ...]:
    """The parts with so many *pixels* more around them, inside a picture of *size*; merged where they then meet."""
    out: list[Region] = []
    for part in parts:
        x, y, width, height = part.box
        left, top = max(0, x - pixels), max(0, y - pixels)
        right, bottom = min(size[0], x + width + pixels), min(size[1], y + height + pixels)
        out.append(replace(part, box=(left, top, right - left, bottom - top)))
    return merged(out)


def share(parts: tuple[Region, ...], size: Size) -> float:
    """Which part of a picture of *size* they cover together (0–1); they do not overlap."""
    return sum(p.box[2] * p.box[3] for p in parts) / (size[0] * size[1])


_CLOSE = 24
"""Pixels between two parts that are not worth a divider."""


def _close(a: Box, b: Box) -> bool:
    return (
        a[0] - _CLOSE < b[0] + b[2]
        and b[0] - _CLOSE < a[0] + a[2]
        and a[1] - _CLOSE < b[1] + b[3]
        and b[1] - _CLOSE < a[1] + a[3]
    )


def _around(a: Box, b: Box) -> Box:
    x, y = min(a[0], b[0]), min(a[1], b[1])
    return (x, y, max(a[0] + a[2], b[0] + b[2]) - x, max(a[1] + a[3], b[1] + b[3]) - y)
