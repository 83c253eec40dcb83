"""What a question asks for, as far as its words say so."""

from __future__ import annotations

import re
from pathlib import Path


def _patterns() -> dict[str, re.Pattern[str]]:
    lines = Path(__file__).with_name("intents.txt").read_text("utf-8").splitlines()
    named = (line.split(": ", 1) for line in lines if line and not line.startswith("#"))
    return {name: re.compile(pattern) for name, pattern in named}


_PATTERNS = _patterns()

NAMES = tuple(_PATTERNS)

_TAMPERING = re.compile(
    r"\bignore (all |any )?(of )?(the |your |my )?(previous|prior|above|earlier)\b"
    r"|\bdisregard (all|any|the|previous|prior)\b"
    r"|\bfull[_ ]low\b|\bheadroom\b|\btranscode\b|\brouter\b.{0,40}\b(choose|pick|use|select|output|return|say)\b"
    r"|\b(choose|pick|use|select|set)\b.{0,40}\b(low(est)? (detail|resolution)|detail ?[:=] ?low|technique)\b"
)


def intents(lower: str) -> tuple[bool, ...]:
    """Which of :data:`NAMES` *lower*, a text in lower case, shows."""
    return tuple(pattern.search(lower) is not None for pattern in _PATTERNS.values())


def tampers(lower: str) -> bool:
    """Whether *lower* speaks to whoever decides, not about the picture."""
    return _TAMPERING.search(lower) is not None
