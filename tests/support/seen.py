"""Pictures that a router has something to say about: a photo, a receipt, a page, each at any size."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.types import Picture

_WORDS = [
    "milk",
    "bread",
    "butter",
    "coffee",
    "cheese",
    "apples",
    "rice",
    "pasta",
    "salt",
    "sugar",
    "water",
    "juice",
    "soap",
    "paper",
    "chicken",
    "onions",
]


def photo(width: int, height: int, seed: int = 1) -> Image.Image:
    """Soft shapes in many colours, with grain: nothing in it looks like letters."""
    dice = random.Random(seed)
    image = Image.new("RGB", (width, height), (120, 160, 200))
    draw = ImageDraw.Draw(image)
    for _ in range(60):
        x, y, r = dice.randrange(width), dice.randrange(height), dice.randrange(width // 20, width // 4)
        draw.ellipse((x - r, y - r // 2, x + r, y + r // 2), tuple(dice.randrange(20, 230) for _ in range(3)))
    grain = Image.effect_noise((width, height), 40).convert("RGB")
    return Image.blend(image.filter(ImageFilter.GaussianBlur(width / 120)), grain, 0.12)


def receipt(size: int = 22, lines: int = 14) -> Image.Image:
    """A till receipt in print of *size* pixels."""
    dice = random.Random(2)
    pitch = size * 3 // 2
    image = Image.new("RGB", (size * 22, pitch * (lines + 8)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    rows = [("CORNER SHOP", ""), ("12/03/2024", "14:07")]
    rows += [(dice.choice(_WORDS), f"{dice.randrange(100, 2000) / 100:.2f}") for _ in range(lines)]
    rows += [("SUBTOTAL", "81.20"), ("VAT", "8.12"), ("TOTAL", "89.32"), ("CARD", "89.32")]
    for number, (left, right) in enumerate(rows):
        draw.text((size, (number + 1) * pitch), left, "black", font)
        draw.text((image.width - size, (number + 1) * pitch), right, "black", font, anchor="ra")
    return image


def page(width: int, size: int) -> Image.Image:
    """A page of prose, *width* pixels wide, in print of *size* pixels."""
    dice = random.Random(3)
    image = Image.new("RGB", (width, width * 4 // 3), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size)
    for y in range(size * 2, image.height - size * 2, size * 3 // 2):
        draw.text(
            (size * 2, y), " ".join(dice.choice(_WORDS) for _ in range(width // size // 4)), "black", font
        )
    return image


def picture(image: Image.Image, form: str = "PNG") -> Picture:
    """*image* as the engine hands it on."""
    out = io.BytesIO()
    image.save(out, form)
    return probe(out.getvalue())
