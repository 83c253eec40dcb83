"""Letters and digits that look alike: ``0.75l`` read as ``0.751``, ``0.5`` as ``o.5``, ``Olive`` as ``0live``.

A recogniser takes the l for a 1 because digits stand before it, and is sure of it. The page can tell: in its
type an l looks like its other l's, and a 1 like its other 1's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from PIL import Image

from .components import components
from .lines import Line, Quad
from .ocr_reading import Reading
from .ocr_recognise import cut

_DECIMAL = re.compile(r"(?<![\w.,:/-])\d+[.,]\d*1(?![.,]?\w|[:/-])")
_WHOLE = re.compile(r"(?<![\w.,:/-])\d{1,2}1(?![.,]?\w|[:/-])")
_ZERO = re.compile(r"(?<![\w.,])[oO](?=[.,]\d+(?!\w))")
_CAPITAL = re.compile(r"(?<![\w.,])0(?=[a-z]{4,}(?!\w))")
_CERTAIN = 0.99995
"""A 1 that looks like one is read this surely; an l among digits hardly ever is."""
_DOUBTED = 0.995
_WORD = re.compile(r"(?<![\w.,])[^\W\d_]{3,}(?!\w)")
_FIGURE = re.compile(r"(?<![\w.,/-])\d[\d.,]*\d(?![\w.,/-])")
_WITNESS = 0.9
"""Least confidence of a character that others are compared with."""
_WITNESSES = 10
_LIKE = 0.85
_VERY_LIKE = 0.95
_CLEARER = (0.05, 0.03, 0.01)
"""By so much more like an l than like a 1, if neither, one or both hold: the recogniser was in doubt, a decimal
point stands before (an 11 is seldom one litre). On drawn pages of 50 fonts no 1 was more like an l; on worn
receipts some are."""
_SETTLED = 0.997
_UNSURE = 0.5

_SIDE = 32
_REACH = 48
"""Pixels of a 48-pixel-high strip to either side of a character in which its mark is looked for."""

Shape = npt.NDArray[np.float32]
Read = tuple[Quad, Reading]


def settled(image: Image.Image, read: Sequence[Read]) -> list[Read]:
    """The readings, with a last 1 of a figure put right where it is the page's l, and marked as unsure where it
    is as much like the one as like the other; an o before a decimal point is a nought, and a nought before the
    rest of a word is an O."""
    read = [
        (quad, replace(reading, text=_CAPITAL.sub("O", _ZERO.sub("0", reading.text))))
        for quad, reading in read
    ]
    out = list(read)
    suspects = [(i, *found) for i, (_, reading) in enumerate(read) for found in _suspects(reading)]
    if not suspects:
        return out
    letters, digits = list(_places(read, _WORD, "l")), list(_places(read, _FIGURE, "1"))
    shape = _shapes(image, read)
    for i, k, decimal in suspects:
        mark = shape(i, k)
        if mark is None or not letters:
            continue
        letter = _likeness(mark, _near(read, i, letters), shape)
        digit = _likeness(mark, _near(read, i, digits), shape)
        quad, reading = out[i]
        doubted = reading.characters[k] < _DOUBTED
        if letter < (_LIKE if doubted else _VERY_LIKE):
            continue
        if digit and letter > digit + _CLEARER[decimal + doubted]:
            out[i] = (quad, _with(reading, k, "l"))
        elif decimal and doubted and letter > digit:
            out[i] = (quad, _with(reading, k, None))
    return out


def _suspects(reading: Reading) -> Iterator[tuple[int, bool]]:
    """Places of a last 1, and whether a decimal point stands before it."""
    for token in (_DECIMAL, _WHOLE):
        for match in token.finditer(reading.text):
            if reading.characters[match.end() - 1] < _CERTAIN:
                yield match.end() - 1, token is _DECIMAL


def _places(read: Sequence[Read], token: re.Pattern[str], character: str) -> Iterator[tuple[int, int]]:
    """Where *character* was read surely, within a *token*; the last of a figure may itself be wrong."""
    for i, (_, reading) in enumerate(read):
        for match in token.finditer(reading.text):
            for k in range(match.start(), match.end() - (character == "1")):
                if reading.text[k] == character and reading.characters[k] > _WITNESS:
                    yield i, k


def _near(read: Sequence[Read], i: int, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those in lines of about the same height, which are likely to be of the same type."""
    height = Line(quad=read[i][0], text="", confidence=0.0).height

    def away(place: tuple[int, int]) -> tuple[bool, float, tuple[int, int]]:
        other = Line(quad=read[place[0]][0], text="", confidence=0.0).height
        return (place[0] != i, abs(other - height), place)

    return sorted(places, key=away)[:_WITNESSES]


def _shapes(image: Image.Image, read: Sequence[Read]) -> Callable[[int, int], Shape | None]:
    strips: dict[int, Shape] = {}
    known: dict[tuple[int, int], Shape | None] = {}

    def shape(i: int, k: int) -> Shape | None:
        if (i, k) not in known:
            quad, reading = read[i]
            if i not in strips:
                strips[i] = np.asarray(cut(image, quad).convert("L"), np.float32)
            known[i, k] = _shape(strips[i], reading.places[k])
        return known[i, k]

    return shape


def _shape(strip: Shape, place: float) -> Shape | None:
    """The mark at *place*, drawn to one height; ``None`` where it touches its neighbours."""
    at = place * strip.shape[1]
    first = max(0, int(at) - _REACH)
    window = strip[:, first : int(at) + _REACH]
    away = np.abs(window - np.median(window))
    peak = max(float(np.percentile(away, 98)), 20.0)
    marks = components(away > 0.5 * peak)
    tall, wide = marks.bottom - marks.top, marks.right - marks.left
    beside = np.maximum(np.maximum(marks.left - (at - first), at - first - marks.right), 0)
    fitting = np.flatnonzero((tall > strip.shape[0] // 4) & (beside <= 6))
    if not len(fitting):
        return None
    centre = np.abs((marks.left + marks.right)[fitting] / 2 - (at - first))
    i = int(fitting[int(np.lexsort((centre, beside[fitting]))[0])])
    if wide[i] > 0.8 * tall[i]:
        return None
    grey = np.clip(away[marks.top[i] : marks.bottom[i], marks.left[i] : marks.right[i]] / peak, 0, 1)
    width = max(1, round(_SIDE * int(wide[i]) / int(tall[i])))
    small = Image.fromarray((grey * 255).astype(np.uint8)).resize((width, _SIDE), Image.Resampling.BILINEAR)
    out = np.zeros((_SIDE, _SIDE + 4), np.float32)
    left = (out.shape[1] - width) // 2
    out[:, left : left + width] = np.asarray(small, np.float32) / 255
    return out


def _likeness(
    mark: Shape, places: Sequence[tuple[int, int]], shape: Callable[[int, int], Shape | None]
) -> float:
    """Correlation (0–1) with the most alike of the marks at *places*; 0 without any."""
    others = [s for s in (shape(i, k) for i, k in places) if s is not None]
    shifted = [np.roll(other, step, axis=1) for other in others for step in (-2, -1, 0, 1, 2)]
    return max(
        (float((mark * s).sum() / np.sqrt((mark * mark).sum() * (s * s).sum())) for s in shifted), default=0.0
    )


def _with(reading: Reading, k: int, character: str | None) -> Reading:
    """The reading with another character at *k*, or with that place marked as unsure."""
    sure = _UNSURE if character is None else _SETTLED
    characters = (*reading.characters[:k], min(reading.characters[k], sure), *reading.characters[k + 1 :])
    if character is None:
        return replace(reading, characters=characters)
    characters = (*reading.characters[:k], sure, *reading.characters[k + 1 :])
    return replace(reading, text=reading.text[:k] + character + reading.text[k + 1 :], characters=characters)
