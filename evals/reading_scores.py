"""How far a read text is from the true one."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import numpy as np

_SAME = str.maketrans("‘’‚“”„–—−•·×", '\'\',"""----.x')


def plain(text: str) -> str:
    """Without differences that no reader of the text would notice."""
    return unicodedata.normalize("NFKC", text).translate(_SAME)


def words(text: str) -> Counter[str]:
    return Counter(plain(text).split())


def alphanumerics(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", plain(text)))


def numbers(text: str) -> Counter[str]:
    """Figures with their separators, and alphanumeric codes: ``1,337.50``, ``G8``, ``2024``."""
    found = re.findall(r"[^\W_]+(?:[.,][^\W_]+)*", plain(text))
    return Counter(t for t in found if any(c.isdigit() for c in t))


def share(part: Counter[str], whole: Counter[str]) -> tuple[int, int]:
    """How many of *whole* are in *part*, and how many there are."""
    return sum((part & whole).values()), sum(whole.values())


def pairs_kept(text: str, pairs: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """How many keys share a line with their value."""
    squeezed = ["".join(plain(line).split()) for line in text.split("\n")]
    wanted = [("".join(plain(k).split()), "".join(plain(v).split())) for k, v in pairs]
    kept = sum(any(k in line and v in line for line in squeezed) for k, v in wanted)
    return kept, len(wanted)


def order_error(text: str, truth: str) -> float:
    """Edit distance by character, blanks and line ends alike, as a part of the truth's length."""
    a, b = " ".join(plain(text).split()), " ".join(plain(truth).split())
    if not b:
        return float(bool(a))
    goal = np.frombuffer(b.encode("utf-32-le"), np.uint32)
    steps = np.arange(len(goal) + 1)
    before = steps.copy()
    for i, c in enumerate(a, 1):
        row = np.minimum(before[1:] + 1, before[:-1] + (goal != ord(c)))
        # An insertion carries on from its left neighbour: the running minimum of (cost - place) gives all at once.
        before = np.minimum.accumulate(np.concatenate(([i], row)) - steps) + steps
    return float(before[-1]) / len(goal)
