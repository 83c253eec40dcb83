"""Columns of running text, and the order in which a page is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from .rows import Piece

_FEWEST_LINES = 4
_PROSE_CHARACTERS = 18
_PROSE_FILL = 0.55
"""In running text the median line fills so much of its column."""
_GUTTER = 0.3
"""Narrowest gap between columns, in line heights."""
_SLOPPY = 0.8
"""A box that reaches over a gutter by less than so many line heights is drawn too long; no line runs through."""
_FEW = 0.12
"""Captions are no larger part of a page's lines."""
_DEPTH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """One gutter: left and right of it stand columns of running text, between the rows ``top`` and ``bottom``.
    ``captions`` stand in the gutter, with the columns on both sides of them."""

    x: float
    top: float
    bottom: float
    weight: int
    captions: frozenset[Piece] = frozenset()


def regions(pieces: Sequence[Piece], depth: int = 0) -> Iterator[list[Piece]]:
    """The parts of a page that are read one after the other; inside each, rows run over its whole width."""
    cut = _best_cut(pieces) if depth < _DEPTH and len(pieces) >= 2 * _FEWEST_LINES else None
    if cut is None:
        if pieces:
            yield list(pieces)
        return
    above = [p for p in pieces if p.middle < cut.top]
    below = [p for p in pieces if p.middle > cut.bottom]
    beside = [p for p in pieces if cut.top <= p.middle <= cut.bottom and p not in cut.captions]
    parts = (
        above,
        [p for p in beside if (p.left + p.right) / 2 < cut.x],
        [p for p in beside if (p.left + p.right) / 2 >= cut.x],
        [p for p in pieces if cut.top <= p.middle <= cut.bottom and p in cut.captions],
        below,
    )
    for part in parts:
        yield from regions(part, depth + 1)


def _best_cut(pieces: Sequence[Piece]) -> _Cut | None:
    height = median(p.height for p in pieces)
    best: _Cut | None = None
    for x in _candidates(pieces, height):
        for cut in _cuts(pieces, x, height):
            if best is None or (cut.weight, -cut.x, -cut.top) > (best.weight, -best.x, -best.top):
                best = cut
    return best


def _candidates(pieces: Sequence[Piece], height: float) -> list[float]:
    """Places where a column could begin: many lines start there and few run through."""
    starts = sorted(p.left for p in pieces)
    out: list[float] = []
    group: list[float] = []
    for x in [*starts, float("inf")]:
        if group and x - group[-1] > 0.6 * height:
            if len(group) >= _FEWEST_LINES - 1:
                out.append(group[0] - 0.3 * height)
            group = []
        group.append(x)
    return out[1:] if out and out[0] < starts[0] else out


def _cuts(pieces: Sequence[Piece], x: float, height: float) -> Iterator[_Cut]:
    slack = _SLOPPY * height
    across = {p for p in pieces if p.left < x - slack and p.right > x + slack}
    captions = _captions(pieces, across)
    band: list[Piece] = []
    for piece in [*sorted(pieces, key=lambda p: (p.middle, p.left)), None]:
        if piece is not None and piece not in across:
            band.append(piece)
            continue
        if piece in captions:
            continue
        cut = _cut(band, x, height)
        if cut is not None:
            yield replace(cut, captions=captions)
        band = []


def _captions(pieces: Sequence[Piece], across: Collection[Piece]) -> frozenset[Piece]:
    """Of the pieces *across* a gutter those with text on both sides in the same row, if they are few: many are a
    column of their own."""
    if not across or len(across) > _FEW * len(pieces):
        return frozenset()
    beside = [p for p in pieces if p not in across]

    def between(piece: Piece) -> bool:
        level = [p for p in beside if p.top < piece.bottom and p.bottom > piece.top]
        return any(p.right < piece.left for p in level) and any(p.left > piece.right for p in level)

    return frozenset(filter(between, across))


def _cut(band: Sequence[Piece], x: float, height: float) -> _Cut | None:
    left = [p for p in band if (p.left + p.right) / 2 < x]
    right = [p for p in band if (p.left + p.right) / 2 >= x]
    if len(left) < _FEWEST_LINES or len(right) < _FEWEST_LINES:
        return None
    # What stands above or below the shorter column alone belongs to the page, not to the columns.
    top = max(min(p.top for p in left), min(p.top for p in right)) - height
    bottom = min(max(p.bottom for p in left), max(p.bottom for p in right)) + height
    beside_left, beside_right = _between(left, top, bottom), _between(right, top, bottom)
    if not (_prose(beside_left, left=True, x=x) and _prose(beside_right, left=False, x=x)):
        return None
    gap = -_most(-p.left for p in right) - _most(p.right for p in left)
    if gap < _GUTTER * height:
        return None
    return _Cut(
        x=x,
        top=min(p.middle for p in band),
        bottom=max(p.middle for p in band),
        weight=sum(len(p.text) for p in band),
    )


def _between(pieces: Sequence[Piece], top: float, bottom: float) -> list[Piece]:
    return [p for p in pieces if top <= p.middle <= bottom]


def _most(values: Iterator[float]) -> float:
    """The largest value but for a few strays: one overlong box must not close a gutter."""
    ordered = sorted(values)
    return ordered[int(0.96 * (len(ordered) - 1))]


def _prose(pieces: Sequence[Piece], *, left: bool, x: float) -> bool:
    """Whether the column next to the gutter at *x* holds running text rather than cells of a table."""
    if len(pieces) < _FEWEST_LINES:
        return False
    edge = median(p.left for p in pieces)
    height = median(p.height for p in pieces)
    if left:
        column = [p for p in pieces if p.right > x - 0.4 * (x - min(q.left for q in pieces))]
    else:
        near = min(p.left for p in pieces)
        column = [p for p in pieces if p.left < near + 3 * height]
    column = column if len(column) >= _FEWEST_LINES else list(pieces)
    widths = sorted(p.width for p in column)
    full = widths[int(0.9 * (len(widths) - 1))]
    lengths = [len(p.text) for p in column]
    worded = sum(p.text.count(" ") >= 2 for p in column) / len(column)
    letters = sum(sum(c.isalpha() or c.isspace() for c in p.text) for p in column) / max(sum(lengths), 1)
    return (
        edge < float("inf")
        and median(lengths) >= _PROSE_CHARACTERS
        and median(widths) >= _PROSE_FILL * full
        and worded >= 0.6
        and letters >= 0.7
    )
