"""Law: every count is at least 1, never of more than the picture, and the same for what the model itself sees.

Gemini 3 and later are apart: there the picture is drawn on a grid, enlarged if need be, so that only its ratio counts.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.errors import ImageRejected
from headroom_sdk.tokens import Count, Rule, known_models, resolve

RULES = {rule.family: rule for rule in known_models()}
BY_PIXELS = [rule for rule in RULES.values() if not rule.scale_free]
GRIDS = [rule for rule in RULES.values() if rule.scale_free]
KINDS = ("image", "pdf_page", "video_frame")

sides = st.one_of(st.integers(1, 4096), st.integers(1, 70_000), st.sampled_from([1, 2, 65535, 65536, 10**9]))


@st.composite
def detailed(draw: st.DrawFn, rules: list[Rule]) -> tuple[Rule, str | None]:
    rule = draw(st.sampled_from(rules))
    return rule, draw(st.sampled_from([None, *rule.details]))


def counted(rule: Rule, width: int, height: int, detail: str | None) -> Count | None:
    try:
        return rule.count(width, height, detail)
    except ImageRejected:
        return None


@given(case=detailed(list(RULES.values())), width=sides, height=sides, kind=st.sampled_from(KINDS))
def test_a_count_is_at_least_one_token_and_one_pixel_or_a_refusal(
    case: tuple[Rule, str | None], width: int, height: int, kind: str
) -> None:
    rule, detail = case
    if kind != "image" and detail == "ultra_high":
        return
    try:
        count = rule.count(width, height, detail, kind)  # type: ignore[arg-type]
    except ImageRejected:
        assert max(width, height) > 4800
    else:
        assert count.tokens >= 1 and count.width >= 1 and count.height >= 1


@given(case=detailed(BY_PIXELS), width=sides, height=sides)
def test_what_the_model_sees_is_never_larger_than_the_picture(
    case: tuple[Rule, str | None], width: int, height: int
) -> None:
    rule, detail = case
    seen = counted(rule, width, height, detail)
    assert seen is None or (seen.width <= width and seen.height <= height)


@given(case=detailed(BY_PIXELS), width=sides, height=sides)
def test_what_the_model_sees_has_the_ratio_of_the_picture_to_within_two_pixels(
    case: tuple[Rule, str | None], width: int, height: int
) -> None:
    rule, detail = case
    seen = counted(rule, width, height, detail)
    if seen is None:
        return
    (long, seen_long), (short, seen_short) = sorted(
        [(width, seen.width), (height, seen.height)], key=lambda pair: -pair[0]
    )
    assert seen_short == 1 or abs(seen_long * short - seen_short * long) <= 2 * long


@given(case=detailed(BY_PIXELS), width=sides, height=sides)
def test_what_the_model_sees_costs_and_stays_the_same_when_it_is_sent(
    case: tuple[Rule, str | None], width: int, height: int
) -> None:
    rule, detail = case
    seen = counted(rule, width, height, detail)
    if seen is not None:
        assert rule.count(seen.width, seen.height, detail) == seen


@given(case=detailed(list(RULES.values())), width=sides, height=sides)
def test_a_picture_on_its_side_costs_the_same(case: tuple[Rule, str | None], width: int, height: int) -> None:
    rule, detail = case
    upright, turned = counted(rule, width, height, detail), counted(rule, height, width, detail)
    if upright is None or turned is None:
        assert upright is turned
    else:
        assert (turned.tokens, turned.width, turned.height) == (upright.tokens, upright.height, upright.width)


@given(
    case=detailed(GRIDS), width=st.integers(1, 9000), height=st.integers(1, 9000), times=st.integers(2, 20)
)
def test_on_a_grid_only_the_ratio_counts(
    case: tuple[Rule, str | None], width: int, height: int, times: int
) -> None:
    rule, detail = case
    assert rule.count(width, height, detail) == rule.count(times * width, times * height, detail)


@given(width=st.integers(1, 1568), height=st.integers(1, 1568))
def test_on_a_grid_what_the_model_sees_may_cost_more_when_it_is_sent_but_never_less(
    width: int, height: int
) -> None:
    rule = RULES["gemini-3"]
    seen = rule.count(width, height)
    assert rule.count(seen.width, seen.height).tokens >= seen.tokens


def test_on_a_grid_a_thin_picture_is_no_fixed_point() -> None:
    seen = RULES["gemini-3"].count(700, 1)
    assert seen.tokens == 885
    assert RULES["gemini-3"].count(seen.width, seen.height).tokens == 995


@given(
    width=st.integers(1, 5000),
    height=st.integers(1, 5000),
    wider=st.integers(0, 500),
    taller=st.integers(0, 500),
)
def test_without_a_budget_more_pixels_never_cost_less(
    width: int, height: int, wider: int, taller: int
) -> None:
    rule = RULES["gpt-5.6"]
    assert rule.count(width, height).tokens <= rule.count(width + wider, height + taller).tokens


@given(width=st.integers(1, 8000), height=st.integers(1, 8000))
def test_no_count_passes_its_budget(width: int, height: int) -> None:
    assert RULES["claude-4.7"].count(width, height).tokens <= 4784
    assert RULES["claude-3"].count(width, height).tokens <= 1568
    assert RULES["gemini-3"].count(width, height, "low").tokens <= 280
    assert RULES["gpt-6"].count(width, height, "high").tokens <= 3000
    assert RULES["gpt-5.5"].count(width, height).tokens <= 12000
    assert RULES["gpt-4o"].count(width, height).tokens <= 85 + 8 * 170


@pytest.mark.parametrize("size", [(1, 1), (65535, 1), (1, 65535)])
def test_the_thinnest_pictures_are_counted(size: tuple[int, int]) -> None:
    for model in ("gpt-6-astra", "gpt-5.4", "gpt-4o", "gemini-3-pro", "gemini-2.5-pro"):
        rule = resolve(model)
        assert rule is not None
        assert rule.count(*size).tokens >= 1


@given(detail=st.text(max_size=40), width=sides, height=sides)
def test_claude_ignores_any_detail(detail: str, width: int, height: int) -> None:
    rule = RULES["claude-3"]
    assert counted(rule, width, height, detail) == counted(rule, width, height, None)
