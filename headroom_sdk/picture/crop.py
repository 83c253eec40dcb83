"""Which parts of a picture a question is about, from cheap to dear, each with how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from .positions import Place, place
from .types import Box, Size
from .wholeness import needs_whole

__all__ = ["Region", "Regions", "by_position", "merged", "needs_whole", "share"]


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


def by_position(question: str, size: Size) -> Regions | None:
    """The part of a picture of *size* whose place *question* names."""
    found = place(question)
    if found is None:
        return None
    parts = [Region(box=_box(found, size), words=found.words)]
    if found.head:
        parts.insert(0, Region(box=(0, 0, size[0], round(size[1] * 0.2)), words="first row"))
    return Regions(
        parts=merged(parts), confidence=found.confidence, reason=f"the question names a place: {found.words}"
    )


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
