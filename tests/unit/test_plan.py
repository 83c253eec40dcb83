"""A lossless plan never costs more, and the model sees under it what it would have seen."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.errors import ImageRejected
from headroom_sdk.plan import Plan, Scope, candidates, full_low, lossless, reductions, unchanged
from headroom_sdk.tokens import Rule, resolve

MODELS = (
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-5.1",
    "gpt-4.1-mini",
    "gpt-5.2",
    "gpt-5.4",
    "gpt-5.5",
    "gpt-5.6",
    "gpt-6-astra",
    "o3",
    "claude-haiku-4-5",
    "claude-sonnet-5-5",
    "gemini-3.5-flash",
    "gemini-2.5-flash",
)
models = st.sampled_from(MODELS)
sides = st.one_of(st.integers(1, 600), st.integers(600, 4000), st.integers(4000, 30000))
details = st.sampled_from([None, "low", "high", "original", "medium"])


def rule(model: str) -> Rule:
    found = resolve(model)
    assert found is not None
    return found


def scope_of(model: str, width: int, height: int, **fields: object) -> Scope:
    return Scope(size=(width, height), rule=rule(model), **fields)  # type: ignore[arg-type]


def plan_of(model: str, width: int, height: int, **fields: object) -> Plan:
    return lossless(scope_of(model, width, height, **fields))


@given(models, sides, sides, details, st.booleans(), st.sampled_from([0.0, 0.1, 0.3]))
def test_every_plan_costs_no_more_never_enlarges_and_keeps_the_aspect(
    model, width, height, detail, writable, shrink
):
    if detail not in (None, *rule(model).details):
        detail = None
    scope = scope_of(model, width, height, detail=detail, writable=writable, shrink=shrink)
    try:
        now = unchanged(scope)
    except ImageRejected:
        return
    for plan in (lossless(scope), full_low(scope), *candidates(scope)):
        assert plan.size[0] <= width and plan.size[1] <= height and min(plan.size) >= 1
        # to within rounding: models round twice themselves, once for each of their limits
        by_width, by_height = plan.size[0] / width, plan.size[1] / height
        assert min(abs(plan.size[1] - height * by_width), abs(plan.size[0] - width * by_height)) <= 2
        assert plan.count == scope.count(plan.size, plan.detail)
    assert lossless(scope).tokens <= now.tokens
    assert full_low(scope).tokens <= lossless(scope).tokens


@given(models, sides, sides, st.booleans())
def test_without_shrink_the_model_sees_no_pixel_less(model, width, height, writable):
    scope = scope_of(model, width, height, writable=writable)
    try:
        now = unchanged(scope).count
    except ImageRejected:
        return
    plan = lossless(scope)
    assert plan.count.width >= min(width, now.width) and plan.count.height >= min(height, now.height)
    if not scope.rule.scale_free:
        assert plan.size[0] >= min(width, now.width) and plan.size[1] >= min(height, now.height)


@given(models, sides, sides)
def test_with_shrink_at_most_that_part_of_a_side_goes_and_only_for_a_saving(model, width, height):
    scope = scope_of(model, width, height, shrink=0.1)
    try:
        now = unchanged(scope).count
    except ImageRejected:
        return
    plan, exact = lossless(scope), lossless(dataclasses.replace(scope, shrink=0.0))
    assert plan.count.width >= 0.9 * min(width, now.width) - 1
    assert plan.count.height >= 0.9 * min(height, now.height) - 1
    if plan.size != exact.size or plan.detail != exact.detail:
        assert plan.tokens < exact.tokens


@given(models, sides, sides)
def test_a_plan_of_what_was_planned_changes_nothing(model, width, height):
    scope = scope_of(model, width, height)
    try:
        plan = lossless(scope)
    except ImageRejected:
        return
    again = lossless(dataclasses.replace(scope, size=plan.size, detail=plan.detail, writable=not plan.detail))
    assert again.tokens == plan.tokens


def test_gemini_takes_the_lowest_media_resolution_whose_grid_holds_every_pixel():
    plan = plan_of("gemini-3.5-flash", 700, 700)
    assert (plan.detail, plan.tokens, plan.size) == ("low", 256, (700, 700))
    assert plan_of("gemini-3.5-flash", 900, 900).detail == "medium"
    assert plan_of("gemini-3.5-flash", 2000, 2000).detail is None


def test_gemini_is_left_its_media_resolution_where_none_may_be_written():
    assert plan_of("gemini-3.5-flash", 700, 700, writable=False).detail is None


def test_claude_is_sent_what_claude_would_shrink_to_at_the_same_tokens():
    plan = plan_of("claude-haiku-4-5", 3840, 2160)
    assert (plan.size, plan.tokens) == ((1456, 819), 1560)


def test_tile_models_are_sent_what_their_own_scaling_keeps():
    plan = plan_of("gpt-4o", 2048, 4096)
    assert (plan.size, plan.tokens) == ((768, 1536), 1105)


def test_a_tile_row_goes_for_a_few_pixels_only_in_balanced():
    assert plan_of("gpt-4o", 768, 1040).tokens == 85 + 6 * 170
    plan = plan_of("gpt-4o", 768, 1040, shrink=0.1)
    assert plan.tokens == 85 + 4 * 170 and plan.size == (756, 1024)


def test_a_small_picture_is_sent_at_low_where_low_holds_it_and_is_cheaper():
    plan = plan_of("gpt-4o", 400, 300)
    assert (plan.detail, plan.tokens) == ("low", 85)


def test_low_is_never_written_where_it_costs_more_than_high():
    for model in ("gpt-5.4", "gpt-5.2", "gpt-4.1-mini"):
        assert plan_of(model, 2048, 2048).detail != "low"
        assert full_low(scope_of(model, 2048, 2048)).tokens < 420


def test_full_low_takes_detail_low_where_that_is_the_cheapest():
    assert full_low(scope_of("gpt-4o", 2000, 1500)).tokens == 85
    assert full_low(scope_of("gpt-4o", 2000, 1500, writable=False)).tokens == 255


def test_full_low_on_claude_is_512_pixels():
    plan = full_low(scope_of("claude-sonnet-5-5", 2000, 1000))
    assert max(plan.size) <= 512 and plan.tokens == 19 * 10


def test_the_uncapped_default_may_be_capped():
    assert plan_of("gpt-5.6", 4000, 2500).tokens == 11850
    assert any(2000 < p.tokens < 3000 for p in reductions(scope_of("gpt-5.6", 4000, 2500)))


def test_reductions_come_cheapest_first_and_show_more_for_more_tokens():
    for model in ("gpt-4o", "gpt-5.6", "claude-haiku-4-5", "gemini-2.5-flash", "gemini-3.5-flash"):
        plans = reductions(scope_of(model, 1920, 1440))
        assert plans
        assert [p.tokens for p in plans] == sorted({p.tokens for p in plans})


def test_a_picture_the_api_would_refuse_is_said_to_be():
    with pytest.raises(ImageRejected):
        lossless(scope_of("gpt-6-astra", 7680, 4320))
