"""How good an answer is, and how sure one can be of a share: exact match, ANLS, relaxed numbers, intervals."""

from __future__ import annotations

import math
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from statistics import mean

TOLERANCE = 0.05
"""Of a number, as benchmarks on charts allow."""
ANLS_FLOOR = 0.5
"""An answer less alike than this counts as wrong (DocVQA's threshold)."""


def plain(text: str) -> str:
    """Lower case, one blank between words, no article and no punctuation at the ends."""
    text = " ".join(unicodedata.normalize("NFKC", text).casefold().split()).strip(" .,:;!?\"'`*")
    return re.sub(r"^(?:the|a|an)\s+", "", text)


def exact(said: str, answers: Sequence[str]) -> float:
    """1 if *said* is one of *answers*."""
    return float(plain(said) in {plain(a) for a in answers})


def anls(said: str, answers: Sequence[str]) -> float:
    """1 less the edit distance as a part of the longer text; 0 where less than half is alike."""
    best = max(
        1 - _distance(plain(said), plain(a)) / max(len(plain(said)), len(plain(a)), 1) for a in answers
    )
    return best if best >= ANLS_FLOOR else 0.0


def numeric(said: str, answers: Sequence[str]) -> float:
    """1 if the first number in *said* is within 5 % of an answer's; without numbers, as :func:`exact`."""
    wanted = [n for n in map(_number, answers) if n is not None]
    if not wanted:
        return exact(said, answers)
    got = _number(said)
    return float(got is not None and any(abs(got - w) <= TOLERANCE * abs(w) for w in wanted))


SCORES: dict[str, Callable[[str, Sequence[str]], float]] = {"exact": exact, "anls": anls, "numeric": numeric}


def interval(values: Sequence[float], rounds: int = 2000) -> tuple[float, float]:
    """The 95 % interval of their mean, by drawing anew from them."""
    if not values:
        return (math.nan, math.nan)
    rng = random.Random(0)
    means = sorted(mean(rng.choices(values, k=len(values))) for _ in range(rounds))
    return means[int(rounds * 0.025)], means[int(rounds * 0.975)]


def _number(text: str) -> float | None:
    found = re.search(r"-?\d[\d.,' ]*", text)
    if not found:
        return None
    digits = found.group().rstrip("., '").replace("'", "").replace(" ", "")
    comma, point = digits.rfind(","), digits.rfind(".")
    # The last separator is the decimal one, unless it parts thousands.
    if comma > point:
        decimal = len(digits) - comma - 1 != 3 or (digits.count(",") == 1 and point >= 0)
        digits = digits.replace(".", "").replace(",", "." if decimal else "")
    else:
        digits = digits.replace(",", "")
        if digits.count(".") > 1:
            digits = digits.replace(".", "")
    try:
        return float(digits)
    except ValueError:
        return None


def _distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]
