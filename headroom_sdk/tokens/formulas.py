"""How the providers scale a picture before they count it.

Integers only, and no model's numbers: floating point lands one patch row short for some sizes (a 2734×2734
picture at a budget of 2,500 patches keeps 50×50, not the 49×49 of a rounded square root).
"""

from __future__ import annotations

from math import isqrt


def ceil_div(numerator: int, denominator: int) -> int:
    return -(-numerator // denominator)


def nearest(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest integer, a half to the even one (as Python's ``round`` does)."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def fit(width: int, height: int, side: int) -> tuple[int, int]:
    """The size at which neither side is longer than *side*: never enlarged, the other side rounded to the
    nearest pixel, at least 1."""
    if width <= side and height <= side:
        return width, height
    if width >= height:
        return side, max(1, nearest(height * side, width))
    return max(1, nearest(width * side, height)), side


def fit_budget(width: int, height: int, patch: int, budget: int) -> tuple[int, int]:
    """OpenAI's shrink to at most *budget* patches of *patch* pixels; a picture within it stays as it is.

    The factor is ``sqrt(patch² · budget / (w · h))``, lowered until one side is whole patches; both sides
    then lose their fraction. ``w · factor / patch`` is ``sqrt(budget · w / h)``, so no root of a fraction is
    needed: the side that gives way more becomes whole patches, the other follows.
    """
    if ceil_div(width, patch) * ceil_div(height, patch) <= budget:
        return width, height
    columns, rows = isqrt(budget * width // height), isqrt(budget * height // width)
    if not columns or not rows:  # thinner than one patch at any scale: the long side alone decides
        return fit(width, height, patch * budget)
    if columns * height <= rows * width:
        return patch * columns, max(1, height * patch * columns // width)
    return max(1, width * patch * rows // height), patch * rows


def fit_tiles(width: int, height: int, box: int, short_side: int) -> tuple[int, int]:
    """OpenAI's size before it is cut into tiles: within a square of *box* pixels, then the shorter side at
    most *short_side*, the other rounded down; never enlarged."""
    width, height = fit(width, height, box)
    short = min(width, height)
    if short <= short_side:
        return width, height
    return width * short_side // short, height * short_side // short


def fit_claude(width: int, height: int, patch: int, max_edge: int, max_tokens: int) -> tuple[int, int]:
    """The largest size of the same aspect ratio whose sides, padded to whole patches, are at most *max_edge*
    and which has at most *max_tokens* patches.

    The shorter side follows the longer one, rounded half to even. A size that fits stays as it is.
    """
    if height > width:
        height, width = fit_claude(height, width, patch, max_edge, max_tokens)
        return width, height
    edge = max_edge // patch * patch
    if width <= edge and ceil_div(width, patch) * ceil_div(height, patch) <= max_tokens:
        return width, height
    # With so many rows, the width is at most that whose height still rounds into them, and at most what the
    # tokens allow of columns. The first bound grows with the rows, the second falls: the best number of rows is
    # one of the two beside the crossing, which lies at the root but for rounding.
    crossing = isqrt(max_tokens * height // width)
    best = 1
    for rows in range(max(1, crossing - 1), crossing + 2):
        tall = patch * rows
        by_height = ((2 * tall + 1) * width - tall % 2) // (2 * height)  # a half rounds to even heights only
        best = max(best, min(by_height, max_tokens // rows * patch))
    best = min(best, edge)
    return best, max(1, nearest(best * height, width))


def grid(width: int, height: int, budget: int) -> tuple[int, int]:
    """Gemini's columns and rows: the largest grid of square cells within *budget* that has the picture's
    aspect ratio. The picture's pixels do not matter, only their ratio."""
    columns, rows = isqrt(budget * width // height), isqrt(budget * height // width)
    if not rows:
        return budget, 1
    if not columns:
        return 1, budget
    return columns, rows


def crops(width: int, height: int) -> int:
    """How many crops the older Gemini models cut a picture into: squares of two thirds of its shorter side."""
    unit = max(1, min(width, height) * 2 // 3)
    return ceil_div(width, unit) * ceil_div(height, unit)
