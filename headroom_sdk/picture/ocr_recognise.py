"""What a line of text says: its strip of pixels through the network, and characters with their places out."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from .lines import Line, Point, Quad, bounds
from .ocr_blanks import with_blanks, with_blanks_at_digits
from .ocr_reading import Reading

_HEIGHT = 48
_STEP = 8
"""Pixels of the 48-pixel-high strip that one step of the network's output stands for."""
_WIDEST = 4800
_GLUED = re.compile(r"[^\W\d_]{15}")
"""No blank in so many letters: a long word, or several of a fancy type; the ink decides."""
_WIDE_GAP = 1.6
"""A gap without text of so many line heights ends a line: cells of a table that the detector joined."""


class Recogniser:
    """Reads lines of text; one instance serves any number of threads."""

    def __init__(self, session: Any, alphabet: Sequence[str], *, keeps_blanks: bool) -> None:
        self._keeps_blanks = keeps_blanks
        self._session = session
        self._input = session.get_inputs()[0].name
        self._alphabet = ("", *alphabet, " ")

    def __call__(self, image: Image.Image, quad: Quad) -> Reading:
        """Read the stretch of *image* (RGB) inside *quad*, whose first corner begins the text."""
        strip = cut(image, quad)
        data = np.asarray(strip, np.float32)[..., ::-1].transpose(2, 0, 1)[None]
        data = data * np.float32(1 / 127.5) - np.float32(1)
        steps = self._session.run(None, {self._input: np.ascontiguousarray(data)})[0][0]
        reading = self._decoded(steps)
        if self._keeps_blanks and _GLUED.search(reading.text) is None:
            return with_blanks_at_digits(reading, strip)
        return with_blanks(reading, strip)

    def _decoded(self, steps: npt.NDArray[np.float32]) -> Reading:
        best = steps.argmax(axis=1)
        sure = steps[np.arange(len(best)), best]
        new = (best != 0) & np.r_[True, best[1:] != best[:-1]]
        at = np.flatnonzero(new)
        text: list[str] = []
        characters: list[float] = []
        places: list[float] = []
        for i in at.tolist():
            for character in self._alphabet[best[i]]:
                text.append(character)
                characters.append(min(float(sure[i]), 1.0))
                places.append((i + 0.5) / len(best))
        first, after = 0, len(text)
        while first < after and text[first].isspace():
            first += 1
        while after > first and text[after - 1].isspace():
            after -= 1
        return Reading(
            text="".join(text[first:after]),
            characters=tuple(characters[first:after]),
            places=tuple(places[first:after]),
        )


def cut(image: Image.Image, quad: Quad) -> Image.Image:
    """The stretch inside *quad*, level and 48 pixels high."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad
    length = max(math.hypot(x1 - x0, y1 - y0), math.hypot(x2 - x3, y2 - y3), 1.0)
    across = max(math.hypot(x3 - x0, y3 - y0), math.hypot(x2 - x1, y2 - y1), 1.0)
    size = (min(max(32, math.ceil(_HEIGHT * length / across)), _WIDEST), _HEIGHT)
    left, top, right, bottom = bounds(quad)
    if x0 == x3 == left and y0 == y1 == top and x1 == x2 == right and y2 == y3 == bottom:
        return image.resize(size, Image.Resampling.BILINEAR, box=_inside(quad, image))
    corners = (x0, y0, x3, y3, x2, y2, x1, y1)
    level = image.transform(
        (math.ceil(length), math.ceil(across)), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC
    )
    return level.resize(size, Image.Resampling.BILINEAR)


def _inside(quad: Quad, image: Image.Image) -> tuple[float, float, float, float]:
    left, top, right, bottom = bounds(quad)
    left, top = min(left, image.width - 1.0), min(top, image.height - 1.0)
    return (left, top, max(right, left + 1.0), max(bottom, top + 1.0))


def lines(quad: Quad, reading: Reading, gutters: Collection[int] = ()) -> list[Line]:
    """The reading as lines, parted at wide gaps and at the blanks that are *gutters*."""
    if not reading.text:
        return [Line(quad=quad, text="", confidence=0.0)]
    whole = Line(quad=quad, text=reading.text, confidence=reading.confidence, characters=reading.characters)
    wide = _WIDE_GAP * whole.height / max(whole.width, 1.0)
    marks = [i for i, c in enumerate(reading.text) if not c.isspace()]
    cuts = [
        (a + 1, b, (reading.places[a] + reading.places[b]) / 2, reading.places[b] - reading.places[a])
        for a, b in pairwise(marks)
        if reading.places[b] - reading.places[a] > wide or a + 1 in gutters
    ]
    if not cuts:
        return [whole]
    out: list[Line] = []
    begin, start = 0, 0.0
    half = 0.35 * whole.height / max(whole.width, 1.0)
    for end, following, middle, gap in [*cuts, (len(reading.text), 0, 1.0, 2 * half)]:
        stop = middle - gap / 2 + half
        characters = reading.characters[begin:end]
        out.append(
            Line(
                quad=_part(quad, start, min(stop, 1.0)),
                text=reading.text[begin:end],
                confidence=sum(characters) / len(characters),
                characters=characters,
            )
        )
        begin, start = following, middle + gap / 2 - half
    return out


def _part(quad: Quad, start: float, stop: float) -> Quad:
    a, b, c, d = quad
    return (_between(a, b, start), _between(a, b, stop), _between(d, c, stop), _between(d, c, start))


def _between(a: Point, b: Point, part: float) -> Point:
    return (a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part)
