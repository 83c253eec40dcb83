"""The short texts of ours that stand for an earlier picture, or say which one is shown again.

Places are counted backwards: when an application drops the oldest messages, what is left still says the same.
"""

from __future__ import annotations

SAME = "[same image]"
ATTACHED = "[attached image]"

LEFT_OUT = "[earlier image left out]"

OPENINGS = (SAME, ATTACHED, LEFT_OUT)
"""How they begin: by that a later pass knows them."""


def same(back: int) -> str:
    """What stands in the place of a picture that is the same as the one *back* pictures before it."""
    return f"{SAME} identical to {place(back)}"


def attached(back: int | None) -> str:
    """What stands before the picture that is shown again, *back* pictures before this place; ``None``: only its text
    was sent there."""
    return f"{ATTACHED} more of {'an image above' if back is None else place(back)}:"


def place(back: int) -> str:
    """Where a picture is, counted backwards from here: 1 is the one before."""
    return "the previous image" if back == 1 else f"the {_ordinal(back)} image above, counting backwards"


def _ordinal(n: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th") if n % 100 not in (11, 12, 13) else "th"
    return f"{n}{ending}"
