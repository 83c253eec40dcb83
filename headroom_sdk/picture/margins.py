"""The blank margins of a picture: uniform, with nothing in them, not even a speck.

Found in a reduced picture, proved in all of its pixels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from .decode import decode
from .types import Box, Picture, Size

_LONG_SIDE = 400
_BORDER, _BORDER_SHARE = 16, 0.02
"""What stays around the content: pixels, and a part of the longer side."""
_LEAST = 256
"""Pixels that stay of a side: models see very small pictures badly."""
_DEVIATIONS = 6
_MOST = 24
"""Grey levels. Noise reaches so far from the ground; what is further away is something."""
_BLOCK = 8
_FAINT = 3
"""Noise averages out over a block of so many pixels, a faint mark leaves so many levels."""

Pixels = npt.NDArray[np.int16]


def content(picture: Picture) -> Box | None:
    """The part of *picture* that is not blank margin, with a small border; ``None`` if there is no margin, or nothing
    else. Raises :class:`~headroom_sdk.errors.ImageUnreadable`. Costs one reduced decode."""
    scale = min(1.0, _LONG_SIDE / max(picture.size))
    least = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    small = decode(picture, at_least=least)
    ground, noise = _ground(small)
    away = np.abs(np.asarray(small, np.int16) - ground).max(axis=2) > _tolerance(noise)
    columns, rows = np.flatnonzero(away.any(axis=0)), np.flatnonzero(away.any(axis=1))
    if not len(rows):
        return None
    found = (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    box = _bordered(found, small.size, picture.size)
    return None if box[2:] == picture.size else box


def blank_around(image: Image.Image, box: Box) -> bool:
    """Whether nothing at all stands in *image* (RGB, every pixel of the picture) outside *box*."""
    left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
    ground, noise = _ground(image)
    around = (
        (0, 0, image.width, top),
        (0, bottom, image.width, image.height),
        (0, top, left, bottom),
        (right, top, image.width, bottom),
    )
    return all(
        _is_blank(image.crop(strip), ground, noise)
        for strip in around
        if strip[0] < strip[2] and strip[1] < strip[3]
    )


def _ground(image: Image.Image) -> tuple[Pixels, float]:
    """The colour along the edges, and how much it wavers there."""
    width, height = image.size
    edges = (
        (0, 0, width, 1),
        (0, height - 1, width, height),
        (0, 0, 1, height),
        (width - 1, 0, width, height),
    )
    ring = np.concatenate([np.asarray(image.crop(edge), np.int16).reshape(-1, 3) for edge in edges])
    ground = np.median(ring, axis=0).astype(np.int16)
    away = np.abs(ring - ground).max(axis=1)
    near = away[away <= _MOST]
    if not len(near):  # edges of many colours have a middle that is none of them: no margin either
        return ground, 0.0
    return ground, float(np.sqrt(np.mean(np.square(near, dtype=np.float64)), dtype=np.float64))


def _tolerance(noise: float) -> float:
    return min(_MOST, _DEVIATIONS * noise + 1)


def _is_blank(strip: Image.Image, ground: Pixels, noise: float) -> bool:
    return _within(strip, ground, _tolerance(noise)) and (
        not noise or _within(strip.reduce(_BLOCK), ground, _FAINT + noise / 2)
    )


def _within(strip: Image.Image, ground: Pixels, tolerance: float) -> bool:
    extremes = np.asarray(strip.getextrema(), np.int16)
    return float(np.abs(extremes - ground[:, None]).max()) <= tolerance


def _bordered(found: tuple[int, int, int, int], small: Size, size: Size) -> Box:
    """*found* (left, top, right, bottom) in a picture of *small*, in pixels of the whole, with a border."""
    border = max(_BORDER, round(_BORDER_SHARE * max(size)))
    left, top, right, bottom = found
    fx, fy = size[0] / small[0], size[1] / small[1]
    x, width = _widened(int((left - 1) * fx) - border, int((right + 1) * fx) + border + 1, size[0])
    y, height = _widened(int((top - 1) * fy) - border, int((bottom + 1) * fy) + border + 1, size[1])
    return (x, y, width, height)


def _widened(start: int, end: int, side: int) -> tuple[int, int]:
    """Where the part from *start* to *end* of a *side* begins and how long it is, inside it and not too short."""
    start, end = max(0, start), min(side, end)
    missing = max(0, min(_LEAST, side) - (end - start))
    start = max(0, start - missing // 2)
    end = min(side, max(end, start + min(_LEAST, side)))
    start = max(0, min(start, end - min(_LEAST, side)))
    return start, end - start
