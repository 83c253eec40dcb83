"""Blanks that a recogniser did not write, found by the gaps in the ink."""

from __future__ import annotations

from itertools import pairwise

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
    text, characters, places = [reading.text[0]], [reading.characters[0]], [reading.places[0]]
    for i, gap in enumerate(gaps, 1):
        before, after = reading.text[i - 1], reading.text[i]
        far = limit * (_FIGURE if _figure(before) and _figure(after) else 1.0)
        if pitches[i - 1] > 1.6 * pitch if even and gap else gap > far:
            text.append(" ")
            characters.append(min(reading.characters[i - 1], reading.characters[i]))
            places.append((reading.places[i - 1] + reading.places[i]) / 2)
        text.append(reading.text[i])
        characters.append(reading.characters[i])
        places.append(reading.places[i])
    return Reading(text="".join(text), characters=tuple(characters), places=tuple(places))


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
