"""Where a picture shows something that is no text and no straight rule: bars, curves, drawings, photos."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from .components import components
from .lines import Quad
from .survey import inked
from .types import Box4

LONG_SIDE = 640
_STRAIGHT = 0.9
"""So much of a mark in whole rows and columns: the frame of a table, not a curve."""
_SMALLEST = 5
"""Pixels at ``LONG_SIDE``; below, it is a bullet, an icon or dirt."""
_NEAR = 0.03
_LEAST = 0.05
"""Marks closer than the first part of the long side are one graphic, which counts from the second part of the
picture on."""


def graphics(image: Image.Image, quads: Sequence[Quad]) -> tuple[Box4, ...]:
    """Boxes (left, top, right, bottom in pixels) of the graphics in *image*; text stands in *quads*."""
    factor = max(1, round(max(image.size) / LONG_SIDE))
    small = image.reduce(factor).convert("L")
    ink, _ = inked(np.asarray(small, np.int16))
    covered = Image.new("1", small.size)
    pen = ImageDraw.Draw(covered)
    for quad in quads:
        pen.polygon([(x / factor, y / factor) for x, y in quad], fill=1)
    ink &= ~np.asarray(covered)
    marks = components(ink)
    bounds = np.searchsorted(marks.owner, np.arange(len(marks) + 1)).tolist()
    tall, wide = marks.bottom - marks.top, marks.right - marks.left
    boxes = [
        (float(marks.left[i]), float(marks.top[i]), float(marks.right[i]), float(marks.bottom[i]))
        for i in np.flatnonzero((tall >= _SMALLEST) & (wide >= _SMALLEST) & (marks.area >= 8))
        if not _is_frame(
            marks.runs[bounds[i] : bounds[i + 1]],
            int(marks.left[i]),
            int(marks.top[i]),
            int(wide[i]),
            int(tall[i]),
        )
    ]
    joined = _joined(boxes, _NEAR * max(small.size))
    least = _LEAST * small.width * small.height
    return tuple(
        (left * factor, top * factor, right * factor, bottom * factor)
        for left, top, right, bottom in joined
        if (right - left) * (bottom - top) >= least
    )


def _is_frame(runs: npt.NDArray[np.int64], left: int, top: int, width: int, height: int) -> bool:
    mask = np.zeros((height, width), bool)
    for row, start, end in runs.tolist():
        mask[row - top, start - left : end - left] = True
    area = int(mask.sum())
    if area > 0.5 * width * height:
        return False
    rows, columns = mask.sum(axis=1) >= 0.5 * width, mask.sum(axis=0) >= 0.5 * height
    return bool((mask & (rows[:, None] | columns[None, :])).sum() >= _STRAIGHT * area)


def _joined(boxes: list[Box4], near: float) -> list[Box4]:
    """The boxes, with those put together that are closer than *near*."""
    out: list[Box4] = []
    for box in sorted(boxes):
        while True:
            other = next((o for o in out if _close(o, box, near)), None)
            if other is None:
                break
            out.remove(other)
            box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
        out.append(box)
    return out


def _close(a: Box4, b: Box4, near: float) -> bool:
    return a[0] - near < b[2] and b[0] - near < a[2] and a[1] - near < b[3] and b[1] - near < a[3]
