"""Lines of text on a level page, and the rows that they stand in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from .lines import Line

_SAME_LINE = 0.5
"""Two pieces stand in one row if they share so much of the lower one's height."""
_WORD_GAP = 0.75
"""Pieces closer than so many heights are words of one line that the detector parted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A line on the level page: an upright box in pixels after the page's tilt is taken out."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @property
    def width(self) -> float:
        return max(self.right - self.left, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


Row = tuple[Piece, ...]
"""Pieces from left to right."""


def level(lines: Iterable[Line]) -> tuple[list[Piece], list[Piece]]:
    """The lines on the level page, in an order that depends on nothing but themselves: those that run the
    page's way, and those that run across it (labels of an axis)."""
    usable = [
        line for line in lines if line.text.strip() and all(math.isfinite(v) for p in line.quad for v in p)
    ]
    usable.sort(key=lambda line: (line.quad, line.text, line.confidence))
    tilt = _tilt(usable)
    along: list[Piece] = []
    across: list[Piece] = []
    for line in usable:
        turn = math.remainder(line.angle - tilt, math.tau)
        (along if abs(turn) < math.pi / 4 else across).append(_piece(line, tilt))
    return sorted(along, key=_place), sorted(across, key=_place)


def _tilt(lines: Sequence[Line]) -> float:
    """The direction in which most of the text runs, in radians."""
    quarters = [0.0] * 4
    for line in lines:
        quarters[round(line.angle / (math.pi / 2)) % 4] += line.width
    base = max(range(4), key=lambda q: (quarters[q], -q)) * math.pi / 2
    turns = [
        (turn, line.width)
        for line in lines
        if line.width > 3 * line.height
        and abs(turn := math.remainder(line.angle - base, math.tau)) < math.pi / 4
    ]
    return base + _weighted_median(turns)


def _weighted_median(values: Sequence[tuple[float, float]]) -> float:
    half, passed = sum(w for _, w in values) / 2, 0.0
    for value, weight in sorted(values):
        passed += weight
        if passed >= half:
            return value
    return 0.0


def _piece(line: Line, tilt: float) -> Piece:
    c, s = math.cos(-tilt), math.sin(-tilt)
    xs, ys = zip(*((x * c - y * s, x * s + y * c) for x, y in line.quad), strict=True)
    if abs(math.remainder(line.angle - tilt, math.tau)) >= math.pi / 4:
        return Piece(left=min(xs), top=min(ys), right=max(xs), bottom=max(ys), text=line.text.strip())
    return Piece(
        left=(xs[0] + xs[3]) / 2,
        top=(ys[0] + ys[1]) / 2,
        right=max((xs[1] + xs[2]) / 2, (xs[0] + xs[3]) / 2),
        bottom=max((ys[2] + ys[3]) / 2, (ys[0] + ys[1]) / 2),
        text=line.text.strip(),
    )


def _place(piece: Piece) -> tuple[float, float, float, float, str]:
    return (piece.top, piece.left, piece.bottom, piece.right, piece.text)


def rows(pieces: Iterable[Piece]) -> list[Row]:
    """Pieces that stand beside each other, from top to bottom."""
    open_rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.middle, p.left, p.right, p.text)):
        fitting = [row for row in open_rows[-8:] if _belongs(piece, row)]
        if fitting:
            min(fitting, key=lambda row: _closeness(piece, row)).append(piece)
        else:
            open_rows.append([piece])
    done = [tuple(sorted(row, key=lambda p: (p.left, p.right, p.top, p.text))) for row in open_rows]
    return sorted(done, key=lambda row: (median(p.middle for p in row), row[0].left))


def _belongs(piece: Piece, row: Sequence[Piece]) -> bool:
    if any(
        min(piece.right, p.right) - max(piece.left, p.left) > 0.3 * min(piece.width, p.width) for p in row
    ):
        return False
    return _shared(piece, _nearest(piece, row)) >= _SAME_LINE


def _nearest(piece: Piece, row: Sequence[Piece]) -> Piece:
    """The neighbour decides, not the whole row: on a bent page a row's ends stand at different heights."""
    return min(row, key=lambda p: (_gap(p, piece), p.left, p.top))


def _closeness(piece: Piece, row: Sequence[Piece]) -> tuple[float, float, float]:
    near = _nearest(piece, row)
    return (_gap(near, piece), -_shared(piece, near), near.middle)


def _gap(a: Piece, b: Piece) -> float:
    return max(a.left - b.right, b.left - a.right)


def _shared(a: Piece, b: Piece) -> float:
    return (min(a.bottom, b.bottom) - max(a.top, b.top)) / min(a.height, b.height)


def words_joined(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces, with those put together that only a blank parts."""
    out: list[Piece] = []
    for row in rows(pieces):
        last: Piece | None = None
        for piece in row:
            if last is not None and _one_line(last, piece):
                last = replace(
                    last,
                    right=max(last.right, piece.right),
                    top=min(last.top, piece.top),
                    bottom=max(last.bottom, piece.bottom),
                    text=f"{last.text} {piece.text}",
                )
                continue
            if last is not None:
                out.append(last)
            last = piece
        if last is not None:
            out.append(last)
    return out


def _one_line(a: Piece, b: Piece) -> bool:
    low, high = sorted((a.height, b.height))
    return high < 1.7 * low and b.left - a.right < _WORD_GAP * low
