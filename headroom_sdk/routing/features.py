"""What is seen of a picture before anything is decided: two thumbnails and a row of numbers, from one decode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from ..picture.decode import decode
from ..picture.types import Picture, Size
from .glyphs import Glyphs, busiest, cells, measure

LOOK = 1024
"""Longest side, in pixels, that a picture is decoded to at least."""
THUMBNAIL = 128
PATCH = 64
"""Four of the busiest places, this many pixels wide and high, at the size of the decode."""
VERSION = 1
"""Counts changes of what the numbers mean: weights fit one version only."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """``thumbnail`` is ``(3, 128, 128)``, ``patches`` ``(1, 128, 128)`` in grey, ``numbers`` as many as
    :data:`NUMBERS` names. ``small`` and ``typical`` are heights of an x in pixels of the original, 0 where
    nothing looks like text; ``unsure`` says that they were measured in print too small or too noisy to trust.
    """

    thumbnail: Bytes
    patches: Bytes
    numbers: npt.NDArray[np.float32]
    size: Size
    small: float
    typical: float
    unsure: bool

    @property
    def nbytes(self) -> int:
        return self.thumbnail.nbytes + self.patches.nbytes + self.numbers.nbytes


NUMBERS = (
    "log_longest", "log_pixels", "aspect", "lossy", "alpha", "grey",
    "saturation", "saturation_spread", "light", "light_spread", "white", "black", "colours", "top_colour",
    "top_colours", "entropy", "flat", "steep", "cells_busy", "cells_dense", "cells_spread", "rows_regular",
    "columns_regular", "small", "typical", "large", "windows", "aligned", "marks", "spread", "noise", "ground",
    "small_at_512", "typical_at_512",
)  # fmt: skip


def look(picture: Picture) -> Look:
    """Raises :class:`~headroom_sdk.errors.ImageUnreadable` if the pixels cannot be decoded."""
    return examine(decode(picture, at_least=reduced(picture.size)), picture)


def reduced(size: Size) -> Size:
    """What of a picture of *size* is decoded at least."""
    longest = max(size)
    return size if longest <= LOOK else (max(1, size[0] * LOOK // longest), max(1, size[1] * LOOK // longest))


def examine(image: Image.Image, picture: Picture) -> Look:
    """What *image*, the pixels of *picture* at any size, looks like."""
    grey = np.asarray(image.convert("L"), np.int16)
    thumbnail = _thumbnail(image)
    energy = cells(grey)
    corners = busiest(energy, image.size)
    glyphs = measure(grey, corners)
    scale = max(picture.size) / max(image.size)
    numbers = [
        *_header(picture),
        *_colour(thumbnail),
        *_layout(energy),
        *_text(glyphs, scale, max(picture.size)),
    ]
    return Look(
        thumbnail=np.ascontiguousarray(thumbnail.transpose(2, 0, 1)),
        patches=_patches(grey, corners),
        numbers=np.array(numbers, np.float32),
        size=picture.size,
        small=glyphs.small * scale,
        typical=glyphs.typical * scale,
        unsure=glyphs.small < 3.5 or glyphs.noise > 9,
    )


def _thumbnail(image: Image.Image) -> Bytes:
    factors = (max(1, image.width // (2 * THUMBNAIL)), max(1, image.height // (2 * THUMBNAIL)))
    return np.asarray(image.reduce(factors).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BILINEAR))


def _patches(grey: npt.NDArray[np.int16], corners: list[tuple[int, int]]) -> Bytes:
    sheet = np.zeros((1, 2 * PATCH, 2 * PATCH), np.uint8)
    for number, (x, y) in enumerate(corners[:4]):
        part = grey[y + PATCH : y + 2 * PATCH, x + PATCH : x + 2 * PATCH]
        top, left = number // 2 * PATCH, number % 2 * PATCH
        sheet[0, top : top + part.shape[0], left : left + part.shape[1]] = part
    return sheet


def _header(picture: Picture) -> list[float]:
    width, height = picture.size
    return [
        np.log2(max(width, height)) - 10,
        np.log2(width * height) / 2 - 10,
        float(np.clip(np.log2(width / height), -4, 4)),
        float(picture.lossy),
        float("A" in picture.mode or picture.mode == "P"),
        float(picture.mode in ("L", "LA", "1")),
    ]


def _colour(thumbnail: Bytes) -> list[float]:
    pixels = thumbnail.reshape(-1, 3).astype(np.int16)
    red, green, blue = pixels.T
    high, low = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    saturation = (high - low).astype(np.float32) / 255
    light = (red + green + blue).astype(np.float32) / 765
    codes = (red >> 4) * 256 + (green >> 4) * 16 + (blue >> 4)
    counts = np.sort(np.bincount(codes, minlength=4096))[::-1] / len(codes)
    used = counts[counts > 0]
    rows = green.reshape(THUMBNAIL, THUMBNAIL)
    steps = np.abs(rows[:, 1:] - rows[:, :-1])
    return [
        float(saturation.mean()), float(saturation.std()), float(light.mean()), float(light.std()),
        float((low > 235).mean()), float((high < 40).mean()), float(np.log2(1 + (counts > 0.0005).sum()) / 8),
        float(counts[0]), float(counts[:8].sum()), float(-(used * np.log2(used)).sum() / 12),
        float((steps <= 2).mean()), float((steps > 60).mean()),
    ]  # fmt: skip


def _layout(energy: npt.NDArray[np.float32]) -> list[float]:
    rows, columns = energy.mean(1), energy.mean(0)
    return [
        float((energy > 0.03).mean()), float((energy > 0.15).mean()), float(energy.std()),
        float(rows.std() / (rows.mean() + 0.01)), float(columns.std() / (columns.mean() + 0.01)),
    ]  # fmt: skip


def _text(glyphs: Glyphs, scale: float, longest: int) -> list[float]:
    at_512 = scale * min(1.0, 512 / longest)
    return [
        np.log2(1 + glyphs.small * scale) / 4, np.log2(1 + glyphs.typical * scale) / 4,
        np.log2(1 + glyphs.large * scale) / 4, glyphs.windows, glyphs.aligned, np.log2(1 + glyphs.marks) / 8,
        min(glyphs.spread, 4) / 4, min(glyphs.noise, 30) / 30, glyphs.ground,
        min(glyphs.small * at_512, 20) / 10, min(glyphs.typical * at_512, 20) / 10,
    ]  # fmt: skip
