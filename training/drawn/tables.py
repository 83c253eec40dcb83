"""Tables as school books, encyclopedias, spreadsheets, reports, notebooks, timetables and shops set them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image

from . import grids, words
from .grids import RIGHT, sorts_of
from .pen import WHITE, Colour, Pen, hue, mixed


@dataclass(slots=True, kw_only=True)
class _Look:
    """How a table is set; colours are None where nothing is filled."""

    size: int
    head: Colour | None = None
    bands: Colour | None = None
    first: Colour | None = None
    rules: str = "rows"
    line: Colour = (160, 160, 160)
    thick: int = 1
    pad: float = 0.7
    tall: float = 1.8
    bold_head: bool = True
    bold_first: bool = False
    total: bool = False
    centred: bool = False
    title: str = ""
    note: str = ""
    margin: int = 0
    style: str = "sans"
    ground: Colour | None = None
    dark: float = 0.0
    kept: list[str] = field(default_factory=list)


def table(rng: random.Random) -> Image.Image:
    return rng.choice(_STYLES)(rng)


def _cells(
    rng: random.Random, rows: int, sorts: list[str], heads: list[str] | None = None
) -> list[list[str]]:
    named = heads or [words.words(rng, rng.choice([1, 1, 2])).title() for _ in sorts]
    return [named, *([words.cell(rng, sort) for sort in sorts] for _ in range(rows))]


def _set(rng: random.Random, cells: list[list[str]], sorts: list[str], look: _Look) -> Image.Image:
    """*cells*, the first row being the head, set in *look*."""
    s = look.size
    gauge = Pen(rng, (8, 8), look.style, look.dark, look.ground)
    pad, tall = look.pad * s, round(look.tall * s)
    widths = [
        round(max(gauge.wide(row[i], s, bold=True) for row in cells) + 2 * pad) for i in range(len(sorts))
    ]
    least = rng.choice([0, 0, s * 5, s * 8])
    widths = [max(w, least) for w in widths]
    wide = sum(widths)
    top = look.margin + (round(s * 2.6) if look.title else 0)
    high = tall * len(cells)
    p = Pen(
        rng,
        (
            min(2500, wide + 2 * look.margin + 1),
            min(2500, top + high + look.margin + (2 * s if look.note else 0) + 1),
        ),
        look.style,
        look.dark,
        look.ground or gauge.ground,
    )
    p.face, p.tongue = gauge.face, "latin"
    left = look.margin
    if look.title:
        middle = rng.random() < 0.4
        p.write(
            left + wide / 2 if middle else left,
            look.margin + s * 0.4,
            look.title,
            round(s * rng.uniform(1, 1.4)),
            anchor="ma" if middle else "la",
            bold=rng.random() < 0.7,
            within=wide,
        )
    for r, row in enumerate(cells):
        y, x = top + r * tall, float(left)
        last = look.total and r == len(cells) - 1
        fill = look.head if r == 0 else (look.bands if r % 2 == 0 else None)
        if fill:
            p.draw.rectangle((left, y, left + wide, y + tall), fill)
        for i, text in enumerate(row):
            if i == 0 and look.first and r:
                p.draw.rectangle((x, y, x + widths[0], y + tall), look.first)
            back = fill or (look.first if i == 0 and r and look.first else p.ground)
            bold = (r == 0 and look.bold_head) or (i == 0 and look.bold_first) or last
            if look.centred and (i or r == 0):
                at, anchor = x + widths[i] / 2, "mm"
            elif sorts[i] in RIGHT:
                at, anchor = x + widths[i] - pad, "rm"
            else:
                at, anchor = x + pad, "lm"
            p.write(at, y + tall / 2, text, s, p.on(back) if back != p.ground else None, anchor, bold=bold)
            x += widths[i]
    _ruled(p, look, (left, top, wide, tall), widths, len(cells))
    if look.note:
        p.write(left, top + high + s * 0.5, look.note, round(s * 0.8), p.soft, within=wide)
    return p.image


def _ruled(p: Pen, look: _Look, place: tuple[int, int, int, int], widths: list[int], rows: int) -> None:
    left, top, wide, tall = place
    end = top + rows * tall
    if look.rules in ("rows", "all"):
        for r in range(rows + 1):
            p.draw.line((left, top + r * tall, left + wide, top + r * tall), look.line, look.thick)
    if look.rules == "all":
        x = left
        for w in (0, *widths):
            x += w
            p.draw.line((x, top, x, end), look.line, look.thick)
    if look.rules in ("book", "box"):
        for y, w in ((top, 2), (top + tall, 1), (end, 2)):
            p.draw.line((left, y, left + wide, y), p.ink, w)
    if look.rules == "box":
        p.draw.rectangle((left, top, left + wide, end), outline=p.ink, width=2)
    if look.total:
        p.draw.line((left, end - tall, left + wide, end - tall), p.ink, 1)
        p.draw.line((left, end - 2, left + wide, end - 2), p.ink, 1)


def _school(rng: random.Random) -> Image.Image:
    """Two to four columns of a few rows, a title above, light fills: as in exercises."""
    tone = hue(rng)
    sorts = [
        rng.choice(["name", "item", "word", "place"]),
        *rng.choices(["count", "money", "share"], k=rng.randint(1, 3)),
    ]
    look = _Look(
        size=rng.randint(12, 19),
        title=rng.choice(["", words.words(rng, rng.randint(2, 4)).capitalize()]),
        head=rng.choice([None, tone, mixed(tone, WHITE, 0.25), mixed(tone, WHITE, 0.5)]),
        bands=rng.choice([None, None, mixed(tone, WHITE, 0.1)]),
        first=rng.choice([None, None, mixed(tone, WHITE, 0.15)]),
        rules=rng.choice(["all", "all", "rows", "box", "none"]),
        line=rng.choice([(0, 0, 0), mixed(tone, WHITE, 0.6), (190, 190, 190)]),
        tall=rng.uniform(1.5, 2.3),
        centred=rng.random() < 0.5,
        bold_head=rng.random() < 0.7,
        margin=rng.choice([0, 2, 8, 16]),
        style=rng.choice(["sans", "sans", "serif"]),
        ground=WHITE,
    )
    return _set(rng, _cells(rng, rng.randint(3, 8), sorts), sorts, look)


def _wiki(rng: random.Random) -> Image.Image:
    sorts = sorts_of(rng, rng.randint(3, 9))
    look = _Look(
        size=rng.randint(12, 16),
        title=words.words(rng, 3).title(),
        head=rng.choice([(234, 236, 240), (204, 204, 255), hue(rng)]),
        first=rng.choice([None, (234, 236, 240)]),
        rules="all",
        line=(162, 169, 177),
        ground=(248, 249, 250),
        margin=rng.choice([0, 4, 12]),
        centred=rng.random() < 0.5,
        bold_first=rng.random() < 0.3,
        note=rng.choice(["", "^ " + words.sentence(rng)]),
    )
    return _set(rng, _cells(rng, rng.randint(5, 30), sorts), sorts, look)


def _report(rng: random.Random) -> Image.Image:
    """A statement of a firm: years above, no lines but those of the sums."""
    years = rng.randint(2, 5)
    sorts = ["word", *["money"] * years]
    first = rng.randint(2008, 2024)
    cells = _cells(rng, rng.randint(8, 26), sorts, ["", *(str(first - i) for i in range(years))])
    for row in cells[1:]:
        row[0] = words.words(rng, rng.randint(2, 4)).capitalize()
        row[1:] = [rng.choice(["—", f"({v})", v, v, v, "$ " + v]) for v in row[1:]]
        if rng.random() < 0.12:
            row[1:] = [""] * years
    look = _Look(
        size=rng.randint(11, 20),
        title=f"Consolidated {words.words(rng, 2)} of {words.firm(rng)}",
        rules=rng.choice(["none", "book"]),
        total=True,
        tall=rng.uniform(1.3, 1.8),
        pad=1.4,
        margin=rng.randint(10, 60),
        style=rng.choice(["serif", "serif", "sans"]),
        bands=rng.choice([None, None, (204, 238, 255)]),
        note="(in thousands) " + words.sentence(rng),
    )
    return _set(rng, cells, sorts, look)


def _journal(rng: random.Random) -> Image.Image:
    """Three rules and figures with plus and minus, as in papers."""
    sorts = ["word", *["signed"] * rng.randint(3, 8)]
    heads = ["Method", *(words.code(rng, 2, 4) for _ in sorts[1:])]
    cells = _cells(rng, rng.randint(4, 14), sorts, heads)
    for row in cells[1:]:
        row[1:] = [
            f"{rng.uniform(0, 99):.1f}" + rng.choice(["", f" ± {rng.uniform(0, 3):.1f}", "*"])
            for _ in row[1:]
        ]
    look = _Look(
        size=rng.randint(12, 24),
        title=f"Table {rng.randint(1, 9)}: {words.sentence(rng)}",
        rules="book",
        style="serif",
        tall=rng.uniform(1.25, 1.6),
        margin=rng.randint(0, 30),
        ground=WHITE,
        bold_head=rng.random() < 0.4,
        pad=rng.uniform(0.6, 1.2),
    )
    return _set(rng, cells, sorts, look)


def _dashboard(rng: random.Random) -> Image.Image:
    sorts = sorts_of(rng, rng.randint(4, 8))
    night = rng.random() < 0.6
    look = _Look(
        size=rng.randint(12, 17),
        tall=rng.uniform(2.2, 3.2),
        pad=1.2,
        line=(52, 58, 70) if night else (230, 232, 236),
        ground=rng.choice([(17, 24, 39), (24, 26, 31), (31, 41, 55), (13, 17, 23)]) if night else WHITE,
        head=rng.choice([None, (38, 45, 60)]) if night else rng.choice([None, (249, 250, 251)]),
        margin=rng.choice([0, 16, 24]),
        title=words.words(rng, 2).title(),
        bold_head=rng.random() < 0.4,
    )
    return _set(rng, _cells(rng, rng.randint(5, 14), sorts), sorts, look)


def _frame(rng: random.Random) -> Image.Image:
    """A data frame as a notebook shows it, or as text."""
    rows, columns = rng.randint(5, 20), rng.randint(3, 9)
    sorts = ["count", *rng.choices(["signed", "count", "code", "date", "word"], k=columns)]
    heads = ["", *(words.words(rng, rng.choice([1, 2])).replace(" ", "_") for _ in range(columns))]
    cells = _cells(rng, rows, sorts, heads)
    for i, row in enumerate(cells[1:]):
        row[0] = str(i)
        row[1:] = [rng.choice([t, t, t, t, t, "NaN"]) for t in row[1:]]
    text = rng.random() < 0.35
    look = _Look(
        size=rng.randint(11, 16),
        style="mono" if text else "sans",
        rules="none" if text else "head",
        pad=0.6 if text else 1.0,
        tall=1.3 if text else 2.0,
        bands=None if text else (245, 245, 245),
        bold_first=not text,
        bold_head=not text,
        margin=rng.randint(4, 40),
        ground=rng.choice([WHITE, WHITE, WHITE, (30, 30, 30), (17, 17, 17)]),
        note=f"{rng.randint(100, 99999)} rows × {columns} columns",
    )
    if look.ground != WHITE:
        look.bands = None
    return _set(rng, cells, sorts, look)


def _standings(rng: random.Random) -> Image.Image:
    tone = hue(rng)
    sorts = ["count", "place", *["count"] * rng.randint(4, 8)]
    letters = ["P", "W", "D", "L", "GF", "GA", "GD", "Pts"]
    cells = _cells(rng, rng.randint(4, 20), sorts, ["Pos", "Team", *letters[-len(sorts) + 2 :]])
    for i, row in enumerate(cells[1:]):
        row[0] = str(i + 1)
        row[2:] = [str(rng.randint(0, 90)) for _ in row[2:]]
    look = _Look(
        size=rng.randint(12, 20),
        head=tone,
        bands=rng.choice([None, mixed(tone, WHITE, 0.08), (242, 242, 242)]),
        rules=rng.choice(["rows", "none", "all"]),
        line=(215, 215, 215),
        bold_first=True,
        margin=rng.choice([0, 10]),
        ground=WHITE,
        title=rng.choice(["", words.place(rng) + " League"]),
    )
    return _set(rng, cells, sorts, look)


def _timetable(rng: random.Random) -> Image.Image:
    """Departures down a line, a week of lessons, or a list of prices."""
    tone = hue(rng)
    what = rng.choice(["departures", "week", "prices"])
    look = _Look(
        size=rng.randint(10, 22),
        rules=rng.choice(["all", "rows", "none"]),
        head=rng.choice([tone, None]),
        ground=rng.choice([WHITE, (255, 250, 235), (20, 20, 30)]),
        bands=None,
        margin=rng.randint(0, 30),
        title=rng.choice([words.place(rng), "Timetable", words.words(rng, 2).title()]),
        tall=rng.uniform(1.4, 2.6),
    )
    if what == "departures":
        sorts = ["place", *["clock"] * rng.randint(3, 10)]
        return _set(
            rng,
            _cells(rng, rng.randint(6, 24), sorts, ["Stop", *(str(rng.randint(1, 999)) for _ in sorts[1:])]),
            sorts,
            look,
        )
    if what == "week":
        sorts = ["clock", *["word"] * 5]
        look.centred = True
        return _set(rng, _cells(rng, rng.randint(5, 10), sorts, ["", *words.DAYS[:5]]), sorts, look)
    sorts = ["item", *["money"] * rng.randint(1, 3)]
    return _set(rng, _cells(rng, rng.randint(5, 18), sorts), sorts, look)


_STYLES: tuple[Callable[[random.Random], Image.Image], ...] = (
    _school,
    _school,
    _school,
    _wiki,
    _report,
    _journal,
    _dashboard,
    _frame,
    _standings,
    _timetable,
    grids.matrix,
    grids.spreadsheet,
)
