"""How much text a picture holds, told from its marks in a few milliseconds, before anything is read."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from .components import components
from .survey import inked

_LONG_SIDE = 600
"""At this size the letters of a word run together, and its width tells how many there are."""
_LETTER = 0.55
"""Width of a letter as a part of its word's height."""


def estimate_length(image: Image.Image) -> int:
    """About how many characters *image* (upright, RGB) shows, blanks included: within a third either way on nine
    documents in ten; far too many on photos."""
    factor = max(1, math.ceil(max(image.size) / _LONG_SIDE))
    ink, _ = inked(np.asarray(image.reduce(factor).convert("L"), np.int16))
    marks = components(ink)
    tall, wide = marks.bottom - marks.top, marks.right - marks.left
    words = (marks.area >= 3) & (tall >= 3) & (tall < ink.shape[0] / 8) & (wide < ink.shape[1] / 4)
    letters = np.maximum(1.0, wide[words] / (_LETTER * tall[words]))
    return round(float(letters.sum()))
