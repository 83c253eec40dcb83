"""What a question calls by its number: a line or a cell by the numbers at the side, a section or figure by its own."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .rows import Piece
from .types import Box, Box4, Size

Part = tuple[Box, str, tuple[float, float]]
"""A part, what it is, and between which left and right side it has what is named."""

_LINES = (
    r"(?:lines?|rows?|zeilen?|reihe|ligne|l[ií]nea|fila|riga|linha|regel|rij|строк\w+|строчк\w+)"
    r"\s*(?:number|no\.?|nr\.?|n[°º.]?|nummer)?\s*#?(\d{1,4})\b"
)
_LINE = re.compile(rf"(?<![^\W_]){_LINES}|第\s*(\d{{1,4}})\s*行|(\d{{1,4}})\s*행", re.IGNORECASE)
_CELL = re.compile(r"(?<![\w.-])([A-Z]{1,2})([1-9]\d{0,3})(?![\w-])")
_TITLED = re.compile(
    r"\b(?P<section>section|sec\.|chapter|abschnitt|kapitel|chapitre|sección|capítulo|sezione|capitolo|seção|hoofdstuk|§)"
    r"\s*(?P<s>\d+(?:\.\d+)*)"
    r"|\b(?P<figure>figure|fig\.?|abbildung|abb\.|figura)\s*(?P<f>\d+(?:\.\d+)*)"
    r"|\b(?P<equation>equation|eq\.?|eqn\.?|gleichung|formel|équation|ecuación|equazione|formula)"
    r"\s*\(?(?P<e>\d+(?:\.\d+)*)\)?",
    re.IGNORECASE,
)
_COLUMN = r"(?:column|col\.?|spalte|colonne|columna|colonna|coluna|kolom)\s*(?:no\.?|nr\.?)?\s*\d{1,3}\b|第\s*\d+\s*列"
NUMBERED = re.compile(
    rf"(?<![^\W_])(?:{_COLUMN})|{_LINE.pattern}|{re.sub(r'[(][?]P<[a-z]+>', '(?:', _TITLED.pattern)}",
    re.IGNORECASE,
)
"""Something with its number: the number alone says nothing."""
_NUMBER = re.compile(r"(\d{1,4})[.:)\]|]?")
_HEADING = re.compile(r"(\d+(?:\.\d+)*)\.?\s+[^\W\d_]|(\d+(?:\.\d+)*)\.?")

_RUNGS = 4
"""So many numbers in a column that go up with the page are the numbers of its lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """``what`` is ``line``, ``cell``, ``section``, ``figure`` or ``equation``; ``column`` is a cell's letter."""

    what: str
    number: str
    column: str = ""

    @property
    def titled(self) -> bool:
        """Whether it is a part of a text, and not a line of it."""
        return self.what in ("section", "figure", "equation")

    @property
    def words(self) -> str:
        """As a person would say it."""
        return f"{self.column}{self.number}" if self.column else f"{self.what} {self.number}"


@functools.lru_cache(maxsize=1024)
def reference(question: str) -> Reference | None:
    """The one thing that *question* calls by its number, or ``None``."""
    if re.search(_COLUMN, question, re.IGNORECASE):
        return None
    found = [
        Reference(what="line", number=next(g for g in m.groups() if g)) for m in _LINE.finditer(question)
    ]
    found += [Reference(what="cell", number=m[2], column=m[1]) for m in _CELL.finditer(question)]
    for m in _TITLED.finditer(question):
        what = next(name for name in ("section", "figure", "equation") if m[name])
        found.append(Reference(what=what, number=m[what[0]]))
    return found[0] if len(set(found)) == 1 else None


def by_number(
    asked: Reference, pieces: Sequence[Piece], graphics: Sequence[Box4], size: Size
) -> list[Part] | str:
    """Parts of a picture of *size* with what *asked* means, and what they are, or why that cannot be told."""
    missing = f"no {asked.what} {asked.number} is seen for sure"
    if asked.what in ("line", "cell"):
        return _rung(asked, pieces, size) or missing
    if asked.what == "section":
        return _section(asked, pieces, size) or missing
    if asked.what == "figure":
        return _figure(asked, pieces, graphics, size) or missing
    return _equation(asked, pieces, size) or missing


def _ladders(pieces: Sequence[Piece]) -> list[list[tuple[int, Piece]]]:
    """Columns of whole numbers that go up with the page."""
    numbers = [(int(m[1]), p) for p in pieces if (m := re.match(r"(\d{1,4})(?![\d.,:/%-])", p.text.strip()))]
    out: list[list[tuple[int, Piece]]] = []
    for _, first in numbers:
        for side in ("left", "right"):
            column = sorted(
                (
                    (n, p)
                    for n, p in numbers
                    if abs(getattr(p, side) - getattr(first, side)) < 0.8 * first.height
                ),
                key=lambda np: np[1].middle,
            )
            column = [x for x in column if _NUMBER.fullmatch(x[1].text.strip()) or side == "left"]
            ups = [b[0] - a[0] for a, b in pairwise(column)]
            steps = [b[1].middle - a[1].middle for a, b in pairwise(column)]
            if len(column) >= _RUNGS and all(u >= 1 for u in ups) and _even(ups, steps):
                out.append(column)
    return out


def _even(ups: Sequence[int], steps: Sequence[float]) -> bool:
    """Whether the numbers go up as the lines go down: else they are values."""
    pitches = sorted(step / up for up, step in zip(ups, steps, strict=True))
    middle = pitches[len(pitches) // 2]
    return middle > 0 and sum(abs(p - middle) < 0.25 * middle for p in pitches) >= 0.8 * len(pitches)


def _rung(asked: Reference, pieces: Sequence[Piece], size: Size) -> list[Part]:
    n = int(asked.number)
    ladders = [x for x in _ladders(pieces) if x[0][0] <= n <= x[-1][0]]
    if not ladders:
        return []
    ladder = max(ladders, key=lambda x: (len(x), -x[0][1].left))
    if any(abs(_height(x, n) - _height(ladder, n)) > 2 * ladder[0][1].height for x in ladders):
        return []
    pitch = (ladder[-1][1].middle - ladder[0][1].middle) / (ladder[-1][0] - ladder[0][0])
    middle = _height(ladder, n)
    column = (min(p.left for _, p in ladder), max(p.right for _, p in ladder))
    out = [
        (
            _band(middle - 3.5 * pitch, middle + 3.5 * pitch, size),
            f"{asked.words} with the lines around it",
            column,
        )
    ]
    if asked.column:
        top = ladder[0][1].middle - (ladder[0][0] - 1) * pitch
        if top < 0 or not _letters(asked.column, pieces, top):
            return []
        out.insert(0, (_band(top - 2 * pitch, top + 1.6 * pitch, size), "names of the columns", column))
    return out


def _height(ladder: Sequence[tuple[int, Piece]], n: int) -> float:
    """The middle of line *n*, between those of its neighbours if its own number was not read."""
    before = max((x for x in ladder if x[0] <= n), key=lambda x: x[0])
    after = min((x for x in ladder if x[0] >= n), key=lambda x: x[0])
    if before[0] == after[0]:
        return before[1].middle
    return before[1].middle + (n - before[0]) * (after[1].middle - before[1].middle) / (after[0] - before[0])


def _letters(column: str, pieces: Sequence[Piece], top: float) -> bool:
    """Whether letters in their order stand in a row above *top*."""
    heads = [p for p in pieces if re.fullmatch(r"[A-Z]{1,2}", p.text.strip()) and p.middle < top]
    for first in heads:
        row = sorted((p for p in heads if abs(p.middle - first.middle) < first.height), key=lambda p: p.left)
        found = [p.text.strip() for p in row]
        if len(found) > 2 and found == sorted(found, key=lambda t: (len(t), t)):
            return True
    return False


def _section(asked: Reference, pieces: Sequence[Piece], size: Size) -> list[Part]:
    headings = [(m[1] or m[2], p) for p in pieces if (m := _heading(p, pieces))]
    starts = [p for number, p in headings if number == asked.number]
    if len(starts) != 1:
        return []
    start = starts[0]
    mine = _order(asked.number)
    after = [
        p
        for number, p in headings
        if p.top > start.bottom
        and abs(p.left - start.left) < 3 * start.height
        and _order(number) > mine
        and _order(number)[: len(mine)] != mine
    ]
    if not after:
        return []
    end = min(p.top for p in after)
    return [
        (
            _band(start.top - start.height, end + start.height, size),
            f"{asked.words}",
            (start.left, start.right),
        )
    ]


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(n) for n in number.split("."))


def _heading(piece: Piece, pieces: Sequence[Piece]) -> re.Match[str] | None:
    """A number with a title, in one piece or in two; an entry of a table of contents, which ends in a page, is none."""
    text = piece.text.strip()
    found = _HEADING.match(text)
    if found is None or len(text) > 80 or re.search(r"\.{3,}|\s\d{1,3}$", text):
        return None
    if found[2] is not None and found.end() != len(text):
        return None
    if found[2] is not None:
        beside = [
            p
            for p in pieces
            if p is not piece
            and abs(p.middle - piece.middle) < 0.5 * piece.height
            and 0 < p.left - piece.right < 4 * piece.height
        ]
        if not beside or not beside[0].text[:1].isalpha():
            return None
    return found


def _figure(asked: Reference, pieces: Sequence[Piece], graphics: Sequence[Box4], size: Size) -> list[Part]:
    begins = re.compile(
        rf"(?:figure|fig|abbildung|abb|figura)\.?\s*{re.escape(asked.number)}\s*[.:)]", re.IGNORECASE
    )
    found = [p for p in pieces if begins.match(p.text.strip())]
    if len(found) != 1:
        return []
    (caption,) = found
    height = size[1]
    top, bottom = caption.top - 0.38 * height, caption.bottom + 4 * caption.height
    above = [g for g in graphics if g[3] <= caption.bottom and g[3] > caption.top - 0.1 * height]
    if above:
        top = min(top, *(g[1] - caption.height for g in above))
    return [(_band(top, bottom, size), f"{asked.words}", (caption.left, caption.right))]


def _equation(asked: Reference, pieces: Sequence[Piece], size: Size) -> list[Part]:
    found = [p for p in pieces if p.text.strip().endswith(f"({asked.number})") and len(p.text.strip()) < 60]
    alone = [p for p in found if p.text.strip() == f"({asked.number})"] or found
    if len(alone) != 1:
        return []
    p = alone[0]
    return [(_band(p.top - 9 * p.height, p.bottom + 9 * p.height, size), f"{asked.words}", (p.left, p.right))]


def _band(top: float, bottom: float, size: Size) -> Box:
    up, down = max(0, math.floor(top)), min(size[1], math.ceil(bottom))
    return (0, up, size[0], max(1, down - up))
