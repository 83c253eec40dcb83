"""Photos with something on them: placards and signs, and pages photographed on a table."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from . import pages
from .pen import Pen


def plain(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A photo, or two side by side."""
    image = _photo(rng, photos, rng.randint(400, 1800))
    if rng.random() < 0.25:
        other = _photo(rng, photos, image.width).resize(image.size)
        both = Image.new("RGB", (image.width * 2, image.height))
        both.paste(image, (0, 0))
        both.paste(other, (image.width, 0))
        return both
    return image


def placard(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A photo with one to four boards that say something."""
    image = _photo(rng, photos, rng.randint(500, 1600))
    for _ in range(rng.randint(1, 4)):
        w, h = image.width // rng.randint(3, 9), image.height // rng.randint(4, 12)
        board = Pen(rng, (max(40, w), max(24, h)), dark=0.4)
        if rng.random() < 0.6:
            board.draw.rectangle((0, 0, w, h), board.accent)
        size = max(8, h // rng.randint(2, 5))
        for line in range(max(1, h // (size * 2))):
            board.write(
                w / 2, size * 0.4 + line * size * 1.4, board.title(rng.randint(1, 2)), size, anchor="ma"
            )
        turned = board.image.convert("RGBA").rotate(
            rng.uniform(-14, 14), expand=True, resample=Image.Resampling.BICUBIC
        )
        image.paste(
            turned,
            (rng.randint(0, max(1, image.width - w)), rng.randint(0, max(1, image.height - h))),
            turned,
        )
    return image


def photographed(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A page or receipt lying on something, seen at an angle, in uneven light."""
    ground = _photo(rng, photos, rng.randint(700, 1600)).filter(ImageFilter.GaussianBlur(3))
    page = rng.choice([pages.receipt, pages.document, pages.form, pages.table])(rng).convert("RGBA")
    factor = rng.uniform(0.55, 1.1) * min(ground.width / page.width, ground.height / page.height)
    page = page.resize(
        (max(60, round(page.width * factor)), max(60, round(page.height * factor))), Image.Resampling.LANCZOS
    )
    page = page.rotate(rng.uniform(-7, 7), expand=True, resample=Image.Resampling.BICUBIC)
    ground.paste(page, ((ground.width - page.width) // 2, (ground.height - page.height) // 2), page)
    light = np.linspace(rng.uniform(0.55, 1.0), rng.uniform(0.7, 1.0), ground.width)[None, :, None]
    pixels = np.asarray(ground, np.float32) * light + np.random.default_rng(rng.randint(0, 1 << 30)).normal(
        0, rng.uniform(0, 7), (ground.height, ground.width, 1)
    )
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(rng.uniform(0, 0.8))
    )


def _photo(rng: random.Random, photos: list[Path], width: int) -> Image.Image:
    if not photos:
        noise = np.random.default_rng(rng.randint(0, 1 << 30)).integers(0, 255, (9, 12, 3), np.uint8)
        return Image.fromarray(noise).resize((width, width * 3 // 4), Image.Resampling.BICUBIC)
    with Image.open(rng.choice(photos)) as opened:
        photo = opened.convert("RGB")
    cut = rng.uniform(0.6, 1)
    w, h = round(photo.width * cut), round(photo.height * cut)
    x, y = rng.randint(0, photo.width - w), rng.randint(0, photo.height - h)
    return photo.crop((x, y, x + w, y + h)).resize((width, max(64, width * h // w)), Image.Resampling.BICUBIC)
