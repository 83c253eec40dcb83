"""The part of a picture whose text a question names: whole rows, with what belongs to them.

A line that is named is sent with the rows around it, a cell with the head of its table, a heading of a column with
the column, a label of a chart with the chart. Whatever is not sure is no match.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .graphics import Box4
from .lines import Line, Quad, bounds
from .rows import Piece, Row, rows
from .terms import Terms, said, words
from .types import Box, Size

_LETTER = 0.3
"""Width of a letter as a part of its line's height, at least."""
_TILT = 0.06
"""Radians: rows of a page that lies more askew are not told."""
_BLOCK_GAP = 2.2
"""Rows closer than so many usual distances belong to one block."""
_ABOVE, _BELOW = 2, 3
_MOST_ROWS = 3
_WELL_READ = 0.75
_SURE = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Parts of a picture with the words that led to them."""

    boxes: tuple[tuple[Box, str], ...]
    confidence: float


def candidates(terms: Terms, quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """Those of *quads* that are long enough to say one of *terms*."""
    shortest = min((len(t) for t in terms.core), default=1)
    return tuple(q for q in quads if _length(q) >= _LETTER * (shortest - 1))


def _length(quad: Quad) -> float:
    line = Line(quad=quad, text="", confidence=0.0)
    return max(line.width, line.height) / max(min(line.width, line.height), 1.0)


def match(terms: Terms, lines: Sequence[Line], graphics: Sequence[Box4], size: Size) -> Match | str:
    """Where *lines* say *terms*, or why that cannot be told. *lines* are all that the picture of *size* shows, those
    that were not read without text."""
    if not terms.core:
        return "the question names nothing that could be found"
    page = _Page(lines, size)
    if page.tilted:
        return "its text does not stand level"
    found = page.hits(terms)
    if isinstance(found, str):
        return found
    hits, surely = found
    boxes = [page.around(hit, graphics, hits) for hit in hits]
    heads = [head for hit in hits if (head := page.head(hit)) is not None]
    name = ", ".join(dict.fromkeys(terms.core))[:60]
    parts = [(box, f"part with {name!r}") for box in boxes] + [(head, "head of the table") for head in heads]
    return Match(boxes=tuple(dict.fromkeys(parts)), confidence=min(surely, _SURE))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    row: int
    pieces: tuple[Piece, ...]


class _Page:
    """Rows of text, from top to bottom."""

    def __init__(self, lines: Sequence[Line], size: Size) -> None:
        self._size = size
        self._quads = [line.quad for line in lines]
        self._angles = [line.angle for line in lines if line.text and line.width > 3 * line.height]
        read: dict[Piece, Line] = {}
        for line in lines:
            left, top, right, bottom = bounds(line.quad)
            read[Piece(left=left, top=top, right=right, bottom=bottom, text=line.text)] = line
        self._read = read
        self.rows: list[Row] = rows(read)
        middles = [median(p.middle for p in row) for row in self.rows]
        steps = sorted(b - a for a, b in pairwise(middles) if b > a)
        heights = [p.height for row in self.rows for p in row]
        self._pitch = max(steps[len(steps) // 2] if steps else 0.0, median(heights) if heights else 1.0)

    @property
    def tilted(self) -> bool:
        return bool(self._angles) and abs(median(self._angles)) > _TILT

    def hits(self, terms: Terms) -> tuple[list[_Hit], float] | str:
        """The rows that are meant, and how sure that is."""
        said_in: dict[int, dict[str, float]] = {}
        named: dict[int, set[Piece]] = {}
        for number, row in enumerate(self.rows):
            for piece in row:
                line = self._read[piece]
                text = words(piece.text)
                for term in (*terms.core, *terms.kinds):
                    surely = said(term, text) if text else 0.0
                    if surely and line.confidence >= _WELL_READ:
                        known = said_in.setdefault(number, {})
                        known[term] = max(surely, known.get(term, 0.0))
                        if term in terms.core:
                            named.setdefault(number, set()).add(piece)
        for term in terms.core:
            if not any(term in known for known in said_in.values()):
                return f"the picture does not say {term!r}"
        whole = [n for n, known in said_in.items() if all(t in known for t in terms.core)]
        if whole:
            chosen = self._best(whole, said_in, terms)
        else:
            chosen = sorted(n for n, known in said_in.items() if any(t in known for t in terms.core))
        if len(chosen) > _MOST_ROWS:
            return f"the picture says it in {len(chosen)} places"
        surely = min(max(said_in[n].get(t, 0.0) for n in chosen) for t in terms.core)
        if not whole:
            surely *= 0.985
        # A term that was found through a likeness only is as sure as the likeness is close.
        sure = _SURE - 0.1 * (1 - surely)
        return [_Hit(row=n, pieces=tuple(sorted(named[n], key=lambda p: p.left))) for n in chosen], sure

    def _best(self, whole: list[int], said_in: dict[int, dict[str, float]], terms: Terms) -> list[int]:
        """Rows that say it all: the closest, and those of them that also say which kind of thing is asked for."""

        def merit(n: int) -> tuple[int, int]:
            exact = sum(said_in[n][t] >= 0.97 for t in terms.core)
            return (exact, sum(t in said_in[n] for t in terms.kinds))

        best = max(map(merit, whole))
        return sorted(n for n in whole if merit(n) == best)

    def around(self, hit: _Hit, graphics: Sequence[Box4], hits: Sequence[_Hit]) -> Box:
        """The rows that belong to *hit*, one of *hits*, from edge to edge; with the chart, if it labels one."""
        first, last = self._block(hit, hits)
        pieces = [p for row in self.rows[first : last + 1] for p in row]
        top, bottom = min(p.top for p in pieces), max(p.bottom for p in pieces)
        for left, up, right, down in graphics:
            reach = max(0.15 * max(right - left, down - up), 3 * self._pitch)
            for p in hit.pieces:
                if (
                    p.left < right + reach
                    and p.right > left - reach
                    and p.top < down + reach
                    and p.bottom > up - reach
                ):
                    top, bottom = min(top, up - reach), max(bottom, down + reach)
        margin = 0.6 * self._pitch
        return self._band(top - margin, bottom + margin)

    def head(self, hit: _Hit) -> Box | None:
        """The first row of the table that *hit* stands in."""
        if len(self.rows[hit.row]) < 3:
            return None
        first = self._table_start(hit.row)
        if first == hit.row:
            return None
        above = first > 0 and self._gap(first - 1) < _BLOCK_GAP * self._pitch  # a name of two lines
        pieces = [p for row in self.rows[first - above : first + 1] for p in row]
        margin = 0.4 * self._pitch
        return self._band(min(p.top for p in pieces) - margin, max(p.bottom for p in pieces) + margin)

    def _band(self, top: float, bottom: float) -> Box:
        width, height = self._size
        up, down = max(0, math.floor(top)), min(height, math.ceil(bottom))
        return (0, up, width, max(1, down - up))

    def _block(self, hit: _Hit, hits: Sequence[_Hit]) -> tuple[int, int]:
        n = hit.row
        first, last = n, n
        single = len(self.rows[n]) == 1
        above, below = _ABOVE, _BELOW
        if single and self._is_prose(n):
            above = below = 12
        elif self._is_column_head(hit):
            # With a row of the same table named, too, only the cell where they meet is asked about.
            others = [h.row for h in hits if h.row > n and self._table_start(h.row) == n]
            above, below = (1, 1) if others else (above, len(self.rows))
        while (
            first > 0
            and n - first < above
            and (n - first < 1 or self._gap(first - 1) < _BLOCK_GAP * self._pitch)
        ):
            first -= 1
        while last < len(self.rows) - 1 and last - n < below:
            if last - n >= 1 and self._gap(last) >= _BLOCK_GAP * self._pitch:
                break
            last += 1
        return first, last

    def _gap(self, n: int) -> float:
        """From the middle of row *n* to that of the next one."""
        return median(p.middle for p in self.rows[n + 1]) - median(p.middle for p in self.rows[n])

    def _is_prose(self, n: int) -> bool:
        """A long line with another one above or below."""
        (piece,) = self.rows[n]
        near = [m for m in (n - 1, n + 1) if 0 <= m < len(self.rows) and len(self.rows[m]) == 1]
        long = piece.width > 15 * piece.height
        return long and any(self.rows[m][0].width > 15 * self.rows[m][0].height for m in near)

    def _is_column_head(self, hit: _Hit) -> bool:
        """Not the first cell of the first row of a table: what is asked for stands below it."""
        row = self.rows[hit.row]
        if len(row) < 2 or hit.row + 1 >= len(self.rows) or row[0] in hit.pieces:
            return False
        return self._table_start(hit.row) == hit.row and len(self.rows[hit.row + 1]) >= 2

    def _table_start(self, n: int) -> int:
        fewest = max(2, math.ceil(0.6 * len(self.rows[n])))
        start = n
        while start > 0 and self._gap(start - 1) < _BLOCK_GAP * self._pitch:
            above = self.rows[start - 1]
            if not (fewest <= len(above) <= len(self.rows[n]) + 1 and _aligned(above, self.rows[n])):
                break
            start -= 1
        return start


def _aligned(one: Row, other: Row) -> bool:
    """Whether most cells of one row stand under those of the other: left, right or middle."""
    near = max(p.height for p in (*one, *other))
    under = sum(
        any(
            abs(a.left - b.left) < near
            or abs(a.right - b.right) < near
            or abs(a.left + a.right - b.left - b.right) < 2 * near
            for b in other
        )
        for a in one
    )
    return under >= 0.6 * min(len(one), len(other))
