"""Large pictures for the benchmarks: drawn here, the same in every run."""

from __future__ import annotations

import base64
import functools
import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont


@functools.cache
def screenshot(width: int = 3840, height: int = 2160, seed: int = 0) -> bytes:
    """A PNG screenshot: windows, text, flat colours."""
    rng = random.Random(seed)
    image = Image.new("RGB", (width, height), (246, 247, 249))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=22)
    for _ in range(30):
        x, y = rng.randrange(width), rng.randrange(height)
        box = (x, y, x + rng.randrange(200, 900), y + rng.randrange(80, 500))
        draw.rectangle(box, fill=tuple(rng.randrange(200, 256) for _ in range(3)), outline=(120, 120, 130))
    words = [
        "total",
        "invoice",
        "42.17",
        "status:",
        "open",
        "customer",
        "2026-11-24",
        "retry",
        "error",
        "queue",
    ]
    for y in range(20, height - 30, 34):
        line = "  ".join(rng.choice(words) for _ in range(width // 110))
        draw.text((20, y), line, fill=(25, 27, 33), font=font)
    return _bytes(image, "PNG")


@functools.cache
def photo(width: int = 4000, height: int = 3000, seed: int = 0) -> bytes:
    """A JPEG with the gradients, blur and grain of a photo."""
    rng = random.Random(seed)
    small = Image.new("RGB", (width // 50, height // 50))
    pixels = [tuple(rng.randrange(256) for _ in range(3)) for _ in range(small.width * small.height)]
    small.putdata(pixels)
    image = small.filter(ImageFilter.GaussianBlur(2)).resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((width, height), 18).convert("RGB")
    return _bytes(Image.blend(image, grain, 0.12), "JPEG", quality=92)


def base64_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(image: Image.Image, format: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()
