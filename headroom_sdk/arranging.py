"""Where the parts of a picture go in the one that is sent, so that it costs least: geometry only.

Parts stay at their own resolution, or at what the model would have left of it in the original, whichever is less.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .errors import ImageRejected
from .picture.compose import GAP, Arrangement, Placed
from .picture.types import Box, Size
from .plan import Scope
from .tokens import Count

# Longest side of the overview, in pixels, largest first: what it must show is where things are.
OVERVIEWS = (512, 448, 384, 320, 256)

# Formulas of which a step is a quarter of a usual picture or more.
STEPS = ("tiles", "gemini_grid")

# The model's own scale may be this much less than the original's before it counts as less: rounding.
_ROUNDING = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """An arrangement and what it costs. ``detail`` is to be written, ``None`` leaves the caller's. ``scale`` is
    what the model leaves of a pixel's side in the parts."""

    arrangement: Arrangement
    detail: str | None
    count: Count
    scale: float


def arrange(
    scope: Scope, regions: Sequence[Box], *, overview: Box | None, legible: float = 1.0
) -> Arranged | None:
    """The cheapest arrangement of *regions*, with *overview*, as much of the picture as shows anything, beside them
    if it is given; ``None`` if the model would see them worse than in the original.

    At the part *legible* of their own size the regions can still be read without doubt: a model that bills in large
    steps may be shown them so.
    """
    seen = scope.count(scope.size, None)
    floor = _scale(scope.size, seen) * _ROUNDING
    if scope.rule.formula in STEPS:
        floor = min(floor, legible)
    found = [
        arranged
        for scale in _scales(scope, floor)
        for arrangement in dict.fromkeys(_arrangements(regions, overview, scale))
        for detail in scope.details
        if (arranged := _counted(scope, arrangement, detail, scale)) is not None and arranged.scale >= floor
    ]
    # Fewest tokens, then what is seen best, then the largest overview, then the least written.
    return min(found, key=_merit, default=None)


def _merit(a: Arranged) -> tuple[int, float, int, bool, Size]:
    whole = max((p.size[0] * p.size[1] for p in a.arrangement.parts[-1:]), default=0)
    return (a.count.tokens, -a.scale, -whole, a.detail is not None, a.arrangement.size)


def _scales(scope: Scope, floor: float) -> Iterator[float]:
    """At which parts are drawn. A tile costs the same whatever is in it: there a part may be reduced to where it
    needs fewer, but never below what the model leaves of the whole picture."""
    yield 1.0
    if scope.rule.formula == "tiles":
        yield from (s / 20 for s in range(19, 0, -1) if s / 20 >= floor)


def _counted(scope: Scope, arrangement: Arrangement, detail: str | None, scale: float) -> Arranged | None:
    try:
        count = scope.count(arrangement.size, detail)
    except ImageRejected:
        return None
    return Arranged(
        arrangement=arrangement,
        detail=detail,
        count=count,
        scale=scale * _scale(arrangement.size, count),
    )


def _scale(size: Size, seen: Count) -> float:
    return min(1.0, seen.width / size[0], seen.height / size[1])


def _arrangements(regions: Sequence[Box], overview: Box | None, scale: float) -> Iterator[Arrangement]:
    drawn = [
        Placed(box, (max(1, round(box[2] * scale)), max(1, round(box[3] * scale))), (0, 0)) for box in regions
    ]
    for stacked in (True, False) if len(regions) > 1 else (True,):
        block = _row(drawn, stacked=stacked)
        if overview is None:
            yield block
            continue
        for longest, below in itertools.product(OVERVIEWS, (False, True)):
            whole = Placed(overview, _reduced(overview[2:], longest), (0, 0))
            yield _beside(block, whole, below=below)
            if len(regions) > 1:  # the overview may fill the place beside a narrower region
                yield _row([*drawn, whole], stacked=stacked)


def _reduced(size: Size, longest: int) -> Size:
    if max(size) <= longest:
        return size
    width, height = size
    if width >= height:
        return (longest, max(1, height * longest // width))
    return (max(1, width * longest // height), longest)


def _row(parts: Sequence[Placed], *, stacked: bool) -> Arrangement:
    """*parts* one below the other, or one beside the other."""
    block = Arrangement(parts[0].size, (dataclasses.replace(parts[0], at=(0, 0)),))
    for part in parts[1:]:
        block = _beside(block, part, below=stacked)
    return block


def _beside(block: Arrangement, part: Placed, *, below: bool) -> Arrangement:
    (width, height), (w, h) = block.size, part.size
    if below:
        size = (max(width, w), height + GAP + h)
        at, cut = (0, height + GAP), (0, height, size[0], GAP)
    else:
        size = (width + GAP + w, max(height, h))
        at, cut = (width + GAP, 0), (width, 0, GAP, size[1])
    return Arrangement(size, (*block.parts, dataclasses.replace(part, at=at)), (*block.cuts, cut))
