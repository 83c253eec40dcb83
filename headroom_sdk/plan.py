"""The cheapest way to send one picture: a search over sizes and ``detail`` values by the model's own rule.

Geometry only: nothing here looks at pixels. A plan never enlarges, and keeps the aspect ratio to within
rounding.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .errors import ImageRejected
from .picture.types import Size
from .policy import Technique
from .routing.route import EDGES
from .tokens.rules import Count, Rule

# Longest side of a whole-picture rendition that keeps the gist, by formula: where photos stay recognisable in
# published outcomes (512 px, low detail) and what the older Gemini tiles need. Largest first.
LADDER: dict[str, tuple[int, ...]] = {
    "patches": (512,),
    "tiles": (512,),
    "claude": (512,),
    "gemini_tiles": (768, 384),
    "gemini_grid": (),  # pixels do not bill there, only `media_resolution` does
}

# Longest side of the overview that stays beside a transcript or a crop: colours, ticks and layout.
OVERVIEW: dict[str, tuple[int, ...]] = {
    "patches": (320,),
    "tiles": (512,),
    "claude": (280,),
    "gemini_tiles": (384,),
    "gemini_grid": (),
}

# A resize that saves no token must at least cut this part of the pixels to be worth a decode and an encode.
WORTHWHILE_CUT = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Complete parameters of one rendition. ``detail``: the value to write, ``None`` leaves what is there.

    ``size`` is in pixels as sent; ``count`` is what the model then bills and sees.
    """

    technique: Technique
    size: Size
    detail: str | None
    count: Count
    reason: str

    @property
    def tokens(self) -> int:
        return self.count.tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What may be done to this picture for this target.

    ``detail`` is in force as the caller wrote it (``None``: nothing). ``writable``: another value may be
    written. ``shrink``: part of a side that may go where that drops a tile row.
    """

    size: Size
    rule: Rule
    detail: str | None = None
    writable: bool = True
    shrink: float = 0.0

    def count(self, size: Size, detail: str | None) -> Count:
        return self.rule.count(*size, self.detail if detail is None else detail)

    @property
    def details(self) -> tuple[str | None, ...]:
        """The values to try; ``None``, the caller's own, comes first."""
        return (None, *self.rule.details) if self.writable and self.rule.per_image else (None,)


def unchanged(scope: Scope, reason: str = "nothing to gain") -> Plan:
    """The picture as it is. Raises :class:`~headroom_sdk.errors.ImageRejected`."""
    return Plan(
        technique=Technique.PRESERVE,
        size=scope.size,
        detail=None,
        count=scope.count(scope.size, None),
        reason=reason,
    )


def lossless(scope: Scope) -> Plan:
    """The cheapest plan under which the model sees what it would have seen, to the pixel of its own grid.

    With ``scope.shrink`` a side may lose that part where it drops a tile row. Raises
    :class:`~headroom_sdk.errors.ImageRejected` if the API would refuse the picture as it is.
    """
    return _cheapest([unchanged(scope), *_lossless_candidates(scope)])


def admitted(scope: Scope) -> Plan | None:
    """What comes closest to a picture that the API would refuse as it is: the largest size that it takes, less
    what the model would not see of it. ``None`` if it takes none."""
    width, height = scope.size
    longest, refused = 0, max(scope.size)
    while refused - longest > 1:
        edge = (longest + refused) // 2
        if _count(scope, _fit(scope.size, (edge, edge)), None) is None:
            refused = edge
        else:
            longest = edge
    if not longest:
        return None
    fits = dataclasses.replace(scope, size=_fit((width, height), (longest, longest)), shrink=0.0)
    plan = lossless(fits)
    return dataclasses.replace(plan, reason=f"{plan.size[0]}×{plan.size[1]} is the most that the API takes")


def full_low(scope: Scope) -> Plan:
    """The cheapest rendition of the whole picture on the ladder."""
    return _cheapest([lossless(scope), *_low_candidates(scope, LADDER)])


def overview(scope: Scope) -> Plan:
    """The cheapest small picture of the whole."""
    return _cheapest([lossless(scope), *_low_candidates(scope, OVERVIEW)])


def reductions(scope: Scope) -> list[Plan]:
    """Smaller renditions of the whole picture, the cheapest first; for each number of tokens the one that shows
    most. An uncapped default (gpt-5.5 and later) is capped by them, too."""
    best: dict[int, Plan] = {}
    for plan in _low_candidates(scope, dict.fromkeys(LADDER, EDGES) | {"gemini_grid": ()}):
        known = best.get(plan.tokens)
        best[plan.tokens] = plan if known is None else _cheapest([known, plan])
    return [best[tokens] for tokens in sorted(best)]


def candidates(scope: Scope) -> list[Plan]:
    """Every plan that is considered for this picture, without repeats, for ``inspect``."""
    plans = [
        unchanged(scope),
        *_lossless_candidates(scope),
        *_low_candidates(scope, LADDER),
        *reductions(scope),
    ]
    return list({(p.technique, p.size, p.detail): p for p in plans}.values())


def _lossless_candidates(scope: Scope) -> Iterator[Plan]:
    now = scope.count(scope.size, None)
    floor = 1.0 - scope.shrink if scope.rule.formula == "tiles" else 1.0
    need = (min(scope.size[0], now.width) * floor, min(scope.size[1], now.height) * floor)
    for detail in scope.details:
        seen = _count(scope, scope.size, detail)
        if seen is None or not _holds((seen.width, seen.height), need):
            continue
        for size in _lossless_sizes(scope, seen):
            plan = _plan(scope, Technique.PRESERVE, size, detail, _kept(scope, size, detail))
            # Asked again at the new size, the model's own rounding may take a row more.
            if plan and _holds((plan.count.width, plan.count.height), need) and plan != unchanged(scope):
                yield plan


def _lossless_sizes(scope: Scope, seen: Count) -> Iterator[Size]:
    yield scope.size
    kept = _cover(scope.size, (seen.width, seen.height))
    if _pixels(kept) <= _pixels(scope.size) * (1 - WORTHWHILE_CUT):
        yield kept
    yield from _fewer_tiles(scope, seen)


def _kept(scope: Scope, size: Size, detail: str | None) -> str:
    steps = [f"detail {detail} holds every pixel"] if detail else []
    if size != scope.size:
        steps.append(f"{size[0]}×{size[1]} is what the model keeps")
    return ", ".join(steps) or "nothing to gain"


def _holds(size: Size, need: tuple[float, float]) -> bool:
    return size[0] >= need[0] and size[1] >= need[1]


def _fewer_tiles(scope: Scope, seen: Count) -> Iterator[Size]:
    """Sizes a little below *seen* that need a tile row or column less."""
    tile = scope.rule.tile
    if scope.rule.formula != "tiles" or tile is None or not scope.shrink:
        return
    columns, rows = -(-seen.width // tile), -(-seen.height // tile)
    for c, r in ((columns - 1, rows), (columns, rows - 1), (columns - 1, rows - 1)):
        box = (min(c * tile, seen.width), min(r * tile, seen.height))
        if min(box) >= 1:
            yield _fit(scope.size, box)  # from the original: one rounding, not two


def _low_candidates(scope: Scope, ladder: Mapping[str, tuple[int, ...]]) -> Iterator[Plan]:
    for detail in scope.details:
        for edge in (max(scope.size), *ladder[scope.rule.formula]):
            size = _fit(scope.size, (edge, edge))
            seen = _count(scope, size, detail)
            if seen is None:
                continue
            size = _cover(scope.size, (seen.width, seen.height))
            what = f"whole picture at {size[0]}×{size[1]}" + (f", detail {detail}" if detail else "")
            plan = _plan(scope, Technique.FULL_LOW, size, detail, what)
            if plan:
                yield plan


def _cheapest(plans: Sequence[Plan]) -> Plan:
    """Fewest tokens, then the most that the model sees, then the least written, then the fewest pixels sent."""
    return min(
        plans,
        key=lambda p: (p.tokens, -p.count.width * p.count.height, p.detail is not None, _pixels(p.size)),
    )


def _plan(scope: Scope, technique: Technique, size: Size, detail: str | None, reason: str) -> Plan | None:
    count = _count(scope, size, detail)
    if count is None:
        return None
    return Plan(technique=technique, size=size, detail=detail, count=count, reason=reason)


def _count(scope: Scope, size: Size, detail: str | None) -> Count | None:
    try:
        return scope.count(size, detail)
    except ImageRejected:
        return None


def _fit(size: Size, box: Size) -> Size:
    """*size* scaled down to lie within *box*, rounded down so that it surely does."""
    (w, h), (bw, bh) = size, box
    if w <= bw and h <= bh:
        return size
    if w * bh >= h * bw:
        return (bw, max(1, h * bw // w))
    return (max(1, w * bh // h), bh)


def _cover(size: Size, seen: Size) -> Size:
    """*size* scaled down as far as it still holds every pixel of *seen*; exactly *seen* where the model keeps
    the aspect ratio itself."""
    (w, h), (sw, sh) = size, seen
    if sw >= w or sh >= h:
        return size
    by_width, by_height = (sw, -(-h * sw // w)), (-(-w * sh // h), sh)
    if abs(by_width[1] - sh) <= 1:
        return seen
    return by_width if by_width[1] >= sh else by_height


def _pixels(size: Size) -> int:
    return size[0] * size[1]
