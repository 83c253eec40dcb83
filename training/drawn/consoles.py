"""Editors, terminals, notebooks, diffs and logs."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw

from . import codes
from .pen import WHITE, Box, Colour, Pen, mixed


def terminal(rng: random.Random) -> Image.Image:
    return rng.choice([_editor, _editor, _snippet, _snippet, _shell, _shell, _diff, _log, _notebook, _card])(
        rng
    )


def _theme(rng: random.Random, night: float = 0.6) -> dict[str, Colour]:
    names = (
        ["dracula", "night", "ocean", "mono"] if rng.random() < night else ["light", "paper", "sun", "grey"]
    )
    return {**codes.THEMES[rng.choice(names)], "good": (60, 170, 80), "bad": (215, 60, 60)}


def _lines(
    p: Pen, lines: list[codes.Line], theme: dict[str, Colour], box: Box, size: int, numbered: bool = False
) -> int:
    """Writes *lines* into *box*; gives where they end."""
    left, top, right, bottom = box
    pitch, y = size * p.rng.choice([1.2, 1.35, 1.5]), float(top)
    each = p.wide("m", size)
    start, folds = p.rng.choice([1, 1, p.rng.randint(1, 900)]), int(each * 5)
    for number, line in enumerate(lines):
        if y + pitch > bottom:
            break
        x = float(left)
        if numbered:
            p.write(x + folds - each, y, str(start + number), size, theme["remark"], "ra")
            x += folds
        for part, text in line:
            if x < right and text:
                x += p.write(x, y, text[: max(0, int((right - x) / each))], size, theme[part])
        y += pitch
    return round(y)


def _pen(rng: random.Random, width: int, height: int, ground: Colour) -> Pen:
    p = Pen(rng, (min(2500, max(180, width)), min(2500, max(100, height))), "mono", ground=ground)
    p.tongue = "latin"
    return p


def _snippet(rng: random.Random) -> Image.Image:
    """Bare code, cut out."""
    theme, size, rows = _theme(rng, 0.45), rng.randint(10, 28), rng.randint(4, 45)
    p = _pen(rng, round(rng.randint(35, 110) * size * 0.6), round(rows * size * 1.4), theme["ground"])
    _lines(
        p,
        codes.source(rng, rows),
        theme,
        (size // 2, size // 2, p.image.width, p.image.height),
        size,
        rng.random() < 0.5,
    )
    return p.image


def _shell(rng: random.Random) -> Image.Image:
    ground = rng.choice(
        [(0, 0, 0), (12, 12, 12), (48, 10, 36), (0, 43, 54), (1, 36, 86), WHITE, (30, 30, 46)]
    )
    base = "paper" if ground == WHITE else "night"
    theme = {
        **codes.THEMES[base],
        "ground": ground,
        "good": (40, 190, 80),
        "bad": (230, 70, 70),
        "name": rng.choice([(40, 190, 80), (90, 160, 240)]),
    }
    if rng.random() < 0.35:
        tone = rng.choice([(51, 255, 51), (255, 176, 0), (200, 200, 200), (235, 235, 235)])
        theme = {key: tone if key != "ground" and ground != WHITE else was for key, was in theme.items()}
    size, rows = rng.randint(10, 24), rng.randint(8, 50)
    p = _pen(rng, round(rng.randint(50, 120) * size * 0.61), round(rows * size * 1.35), ground)
    top = _titled(p, size) if rng.random() < 0.5 else size // 2
    _lines(p, codes.session(rng, rows), theme, (size // 2, top, p.image.width, p.image.height), size)
    return p.image


def _titled(p: Pen, size: int) -> int:
    """The bar above a window; gives where it ends."""
    high = size * 2
    bar = mixed(p.ink, p.ground, 0.12) if p.rng.random() < 0.5 else (222, 222, 222)
    p.draw.rectangle((0, 0, p.image.width, high), bar)
    if p.rng.random() < 0.6:
        for i, tone in enumerate([(255, 95, 86), (255, 189, 46), (39, 201, 63)]):
            p.draw.ellipse(
                (size * (0.7 + i * 1.3), high * 0.28, size * (1.5 + i * 1.3), high * 0.28 + size * 0.8), tone
            )
    else:
        p.write(p.image.width - size, high / 2, "_  □  x", size, p.on(bar), "rm")
    p.write(p.image.width / 2, high / 2, f"{p.words(1)} — bash — 80x24", size, p.on(bar), "mm")
    return high + size // 2


def _editor(rng: random.Random) -> Image.Image:
    """A whole editor: files at the left, tabs, code, maybe a terminal below."""
    theme, size = _theme(rng, 0.65), rng.randint(11, 20)
    width, height = rng.choice([(1280, 720), (1440, 900), (1000, 700), (1366, 768), (1920, 1080), (800, 900)])
    p = _pen(rng, width, height, theme["ground"])
    plain, ground = theme["plain"], theme["ground"]
    bar, deep = mixed(plain, ground, 0.12), mixed(plain, ground, 0.06)
    p.draw.rectangle((0, 0, width, size * 2), bar)
    side, x = (rng.randint(width // 8, width // 4) if rng.random() < 0.7 else 0), 0.0
    for word in ("File", "Edit", "View", "Go", "Run", "Help"):
        x += p.write(x + size, size / 2, word, size, plain) + size
    if side:
        p.draw.rectangle((0, size * 2, side, height), deep)
        for i in range(rng.randint(6, height // (size * 2) - 3)):
            deepen = rng.choice([0, 1, 1, 2])
            p.write(
                size * (1 + deepen),
                size * (3 + i * 1.7),
                p.words(1) + rng.choice(["", ".py", ".ts", ".md"]),
                size,
                plain,
            )
    p.draw.rectangle((side, size * 2, width, size * 4), deep)
    for i in range(rng.randint(1, 4)):
        p.draw.rectangle(
            (side + i * size * 10, size * 2, side + (i + 1) * size * 10 - 2, size * 4),
            ground if i == 0 else bar,
        )
        p.write(side + i * size * 10 + size, size * 2.4, p.words(1) + ".py", size, plain, within=size * 8)
    below = height - size * 2 - (height // 4 if rng.random() < 0.5 else 0)
    _lines(p, codes.source(rng, 80), theme, (side + size, round(size * 4.6), width - size, below), size, True)
    if below < height - size * 3:
        p.draw.line((side, below, width, below), theme["remark"])
        _lines(p, codes.session(rng, 20), theme, (side + size, below + size, width, height - size * 2), size)
    foot = rng.choice([(0, 122, 204), bar, p.accent])
    p.draw.rectangle((0, height - round(size * 1.6), width, height), foot)
    p.write(width - size, height - size * 0.8, "Ln 12, Col 8   UTF-8   LF", size, p.on(foot), "rm")
    return p.image


def _diff(rng: random.Random) -> Image.Image:
    theme, size, rows = _theme(rng, 0.35), rng.randint(11, 18), rng.randint(8, 45)
    p = _pen(rng, rng.randint(500, 1500), round((rows + 4) * size * 1.4), theme["ground"])
    sides = 2 if rng.random() < 0.3 else 1
    p.draw.rectangle((0, 0, p.image.width, size * 2), mixed(theme["plain"], p.ground, 0.08))
    p.write(size, size / 2, f"src/{p.words(1)}/{p.words(1)}.py", size, theme["plain"])
    pitch = size * 1.4
    for side in range(sides):
        left = side * p.image.width // sides
        for i, line in enumerate(codes.diff(rng, rows)):
            y = size * 2.6 + i * pitch
            sort = line[0][0] if line else "plain"
            if sort in ("good", "bad"):
                p.draw.rectangle(
                    (left, y, left + p.image.width // sides, y + pitch), mixed(theme[sort], p.ground, 0.18)
                )
            p.write(left + size * 3, y, str(i + 20), size, theme["remark"], "ra")
            x = left + size * 3.6
            for part, text in line:
                tone = theme["plain"] if part in ("good", "bad") else theme[part]
                x += (
                    p.write(x, y, text, size, tone, within=max(1, left + p.image.width / sides - x))
                    if text
                    else 0
                )
    return p.image


def _log(rng: random.Random) -> Image.Image:
    theme, size, rows = _theme(rng, 0.6), rng.randint(10, 17), rng.randint(12, 70)
    p = _pen(rng, rng.randint(600, 1800), round(rows * size * 1.35) + size * 3, theme["ground"])
    _lines(
        p,
        codes.log(rng, rows),
        theme,
        (size, size * 2, p.image.width, p.image.height),
        size,
        rng.random() < 0.3,
    )
    return p.image


def _notebook(rng: random.Random) -> Image.Image:
    """Cells of a notebook and what they gave."""
    size, width = rng.randint(12, 17), rng.randint(600, 1300)
    p = _pen(rng, width, rng.randint(300, 1200), WHITE)
    theme, y, number = (
        {**codes.THEMES["paper"], "good": (0, 130, 0), "bad": (200, 0, 0)},
        size,
        rng.randint(1, 60),
    )
    while y < p.image.height - size * 6:
        lines = codes.source(rng, rng.randint(1, 9))
        end = y + round(len(lines) * size * 1.55) + size
        p.draw.rectangle((size * 6, y, width - size, end), (247, 247, 247), (207, 207, 207))
        p.write(size * 5.6, y + size / 2, f"In [{number}]:", size, (48, 63, 159), "ra")
        _lines(p, lines, theme, (round(size * 6.6), y + size // 2, width - size * 2, end), size)
        y = end + size
        out = codes.session(rng, rng.randint(0, 8))[1:]
        y = _lines(p, out, theme, (round(size * 6.6), y, width - size, p.image.height), size) + size
        number += 1
    return p.image


def _card(rng: random.Random) -> Image.Image:
    """A window of code on a coloured ground, as people post it."""
    theme, size, rows = _theme(rng, 0.8), rng.randint(14, 26), rng.randint(4, 22)
    inner = _pen(
        rng, round(rng.randint(36, 80) * size * 0.6), round((rows + 3) * size * 1.45), theme["ground"]
    )
    _lines(
        inner,
        codes.source(rng, rows),
        theme,
        (size, size * 3, inner.image.width - size, inner.image.height),
        size,
        rng.random() < 0.4,
    )
    for i, tone in enumerate([(255, 95, 86), (255, 189, 46), (39, 201, 63)]):
        inner.draw.ellipse((size * (1 + i * 1.4), size, size * (1.9 + i * 1.4), size * 1.9), tone)
    edge = rng.randint(size, size * 5)
    p = Pen(rng, (inner.image.width + 2 * edge, inner.image.height + 2 * edge))
    p.image.paste(p.accent, (0, 0, *p.size))
    mask = Image.new("L", inner.size, 0)
    p.image.paste(inner.image, (edge, edge), _rounded(mask, size))
    return p.image if max(p.size) <= 2500 else inner.image


def _rounded(mask: Image.Image, radius: int) -> Image.Image:
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, mask.width - 1, mask.height - 1), radius // 2, 255)
    return mask
