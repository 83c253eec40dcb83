"""The part of a picture whose text a question names: whole rows, with what belongs to them.

A line that is named is sent with the rows around it, a cell with the head of its table, a heading of a column with
the column, a label of a chart with the chart. Whatever is not sure is no match.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from .finding import SURE, Finder, Found, Hit
from .lines import Line, Quad, bounds
from .numbered import Reference, by_number
from .rows import Piece, Row, rows
from .terms import Terms, said, words
from .types import Box, Box4, Size

_LETTER = 0.3
"""Width of a letter as a part of its line's height, at least."""
_TILT = 0.06
"""Radians: rows of a page that lies more askew are not told."""
_BLOCK_GAP = 2.2
"""Rows closer than so many usual distances belong to one block."""
_ABOVE, _BELOW = 2, 3
_LINES = 8
"""A chart has fewer lines of three words."""
_KEYED = re.compile(r"([^:：=]+)[:：=]\s*([^:：=]+)")
_TITLED = 0.3
"""What stands under a title reaches so far down the picture, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Parts of a picture with the words that led to them."""

    boxes: tuple[tuple[Box, str], ...]
    confidence: float
    words: str
    columns: tuple[tuple[float, float], ...]
    """Between which left and right side each box has what is named: beside it, lines may stand at other heights."""


def candidates(terms: Terms, quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """Those of *quads* that are long enough to say one of *terms*."""
    return tuple(q for q in quads if _length(q) >= _LETTER * (terms.shortest - 1))


def _length(quad: Quad) -> float:
    line = Line(quad=quad, text="", confidence=0.0)
    return max(line.width, line.height) / max(min(line.width, line.height), 1.0)


def match(terms: Terms, lines: Sequence[Line], graphics: Sequence[Box4], size: Size) -> Match | str:
    """Where *lines* say *terms*, or why that cannot be told. *lines* are all that the picture of *size* shows, those
    that were not read without text."""
    if not (terms.core or terms.quotes or terms.names):
        return "the question names nothing that could be found"
    page = _Page(lines, size)
    if page.tilted:
        return "its text does not stand level"
    found = page.find(terms)
    if isinstance(found, str):
        return found
    parts: dict[tuple[Box, str], tuple[float, float]] = {}
    for hit in found.hits:
        column = (min(p.left for p in hit.pieces), max(p.right for p in hit.pieces))
        parts[(page.around(hit, graphics, found.hits, terms), f"part with {found.words[:60]!r}")] = column
        head = page.head(hit)
        if head is not None:
            parts.setdefault((head, "head of the table"), column)
    return Match(
        boxes=tuple(parts),
        confidence=min(found.confidence, SURE),
        words=found.words,
        columns=tuple(parts.values()),
    )


def match_number(
    asked: Reference, lines: Sequence[Line], graphics: Sequence[Box4], size: Size
) -> Match | str:
    """Where *lines* show what a question calls by its number, or why that cannot be told."""
    page = _Page(lines, size)
    if page.tilted:
        return "its text does not stand level"
    found = by_number(asked, [p for row in page.rows for p in row if p.text], graphics, size)
    if isinstance(found, str):
        return found
    boxes, columns = zip(*(((box, words), column) for box, words, column in found), strict=True)
    return Match(boxes=boxes, confidence=SURE, words=asked.words, columns=columns)


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

    def find(self, terms: Terms) -> Found | str:
        return Finder(self.rows, self._read, self._pitch).find(terms)

    @property
    def tilted(self) -> bool:
        return bool(self._angles) and abs(median(self._angles)) > _TILT

    def around(self, hit: Hit, graphics: Sequence[Box4], hits: Sequence[Hit], terms: Terms) -> Box:
        """The rows that belong to *hit*, one of *hits*, from edge to edge; with the chart, if it labels one: a form, a
        window or a legend that has the words and their value in it is none."""
        first, last = self._block(hit, hits)
        pieces = [p for row in self.rows[first : last + 1] for p in row]
        top, bottom = min(p.top for p in pieces), max(p.bottom for p in pieces)
        for left, up, right, down in graphics:
            reach = max(0.15 * max(right - left, down - up), 3 * self._pitch)
            written = self._written((left, up, right, down))
            if any(
                left <= p.left
                and p.right <= right
                and up <= p.middle <= down
                and self._tells(p, other, terms, written=written)
                for other in hits
                for p in other.pieces
            ):
                continue
            for p in hit.pieces:
                if (
                    p.left < right + reach
                    and p.right > left - reach
                    and p.top < down + reach
                    and p.bottom > up - reach
                ):
                    top, bottom = min(top, up - reach), max(bottom, down + reach)
        if hit.title:
            bottom = max(bottom, hit.pieces[0].bottom + _TITLED * self._size[1])
        margin = 0.6 * self._pitch
        return self._band(top - margin, bottom + margin)

    def _tells(self, piece: Piece, hit: Hit, terms: Terms, *, written: bool) -> bool:
        """Whether *piece* says more than what it is asked by: a key with its value or, in what is *written*, a
        sentence.
        The title of a chart may be as long."""
        if piece.text.rstrip().endswith((":", "：", "=")) and any(
            0 <= other.left - piece.right < 12 * piece.height and any(c.isalnum() for c in other.text)
            for other in self.rows[hit.row]
        ):
            return True
        asked = {w for t in (*terms.core, *terms.kinds, *terms.weak) for w in t.split()}
        asked |= {w for name in (*terms.quotes, *terms.names, *terms.runs) for w in name}

        def named(text: str) -> bool:
            return any(said(a, [w]) for a in asked for w in words(text)[-1:])

        if any(named(key) and words(value) for key, value in _KEYED.findall(piece.text)):
            return True
        more = [w for w in words(piece.text) if not any(said(a, [w]) for a in asked)]
        return written and (any(c.isdigit() for w in more for c in w) or len(more) >= 3)

    def _written(self, box: Box4) -> bool:
        """Whether a graphic is a form, a terminal or a window, with lines of text in it."""
        left, top, right, bottom = box
        inside = [
            p
            for row in self.rows
            for p in row
            if left <= p.left and p.right <= right and top <= p.middle <= bottom
        ]
        return sum(len(words(p.text)) >= 3 and p.width > 8 * p.height for p in inside) >= _LINES

    def head(self, hit: Hit) -> Box | None:
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

    def _block(self, hit: Hit, hits: Sequence[Hit]) -> tuple[int, int]:
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

    def _is_column_head(self, hit: Hit) -> bool:
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
