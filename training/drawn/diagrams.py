"""Boxes and lines: flow charts, classes, sequences, networks, trees, entities, sets, states, minds, icons, swatches."""

from __future__ import annotations

import itertools
import math
import random

from PIL import Image

from . import icons, technical, words
from .pen import WHITE, Colour, Pen, mixed


def diagram(rng: random.Random) -> Image.Image:
    return rng.choice(
        [
            _flow,
            _flow,
            _classes,
            _sequence,
            _network,
            _tree,
            _tree,
            _venn,
            _states,
            _mind,
            icons.icon,
            icons.icon,
            icons.swatches,
            _layers,
            *technical.STYLES,
        ]
    )(rng)


def _pen(rng: random.Random, least: float = 0.5, most: float = 1.3) -> tuple[Pen, int]:
    width = rng.randint(300, 1500)
    p = Pen(
        rng,
        (width, round(width * rng.uniform(least, most))),
        rng.choice(["sans", "sans", "sans", "serif", "hand", "mono"]),
        0.1,
        rng.choice([WHITE, WHITE, WHITE, None]),
    )
    return p, max(9, round(width * rng.uniform(0.014, 0.026)))


def _fill(p: Pen) -> Colour:
    return p.rng.choice([p.ground, p.ground, p.tint(0.2), p.tint(0.35), p.colour()])


def _node(
    p: Pen, x: float, y: float, w: float, h: float, shape: str, fill: Colour, text: str, size: int
) -> None:
    d, box, ink = (
        p.draw,
        (x - w / 2, y - h / 2, x + w / 2, y + h / 2),
        p.rng.choice([p.ink, p.ink, mixed(p.accent, p.ink, 0.6)]),
    )
    match shape:
        case "round":
            d.rounded_rectangle(box, min(w, h) / 3, fill, ink)
        case "oval":
            d.ellipse(box, fill, ink)
        case "diamond":
            d.polygon([(x, y - h * 0.8), (x + w / 2, y), (x, y + h * 0.8), (x - w / 2, y)], fill, ink)
        case "slant":
            d.polygon(
                [
                    (x - w * 0.4, y - h / 2),
                    (x + w * 0.5, y - h / 2),
                    (x + w * 0.4, y + h / 2),
                    (x - w * 0.5, y + h / 2),
                ],
                fill,
                ink,
            )
        case "drum":
            d.rectangle((box[0], box[1] + h * 0.15, box[2], box[3] - h * 0.15), fill)
            d.ellipse((box[0], box[3] - h * 0.3, box[2], box[3]), fill, ink)
            d.rectangle((box[0] + 1, box[1] + h * 0.15, box[2] - 1, box[3] - h * 0.15), fill)
            d.line((box[0], box[1] + h * 0.15, box[0], box[3] - h * 0.15), ink)
            d.line((box[2], box[1] + h * 0.15, box[2], box[3] - h * 0.15), ink)
            d.ellipse((box[0], box[1], box[2], box[1] + h * 0.3), fill, ink)
        case _:
            d.rectangle(box, fill, ink)
    p.write(x, y, text, size, p.on(fill), "mm", within=w * 0.92)


def _flow(rng: random.Random) -> Image.Image:
    """Steps down the page with questions that branch."""
    p, s = _pen(rng, 0.7, 1.8)
    width, height = p.size
    rows = max(3, min(9, height // (s * 6)))
    gap, w, h = height / rows, min(s * 12, width * 0.28), s * 3
    fill, x0, sideways = _fill(p), width * rng.choice([0.5, 0.35]), rng.random() < 0.8
    for i in range(rows):
        y = gap * (i + 0.5)
        shape = "oval" if i in (0, rows - 1) else rng.choice(["box", "box", "round", "diamond", "slant"])
        if i < rows - 1:
            p.arrow((x0, y + h / 2), (x0, y + gap - h * (0.55 if rng.random() < 0.8 else 0.8)), head=s * 0.7)
        if shape == "diamond" and sideways:
            side = x0 + rng.choice([-1, 1] if x0 > width * 0.4 else [1]) * width * 0.32
            p.arrow(
                (x0 + math.copysign(w / 2, side - x0), y),
                (side - math.copysign(w * 0.4, side - x0), y),
                head=s * 0.7,
            )
            p.write(
                (x0 + side) / 2, y - s * 0.8, rng.choice(["yes", "no", "true", "else"]), s * 0.85, anchor="mm"
            )
            _node(p, side, y, w * 0.8, h, "box", _fill(p), p.title(1), s)
            if rng.random() < 0.5:
                p.draw.line(
                    (side, y + h / 2, side, y + gap, x0 + math.copysign(w / 2, side - x0), y + gap), p.ink
                )
        _node(p, x0, y, w, h, shape, fill if rng.random() < 0.8 else _fill(p), p.title(rng.randint(1, 2)), s)
    return p.image


def _classes(rng: random.Random) -> Image.Image:
    """Classes, or entities of a database, with what they hold."""
    p, s = _pen(rng, 0.5, 1.0)
    width, height = p.size
    columns = rng.randint(2, 4)
    rows = max(1, min(3, height // (s * 12)))
    head, boxes = _fill(p), []
    for r in range(rows):
        for c in range(columns):
            x, y = width * (c + 0.15) / columns, height * (r + 0.12) / rows
            boxes.append((x, y, width * 0.62 / columns, rng.randint(3, 8)))
    for a, b in itertools.pairwise(boxes):
        p.draw.line(
            (a[0] + a[2], a[1] + s * 3, b[0], a[1] + s * 3, b[0], b[1] + s * 3)
            if b[0] > a[0]
            else (a[0], a[1] + s * 3, a[0], b[1] + s, b[0] + b[2], b[1] + s),
            p.ink,
        )
        if rng.random() < 0.6:
            p.draw.regular_polygon(
                (b[0] - s / 2, a[1] + s * 3, s / 2), 4, rotation=45, fill=p.ground, outline=p.ink
            )
            p.write(a[0] + a[2] + 3, a[1] + s * 1.8, rng.choice(["1", "*", "0..1", "1..n"]), s * 0.8)
    for x, y, w, fields in boxes:
        p.draw.rectangle((x, y, x + w, y + s * 1.7 * (fields + 1)), p.ground, p.ink)
        p.draw.rectangle((x, y, x + w, y + s * 1.8), head, p.ink)
        p.write(
            x + w / 2,
            y + s * 0.9,
            words.words(rng, 2).title().replace(" ", ""),
            s,
            p.on(head),
            "mm",
            bold=True,
            within=w,
        )
        for i in range(fields):
            if i == fields // 2:
                p.draw.line((x, y + s * (2 + i * 1.6), x + w, y + s * (2 + i * 1.6)), p.ink)
            p.write(
                x + s / 2,
                y + s * (2.2 + i * 1.6),
                f"{rng.choice('+-# ')}{p.words(1)}{rng.choice(['()', ': int', ': str', '', ' PK'])}",
                s * 0.9,
                within=w - s,
            )
    return p.image


def _sequence(rng: random.Random) -> Image.Image:
    p, s = _pen(rng, 0.5, 1.2)
    width, height = p.size
    lanes = rng.randint(2, 5)
    xs, fill = [width * (i + 0.5) / lanes for i in range(lanes)], _fill(p)
    for x in xs:
        p.dashed((x, s * 4), (x, height - s), p.soft)
        _node(p, x, s * 2.5, width / lanes * 0.7, s * 2.6, "box", fill, p.title(1), s)
    y = s * 6
    while y < height - s * 2:
        a, b = rng.sample(xs, 2)
        p.arrow((a, y), (b, y), head=s * 0.6) if rng.random() < 0.7 else p.dashed((a, y), (b, y), p.ink)
        p.write(
            (a + b) / 2,
            y - s * 0.2,
            p.words(rng.randint(1, 2)) + rng.choice(["", "()"]),
            s * 0.9,
            anchor="ms",
            within=abs(a - b),
        )
        if rng.random() < 0.4:
            p.draw.rectangle((b - s * 0.4, y, b + s * 0.4, y + s * 2), p.ground, p.ink)
        y += round(s * rng.uniform(2, 3.2))
    return p.image


def _network(rng: random.Random) -> Image.Image:
    """Nodes and edges, with weights or as machines around a cloud."""
    p, s = _pen(rng)
    width, height = p.size
    count, ring = rng.randint(5, 16), rng.random() < 0.4
    places = [
        (
            width * (0.5 + 0.38 * math.cos(i * 6.283 / count)),
            height * (0.5 + 0.38 * math.sin(i * 6.283 / count)),
        )
        if ring
        else (rng.uniform(0.1, 0.9) * width, rng.uniform(0.1, 0.9) * height)
        for i in range(count)
    ]
    marked, weights, r = rng.random() < 0.4, rng.random() < 0.5, s * rng.uniform(0.6, 1.6)
    for i, (x, y) in enumerate(places):
        for a, b in rng.sample(places[:i], min(i, rng.randint(1, 2))):
            (
                p.arrow((a, b), (x, y), p.soft, head=r * 1.5)
                if marked
                else p.draw.line((a, b, x, y), p.soft, rng.choice([1, 1, 2]))
            )
            if weights:
                p.write((a + x) / 2, (b + y) / 2, str(rng.randint(1, 30)), s * 0.8, anchor="mm")
    fill, named = _fill(p), rng.random() < 0.5
    for x, y in places:
        p.draw.ellipse((x - r, y - r, x + r, y + r), fill, p.ink)
        p.write(
            x,
            y + (r + s if named else 0),
            p.title(1) if named else str(rng.randint(0, 99)),
            s,
            None if named else p.on(fill),
            "mm",
        )
    return p.image


def _tree(rng: random.Random) -> Image.Image:
    """Who reports to whom, what is part of what; downwards or to the right."""
    p, s = _pen(rng, 0.4, 1.0)
    width, height = p.size
    sideways, shape, fill = rng.random() < 0.4, rng.choice(["box", "round", "oval"]), _fill(p)
    level, levels = [0.5], rng.randint(3, 4)
    for depth in range(levels):
        along = (depth + 0.5) / levels
        below: list[float] = []
        for at in level:
            here = (along * width, at * height) if sideways else (at * width, along * height)
            children = rng.randint(1, 3) if depth < levels - 1 and len(below) < 9 else 0
            for k in range(children):
                spread = 0.9 / (len(level) * max(1, children))
                child = at + (k - (children - 1) / 2) * spread
                below.append(child)
                there = (
                    ((along + 1 / levels) * width, child * height)
                    if sideways
                    else (child * width, (along + 1 / levels) * height)
                )
                half = ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2)
                p.draw.line(
                    (*here, half[0], here[1], half[0], there[1], *there)
                    if sideways
                    else (*here, here[0], half[1], there[0], half[1], *there),
                    p.soft,
                    2,
                )
            room = width / levels * 0.6 if sideways else max(s * 4, width / max(len(level), 3) * 0.8)
            _node(
                p,
                *here,
                min(room, s * 12),
                s * 2.4,
                shape,
                fill if depth % 2 else _fill(p),
                rng.choice([p.title(1), words.name(rng)]),
                s,
            )
        level = below or [0.5]
    return p.image


def _venn(rng: random.Random) -> Image.Image:
    p, s = _pen(rng, 0.6, 1.0)
    width, height = p.size
    r, count = min(p.size) * rng.uniform(0.24, 0.32), rng.choice([2, 3, 3])
    for i in range(count):
        angle = i * 6.283 / count + rng.choice([0.5, 1.57])
        x, y = width / 2 + r * 0.62 * math.cos(angle), height / 2 + r * 0.62 * math.sin(angle)
        layer = p.image.copy()
        p.draw.ellipse((x - r, y - r, x + r, y + r), mixed(WHITE, p.colour(), rng.uniform(0, 0.4)))
        p.image.paste(Image.blend(layer, p.image, 0.5))
        p.draw.ellipse((x - r, y - r, x + r, y + r), outline=p.ink, width=2)
        p.write(
            width / 2 + r * 1.15 * math.cos(angle),
            height / 2 + r * 1.15 * math.sin(angle),
            p.title(1),
            s,
            anchor="mm",
            bold=True,
        )
    p.write(width / 2, height / 2, rng.choice([p.title(1), str(rng.randint(1, 40))]), s, anchor="mm")
    p.write(width / 2, s, p.title(3), s * 1.4, anchor="ma")
    return p.image


def _states(rng: random.Random) -> Image.Image:
    p, s = _pen(rng, 0.4, 0.9)
    width, height = p.size
    count, r = rng.randint(3, 7), s * rng.uniform(1.6, 2.4)
    places = [(width * (i + 0.6) / (count + 0.2), height * rng.choice([0.3, 0.5, 0.7])) for i in range(count)]
    p.arrow((places[0][0] - r * 2, places[0][1]), (places[0][0] - r, places[0][1]), head=s * 0.6)
    for i, (x, y) in enumerate(places):
        for a, b in places[i + 1 : i + 2] + rng.sample(places, 1):
            far = math.hypot(a - x, b - y)
            if far > r:
                p.arrow((x, y), (a - (a - x) / far * r, b - (b - y) / far * r), head=s * 0.7)
                p.write(
                    (a + x) / 2,
                    (b + y) / 2 - s * 0.7,
                    rng.choice(["a", "b", "0", "1", p.words(1)]),
                    s * 0.9,
                    anchor="mm",
                )
            else:
                p.draw.arc((x - r * 0.6, y - r * 2.2, x + r * 0.6, y - r * 0.6), 130, 410, p.ink)
    fill = _fill(p)
    for i, (x, y) in enumerate(places):
        p.draw.ellipse((x - r, y - r, x + r, y + r), fill, p.ink)
        if rng.random() < 0.3:
            p.draw.ellipse((x - r * 0.82, y - r * 0.82, x + r * 0.82, y + r * 0.82), outline=p.ink)
        p.write(x, y, f"q{i}", s, p.on(fill), "mm")
    return p.image


def _mind(rng: random.Random) -> Image.Image:
    p, s = _pen(rng, 0.5, 0.9)
    width, height = p.size
    count = rng.randint(4, 8)
    for i in range(count):
        angle = i * 6.283 / count + 0.4
        x, y, tone = (
            width * (0.5 + 0.27 * math.cos(angle)),
            height * (0.5 + 0.3 * math.sin(angle)),
            p.rng.choice([p.colour(), p.colour()]),
        )
        p.draw.line((width / 2, height / 2, x, y), tone, max(2, s // 4))
        for k in range(rng.randint(0, 4)):
            bend = angle + (k - 1.5) * 0.3
            a, b = width * (0.5 + 0.42 * math.cos(bend)), height * (0.5 + 0.44 * math.sin(bend))
            p.draw.line((x, y, a, b), tone, 1)
            p.write(a, b, p.title(1), s * 0.85, anchor="lm" if math.cos(bend) < 0 else "rm")
        _node(p, x, y, s * 8, s * 2.2, rng.choice(["round", "oval"]), tone, p.title(1), s)
    _node(p, width / 2, height / 2, s * 11, s * 4, "oval", p.accent, p.title(2), round(s * 1.2))
    return p.image


def _layers(rng: random.Random) -> Image.Image:
    """An architecture: boxes within boxes, drums, arrows between."""
    p, s = _pen(rng, 0.5, 1.0)
    width, height = p.size
    groups = rng.randint(2, 4)
    for g in range(groups):
        top, bottom = height * (g + 0.08) / groups, height * (g + 0.85) / groups
        p.draw.rounded_rectangle((width * 0.04, top, width * 0.96, bottom), s, p.tint(0.12), p.soft)
        p.write(width * 0.06, top + s * 0.5, p.title(2), s, p.soft)
        count = rng.randint(2, 5)
        for i in range(count):
            x, y = width * (0.08 + 0.84 * (i + 0.5) / count), (top + bottom) / 2 + s * 0.5
            if g < groups - 1 and rng.random() < 0.6:
                p.arrow((x, y), (x, bottom + height * 0.22 / groups), p.soft, 2, s * 0.8)
            _node(
                p,
                x,
                y,
                width * 0.65 / count,
                min(s * 3.4, (bottom - top) * 0.6),
                rng.choice(["box", "box", "round", "drum"]),
                _fill(p),
                p.title(1),
                s,
            )
    return p.image
