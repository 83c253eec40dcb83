"""How a router fares on pairs: what it would send, and whether the answer survives that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from headroom_sdk.routing.legible import Floor, readable

from .pairs import Pair
from .pictures import Sample

LOW = 512
LARGER = (768, 1024, 1536)
WORTH = 0.7
"""A larger picture is sent smaller only if that takes this much of its side, or more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is sent for one pair, and whether the answer survives; ``possible`` says that something else than the
    original could have been sent."""

    technique: str
    kept: bool
    saved: bool
    possible: bool


def edges(sample: Sample, floor: Floor) -> tuple[int | None, int | None]:
    """The smallest worthwhile longest sides at which words, and exact letters, can still be read."""
    words = exact = None
    for edge in (LOW, *LARGER):
        if edge > WORTH * max(sample.look.size):
            break
        clear, sharp = readable(sample.look, edge, floor)
        words = edge if clear and words is None else words
        exact = edge if sharp and exact is None else exact
    return words, exact


def verdict(p: np.ndarray, pair: Pair, sample: Sample, floor: Floor, bars: Mapping[str, float]) -> Verdict:
    """What is sent where *p* are the probabilities of the five answers, in the usual order of what is cheapest."""
    words, exact = edges(sample, floor)
    large = max(sample.look.size) >= LOW / WORTH
    need = pair.outcome.need
    options: list[tuple[str, float, bool]] = []
    if large:
        options.append(("full_low", p[0], need == 0))
    for edge, chance, kept in ((words, p[1], need <= 1), (exact, p[2], need <= 2)):
        if edge is not None and edge <= LARGER[0]:
            options.append(("full_low", chance, kept))
    options.append(("transcode", p[4], pair.outcome.transcode == 1 or pair.outcome.transcode == -1))
    for edge, chance, kept in ((words, p[1], need <= 1), (exact, p[2], need <= 2)):
        if edge is not None and edge > LARGER[0]:
            options.append(("full_low", chance, kept))
    options.append(("crop", p[3], pair.outcome.crop != 0))
    sure = (
        pair.outcome.transcode == 1
        or pair.outcome.crop == 1
        or any(k for t, _, k in options if t == "full_low")
    )
    for technique, chance, kept in options:
        if chance >= bars[technique]:
            return Verdict(technique=technique, kept=kept, saved=kept, possible=sure)
    return Verdict(technique="preserve", kept=True, saved=False, possible=sure)


def verdicts(
    p: np.ndarray, pairs: Sequence[Pair], pictures: Sequence[Sample], floor: Floor, bars: Mapping[str, float]
) -> list[Verdict]:
    return [
        verdict(row, pair, pictures[pair.picture], floor, bars) for row, pair in zip(p, pairs, strict=True)
    ]


def told(found: Sequence[Verdict]) -> str:
    """Unsafe and saving rates in words."""
    unsafe = np.mean([not v.kept for v in found])
    possible = [v for v in found if v.possible]
    saving = np.mean([v.saved for v in possible]) if possible else 0.0
    return f"n {len(found)}, unsafe {unsafe:.1%}, saving {saving:.1%} of {len(possible) / max(1, len(found)):.0%}"
