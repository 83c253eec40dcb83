"""Glyphs that the detector passed over: lone digits in a column, brackets, short words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

import numpy as np
from PIL import Image, ImageDraw

from .components import components
from .lines import Quad, bounds, box
from .survey import LONG_SIDE, inked

_MOST = 60
"""More boxes than this are no lost glyphs but a picture with something else in it."""


def missed(image: Image.Image, quads: Sequence[Quad]) -> tuple[Quad, ...]:
    """Boxes around glyph-like marks outside *quads*, as tall as the glyphs inside them; none if there are so
    many that they must be something else."""
    if len(quads) < 3:
        return ()
    factor = max(1, math.ceil(max(image.size) / LONG_SIDE))
    ink, _ = inked(np.asarray(image.reduce(factor).convert("L"), np.int16))
    marks = components(ink)
    if not len(marks):
        return ()
    covered = Image.new("1", (ink.shape[1], ink.shape[0]))
    pen = ImageDraw.Draw(covered)
    for quad in quads:
        pen.polygon([(x / factor, y / factor) for x, y in quad], fill=1)
    mask = np.asarray(covered)
    tall, wide = marks.bottom - marks.top, marks.right - marks.left
    inside = mask[(marks.top + marks.bottom) // 2, (marks.left + marks.right) // 2]
    line = median(bounds(q)[3] - bounds(q)[1] for q in quads) / factor
    glyphs = tall[inside & (tall > 0.3 * line) & (tall < line)]
    if not len(glyphs):
        return ()
    height = float(np.median(glyphs))
    lost = (
        ~inside
        & (tall > 0.75 * height)
        & (tall < 1.8 * height)
        & (wide < 2.5 * height)
        & (marks.area > 0.8 * height)
    )
    edges = np.stack([marks.left, marks.top, marks.right, marks.bottom], axis=1)[lost]
    found = sorted((int(a), int(b), int(c), int(d)) for a, b, c, d in edges)
    groups = _grouped(found, 0.7 * height)
    if len(groups) > min(_MOST, len(quads)):
        return ()
    pad = 0.35 * height
    return tuple(
        box(
            max((left - pad) * factor, 0.0),
            max((top - pad) * factor, 0.0),
            min((right + pad) * factor, float(image.width)),
            min((bottom + pad) * factor, float(image.height)),
        )
        for left, top, right, bottom in groups
    )


def _grouped(boxes: Sequence[tuple[int, int, int, int]], gap: float) -> list[tuple[int, int, int, int]]:
    """Marks of one row that stand close together, as one box."""
    out: list[tuple[int, int, int, int]] = []
    for left, top, right, bottom in boxes:
        for i, (x0, y0, x1, y1) in enumerate(out):
            if left - x1 < gap and min(y1, bottom) - max(y0, top) > 0.5 * min(y1 - y0, bottom - top):
                out[i] = (x0, min(y0, top), max(x1, right), max(y1, bottom))
                break
        else:
            out.append((left, top, right, bottom))
    return out
