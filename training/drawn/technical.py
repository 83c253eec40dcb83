"""Drawings with a ruler: circuits, geometry, floor plans, parts with callouts, curves on squared paper, boards."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable

from PIL import Image

from . import words
from .pen import WHITE, Colour, Pen, mixed


def _pen(rng: random.Random, least: float, most: float) -> tuple[Pen, int]:
    width = rng.randint(240, 1300)
    p = Pen(
        rng,
        (width, round(width * rng.uniform(least, most))),
        rng.choice(["sans", "serif", "mono"]),
        0.05,
        rng.choice([WHITE, WHITE, None, (252, 250, 235), (25, 60, 120)]),
    )
    return p, max(9, round(width * rng.uniform(0.018, 0.032)))


def _part(p: Pen, x: float, y: float, r: float, across: bool, ink: Colour, sort: str) -> None:
    """A symbol of an electric part around (x, y) in a wire that runs *across* or down."""
    d = p.draw

    def at(along: float, aside: float) -> tuple[float, float]:
        return (x + along * r, y + aside * r) if across else (x + aside * r, y + along * r)

    d.line((*at(-1, 0), *at(1, 0)), p.ground, 3)
    match sort:
        case "resistor":
            d.line(
                [at(-1 + i / 4, (0, -0.35, 0.35, -0.35, 0.35, -0.35, 0.35, -0.35, 0)[i]) for i in range(9)],
                ink,
                2,
            )
        case "box":
            (a, b), (c, e) = at(-0.8, -0.3), at(0.8, 0.3)
            d.rectangle((a, b, c, e), p.ground, ink, 2)
            d.line((*at(-1, 0), *at(-0.8, 0)), ink, 2)
            d.line((*at(0.8, 0), *at(1, 0)), ink, 2)
        case "capacitor":
            for side in (-0.15, 0.15):
                d.line((*at(side, -0.6), *at(side, 0.6)), ink, 2)
                d.line((*at(side, 0), *at(math.copysign(1, side), 0)), ink, 2)
        case "cell":
            for side, long in ((-0.12, 0.7), (0.12, 0.35)):
                d.line((*at(side, -long), *at(side, long)), ink, 2)
                d.line((*at(side, 0), *at(math.copysign(1, side), 0)), ink, 2)
        case "coil":
            for i in range(4):
                cx, cy = at(-0.75 + i * 0.5, 0)
                d.arc(
                    (cx - r / 4, cy - r / 4, cx + r / 4, cy + r / 4),
                    180 if across else 270,
                    360 if across else 450,
                    ink,
                    2,
                )
        case "diode":
            d.polygon([at(-0.4, -0.5), at(-0.4, 0.5), at(0.4, 0)], None, ink)
            d.line((*at(0.4, -0.5), *at(0.4, 0.5)), ink, 2)
            d.line((*at(-1, 0), *at(-0.4, 0)), ink, 2)
            d.line((*at(0.4, 0), *at(1, 0)), ink, 2)
        case "lamp":
            d.ellipse((x - r * 0.6, y - r * 0.6, x + r * 0.6, y + r * 0.6), p.ground, ink, 2)
            d.line((x - r * 0.42, y - r * 0.42, x + r * 0.42, y + r * 0.42), ink, 2)
            d.line((x - r * 0.42, y + r * 0.42, x + r * 0.42, y - r * 0.42), ink, 2)
        case _:
            d.line((*at(-1, 0), *at(-0.6, 0)), ink, 2)
            d.line((*at(-0.6, 0), *at(0.5, -0.6)), ink, 2)
            d.line((*at(0.6, 0), *at(1, 0)), ink, 2)


def _circuit(rng: random.Random) -> Image.Image:
    p, s = _pen(rng, 0.4, 0.9)
    width, height = p.size
    columns, rows, r = rng.randint(2, 5), rng.randint(1, 3), s * 1.5
    ink = rng.choice([p.ink, p.ink, (0, 110, 30), (140, 0, 0)]) if not p.night else p.ink
    label = rng.choice([p.ink, (0, 90, 150)]) if not p.night else p.ink
    xs = [width * (0.12 + 0.76 * i / columns) for i in range(columns + 1)]
    ys = [height * (0.16 + 0.68 * i / rows) for i in range(rows + 1)]
    sorts = ["resistor", "resistor", "box", "capacitor", "cell", "coil", "diode", "lamp", "switch"]
    for j, y in enumerate(ys):
        for i, x in enumerate(xs):
            for there, across in (((i + 1, j), True), ((i, j + 1), False)):
                if there[0] > columns or there[1] > rows or rng.random() < 0.15:
                    continue
                a, b = xs[there[0]], ys[there[1]]
                p.draw.line((x, y, a, b), ink, 2)
                if rng.random() < 0.55:
                    sort = rng.choice(sorts)
                    mx, my = (x + a) / 2, (y + b) / 2
                    _part(p, mx, my, min(r, abs(a - x + b - y) * 0.3), across, ink, sort)
                    p.write(
                        mx + (0 if across else r * 0.8),
                        my - (r if across else 0),
                        f"{sort[0].upper()}{rng.randint(1, 20)}"
                        + rng.choice(["", f" {rng.randint(1, 99)}k", f" {rng.randint(1, 99)}V"]),
                        s,
                        label,
                        "ms" if across else "lm",
                    )
            if rng.random() < 0.4:
                p.draw.ellipse((x - 4, y - 4, x + 4, y + 4), ink)
    for i in range(3):
        w = r * (0.6 - i * 0.2)
        p.draw.line(
            (xs[0] - w, ys[-1] + r * (0.5 + i * 0.2), xs[0] + w, ys[-1] + r * (0.5 + i * 0.2)), ink, 2
        )
    return p.image


def _geometry(rng: random.Random) -> Image.Image:
    """A figure with named points, angles and lengths."""
    p, s = _pen(rng, 0.6, 1.0)
    width, height = p.size
    fill = rng.choice([None, None, p.tint(0.2)])

    def point() -> tuple[float, float]:
        return (rng.uniform(0.12, 0.88) * width, rng.uniform(0.12, 0.88) * height)

    for _ in range(rng.choice([1, 1, 2])):
        sort = rng.choice(["triangle", "triangle", "circle", "quad", "solid", "angle"])
        corners = [point() for _ in range(3 if sort == "triangle" else 4)]
        if sort == "circle":
            (x, y), r = (width / 2, height / 2), min(p.size) * rng.uniform(0.25, 0.42)
            p.draw.ellipse((x - r, y - r, x + r, y + r), fill, p.ink, 2)
            p.write(x + 4, y, "O", s)
            corners = [
                (x + r * math.cos(t), y + r * math.sin(t))
                for t in (rng.uniform(0, 6.28) for _ in range(rng.randint(2, 4)))
            ]
            for corner in corners:
                p.draw.line((x, y, *corner), p.ink, 2)
        elif sort == "solid":
            x, y, a, b, c = width * 0.2, height * 0.4, width * 0.4, height * 0.4, width * 0.15
            corners = [(x, y), (x + a, y), (x + a, y + b), (x, y + b)]
            p.draw.polygon([(x, y), (x + c, y - c), (x + a + c, y - c), (x + a, y)], fill, p.ink)
            p.draw.polygon(
                [(x + a, y), (x + a + c, y - c), (x + a + c, y + b - c), (x + a, y + b)], fill, p.ink
            )
            p.draw.polygon(corners, fill, p.ink)
            p.dashed((x, y + b), (x + c, y + b - c), p.soft)
        elif sort == "angle":
            x, y = width * 0.2, height * 0.75
            corners = [(x, y), (width * 0.9, y), (width * rng.uniform(0.3, 0.85), height * 0.15)]
            for corner in corners[1:]:
                p.arrow((x, y), corner, width=2, head=s * 0.7)
            p.draw.arc((x - s * 4, y - s * 4, x + s * 4, y + s * 4), 300, 360, p.accent, 2)
        else:
            middle = (sum(a for a, _ in corners) / len(corners), sum(b for _, b in corners) / len(corners))
            corners.sort(key=lambda c: math.atan2(c[1] - middle[1], c[0] - middle[0]))
            p.draw.polygon(corners, fill, p.ink, 2)
        for letter, (x, y) in zip(rng.sample("ABCDEFPQRS", len(corners)), corners, strict=True):
            p.draw.ellipse((x - 3, y - 3, x + 3, y + 3), p.ink)
            p.write(x + s * 0.5, y - s * 1.4, letter, s)
        for (a, b), (c, e) in itertools.pairwise(corners):
            if rng.random() < 0.6:
                p.write(
                    (a + c) / 2,
                    (b + e) / 2 + s * 0.3,
                    rng.choice(
                        [f"{rng.randint(2, 40)} cm", str(rng.randint(2, 99)), f"{rng.randint(10, 170)}°", "x"]
                    ),
                    s,
                    p.accent,
                )
    return p.image


def _plan(rng: random.Random) -> Image.Image:
    """Rooms of a flat with walls, doors and sizes."""
    p, s = _pen(rng, 0.6, 1.1)
    width, height = p.size
    rooms = [(width * 0.1, height * 0.1, width * 0.9, height * 0.9)]
    for _ in range(rng.randint(3, 8)):
        room = max(rooms, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]))
        rooms.remove(room)
        a, b, c, e = room
        t = rng.uniform(0.35, 0.65)
        rooms += (
            [(a, b, a + (c - a) * t, e), (a + (c - a) * t, b, c, e)]
            if c - a > e - b
            else [(a, b, c, b + (e - b) * t), (a, b + (e - b) * t, c, e)]
        )
    wall, tinted = max(2, s // 3), rng.random() < 0.4
    for a, b, c, e in rooms:
        p.draw.rectangle((a, b, c, e), p.tint(0.25) if tinted else None, p.ink, wall)
    for a, b, c, e in rooms:
        door = min(c - a, e - b) * 0.3
        x = rng.uniform(a + wall, c - door - wall)
        p.draw.rectangle((x, e - wall, x + door, e + 1), p.ground)
        p.draw.arc((x - door, e - door, x + door, e + door), 270, 360, p.soft)
        p.draw.line((x, e, x, e - door), p.soft)
        p.write(
            (a + c) / 2,
            (b + e) / 2,
            rng.choice(["Kitchen", "Bath", "Hall", "Living", "Bed 1", "Office", p.title(1)]),
            s,
            anchor="mm",
            within=c - a - wall * 2,
        )
        p.write(
            (a + c) / 2,
            (b + e) / 2 + s * 1.3,
            f"{rng.uniform(1.5, 6):.1f} x {rng.uniform(1.5, 6):.1f}",
            s * 0.8,
            p.soft,
            "mm",
            within=c - a,
        )
        for _ in range(rng.randint(0, 3)):
            w, h = (c - a) * rng.uniform(0.12, 0.3), (e - b) * rng.uniform(0.12, 0.25)
            rng.choice([p.draw.rectangle, p.draw.ellipse])(
                (a + wall + 3, b + wall + 3, a + wall + 3 + w, b + wall + 3 + h), outline=p.soft
            )
    p.arrow((width * 0.5, height * 0.05), (width * 0.9, height * 0.05), p.soft, head=s * 0.5)
    p.write(width * 0.5, height * 0.045, f"{rng.uniform(6, 20):.2f} m", s, p.soft, "mm")
    return p.image


def _parts(rng: random.Random) -> Image.Image:
    """Parts of a thing, one above the other, with numbers on lines."""
    p, s = _pen(rng, 0.8, 1.5)
    width, height = p.size
    x, y, number, shade = width * 0.45, height * 0.06, 1, rng.random() < 0.5
    p.dashed((x, y), (x, height * 0.95), p.soft)
    while y < height * 0.85:
        r, h = width * rng.uniform(0.06, 0.26), height * rng.uniform(0.03, 0.12)
        fill = mixed((128, 128, 128), p.ground, rng.uniform(0, 0.4)) if shade else p.ground
        if rng.random() < 0.7:
            lip = r * 0.3
            p.draw.ellipse((x - r, y + h - lip, x + r, y + h + lip), fill, p.ink)
            p.draw.rectangle((x - r, y, x + r, y + h), fill)
            p.draw.line((x - r, y, x - r, y + h), p.ink)
            p.draw.line((x + r, y, x + r, y + h), p.ink)
            p.draw.ellipse((x - r, y - lip, x + r, y + lip), fill, p.ink)
            if rng.random() < 0.6:
                p.draw.ellipse((x - r * 0.5, y - lip * 0.5, x + r * 0.5, y + lip * 0.5), p.ground, p.ink)
        else:
            p.draw.rounded_rectangle((x - r, y, x + r, y + h), h / 4, fill, p.ink)
            for i in range(rng.randint(0, 8)):
                p.draw.line((x - r + i * r / 4, y, x - r + i * r / 4, y + h), p.soft)
        side = rng.choice([-1, 1])
        end = x + side * width * 0.36
        p.draw.line((x + side * r * 0.8, y + h / 2, end, y + h / 2 - s), p.ink)
        if rng.random() < 0.5:
            p.draw.ellipse((end - s, y + h / 2 - s * 2, end + s, y + h / 2), p.ground, p.ink)
            p.write(end, y + h / 2 - s, str(number), s, anchor="mm")
        else:
            p.write(end, y + h / 2 - s, p.title(1), s, anchor="rm" if side < 0 else "lm", within=width * 0.2)
        number += 1
        y += h + height * rng.uniform(0.03, 0.08)
    return p.image


def _function(rng: random.Random) -> Image.Image:
    """Axes through the middle of squared paper with a curve, or a number line."""
    p, s = _pen(rng, 0.7, 1.0)
    width, height = p.size
    cell = max(6, width // rng.randint(10, 24))
    for at in range(0, max(p.size), cell):
        p.draw.line((at, 0, at, height), p.faint)
        p.draw.line((0, at, width, at), p.faint)
    x0, y0 = width // 2 // cell * cell, height // 2 // cell * cell
    p.arrow((0, y0), (width - 1, y0), width=2)
    p.arrow((x0, height), (x0, 1), width=2)
    for i in range(-12, 13):
        if i:
            p.write(x0 + i * cell, y0 + 3, str(i), s * 0.7, anchor="ma")
            p.write(x0 - 4, y0 - i * cell, str(i), s * 0.7, anchor="rm")
    a, b, c = rng.uniform(-1, 1), rng.uniform(-2, 2), rng.uniform(-3, 3)
    kind = rng.choice(["line", "parabola", "wave"])
    curve = [
        (
            x0 + t * cell / 8,
            y0
            - cell
            * (
                b * t / 8 + c
                if kind == "line"
                else a * (t / 8) ** 2 + c
                if kind == "parabola"
                else 3 * a * math.sin(t / 8 + b)
            ),
        )
        for t in range(-100, 101)
    ]
    p.draw.line(curve, p.accent, 3)
    for _ in range(rng.randint(0, 4)):
        i, j = rng.randint(-5, 5), rng.randint(-5, 5)
        p.draw.ellipse(
            (x0 + i * cell - 4, y0 - j * cell - 4, x0 + i * cell + 4, y0 - j * cell + 4), p.colour()
        )
        p.write(x0 + i * cell + 6, y0 - j * cell - s, f"{rng.choice('ABCP')}({i}, {j})", s)
    return p.image


def _grid(rng: random.Random) -> Image.Image:
    """Squares of a board, a puzzle or a matrix with figures in some."""
    side, count = rng.randint(200, 800), rng.randint(3, 15)
    p = Pen(rng, (side, side), dark=0.1)
    cell, sort = side / count, rng.choice(["checks", "cross", "figures", "pieces"])
    for i in range(count):
        for j in range(count):
            box = (i * cell, j * cell, (i + 1) * cell, (j + 1) * cell)
            filled = (i + j) % 2 if sort in ("checks", "pieces") else sort == "cross" and rng.random() < 0.25
            p.draw.rectangle(box, (p.accent if sort != "cross" else p.ink) if filled else None, p.soft)
            if sort == "figures" and rng.random() < 0.5:
                p.write(
                    box[0] + cell / 2,
                    box[1] + cell / 2,
                    rng.choice([str(rng.randint(0, 9)), words.code(rng, 1, 1)]),
                    cell * 0.5,
                    anchor="mm",
                )
            elif sort == "pieces" and rng.random() < 0.3:
                p.draw.ellipse(
                    (box[0] + cell * 0.15, box[1] + cell * 0.15, box[2] - cell * 0.15, box[3] - cell * 0.15),
                    rng.choice([p.ink, WHITE]),
                    p.ink,
                )
    return p.image


STYLES: tuple[Callable[[random.Random], Image.Image], ...] = (
    _circuit,
    _circuit,
    _geometry,
    _geometry,
    _plan,
    _parts,
    _function,
    _grid,
)
