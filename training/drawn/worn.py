"""What happens to pictures before anybody asks about them: cut, scaled, scanned, greyed, framed."""

from __future__ import annotations

import random

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from . import relief

SMALLEST, LARGEST = 180, 2500
"""Sides in pixels."""


def worn(rng: random.Random, picture: Image.Image, paper: bool) -> Image.Image:
    """*picture*, cut or scaled or framed by chance; *paper* may also have been scanned, or be seen in grey."""
    if rng.random() < 0.2:
        picture = _cut(rng, picture)
    if rng.random() < 0.08:
        edge = rng.randint(2, max(3, min(picture.size) // 14))
        picture = ImageOps.expand(
            picture, edge, rng.choice([(255, 255, 255), (255, 255, 255), (0, 0, 0), (200, 205, 215)])
        )
    if rng.random() < 0.35:
        factor = rng.uniform(0.45, 1.5)
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    if paper and rng.random() < 0.18:
        picture = _scanned(rng, picture)
    elif paper and rng.random() < 0.08:
        picture = picture.convert("L").convert("RGB")
    return bounded(picture)


def _cut(rng: random.Random, picture: Image.Image) -> Image.Image:
    width, height = (max(100, round(side * rng.uniform(0.45, 1))) for side in picture.size)
    width, height = min(width, picture.width), min(height, picture.height)
    x, y = rng.randint(0, picture.width - width), rng.randint(0, picture.height - height)
    return picture.crop((x, y, x + width, y + height))


def _scanned(rng: random.Random, picture: Image.Image) -> Image.Image:
    """Askew, a little soft, on paper that is not quite white, in few greys or black and white."""
    if max(picture.size) > 1600:
        picture.thumbnail((1600, 1600), Image.Resampling.BILINEAR)
    turned = picture.rotate(
        rng.uniform(-1.5, 1.5),
        Image.Resampling.BICUBIC,
        fillcolor=rng.choice([(255, 255, 255), (245, 245, 240), (225, 225, 220)]),
    )
    turned = turned.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.0)))
    light = float(np.asarray(picture.resize((8, 8), Image.Resampling.BOX)).mean()) > 200
    match rng.choice(["grey", "grey", "colour", "black"]):
        case "black" if light:
            grained = relief.grained(rng, turned.convert("L").convert("RGB"), 12).convert("L")
            limit = rng.randint(120, 180)
            return grained.point(lambda v: 255 if v > limit else 0).convert("RGB")
        case "grey":
            return relief.grained(rng, turned.convert("L").convert("RGB"), rng.uniform(2, 9))
        case _:
            return relief.grained(rng, turned, rng.uniform(1, 6))


def bounded(picture: Image.Image) -> Image.Image:
    """Within the sides that pictures have here."""
    factor = min(1.0, LARGEST / max(picture.size))
    factor = max(factor, SMALLEST / max(picture.size))
    if factor != 1.0:
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    return picture
