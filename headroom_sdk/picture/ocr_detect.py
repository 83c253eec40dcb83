"""Where text is: a text-probability map from the network, and rotated boxes around its bright parts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from .components import Components, components
from .lines import Quad

_SHORT_SIDE = 736
"""Small pictures are enlarged until their short side has this many pixels, at most doubled."""
_LONG_SIDE = 2000
_STRIP_PIXELS = 500_000
"""The network's memory grows with its input (0.25 kB a pixel): larger pictures go through in strips."""
_WIDEST = 4096
_MOST_PIXELS = 16_000_000
"""Bounds of work and memory for what is no page."""
_MARGIN = 48
_FAINT = 12
"""Text differs from its ground by more grey levels (0–255) than this; where nothing does, nothing is looked for."""
_TEXT = 0.3
_BOX = 0.5
_GROW = 1.6
"""How far a box grows beyond the shrunken core that the network is trained to mark, times area / perimeter."""
_SMALLEST = 3

Floats = npt.NDArray[np.float32]


class Detector:
    """Finds lines of text; one instance serves any number of threads."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name

    def __call__(self, image: Image.Image) -> tuple[Quad, ...]:
        """Boxes of the lines in *image* (RGB, upright), in no particular order."""
        scale = _scale(image.width, image.height)
        width, height = _snap(image.width * scale), _snap(image.height * scale)
        small = image.resize((width, height), Image.Resampling.BILINEAR)
        pixels = np.asarray(small, np.uint8)
        quads: list[Quad] = []
        fx, fy = image.width / width, image.height / height
        for top, bottom in _strips(pixels):
            busy = _busy(pixels[top:bottom])
            if busy is None:
                continue
            left, right = max(0, busy[0] - _MARGIN), min(width, busy[1] + _MARGIN)
            above = max(0, top + busy[2] - _MARGIN)
            below = min(height, top + busy[3] + _MARGIN)
            heat = self._heat(pixels[above:below, left:right])
            for corners in _boxes(heat):
                middle = above + float(corners[:, 1].mean())
                if top <= middle < bottom:
                    corners += (left, above)
                    quads.append(_clipped(corners * (fx, fy), image.width, image.height))
        return tuple(quads)

    def _heat(self, pixels: npt.NDArray[np.uint8]) -> Floats:
        rows, columns = pixels.shape[:2]
        padded = np.pad(pixels, ((0, -rows % 32), (0, -columns % 32), (0, 0)), mode="edge")
        data = padded[..., ::-1].transpose(2, 0, 1)[None].astype(np.float32)
        data *= 1 / 127.5
        data -= 1
        heat: Floats = self._session.run(None, {self._input: data})[0][0, 0]
        return heat[:rows, :columns]


def _scale(width: int, height: int) -> float:
    short, long = min(width, height), max(width, height)
    scale = max(1.0, min(2.0, _SHORT_SIDE / short, _LONG_SIDE / long))
    if long > _LONG_SIDE:
        # A long scroll of a page must not shrink to illegibility: only its width counts then.
        scale = min(1.0, max(_LONG_SIDE / long, _SHORT_SIDE * 1.5 / short))
    return min(scale, _WIDEST / width, math.sqrt(_MOST_PIXELS / (width * height)))


def _snap(side: float) -> int:
    """The network halves its input five times."""
    return max(32, round(side / 32) * 32)


def _strips(pixels: npt.NDArray[np.uint8]) -> Iterator[tuple[int, int]]:
    """Row ranges of at most ``_STRIP_PIXELS``, cut where the rows are emptiest."""
    height, width = pixels.shape[:2]
    most = max(256, _STRIP_PIXELS // width)
    if height <= most:
        yield 0, height
        return
    unrest = np.abs(np.diff(pixels[..., 1].astype(np.int16), axis=1)).mean(axis=1)
    calm = np.convolve(unrest, np.ones(5) / 5, mode="same")
    count = math.ceil(height / most * 1.15)
    top = 0
    for left in range(count, 1, -1):
        goal, slack = top + (height - top) / left, most // 8
        first = int(goal - slack)
        cut = first + int(np.argmin(calm[first : int(goal + slack)]))
        yield top, cut
        top = cut
    yield top, height


def _busy(pixels: npt.NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """Left, right, top and bottom of what is not plain ground."""
    grey = pixels[..., 1].astype(np.int16)
    marks = np.zeros(grey.shape, np.bool_)
    marks[:, 1:] = np.abs(np.diff(grey, axis=1)) > _FAINT
    marks[1:] |= np.abs(np.diff(grey, axis=0)) > _FAINT
    columns, rows = np.flatnonzero(marks.any(axis=0)), np.flatnonzero(marks.any(axis=1))
    if not len(columns):
        return None
    return int(columns[0]), int(columns[-1]) + 1, int(rows[0]), int(rows[-1]) + 1


def _boxes(heat: Floats) -> Iterator[npt.NDArray[np.float64]]:
    """Corners (4 × 2: x, y) of the boxes in a probability map."""
    mask = heat > _TEXT
    mask[1:] |= mask[:-1]
    mask[:, 1:] |= mask[:, :-1]
    parts = components(mask)
    if not len(parts):
        return
    bounds = np.searchsorted(parts.owner, np.arange(len(parts) + 1)).tolist()
    sums = np.pad(np.cumsum(heat, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    runs = parts.runs
    mass = np.add.reduceat(sums[runs[:, 0], runs[:, 2]] - sums[runs[:, 0], runs[:, 1]], bounds[:-1])
    likely = mass / parts.area >= _BOX
    for i in np.flatnonzero(likely & (parts.area >= 2 * _SMALLEST)):
        corners = _grown(_rectangle(_outline(parts, bounds[i], bounds[i + 1])))
        if corners is not None:
            yield corners


def _outline(parts: Components, first: int, after: int) -> npt.NDArray[np.float64]:
    """Convex hull (n × 2) of one part."""
    rows, starts, ends = parts.runs[first:after].T
    columns, lines = [*starts.tolist(), *(ends - 1).tolist()], [*rows.tolist()] * 2
    points = sorted(set(zip(columns, lines, strict=True)))
    return np.array(_half(points) + _half(points[::-1]), np.float64)


def _half(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    hull: list[tuple[int, int]] = []
    for x, y in points:
        while len(hull) > 1:
            (x1, y1), (x2, y2) = hull[-2], hull[-1]
            if (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > 0:
                break
            hull.pop()
        hull.append((x, y))
    return hull[:-1] or hull


def _rectangle(hull: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], float, float, float]:
    """The smallest rectangle around *hull*: centre, width, height and angle (radians, −45° to 45°)."""
    sides = np.diff(np.vstack([hull, hull[:1]]), axis=0)
    angles = np.unique(np.append(np.mod(np.arctan2(sides[:, 1], sides[:, 0]), math.pi / 2), 0.0))
    axes = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    along = hull @ axes.T
    across = hull @ np.stack([-axes[:, 1], axes[:, 0]])
    widths, heights = np.ptp(along, axis=0), np.ptp(across, axis=0)
    best = int(np.argmin(widths * heights + 1e-6 * np.minimum(angles, math.pi / 2 - angles)))
    u = (along[:, best].max() + along[:, best].min()) / 2
    v = (across[:, best].max() + across[:, best].min()) / 2
    (c, s), angle = axes[best], float(angles[best])
    centre = np.array([u * c - v * s, u * s + v * c])
    width, height = float(widths[best]), float(heights[best])
    if angle > math.pi / 4:
        return centre, height, width, angle - math.pi / 2
    return centre, width, height, angle


def _grown(rectangle: tuple[npt.NDArray[np.float64], float, float, float]) -> npt.NDArray[np.float64] | None:
    centre, width, height, angle = rectangle
    if min(width, height) < _SMALLEST:
        return None
    grow = width * height * _GROW / (width + height)
    along = np.array([math.cos(angle), math.sin(angle)]) * (width + grow) / 2
    across = np.array([-math.sin(angle), math.cos(angle)]) * (height + grow) / 2
    return centre + 0.5 + np.stack([-along - across, along - across, along + across, across - along])


def _clipped(corners: npt.NDArray[np.float64], width: int, height: int) -> Quad:
    p = [(min(max(float(x), 0.0), float(width)), min(max(float(y), 0.0), float(height))) for x, y in corners]
    return (p[0], p[1], p[2], p[3])
