"""Rows as text: blanks kept, cells of a table under each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from .rows import Piece, Row

_PARAGRAPH = 1.0
"""A gap of so many line heights more than usual is an empty line."""
_MOST_INDENT = 24


@dataclass(slots=True, kw_only=True)
class _Column:
    left: float
    right: float
    cells: list[Piece] = field(default_factory=list[Piece])

    def overlap(self, piece: Piece) -> float:
        shared = min(self.right, piece.right) - max(self.left, piece.left)
        return shared / min(max(self.right - self.left, 1.0), piece.width)

    @property
    def flush_right(self) -> bool:
        """Whether the cells end at one line rather than begin at one: figures."""
        return _spread([p.right for p in self.cells]) < 0.5 * _spread([p.left for p in self.cells])


def blocks(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows, parted where a wide gap or the change between cells and running text says so."""
    if not rows:
        return []
    tops = [min(p.top for p in r) for r in rows]
    bottoms = [max(p.bottom for p in r) for r in rows]
    height = median(p.height for r in rows for p in r)
    gaps = [max(b - a, 0.0) for a, b in zip(bottoms, tops[1:], strict=False)]
    usual = median(gaps) if gaps else 0.0
    out = [[rows[0]]]
    for row, gap in zip(rows[1:], gaps, strict=True):
        if gap > min(usual, height) + _PARAGRAPH * height:
            out.append([])
        out[-1].append(row)
    return out


def block_text(rows: Sequence[Row], left: float, right: float, *, markdown: bool = False) -> list[str]:
    """One block as lines of text; ``left`` and ``right`` bound the region that it stands in."""
    cells = [p for row in rows for p in row]
    pitch = _pitch(cells)
    out: list[str] = []
    for part in _runs(rows):
        if any(len(row) > 1 for row in part):
            columns = _columns(part)
            out.extend(
                _markdown(part, columns)
                if markdown and len(part) > 1
                else _aligned(part, columns, left, pitch)
            )
        else:
            out.extend(_indent(row[0], left, right, pitch) + row[0].text for row in part)
    return out


def _runs(rows: Sequence[Row]) -> list[list[Row]]:
    """Stretches of rows with cells, and stretches of plain lines; a lone plain line in a table is part of it."""
    out: list[list[Row]] = []
    for i, row in enumerate(rows):
        plain = len(row) == 1
        inside = plain and 0 < i < len(rows) - 1 and len(rows[i - 1]) > 1 and len(rows[i + 1]) > 1
        if out and (inside or plain == all(len(r) == 1 for r in out[-1])):
            out[-1].append(row)
        else:
            out.append([row])
    return out


def _pitch(cells: Sequence[Piece]) -> float:
    """Width of a character in pixels."""
    return max(median(p.width / len(p.text) for p in cells), 1.0)


def _indent(piece: Piece, left: float, right: float, pitch: float) -> str:
    before, after = piece.left - left, right - piece.right
    if before < 1.3 * pitch or (
        after > pitch and abs(before - after) < max(2.5 * pitch, 0.12 * (before + after))
    ):
        return ""
    count = round(before / pitch)
    return " " * count if count <= _MOST_INDENT else ""


def _columns(rows: Sequence[Row]) -> list[_Column]:
    """Columns of cells, from left to right; narrow cells found them, wide ones may span several."""
    found: list[_Column] = []
    for piece in sorted((p for row in rows for p in row), key=lambda p: (p.width, p.left, p.top, p.text)):
        meets = [c for c in found if c.overlap(piece) > 0.2]
        if not meets:
            found.append(_Column(left=piece.left, right=piece.right, cells=[piece]))
        elif len(meets) == 1:
            column = meets[0]
            column.cells.append(piece)
            left, right = min(column.left, piece.left), max(column.right, piece.right)
            if not any(o is not column and o.left < right and o.right > left for o in found):
                column.left, column.right = left, right
    return sorted(found, key=lambda c: (c.left, c.right))


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return sum(abs(v - middle) for v in values) / len(values) + 1.0


def _assigned(row: Row, columns: Sequence[_Column]) -> list[tuple[int, int, Piece]]:
    """Each cell of the row with the first and last column that it stands over; cells keep their order."""
    out: list[tuple[int, int, Piece]] = []
    for piece in row:
        over = [i for i, c in enumerate(columns) if c.overlap(piece) > 0.2]
        if not over:
            over = [min(range(len(columns)), key=lambda i: abs(columns[i].left - piece.left))]
        first = max(over[0], out[-1][1] + 1 if out else 0)
        out.append((min(first, len(columns) - 1), max(over[-1], first), piece))
    return out


def _aligned(rows: Sequence[Row], columns: Sequence[_Column], left: float, pitch: float) -> list[str]:
    placed = [_assigned(row, columns) for row in rows]
    starts, widths = [0] * len(columns), [0] * len(columns)
    for i in range(len(columns)):
        if i:
            starts[i] = starts[i - 1]
        for cells in placed:
            for (before, last, earlier), (first, _, _) in pairwise(cells):
                if first == i:
                    flush = before == last and columns[before].flush_right
                    length = widths[before] if flush else len(earlier.text)
                    starts[i] = max(starts[i], starts[before] + length + 2)
        alone = [len(p.text) for cells in placed for first, last, p in cells if first == last == i]
        widths[i] = max(alone, default=0)
    indent = columns[0].left - left if columns else 0.0
    margin = " " * round(indent / pitch) if 2 * pitch < indent <= _MOST_INDENT / 3 * pitch else ""
    out: list[str] = []
    for cells in placed:
        line = ""
        for first, last, piece in cells:
            at = starts[first]
            if first == last and columns[first].flush_right:
                at += widths[first] - len(piece.text)
            line = (line + "  " if line else "").ljust(at) + piece.text
        out.append(margin + line)
    return out


def _markdown(rows: Sequence[Row], columns: Sequence[_Column]) -> list[str]:
    table: list[list[str]] = []
    for row in rows:
        cells = [""] * len(columns)
        for first, _, piece in _assigned(row, columns):
            cells[first] = f"{cells[first]} {piece.text}".strip().replace("|", "\\|")
        table.append(cells)
    lines = [f"| {' | '.join(cells)} |" for cells in table]
    return [lines[0], "|" + " --- |" * len(columns), *lines[1:]]
