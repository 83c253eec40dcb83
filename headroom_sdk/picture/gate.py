"""Whether what was read can stand for the picture.

A mean confidence cannot tell: it mostly says what kind of document this is, and what was not read is missing
from it. What can is the least certain character of each word. How often a word is right by that confidence was
counted on receipts, typescripts and drawn documents (``docs/ocr.md``); here the expectation over the page is
held against a bar, for words and for figures apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .code import looks_like_code
from .lines import Line
from .survey import Survey

_CERTAINTY = (0.0, 0.5, 0.55, 0.7, 0.85, 0.925, 0.965, 0.985, 0.9925, 0.997, 0.9995)
_WORD_RIGHT = (0.1, 0.3, 0.6, 0.65, 0.78, 0.84, 0.92, 0.935, 0.955, 0.975, 0.99)
_FIGURE_RIGHT = (0.1, 0.2, 0.35, 0.5, 0.6, 0.75, 0.83, 0.85, 0.92, 0.965, 0.99)
"""Share of words, and of words with digits, that were right by their least certain character."""

_SMALLEST_TEXT = 9.0
_LEAST_GROUND = 0.75
_MOST_NOISE = 8.0
_STRANGE = 0.005
_TOKEN = re.compile(r"[^\W_]+(?:[.,][^\W_]+)*")
_LOST_POINT = re.compile(r"\D{0,3}\d+ \d\d\D{0,1}")
"""A line that is nothing but ``57 50`` is an amount that lost its point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """What must be expected of a page: shares (0–1) of right words and right figures, and at most so much that
    looks like text and was not read."""

    words: float = 0.955
    numbers: float = 0.94
    unread: float = 0.05


CAREFUL = Bars()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """``reason`` says why not, or how sure. ``confidence`` is the expected share (0–1) of right words or of right
    figures, whichever is lower."""

    accepted: bool
    reason: str
    confidence: float


def judge(
    lines: Sequence[Line], looks: Survey, *, keeps_blanks: bool = True, bars: Bars = CAREFUL
) -> Verdict:
    """Whether *lines* can stand for the picture that *looks* so; their order does not matter.

    *keeps_blanks* is the reader's: text whose blanks are guessed is never accepted.
    """
    words, numbers = expected(lines)
    confidence = min(words, numbers) * (1 - looks.unread) if any(line.text for line in lines) else 0.0
    refusal = _refusal(lines, looks, keeps_blanks, bars, words, numbers)
    if refusal is not None:
        return Verdict(accepted=False, reason=refusal, confidence=confidence)
    sure = f"text read surely: {words:.1%} of words and {numbers:.1%} of figures expected right"
    return Verdict(accepted=True, reason=sure, confidence=confidence)


def expected(lines: Sequence[Line]) -> tuple[float, float]:
    """The shares (0–1) of words and of figures that can be expected to be right; 1 of none."""
    words, figures = sorted(_rights(lines, figures=False)), sorted(_rights(lines, figures=True))
    return (sum(words) / len(words) if words else 1.0, sum(figures) / len(figures) if figures else 1.0)


def _rights(lines: Sequence[Line], *, figures: bool) -> Iterator[float]:
    for line in lines:
        lost_point = _LOST_POINT.fullmatch(line.text) is not None
        known = len(line.characters) == len(line.text)
        for token in _TOKEN.finditer(line.text):
            if any(c.isdigit() for c in token[0]) != figures:
                continue
            sure = min(line.characters[token.start() : token.end()]) if known else line.confidence
            right = _at(sure, _FIGURE_RIGHT if figures else _WORD_RIGHT)
            yield min(right, 0.5) if lost_point else right


def _at(sure: float, right: Sequence[float]) -> float:
    """The counted share at this certainty, in a straight line between the counts."""
    i = bisect_right(_CERTAINTY, sure)
    if i == 0 or i == len(_CERTAINTY):
        return right[min(i, len(right) - 1)]
    low, high = _CERTAINTY[i - 1], _CERTAINTY[i]
    return right[i - 1] + (right[i] - right[i - 1]) * (sure - low) / (high - low)


def _refusal(
    lines: Sequence[Line], looks: Survey, keeps_blanks: bool, bars: Bars, words: float, numbers: float
) -> str | None:
    text = "".join(line.text for line in lines)
    if not any(c.isalnum() for c in text):
        return "no text was read"
    if not keeps_blanks:
        return "this reader guesses the blanks between words; rapidocr 3 keeps them: extra ocr"
    if looks.small_text < _SMALLEST_TEXT:
        return f"some text is only {looks.small_text:.0f} pixels high"
    if looks.ground < _LEAST_GROUND:
        return "the picture holds much besides text"
    if looks.noise > _MOST_NOISE:
        return "the picture is too noisy"
    if looks.unread > bars.unread:
        return f"{looks.unread:.0%} of what looks like text was not read"
    if looks_like_code(lines):
        return "code or a terminal: lone brackets and commas get lost unnoticed"
    if _strange(text):
        return "letters of another script among the text"
    if words < bars.words:
        return f"only {words:.1%} of the words can be expected to be right"
    if numbers < bars.numbers:
        return f"only {numbers:.1%} of the figures can be expected to be right"
    return None


def _strange(text: str) -> bool:
    """Whether a few letters are of a script that the rest is not of: misread marks, or a script that the weights
    do not know."""
    letters = [c for c in text if c.isalpha()]
    eastern = sum(c >= "\u2e80" for c in letters)
    return "\ufffd" in text or _STRANGE < min(eastern, len(letters) - eastern) / max(len(letters), 1) < 0.2
