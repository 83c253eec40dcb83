"""Maps: countries, streets, lines of a metro; those of heights and weather are in ``terrain``."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import relief, terrain, words
from .mapmarks import furniture
from .pen import WHITE, Colour, Pen, face, hue, mixed

_SEAS: tuple[Colour, ...] = (
    (170, 211, 223),
    (200, 225, 245),
    (255, 255, 255),
    (225, 235, 240),
    (120, 170, 215),
    (38, 38, 38),
    (214, 234, 255),
)


def map_(rng: random.Random) -> Image.Image:
    return rng.choice(
        [
            _countries,
            _countries,
            _choropleth,
            _choropleth,
            _streets,
            _streets,
            _metro,
            _points,
            *terrain.STYLES,
        ]
    )(rng)


def _size(rng: random.Random) -> tuple[int, int]:
    width = rng.randint(260, 1400)
    return width, round(width * rng.uniform(0.55, 1.2))


def _lands(
    rng: random.Random, size: tuple[int, int], count: int, sea: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which land each pixel belongs to (-1 for sea), where lines between run, and the middles of the lands."""
    small = (max(60, size[0] // 2), max(60, size[1] // 2))
    height = relief.noise(rng, small, rng.randint(2, 4), 7)
    warp = relief.noise(rng, small, 5, 6), relief.noise(rng, small, 5, 6)
    middles = np.array(
        [(rng.uniform(0, small[0]), rng.uniform(0, small[1])) for _ in range(count)], np.float32
    )
    ys, xs = np.mgrid[0 : small[1], 0 : small[0]].astype(np.float32)
    push = small[0] * rng.uniform(0.05, 0.2)
    xs, ys = xs + (warp[0] - 0.5) * push, ys + (warp[1] - 0.5) * push
    best, owner = np.full(xs.shape, np.inf, np.float32), np.zeros(xs.shape, np.int16)
    for number, (x, y) in enumerate(middles):
        far = (xs - x) ** 2 + (ys - y) ** 2
        nearer = far < best
        best, owner = np.where(nearer, far, best), np.where(nearer, number, owner).astype(np.int16)
    owner[height < np.quantile(height, sea)] = -1
    large = np.asarray(Image.fromarray(owner.astype(np.int32)).resize(size, Image.Resampling.NEAREST))
    line = np.zeros(large.shape, bool)
    line[1:] |= large[1:] != large[:-1]
    line[:, 1:] |= large[:, 1:] != large[:, :-1]
    return large, line, middles * 2


def _painted(
    rng: random.Random, tones: list[Colour], sea: Colour, line: Colour, size: tuple[int, int], share: float
) -> tuple[Pen, np.ndarray, np.ndarray]:
    owner, edges, middles = _lands(rng, size, len(tones), share)
    table = np.array([*tones, sea], np.uint8)
    pixels = table[owner]
    pixels[edges] = line
    p = Pen(rng, size, rng.choice(["sans", "sans", "serif"]), ground=WHITE)
    drawn = Image.fromarray(pixels)
    p.image.paste(drawn.filter(ImageFilter.SMOOTH) if rng.random() < 0.6 else drawn)
    return p, owner, middles


def _named(p: Pen, owner: np.ndarray, middles: np.ndarray, size: int, share: float) -> None:
    for number, (x, y) in enumerate(middles):
        inside = (
            0 <= int(y) < owner.shape[0] and 0 <= int(x) < owner.shape[1] and owner[int(y), int(x)] == number
        )
        if inside and p.rng.random() < share:
            text = words.foreign(words.place(p.rng), p.tongue)
            p.write(
                x, y, text.upper() if p.rng.random() < 0.3 else text.capitalize(), size, (30, 30, 30), "mm"
            )
            if p.rng.random() < 0.4:
                p.draw.ellipse((x - 2, y + size, x + 2, y + size + 4), (200, 30, 30), (40, 40, 40))


def _countries(rng: random.Random) -> Image.Image:
    """Lands in soft colours with names, rivers and seas; sometimes old."""
    size = _size(rng)
    count, old = rng.randint(3, 40), rng.random() < 0.25
    base = [hue(rng) for _ in range(rng.randint(1, 6))]
    pale = rng.uniform(0.15, 0.75)
    tones = [mixed(rng.choice(base), WHITE, pale) for _ in range(count)]
    sea = rng.choice(_SEAS)
    if old:
        tones, sea = [mixed(t, (226, 203, 160), 0.25) for t in tones], (214, 200, 165)
    p, owner, middles = _painted(
        rng,
        tones,
        sea,
        rng.choice([(110, 100, 100), (255, 255, 255), (160, 120, 160)]),
        size,
        rng.uniform(0.0, 0.6),
    )
    s = max(8, size[0] // rng.randint(50, 90))
    for _ in range(rng.randint(0, 5)):
        x, y, turn = rng.uniform(0, size[0]), rng.uniform(0, size[1]), rng.uniform(0, 6.28)
        path = [(x, y)]
        for _ in range(60):
            turn += rng.uniform(-0.5, 0.5)
            x, y = x + math.cos(turn) * size[0] / 150, y + math.sin(turn) * size[0] / 150
            path.append((x, y))
        p.draw.line(path, rng.choice([(110, 160, 210), (110, 160, 210), (190, 60, 60)]), rng.choice([1, 2]))
    _named(p, owner, middles, s, rng.choice([0, 0.6, 0.9]))
    furniture(p, s)
    if old:
        blotch = relief.noise(rng, size, 4, 5)[..., None]
        return relief.image(
            np.asarray(p.image.convert("L").convert("RGB"), np.float32) * 0.45
            + np.asarray(p.image, np.float32) * 0.55
            - blotch * np.array([20, 30, 50], np.float32)
        )
    return p.image


def _choropleth(rng: random.Random) -> Image.Image:
    """Districts by a figure, with the key to its colours."""
    size, count, steps = _size(rng), rng.randint(8, 90), rng.randint(3, 8)
    one, other = hue(rng), rng.choice([WHITE, (255, 255, 204), hue(rng)])
    ramp = [mixed(one, other, i / (steps - 1)) for i in range(steps)]
    sea = rng.choice([WHITE, WHITE, *_SEAS])
    p, owner, middles = _painted(
        rng,
        [rng.choice([*ramp, *ramp, (204, 204, 204)]) for _ in range(count)],
        sea,
        rng.choice([WHITE, (90, 90, 90), (0, 0, 0)]),
        size,
        rng.uniform(0.25, 0.65),
    )
    s = max(8, size[0] // rng.randint(45, 75))
    _named(p, owner, middles, s, rng.choice([0, 0, 0.5]))
    x, y = rng.choice([s, size[0] - s * 11]), size[1] - s * 1.6 * (steps + 1)
    p.draw.rectangle((x - s / 2, y - s * 2, x + s * 10, size[1] - s), WHITE)
    p.write(x, y - s * 1.5, p.title(1), s, (20, 20, 20), bold=True)
    for i, tone in enumerate(ramp):
        p.draw.rectangle((x, y + i * s * 1.5, x + s * 1.6, y + i * s * 1.5 + s * 1.1), tone, (120, 120, 120))
        p.write(x + s * 2.2, y + i * s * 1.5, f"{i * 20} - {i * 20 + 19}", s, (20, 20, 20))
    furniture(p, s)
    return p.image


def _streets(rng: random.Random) -> Image.Image:
    """A town: blocks, parks, water, roads by rank, names along them, pins."""
    size = _size(rng)
    width, height = size
    night = rng.random() < 0.2
    ground: Colour = (
        (36, 40, 48)
        if night
        else rng.choice([(242, 239, 233), (248, 248, 248), (235, 235, 230), (245, 245, 240)])
    )
    p = Pen(rng, size, ground=ground)
    s, turn = max(8, width // rng.randint(60, 100)), rng.uniform(-0.6, 0.6)
    middle = (width / 2, height / 2)

    def at(x: float, y: float) -> tuple[float, float]:
        bend = math.sin(x / width * 3) * height * 0.04
        a, b = x - middle[0], y + bend - middle[1]
        return (
            middle[0] + a * math.cos(turn) - b * math.sin(turn),
            middle[1] + a * math.sin(turn) + b * math.cos(turn),
        )

    xs, ys = [-width * 0.5], [-height * 0.5]
    while xs[-1] < width * 1.5:
        xs.append(xs[-1] + width * rng.uniform(0.04, 0.13))
    while ys[-1] < height * 1.5:
        ys.append(ys[-1] + height * rng.uniform(0.05, 0.16))
    park, water, house = (
        ((40, 70, 50), (30, 50, 80), (50, 54, 62))
        if night
        else ((200, 230, 190), (170, 211, 223), (217, 208, 201))
    )
    houses = rng.random() < 0.5
    for a, b in itertools.pairwise(xs):
        for c, d in itertools.pairwise(ys):
            sort = rng.random()
            corners = [at(a, c), at(b, c), at(b, d), at(a, d)]
            if sort < 0.08:
                p.draw.polygon(corners, park)
            elif sort < 0.12:
                p.draw.polygon(corners, mixed(p.accent, ground, 0.15))
            elif houses and sort < 0.9:
                for _ in range(rng.randint(2, 6)):
                    u, v = rng.uniform(a, a + (b - a) * 0.7), rng.uniform(c, c + (d - c) * 0.7)
                    w, h = (b - a) * rng.uniform(0.1, 0.28), (d - c) * rng.uniform(0.1, 0.28)
                    p.draw.polygon(
                        [at(u, v), at(u + w, v), at(u + w, v + h), at(u, v + h)],
                        house,
                        mixed(house, (0, 0, 0), 0.85),
                    )
    if rng.random() < 0.6:
        y = rng.uniform(0.2, 0.8) * height
        p.draw.line(
            [(t * width / 20, y + math.sin(t / 4 + turn * 5) * height * 0.12) for t in range(-1, 23)],
            water,
            rng.randint(width // 40, width // 8),
            joint="curve",
        )
    roads: list[tuple[tuple[float, float], tuple[float, float], int]] = []
    for along, first, last in ((xs, ys[0], ys[-1]), (ys, xs[0], xs[-1])):
        for k in along:
            rank = rng.choice([0, 0, 0, 0, 1, 1, 2])
            roads.append(
                (at(k, first), at(k, last), rank) if along is xs else (at(first, k), at(last, k), rank)
            )
    roads.append(((0, rng.uniform(0, height)), (width, rng.uniform(0, height)), 2))
    wide = max(2, width // 220)
    inks: list[Colour] = (
        [(70, 76, 88), (90, 96, 110), (150, 120, 60)]
        if night
        else [
            WHITE,
            rng.choice([WHITE, (252, 236, 160)]),
            rng.choice([(248, 190, 110), (232, 146, 162), (255, 222, 100)]),
        ]
    )
    for rank in range(3):
        w = wide * (2 + rank * 1.4)
        for casing in (True, False):
            for one, other, r in roads:
                if r == rank:
                    p.draw.line(
                        (*one, *other),
                        mixed(inks[rank], (0, 0, 0), 0.82) if casing else inks[rank],
                        round(w + 2 if casing else w),
                    )
    label = (200, 205, 215) if night else (80, 80, 80)
    for one, other, _ in rng.sample(roads, min(len(roads), rng.randint(0, 12))):
        _along(p, one, other, f"{words.place(rng)} {rng.choice(['St', 'Rd', 'Ave', 'Lane'])}", s, label)
    for _ in range(rng.randint(0, 8)):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        tone = rng.choice([(220, 50, 50), (60, 110, 220), p.accent])
        p.draw.polygon([(x - s * 0.6, y - s), (x + s * 0.6, y - s), (x, y)], tone)
        p.draw.ellipse((x - s * 0.7, y - s * 1.9, x + s * 0.7, y - s * 0.5), tone)
        if rng.random() < 0.6:
            p.write(x + s, y - s * 1.5, p.title(rng.choice([1, 2])), s, label)
    if rng.random() < 0.3:
        path = [at(rng.choice(xs[2:-2]), rng.choice(ys[2:-2])) for _ in range(4)]
        p.draw.line(path, (66, 133, 244), wide * 3, joint="curve")
    furniture(p, s)
    return p.image


def _along(
    p: Pen, one: tuple[float, float], other: tuple[float, float], text: str, size: int, ink: Colour
) -> None:
    """*text* along the line, near a place in the picture."""
    strip = Image.new("L", (round(p.wide(text, size)) + 4, size * 2), 0)
    ImageDraw.Draw(strip).text((2, size), text, 255, p.font(size), anchor="lm")
    angle = math.degrees(math.atan2(other[1] - one[1], other[0] - one[0]))
    angle = angle - 180 if angle > 90 else angle + 180 if angle < -90 else angle
    turned = strip.rotate(-angle, expand=True, resample=Image.Resampling.BICUBIC)
    t = p.rng.uniform(0.3, 0.65)
    x, y = one[0] + (other[0] - one[0]) * t, one[1] + (other[1] - one[1]) * t
    p.image.paste(ink, (round(x - turned.width / 2), round(y - turned.height / 2)), turned)


def _metro(rng: random.Random) -> Image.Image:
    """Coloured lines at 45 degrees with stops."""
    size = _size(rng)
    width, height = size
    p = Pen(rng, size, ground=rng.choice([WHITE, WHITE, (240, 240, 240), (20, 24, 40)]))
    s, thick = max(8, width // rng.randint(55, 90)), max(3, width // rng.randint(90, 160))
    if rng.random() < 0.5:
        p.draw.line(
            [
                (0, height * 0.7),
                (width * 0.4, height * 0.7),
                (width * 0.6, height * 0.5),
                (width, height * 0.5),
            ],
            (190, 220, 240),
            thick * 4,
            joint="curve",
        )
    unit = width / 16
    for _ in range(rng.randint(3, 9)):
        x, y = rng.randint(1, 4) * unit, rng.uniform(0.15, 0.85) * height
        path, tone, turn = [(x, y)], hue(rng), 0
        for _ in range(rng.randint(4, 10)):
            turn = max(-1, min(1, turn + rng.choice([-1, 0, 0, 1])))
            step = unit * rng.randint(1, 2)
            x, y = x + step, y + turn * step
            path.append((x, y))
        p.draw.line(path, tone, thick, joint="curve")
        ring = rng.random() < 0.6
        for a, b in itertools.pairwise(path):
            for t in (0.0, 0.5):
                u, v = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
                r = thick * (0.9 if rng.random() < 0.2 else 0.6)
                p.draw.ellipse(
                    (u - r, v - r, u + r, v + r), WHITE if ring else tone, (20, 20, 20) if ring else WHITE
                )
                if rng.random() < 0.7:
                    p.write(u + r, v - r - s, words.place(rng), s * 0.9)
        p.draw.rectangle((path[0][0] - s * 2, path[0][1] - s, path[0][0], path[0][1] + s), tone)
        p.write(path[0][0] - s, path[0][1], str(rng.randint(1, 14)), s, WHITE, "mm", bold=True)
    if rng.random() < 0.6:
        p.write(
            s,
            s,
            f"{words.place(rng)} {rng.choice(['Metro', 'Transit', 'Rail', 'Underground'])}",
            s * 2,
            bold=True,
            other=face(rng, "sans"),
        )
    return p.image


def _points(rng: random.Random) -> Image.Image:
    """A pale ground with circles by size, or heat, over it."""
    size = _size(rng)
    tone = rng.choice([(235, 235, 235), (225, 225, 220), (60, 60, 66), (250, 245, 235)])
    sea = rng.choice([WHITE, (200, 215, 225), (30, 34, 44)])
    p, owner, middles = _painted(
        rng, [tone] * rng.randint(6, 30), sea, mixed(tone, (128, 128, 128), 0.6), size, rng.uniform(0.2, 0.6)
    )
    s = max(8, size[0] // 70)
    if rng.random() < 0.5:
        field = relief.noise(rng, size, rng.randint(3, 6), 2)
        heat = relief.coloured(field, [(0, 0, 255), (0, 255, 255), (0, 255, 0), (255, 255, 0), (255, 0, 0)])
        alpha = (((field - 0.5) * 3).clip(0, 0.8))[..., None]
        p.image.paste(relief.image(np.asarray(p.image, np.float32) * (1 - alpha) + heat * alpha))
    else:
        for _ in range(rng.randint(10, 120)):
            x, y, r = rng.uniform(0, size[0]), rng.uniform(0, size[1]), size[0] * rng.uniform(0.003, 0.02)
            if owner[int(y), int(x)] >= 0:
                p.draw.ellipse((x - r, y - r, x + r, y + r), p.colour(), (60, 60, 60))
    _named(p, owner, middles, s, rng.choice([0, 0.5]))
    furniture(p, s)
    return p.image
