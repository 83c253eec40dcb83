"""Photos put into what is drawn."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import numpy as np
from PIL import Image

from .pen import Box, Pen


@functools.lru_cache(maxsize=64)
def _opened(path: Path) -> Image.Image:
    with Image.open(path) as photo:
        photo.draft("RGB", (1000, 1000))
        whole: Image.Image = photo.convert("RGB")
    return whole


def photo(rng: random.Random, photos: list[Path], width: int) -> Image.Image:
    """A part of one of *photos*, *width* pixels wide; soft patches of colour where there is none."""
    if not photos:
        noise = np.random.default_rng(rng.getrandbits(32)).integers(0, 255, (9, 12, 3), np.uint8)
        return Image.fromarray(noise).resize((width, width * 3 // 4), Image.Resampling.BICUBIC)
    whole = _opened(rng.choice(photos))
    cut = rng.uniform(0.6, 1)
    w, h = max(8, round(whole.width * cut)), max(8, round(whole.height * cut))
    x, y = rng.randint(0, max(0, whole.width - w)), rng.randint(0, max(0, whole.height - h))
    return whole.crop((x, y, x + w, y + h)).resize(
        (width, max(64, width * h // w)), Image.Resampling.BILINEAR
    )


def pasted(p: Pen, photos: list[Path], box: Box) -> None:
    """Put a photo into *box*, cut to its shape, or a plain colour where there is none."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if width <= 1 or height <= 1:
        return
    if photos and p.rng.random() < 0.9:
        found = photo(p.rng, photos, max(64, width))
        if found.height * width < height * found.width:
            found = found.resize(
                (max(width, found.width * height // found.height), height), Image.Resampling.BILINEAR
            )
        p.image.paste(found.crop((0, 0, width, height)), (left, top))
    else:
        p.draw.rectangle(box, p.colour())
