"""What text and parts cost, before anybody has read or found them: for tables of many pictures."""

from __future__ import annotations

PART = 0.3
"""A crop shows about this part of the area, beside the overview: what evals/crop.py finds."""
LETTERS_A_TOKEN = 3.5
FENCE = 40


def transcript(letters: int, small: int) -> int:
    """Tokens of a text of so many *letters* with its fence, beside an overview of *small* tokens."""
    return round(letters / LETTERS_A_TOKEN) + FENCE + small


def part(whole: int, small: int) -> int:
    """Tokens of a crop of a picture of *whole* tokens, its overview of *small* tokens included."""
    return round(whole * PART) + small
