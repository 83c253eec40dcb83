"""The line of text that says what a composed picture is made of."""

from __future__ import annotations

from .compose import Arrangement, Placed
from .types import Box, Size

OPENING = "[cropped image]"


def note(arrangement: Arrangement, words: tuple[str, ...], size: Size) -> str:
    """What each part of *arrangement* is, in pixels of the original of *size* and in *words*, one for each region;
    a part beyond them is the whole."""
    told = ", ".join(
        f"{_place(part, arrangement)} = {_what(part.box, words[n]) if n < len(words) else 'all that it shows, reduced'}"
        for n, part in enumerate(arrangement.parts)
    )
    return f"{OPENING} of {size[0]}x{size[1]} px: {told}"


def _what(box: Box, words: str) -> str:
    x, y, width, height = box
    return f"its {words} (x {x}-{x + width}, y {y}-{y + height})"


def _place(part: Placed, arrangement: Arrangement) -> str:
    (x, y), (width, height), (w, h) = part.at, part.size, arrangement.size
    if len(arrangement.parts) == 1:
        return "this image"
    across = "left" if x == 0 and width < 0.9 * w else "right" if x > 0 else ""
    down = (
        "top"
        if y == 0 and height < 0.9 * h
        else "bottom"
        if y + height > 0.9 * h and y > 0
        else "middle"
        if y > 0
        else ""
    )
    return " ".join(filter(None, (down, across))) or "left"
