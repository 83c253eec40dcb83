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


Option = tuple[str, float, bool, bool]
"""A technique, the probability said of it, whether it keeps the answer, and whether that is known."""


def options(p: np.ndarray, pair: Pair, sample: Sample, floor: Floor) -> list[Option]:
    """What could be sent where *p* are the probabilities of the five answers, as a rule the cheapest first."""
    words, exact = edges(sample, floor)
    need, crop, transcode = pair.outcome.need, pair.outcome.crop, pair.outcome.transcode
    legible: list[tuple[int, Option]] = []
    if max(sample.look.size) >= LOW / WORTH:
        legible.append((LOW, ("full_low", p[0], need == 0, True)))
    for edge, chance, kept in ((words, p[1], need <= 1), (exact, p[2], need <= 2)):
        if edge is not None:
            legible.append((edge, ("full_low", chance, kept, True)))
    return [
        *(option for edge, option in legible if edge <= LARGER[0]),
        ("transcode", p[4], transcode == 1, transcode >= 0),
        *(option for edge, option in legible if edge > LARGER[0]),
        ("crop", p[3], crop == 1, crop >= 0),
    ]


def verdict(p: np.ndarray, pair: Pair, sample: Sample, floor: Floor, bars: Mapping[str, float]) -> Verdict:
    """What is sent, the first option over its bar. What is not known to keep or lose the answer is neither saved nor
    unsafe."""
    found = options(p, pair, sample, floor)
    possible = any(kept for _, _, kept, _ in found)
    for technique, chance, kept, known in found:
        if chance >= bars[technique]:
            return Verdict(technique=technique, kept=kept or not known, saved=kept, possible=possible)
    return Verdict(technique="preserve", kept=True, saved=False, possible=possible)


def verdicts(
    p: np.ndarray, pairs: Sequence[Pair], pictures: Sequence[Sample], floor: Floor, bars: Mapping[str, float]
) -> list[Verdict]:
    return [
        verdict(row, pair, pictures[pair.picture], floor, bars) for row, pair in zip(p, pairs, strict=True)
    ]


def low_bar(
    p: np.ndarray,
    pairs: Sequence[Pair],
    pictures: Sequence[Sample],
    floor: Floor,
    unsafe: float,
    least: float,
) -> float:
    """The lowest bar, not under *least*, at which sending whole pictures smaller loses no more than *unsafe* (0–1) of
    the answers of all pairs."""
    rows = [
        [o for o in options(row, pair, pictures[pair.picture], floor) if o[0] == "full_low"]
        for row, pair in zip(p, pairs, strict=True)
    ]
    for bar in np.arange(least, 1.0, 0.01):
        taken = [next((o for o in row if o[1] >= bar), None) for row in rows]
        if np.mean([o is not None and o[3] and not o[2] for o in taken]) <= unsafe:
            return round(float(bar), 3)
    return 1.01


def told(found: Sequence[Verdict]) -> str:
    """Unsafe and saving rates in words."""
    unsafe = np.mean([not v.kept for v in found])
    possible = [v for v in found if v.possible]
    saving = np.mean([v.saved for v in possible]) if possible else 0.0
    return f"n {len(found)}, unsafe {unsafe:.1%}, saving {saving:.1%} of {len(possible) / max(1, len(found)):.0%}"
