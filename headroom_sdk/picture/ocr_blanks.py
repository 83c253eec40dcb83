"""Blanks that a recogniser did not write, found by the gaps in the ink."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np
import numpy.typing as npt
from PIL import Image

from .ocr_reading import Reading

_INK = 0.25
"""A column with a mark darker (or lighter) than its surroundings by this part of the strip's contrast has ink."""
_NARROWEST = 0.12
"""Narrowest blank between words, as a part of the strip's height."""
_MUCH_WIDER = 2.0
_FIGURE = 1.7
"""Inside a figure a gap must be wider by so much: digits and points stand apart anyway."""
_APART = 0.36
"""A letter and a digit further apart than this part of the strip's height are two words: ``1 X``; those of one
word (``15mm``, ``B019``) stood closer on receipts and on drawn pages."""
_JUNCTION = re.compile(r"[A-Za-zÀ-ɏ](?=\d)|\d(?=[A-Za-zÀ-ɏ])")


def with_blanks(reading: Reading, strip: Image.Image) -> Reading:
    """*reading* with a blank wherever letters stand further apart than the line's letters do; *strip* is the
    level stretch of the picture that was read."""
    if len(reading.text) < 3:
        return reading
    empty = _empty(np.asarray(strip.convert("L"), np.float32))
    gaps = [
        0
        if " " in (reading.text[i], reading.text[j])
        else _widest(empty, reading.places[i], reading.places[j])
        for i, j in pairwise(range(len(reading.text)))
    ]
    known = [g for g in gaps if g]
    if not known:
        return reading
    limit = max(_NARROWEST * strip.height, _MUCH_WIDER * float(np.median(known)) + 1.5)
    pitches = np.diff(reading.places)
    pitch = float(np.median(pitches))
    even = bool((np.abs(pitches - pitch) < 0.25 * pitch).mean() > 0.7)
    blanks: list[int] = []
    for i, gap in enumerate(gaps, 1):
        before, after = reading.text[i - 1], reading.text[i]
        far = limit * (_FIGURE if _figure(before) and _figure(after) else 1.0)
        if pitches[i - 1] > 1.6 * pitch if even and gap else gap > far:
            blanks.append(i)
    return _parted(reading, blanks)


def with_blanks_at_digits(reading: Reading, strip: Image.Image) -> Reading:
    """*reading* with the blanks between letters and digits that the recogniser left out."""
    junctions = [match.end() for match in _JUNCTION.finditer(reading.text)]
    if not junctions:
        return reading
    empty = _empty(np.asarray(strip.convert("L"), np.float32))
    gaps = {
        i: _widest(empty, reading.places[i - 1], reading.places[i])
        for i in range(1, len(reading.text))
        if " " not in reading.text[i - 1 : i + 1]
    }
    inside = [gap for i, gap in gaps.items() if i not in junctions]
    # In spaced-out type every gap is wide.
    far = max(_APART * strip.height, _MUCH_WIDER * median(inside) if inside else 0.0)
    return _parted(reading, [i for i in junctions if gaps[i] > far])


def _parted(reading: Reading, blanks: Sequence[int]) -> Reading:
    """*reading* with a blank before each of the characters at *blanks*, in ascending order."""
    text, characters, places = reading.text, list(reading.characters), list(reading.places)
    for i in reversed(blanks):
        text = f"{text[:i]} {text[i:]}"
        characters.insert(i, min(characters[i - 1], characters[i]))
        places.insert(i, (places[i - 1] + places[i]) / 2)
    return Reading(text=text, characters=tuple(characters), places=tuple(places))


def _figure(character: str) -> bool:
    return character.isdigit() or character in ".,:-/"


def _empty(grey: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Columns without ink. The rows at the edges may belong to neighbouring lines."""
    inner = grey[5:-5]
    ground = float(np.median(inner))
    away = np.abs(inner - ground)
    contrast = float(np.percentile(away, 99))
    empty: npt.NDArray[np.bool_] = (away > _INK * max(contrast, 20.0)).sum(axis=0) == 0
    return empty


def _widest(empty: npt.NDArray[np.bool_], start: float, stop: float) -> int:
    """The longest run of empty columns between two places."""
    inside = empty[int(start * len(empty)) : int(stop * len(empty)) + 1]
    edges = np.flatnonzero(np.diff(np.r_[False, inside, False].astype(np.int8)))
    return int(np.max(edges[1::2] - edges[::2])) if len(edges) else 0
