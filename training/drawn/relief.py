"""Fields of soft noise, shaded and coloured, and pictures seen at an angle."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from .pen import Colour

Field = npt.NDArray[np.float32]


def noise(rng: random.Random, size: tuple[int, int], coarse: int = 3, octaves: int = 5) -> Field:
    """Clouds between 0 and 1, rows by columns of *size* (width, height); *coarse* patches across the first octave."""
    generator = np.random.default_rng(rng.getrandbits(32))
    width, height = size
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        across = coarse * 2**octave
        down = max(2, round(across * height / width))
        patch = Image.fromarray(generator.normal(0, 1, (down, across)).astype(np.float32))
        total += np.asarray(patch.resize(size, Image.Resampling.BICUBIC), np.float32) / 2**octave
    low, high = float(total.min()), float(total.max())
    return ((total - low) / max(1e-6, high - low)).astype(np.float32)


def shaded(height: Field, strength: float = 6.0) -> Field:
    """How light slopes of *height* look with the sun in the north-west: around 1."""
    down, across = np.gradient(height * height.shape[1] / 40)
    return np.asarray(1 + strength * 0.12 * (-across - down).clip(-3, 3), np.float32)


def coloured(values: Field, ramp: Sequence[Colour]) -> Field:
    """Values from 0 to 1 in the colours of *ramp*; rows by columns by three."""
    stops = np.linspace(0, 1, len(ramp))
    return np.stack([np.interp(values, stops, [c[i] for c in ramp]) for i in range(3)], -1).astype(np.float32)


def image(pixels: Field) -> Image.Image:
    return Image.fromarray(np.asarray(pixels).clip(0, 255).astype(np.uint8))


def grained(rng: random.Random, picture: Image.Image, strength: float) -> Image.Image:
    """*picture* with the noise of a sensor."""
    generator = np.random.default_rng(rng.getrandbits(32))
    grain = generator.standard_normal((picture.height, picture.width, 1), np.float32) * np.float32(strength)
    return image(np.asarray(picture, np.float32) + grain)


def seen(
    rng: random.Random, flat: Image.Image, onto: Image.Image, share: float, bend: float = 0.12
) -> Image.Image:
    """*flat* seen at an angle, lying on *onto* and taking *share* of it, with a shadow."""
    width, height = onto.size
    scale = share * min(width / flat.width, height / flat.height)
    if scale < 0.9:
        flat = flat.resize(
            (max(8, round(flat.width * scale)), max(8, round(flat.height * scale))),
            Image.Resampling.LANCZOS,
            reducing_gap=2,
        )
        scale = 1.0
    w, h = flat.width * scale, flat.height * scale
    x, y = (
        (width - w) / 2 + rng.uniform(-0.05, 0.05) * width,
        (height - h) / 2 + rng.uniform(-0.05, 0.05) * height,
    )
    turn = rng.uniform(-bend, bend)
    corners = [
        (
            x
            + w / 2
            + (a - w / 2) * np.cos(turn)
            - (b - h / 2) * np.sin(turn)
            + rng.uniform(-bend, bend) * w * 0.5,
            y
            + h / 2
            + (a - w / 2) * np.sin(turn)
            + (b - h / 2) * np.cos(turn)
            + rng.uniform(-bend, bend) * h * 0.5,
        )
        for a, b in ((0, 0), (w, 0), (w, h), (0, h))
    ]
    around = [(0, 0), (flat.width, 0), (flat.width, flat.height), (0, flat.height)]
    rows: list[list[float]] = []
    for (u, v), (p, q) in zip(corners, around, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -p * u, -p * v], [0, 0, 0, u, v, 1, -q * u, -q * v]]
    found = np.linalg.solve(np.array(rows), np.array(around, np.float64).reshape(8))
    how = tuple(float(c) for c in found)
    laid = flat.convert("RGB").transform(
        onto.size, Image.Transform.PERSPECTIVE, how, Image.Resampling.BICUBIC
    )
    mask = Image.new("L", flat.size, 255).transform(
        onto.size, Image.Transform.PERSPECTIVE, how, Image.Resampling.BILINEAR
    )
    dark = mask.resize((max(1, width // 16), max(1, height // 16))).resize(
        onto.size, Image.Resampling.BICUBIC
    )
    shade = dark.point(lambda value: value * 0.55)
    under = onto.copy()
    under.paste((20, 18, 16), (round(width * 0.008), round(height * 0.012)), shade)
    under.paste(laid, (0, 0), mask)
    return under
