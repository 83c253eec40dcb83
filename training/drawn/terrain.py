"""Maps of heights, weather and what a satellite sees."""

from __future__ import annotations

import random
from collections.abc import Callable

import contourpy
import numpy as np
from PIL import Image

from . import relief, words
from .mapmarks import furniture
from .pen import WHITE, Colour, Pen

_LAND: tuple[tuple[Colour, ...], ...] = (
    ((120, 170, 110), (190, 205, 140), (225, 205, 150), (180, 140, 100), (250, 250, 250)),
    ((250, 248, 240), (245, 240, 225)),
    ((235, 245, 225), (215, 232, 200), (240, 235, 215)),
    ((70, 110, 60), (120, 130, 70), (150, 130, 100), (230, 230, 230)),
    ((0, 0, 120), (0, 120, 255), (120, 255, 180), (255, 220, 0), (200, 0, 0)),
    ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37)),
)


def _size(rng: random.Random) -> tuple[int, int]:
    width = rng.randint(260, 1200)
    return width, round(width * rng.uniform(0.55, 1.1))


def _contours(p: Pen, field: relief.Field, levels: list[float], ink: Colour, bold: int, named: bool) -> None:
    """Lines of equal height; each *bold*-th thick, some with their height on them."""
    step = max(1, field.shape[1] // 250)
    lines = contourpy.contour_generator(z=field[::step, ::step])
    for number, level in enumerate(levels):
        for line in lines.lines(level):
            path = [(float(x) * step, float(y) * step) for x, y in np.asarray(line)[::2]]
            if len(path) > 3:
                p.draw.line(path, ink, 2 if number % bold == 0 else 1, joint="curve")
                if named and number % bold == 0 and len(path) > 20:
                    x, y = path[len(path) // 2]
                    text, s = str(number * 20), max(8, p.image.width // 90)
                    w = p.wide(text, s)
                    p.draw.rectangle((x - w / 2, y - s / 2, x + w / 2, y + s / 2), p.ground)
                    p.write(x, y, text, s, ink, "mm")


def _finished(p: Pen, rng: random.Random) -> Image.Image:
    furniture(p, max(9, p.image.width // 60))
    return p.image


def _topographic(rng: random.Random) -> Image.Image:
    """Heights with lines, shade, woods, water, paths and summits."""
    size = _size(rng)
    field = relief.noise(rng, size, rng.randint(2, 4), 5)
    pixels = relief.coloured(field, rng.choice(_LAND[:4]))
    if rng.random() < 0.7:
        pixels = pixels * relief.shaded(field, rng.uniform(3, 10))[..., None]
    if rng.random() < 0.5:
        woods = relief.noise(rng, size, 5, 4) > 0.6
        pixels[woods] = pixels[woods] * 0.6 + np.array([170, 215, 150], np.float32) * 0.4
    if rng.random() < 0.5:
        pixels[field < rng.uniform(0.15, 0.4)] = (150, 195, 225)
    p = Pen(rng, size, ground=(244, 240, 228))
    p.image.paste(relief.image(pixels))
    if rng.random() < 0.85:
        count = rng.randint(8, 26)
        _contours(
            p,
            field,
            [float(v) for v in np.linspace(0.1, 0.98, count)],
            rng.choice([(160, 110, 70), (120, 120, 120), (90, 60, 40)]),
            5,
            rng.random() < 0.6,
        )
    s = max(8, size[0] // 70)
    for _ in range(rng.randint(0, 12)):
        x, y = rng.uniform(0, size[0]), rng.uniform(0, size[1])
        p.draw.polygon(
            [(x, y - s * 0.6), (x - s * 0.5, y + s * 0.3), (x + s * 0.5, y + s * 0.3)], (60, 40, 30)
        )
        p.write(x + s, y - s / 2, f"{words.place(rng)} {rng.randint(200, 3900)}", s, (40, 40, 40))
    if rng.random() < 0.5:
        path = [
            (x, size[1] * float(field[min(size[1] - 1, int(size[1] * 0.5)), min(size[0] - 1, x)]))
            for x in range(0, size[0], max(4, size[0] // 40))
        ]
        p.draw.line(path, (200, 40, 40), 2, joint="curve")
    return _finished(p, rng)


def _weather(rng: random.Random) -> Image.Image:
    """Isobars, highs and lows, fronts, or temperatures, over a coast."""
    size = _size(rng)
    land = relief.noise(rng, size, rng.randint(2, 4), 7) > rng.uniform(0.4, 0.6)
    sea, soil = rng.choice(
        [
            ((255, 255, 255), (230, 240, 220)),
            ((170, 200, 230), (200, 220, 170)),
            ((40, 70, 120), (70, 110, 70)),
            ((235, 245, 255), (250, 245, 225)),
        ]
    )
    pixels = np.where(land[..., None], np.array(soil, np.float32), np.array(sea, np.float32)).astype(
        np.float32
    )
    edge = np.zeros(land.shape, bool)
    edge[1:] |= land[1:] != land[:-1]
    edge[:, 1:] |= land[:, 1:] != land[:, :-1]
    field = relief.noise(rng, size, rng.randint(2, 4), 2)
    if rng.random() < 0.5:
        shown = relief.coloured(np.asarray(np.round(field * 10) / 10, np.float32), rng.choice(_LAND[4:]))
        share = rng.uniform(0.3, 0.9)
        if rng.random() < 0.4:
            rain = (relief.noise(rng, size, 4, 5) > 0.62)[..., None]
            pixels = np.where(rain, shown, pixels).astype(np.float32)
        else:
            pixels = pixels * (1 - share) + shown * share
    pixels[edge] = (70, 70, 70)
    p = Pen(rng, size, ground=WHITE)
    p.image.paste(relief.image(pixels))
    s = max(9, size[0] // 55)
    if rng.random() < 0.8:
        _contours(
            p,
            field,
            [float(v) for v in np.linspace(0.1, 0.9, rng.randint(6, 14))],
            rng.choice([(60, 60, 60), (30, 60, 160)]),
            4,
            rng.random() < 0.5,
        )
    for _ in range(rng.randint(0, 5)):
        x, y = rng.uniform(0.1, 0.9) * size[0], rng.uniform(0.1, 0.9) * size[1]
        high = rng.random() < 0.5
        p.write(
            x, y, "H" if high else "L", s * 2.4, (30, 60, 200) if high else (210, 30, 30), "mm", bold=True
        )
        p.write(x, y + s * 1.8, str(rng.randint(980, 1036)), s, anchor="mm")
    for _ in range(rng.choice([0, 0, 20])):
        p.write(
            rng.uniform(0, size[0]),
            rng.uniform(0, size[1]),
            f"{rng.randint(-9, 38)}°",
            s * 1.2,
            (20, 20, 20),
            "mm",
            bold=True,
        )
    return _bar(p, rng, s)


def _bar(p: Pen, rng: random.Random, s: int) -> Image.Image:
    """With the key to the colours beside it, sometimes."""
    if rng.random() < 0.5:
        return _finished(p, rng)
    ramp = rng.choice(_LAND[4:])
    high = p.image.height
    field = np.repeat(np.linspace(1, 0, max(2, round(high * 0.8)), dtype=np.float32)[:, None], s, 1)
    wider = Pen(rng, (p.image.width + s * 6, high), ground=WHITE)
    wider.image.paste(_finished(p, rng), (0, 0))
    wider.image.paste(relief.image(relief.coloured(field, ramp)), (p.image.width + s, round(high * 0.1)))
    for i in range(6):
        wider.write(
            p.image.width + s * 2.4, high * (0.1 + 0.8 * i / 5), str(50 - i * 10), s, (20, 20, 20), "lm"
        )
    return wider.image


def _satellite(rng: random.Random) -> Image.Image:
    """Fields, woods, towns and water from above; or a coast under clouds; or a shaded relief in one colour."""
    size = _size(rng)
    field = relief.noise(rng, size, rng.randint(2, 5), 7)
    what = rng.choice(["coast", "fields", "relief"])
    if what == "relief":
        pixels = relief.coloured(
            field,
            rng.choice(
                [
                    *_LAND,
                    ((90, 90, 90), (200, 200, 200)),
                    ((20, 40, 90), (60, 120, 180), (180, 200, 150), (150, 110, 70)),
                ]
            ),
        )
        pixels = pixels * relief.shaded(field, rng.uniform(6, 16))[..., None]
    elif what == "coast":
        pixels = relief.coloured(
            field,
            (
                (8, 22, 48),
                (12, 40, 78),
                (20, 62, 90),
                (90, 96, 62),
                (60, 78, 40),
                (120, 104, 74),
                (150, 132, 100),
            ),
        )
        cloud = ((relief.noise(rng, size, 3, 6) - 0.55) * 4).clip(0, 0.95)[..., None]
        pixels = pixels * (1 - cloud) + 245 * cloud if rng.random() < 0.6 else pixels
    else:
        cells = rng.randint(6, 18)
        patch = np.random.default_rng(rng.getrandbits(32))
        tones = np.array(
            [(94, 112, 62), (130, 124, 80), (70, 90, 50), (150, 140, 98), (110, 96, 66)], np.uint8
        )
        small = Image.fromarray(tones[patch.integers(0, 5, (cells, cells * 2))]).resize(
            (size[0] * 2, size[0] * 2), Image.Resampling.NEAREST
        )
        turned = small.rotate(rng.uniform(0, 90)).crop(
            (size[0] // 2, size[0] // 2, size[0] // 2 + size[0], size[0] // 2 + size[1])
        )
        pixels = np.asarray(turned, np.float32) * (0.7 + 0.6 * field[..., None])
    p = Pen(rng, size, ground=(60, 60, 60))
    fine = (
        np.random.default_rng(rng.getrandbits(32))
        .normal(0, rng.uniform(2, 9), (*pixels.shape[:2], 1))
        .astype(np.float32)
    )
    p.image.paste(relief.image(pixels + fine))
    s = max(9, size[0] // 60)
    if rng.random() < 0.5:
        for _ in range(rng.randint(1, 9)):
            p.write(
                rng.uniform(0, size[0]),
                rng.uniform(0, size[1]),
                words.place(rng),
                s,
                rng.choice([WHITE, (255, 235, 120)]),
                "mm",
            )
        p.draw.line(
            [(rng.uniform(0, size[0]), rng.uniform(0, size[1])) for _ in range(3)], (250, 220, 110), 2
        )
    return _finished(p, rng)


STYLES: tuple[Callable[[random.Random], Image.Image], ...] = (
    _topographic,
    _topographic,
    _weather,
    _satellite,
)
