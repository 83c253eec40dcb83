"""The scaling arithmetic against slow, independent ways to the same result."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from math import ceil, isqrt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headroom_sdk.tokens import formulas

Size = tuple[int, int]

sides = st.integers(1, 8000)
thin = st.tuples(sides, st.integers(1, 60))
round_numbers = st.tuples(st.integers(1, 400), st.integers(1, 400)).map(lambda s: (20 * s[0], 20 * s[1]))
sizes = st.one_of(st.tuples(sides, sides), thin, thin.map(lambda s: (s[1], s[0])), round_numbers)
tiers = st.sampled_from([(1568, 1568), (2576, 4784)])
budgets = st.sampled_from([1536, 2500, 6144, 10000])


def patches(size: Size, patch: int) -> int:
    return ceil(Fraction(size[0], patch)) * ceil(Fraction(size[1], patch))


def largest_for_claude(size: Size, max_edge: int, max_tokens: int) -> Size:
    """Tries every width from the widest down, in exact fractions."""

    def fits(w: int, h: int) -> bool:
        return max(-(-w // 28), -(-h // 28)) * 28 <= max_edge and patches((w, h), 28) <= max_tokens

    long, short = max(size), min(size)
    if fits(long, short):
        return size
    for side in range(min(long - 1, max_edge), 0, -1):
        other = max(1, round(Fraction(side * short, long)))  # `round` takes a half to the even one
        if fits(side, other):
            return (side, other) if size[0] >= size[1] else (other, side)
    raise AssertionError


@given(size=sizes, tier=tiers)
@example(size=(2000, 1500), tier=(1568, 1568))
@example(size=(1, 8000), tier=(1568, 1568))
@example(size=(8000, 8000), tier=(2576, 4784))
@example(size=(8000, 30), tier=(2576, 4784))
def test_claude_gets_the_largest_size_that_its_limits_leave(size: Size, tier: Size) -> None:
    assert formulas.fit_claude(*size, 28, *tier) == largest_for_claude(size, *tier)


@given(size=sizes, tier=tiers)
def test_claude_in_floating_point_costs_the_same(size: Size, tier: Size) -> None:
    """Anthropic's reference divides by the ratio as a float: that may move a side by a pixel, never a token."""
    exactly = formulas.fit_claude(*size, 28, *tier)
    long, short = max(exactly), min(exactly)
    floating = max(1, round(long / (max(size) / min(size))))
    assert abs(floating - short) <= 1
    if exactly != size:
        assert patches((long, floating), 28) == patches(exactly, 28)


def shrunk_by_the_page(size: Size, budget: int) -> Size:
    """OpenAI's formula word for word, with 80 digits instead of a float's 16."""
    with localcontext() as context:
        context.prec = 80
        w, h = Decimal(size[0]), Decimal(size[1])
        factor = (32 * 32 * budget / (w * h)).sqrt()
        across, down = w * factor / 32, h * factor / 32
        # A root that is whole must not land a hair below it.
        columns, rows = isqrt(budget * size[0] // size[1]), isqrt(budget * size[1] // size[0])
        assert columns <= across + Decimal("1e-60") < columns + 1
        assert rows <= down + Decimal("1e-60") < rows + 1
        factor *= min(columns / across, rows / down)
        return tuple(  # type: ignore[return-value]
            int((side * factor + Decimal("1e-60")).to_integral_value(ROUND_FLOOR)) for side in (w, h)
        )


@given(size=st.tuples(st.integers(32, 8000), st.integers(32, 8000)), budget=budgets)
@example(size=(2734, 2734), budget=2500)
@example(size=(5049, 3366), budget=6144)
def test_a_picture_over_the_patch_budget_shrinks_as_the_page_says(size: Size, budget: int) -> None:
    got = formulas.fit_budget(*size, 32, budget)
    assert got == (size if patches(size, 32) <= budget else shrunk_by_the_page(size, budget))
    assert patches(got, 32) <= budget


def test_squares_at_a_square_budget_lose_no_row_to_rounding() -> None:
    over = [side for side in range(1601, 8001) if formulas.fit_budget(side, side, 32, 2500) != (1600, 1600)]
    assert over == []


@given(size=st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), budget=st.integers(1, 50))
def test_any_budget_is_kept_without_enlarging(size: Size, budget: int) -> None:
    width, height = formulas.fit_budget(*size, 32, budget)
    assert 1 <= width <= size[0] and 1 <= height <= size[1]
    assert patches((width, height), 32) <= budget


@given(size=sizes, side=st.integers(1, 4096))
def test_fitting_into_a_box_rounds_to_the_nearest_pixel(size: Size, side: int) -> None:
    factor = min(Fraction(1), Fraction(side, max(size)))
    assert formulas.fit(*size, side) == tuple(max(1, round(s * factor)) for s in size)


@pytest.mark.parametrize(
    ("size", "seen"),
    [
        ((2048, 4096), (768, 1536)),
        ((1024, 1024), (768, 768)),
        ((4096, 1025), (2048, 512)),  # a half goes to the even pixel
        ((768, 3000), (524, 2048)),
        ((1000, 900), (853, 768)),  # the other side loses its fraction
        ((65535, 1), (2048, 1)),
        ((300, 200), (300, 200)),
    ],
)
def test_tiles_are_cut_from_a_picture_within_2048_and_768(size: Size, seen: Size) -> None:
    assert formulas.fit_tiles(*size, 2048, 768) == seen


@given(n=st.integers(0, 10**9), d=st.integers(1, 10**6))
def test_nearest_is_python_round_without_floats(n: int, d: int) -> None:
    assert formulas.nearest(n, d) == round(Fraction(n, d))


@given(
    size=st.tuples(st.integers(1, 10**5), st.integers(1, 10**5)),
    budget=st.sampled_from([70, 280, 560, 1120, 2240]),
)
def test_the_grid_is_the_largest_of_its_ratio(size: Size, budget: int) -> None:
    columns, rows = formulas.grid(*size, budget)
    assert columns * rows <= budget
    ratio = Fraction(*size)
    if 1 / budget <= ratio <= budget:
        assert columns**2 <= budget * ratio < (columns + 1) ** 2
        assert rows**2 * ratio <= budget < (rows + 1) ** 2 * ratio
    else:
        assert {columns, rows} == {1, budget}


@pytest.mark.parametrize(
    ("size", "crops"),
    [((960, 540), 6), ((1920, 1080), 6), ((1000, 1000), 4), ((500, 300), 6), ((385, 1), 385)],
)
def test_older_gemini_models_cut_squares_of_two_thirds_of_the_shorter_side(size: Size, crops: int) -> None:
    assert formulas.crops(*size) == crops
