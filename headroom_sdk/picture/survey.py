"""What a picture with text looks like: how clean it is, how small its text, and how much of it went unread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from .components import Components, components
from .lines import Line

LONG_SIDE = 1600
_BLOCK = 32
_CONTRAST = 28

Grey = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Facts about one picture and the lines read in it.

    ``noise`` is the spread of grey levels (0–255) where there is nothing but ground: 0 on a clean rendering.
    ``ground`` is the share of pixels (0–1) at their surroundings' ground level: low on photos. ``unread`` is
    the share (0–1) of glyph-like marks that lie outside every line that was read, ``strokes`` the number of
    lone dashes out there. ``text_height`` is the median height of a line in pixels, ``small_text`` that of
    the smaller ones.
    """

    noise: float
    ground: float
    unread: float
    strokes: int
    text_height: float
    small_text: float


def survey(image: Image.Image, lines: Sequence[Line]) -> Survey:
    """Facts about *image* (upright, RGB) in which *lines* were read; takes some 20 ms."""
    factor = max(1, math.ceil(max(image.size) / LONG_SIDE))
    grey = np.asarray(image.reduce(factor).convert("L"), np.int16)
    ink, noise = inked(grey)
    marks = components(ink)
    heights = sorted(line.height for line in lines if line.text) or [0.0]
    outside, inside, strokes = _outside(marks, lines, factor, grey.shape, median(heights) / factor)
    return Survey(
        noise=noise,
        ground=float(1 - ink.mean()),
        unread=outside / max(outside + inside, 1),
        strokes=strokes,
        text_height=median(heights),
        small_text=heights[len(heights) // 20],
    )


def inked(grey: Grey) -> tuple[npt.NDArray[np.bool_], float]:
    """Where *grey* differs from its surroundings, and how much it wavers where it does not."""
    height, width = grey.shape
    tall, wide = -height % _BLOCK, -width % _BLOCK
    # A block's median is its ground: text seldom covers half of it.
    blocks = np.pad(grey, ((0, tall), (0, wide)), mode="symmetric")[::4, ::4]
    blocks = blocks.reshape(blocks.shape[0] // 8, 8, blocks.shape[1] // 8, 8)
    level = np.median(blocks, axis=(1, 3)).astype(np.float32)
    smooth = Image.fromarray(level).resize((width + wide, height + tall), Image.Resampling.BILINEAR)
    away = np.abs(grey - np.asarray(smooth, np.float32)[:height, :width])
    ink = away > _CONTRAST
    calm = away[::3, ::3][~ink[::3, ::3]]
    # The median: the soft edges of clean letters are no noise.
    return ink, 1.48 * float(np.median(calm)) if calm.size else 0.0


def _outside(
    marks: Components, lines: Sequence[Line], factor: int, shape: tuple[int, ...], height: float
) -> tuple[int, int, int]:
    """Glyph-like marks outside the lines, those inside, and dashes outside."""
    if not height or not len(marks):
        return 0, 0, 0
    covered = Image.new("1", (shape[1], shape[0]))
    pen = ImageDraw.Draw(covered)
    for line in lines:
        if line.text:
            pen.polygon([(x / factor, y / factor) for x, y in line.quad], fill=1)
    tall, wide = marks.bottom - marks.top, marks.right - marks.left
    read = np.asarray(covered)[(marks.top + marks.bottom) // 2, (marks.left + marks.right) // 2]
    glyph = (tall >= 0.3 * height) & (tall <= 2.5 * height) & (wide <= 3 * height) & (marks.area >= 6)
    dash = (tall < 0.2 * height) & (wide >= 0.2 * height) & (wide <= 0.9 * height) & (marks.area >= 3)
    return int((glyph & ~read).sum()), int((glyph & read).sum()), int((dash & ~read).sum())
