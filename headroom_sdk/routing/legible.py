"""At which sizes of a whole picture its text can still be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .features import Look

UNSURE = 1.3
"""Text whose height was hard to measure has to be this much taller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """The least height of an x, in pixels as the model sees them, for words in context and for exact letters."""

    words: float
    exact: float


def strictest(floors: Mapping[str, Floor]) -> Floor:
    """What every family of models can read."""
    return Floor(words=max(f.words for f in floors.values()), exact=max(f.exact for f in floors.values()))


def readable(look: Look, edge: int, floor: Floor) -> tuple[bool, bool]:
    """Whether words, and exact letters, can be read where the longest side is *edge* pixels. Where no text was
    measured there is none that could be vouched for."""
    scale = edge / max(look.size)
    if scale >= 1:
        return True, True
    if not look.small:
        return False, False
    seen = look.small * scale / (UNSURE if look.unsure else 1)
    # The smallest print of a page is seldom what is asked about in words; it is for amounts and numbers.
    usual = min(look.typical * scale, 1.25 * look.small * scale) / (UNSURE if look.unsure else 1)
    return usual >= floor.words, seen >= floor.exact
