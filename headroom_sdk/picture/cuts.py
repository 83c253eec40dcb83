"""Where a picture may be cut without cutting a line of text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from .components import components
from .lines import Quad, bounds
from .survey import inked
from .types import Box

LONG_SIDE = 640
"""Pixels: at this size the letters of a word run together, and a line of print is still a few pixels high."""

_LINE = 0.06
"""A mark higher than this part of the picture is no line of text."""
_RIM = 0.12
"""A detector boxes a line about 1.2 times as high as its type, and its letters do not fill that."""
_BLANK = 1.2
"""Words with a gap of less than so many heights between them belong to one line."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Cuts:
    """``lines`` are boxes (left, top, right, bottom: one row each) that no edge may cross, in pixels of a picture of
    ``width`` × ``height``; ``ink`` is where anything but ground is, reduced."""

    lines: Floats
    width: int
    height: int
    ink: npt.NDArray[np.bool_] | None = None
    rim: float = 0.0
    """So much of a line's height is blank above and below its letters."""

    def tight(self, box: Box, margin: int) -> Box:
        """*box* without the blank parts to the left and to the right of everything in it, but for *margin* pixels."""
        if self.ink is None:
            return box
        fx, fy = self.width / self.ink.shape[1], self.height / self.ink.shape[0]
        band = self.ink[int(box[1] / fy) : math.ceil((box[1] + box[3]) / fy)]
        left, right = int(box[0] / fx), math.ceil((box[0] + box[2]) / fx)
        columns = np.flatnonzero(band[:, left:right].any(axis=0))
        if not len(columns):
            return box
        x0 = max(box[0], math.floor((left + int(columns[0]) - 1) * fx) - margin)
        x1 = min(box[0] + box[2], math.ceil((left + int(columns[-1]) + 2) * fx) + margin)
        return (x0, box[1], x1 - x0, box[3])

    def shown(self, margin: int) -> Box:
        """The part of the picture that shows anything, with *margin* pixels around it; the whole where nothing is."""
        whole = (0, 0, self.width, self.height)
        if self.ink is None or not self.ink.any():
            return whole
        rows = np.flatnonzero(self.ink.any(axis=1))
        fy = self.height / self.ink.shape[0]
        top = max(0, math.floor((int(rows[0]) - 1) * fy) - margin)
        bottom = min(self.height, math.ceil((int(rows[-1]) + 2) * fy) + margin)
        x, _, width, _ = self.tight(whole, margin)
        return (x, top, width, bottom - top)

    def smallest(self, boxes: Sequence[Box]) -> float | None:
        """The height of the smallest line in *boxes*, specks aside; ``None`` if there is none."""
        x0, y0, x1, y1 = self.lines.T
        inside = np.zeros(len(self.lines), bool)
        for x, y, width, height in boxes:
            inside |= (x0 < x + width) & (x1 > x) & (y0 < y + height) & (y1 > y)
        heights = np.minimum(y1 - y0, x1 - x0)[inside]
        if not len(heights):
            return None
        return float(heights[heights >= 0.5 * np.median(heights)].min())

    def clear(self, box: Box, slack: float, column: tuple[float, float] | None = None) -> Box | None:
        """*box* grown as little as possible until no edge of it cuts a line, or none that stands between the sides of
        *column*; ``None`` if one would have to grow by more than the part *slack* of the picture."""
        lines = self.lines.copy()
        blank = self.rim * (lines[:, 3] - lines[:, 1])
        lines[:, 1] += blank
        lines[:, 3] -= blank
        if column is not None:
            lines = lines[(lines[:, 0] < column[1]) & (lines[:, 2] > column[0])]
        left, top, right, bottom = box[0], box[1], box[0] + box[2], box[1] + box[3]
        start = (left, top, right, bottom)
        while True:
            before = (left, top, right, bottom)
            x0, y0, x1, y1 = lines.T
            beside = (y0 < bottom) & (y1 > top)
            if left > 0:
                left = _least(x0[beside & (x0 < left) & (x1 > left)], left)
            if right < self.width:
                right = _most(x1[beside & (x0 < right) & (x1 > right)], right)
            within = (x0 < right) & (x1 > left)
            if top > 0:
                top = _least(y0[within & (y0 < top) & (y1 > top)], top)
            if bottom < self.height:
                bottom = _most(y1[within & (y0 < bottom) & (y1 > bottom)], bottom)
            if (left, top, right, bottom) == before:
                break
        grown = (
            max(start[0] - left, right - start[2]) / self.width,
            max(start[1] - top, bottom - start[3]) / self.height,
        )
        if max(grown) > slack:
            return None
        left, top, right, bottom = max(0, left), max(0, top), min(self.width, right), min(self.height, bottom)
        return (left, top, right - left, bottom - top)

    def holds(self, box: Box) -> bool:
        """Whether *box* has a line in it."""
        x0, y0, x1, y1 = self.lines.T
        return bool(((x0 < box[0] + box[2]) & (x1 > box[0]) & (y0 < box[1] + box[3]) & (y1 > box[1])).any())


def _least(values: Floats, otherwise: int) -> int:
    return math.floor(values.min()) if len(values) else otherwise


def _most(values: Floats, otherwise: int) -> int:
    return math.ceil(values.max()) if len(values) else otherwise


def cuts_by_ink(image: Image.Image, width: int, height: int) -> Cuts:
    """Cuts of a picture of *width* × *height* from the marks in *image*, the same picture, reduced or not."""
    factor = max(1, round(max(image.size) / LONG_SIDE))
    small = image.reduce(factor).convert("L")
    ink, _ = inked(np.asarray(small, np.int16))
    marks = components(ink)
    tall, wide = marks.bottom - marks.top, marks.right - marks.left
    text = (tall <= max(3, _LINE * ink.shape[0])) & (marks.area >= 2) & (tall >= 2) & (wide < 60 * tall)
    reach = (_BLANK / 2) * tall[text]
    fx, fy = width / small.width, height / small.height
    lines = np.stack(
        [
            (marks.left[text] - reach) * fx,
            (marks.top[text] - 0.5) * fy,
            (marks.right[text] + reach) * fx,
            (marks.bottom[text] + 0.5) * fy,
        ],
        axis=1,
    )
    return Cuts(lines.astype(np.float64), width, height, ink)


def cuts_by_lines(image: Image.Image, quads: Sequence[Quad]) -> Cuts:
    """Cuts of *image* between the lines of text in *quads*."""
    factor = max(1, round(max(image.size) / LONG_SIDE))
    ink, _ = inked(np.asarray(image.reduce(factor).convert("L"), np.int16))
    lines = np.array([bounds(quad) for quad in quads], np.float64).reshape(-1, 4)
    return Cuts(lines, *image.size, ink, _RIM)
