"""Lines that the detector joined across the gutter between two columns, told by the lines around them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np
import numpy.typing as npt

from .lines import Quad
from .ocr_reading import Reading

_LONG = 12
"""Shorter stretches of text, in line heights, are no two columns."""
_AROUND = 10
"""Lines so many heights above and below have a say."""
_BESIDE = 0.6
"""The text after a gutter begins where the column's lines do, give or take so many heights."""
_FEWEST = 3
_WIDER = 1.2
"""A gutter is wider than the line's usual blank by so much, from letter to letter."""

Floats = npt.NDArray[np.float64]


def gutters(read: Sequence[tuple[Quad, Reading]]) -> list[frozenset[int]]:
    """For each reading the blanks of its text, by index, at which a column ends and another begins."""
    if not read:
        return []
    corners = np.array([quad for quad, _ in read], np.float64)
    starts, ends = (corners[:, 0] + corners[:, 3]) / 2, (corners[:, 1] + corners[:, 2]) / 2
    heights = np.linalg.norm(corners[:, 3] - corners[:, 0], axis=1).clip(1)
    return [_of_one(i, reading, starts, ends, heights) for i, (_, reading) in enumerate(read)]


def _of_one(i: int, reading: Reading, starts: Floats, ends: Floats, heights: Floats) -> frozenset[int]:
    run, height = ends[i] - starts[i], float(heights[i])
    blanks = _blanks(reading) if run[0] >= _LONG * height else []
    if not blanks:
        return frozenset()
    usual = median(after - before for _, before, after in blanks)
    found: set[int] = set()
    for blank, before, after in blanks:
        if after - before < _WIDER * usual and len(blanks) > 2:
            continue
        # The middle of the letter after the gutter stands half a letter to the right of its column's edge.
        edge, last = starts[i] + after * run - (0.25 * height, 0), starts[i] + before * run
        near = np.abs(starts[:, 1] - edge[1]) < _AROUND * height
        alike = (heights < 1.5 * height) & (heights > height / 1.5)
        begin = near & alike & (np.abs(starts[:, 0] - edge[0]) < _BESIDE * height)
        # Whoever lies wholly before the gutter, over or under this line's first part.
        lie = near & alike & (ends[:, 0] < edge[0]) & (ends[:, 0] > last[0] - _LONG * height)
        lie &= starts[:, 0] < last[0] - height
        if begin.sum() >= _FEWEST and lie.sum() >= _FEWEST:
            found.add(blank)
    return frozenset(found)


def _blanks(reading: Reading) -> list[tuple[int, float, float]]:
    """Each stretch of blanks: its first index, and the places of the characters around it."""
    marks = [k for k, c in enumerate(reading.text) if not c.isspace()]
    return [(a + 1, reading.places[a], reading.places[b]) for a, b in pairwise(marks) if b - a > 1]
