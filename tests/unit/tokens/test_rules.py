"""What a rule takes for ``detail`` and ``kind``, what it refuses, and how sure it is."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from headroom_sdk.errors import ConfigurationError, ImageRejected
from headroom_sdk.tokens import Rule, image_tokens, known_models, resolve


def rule_of(model: str) -> Rule:
    rule = resolve(model)
    assert rule is not None
    return rule


class MediaResolution(str, Enum):
    """As google-genai spells it."""

    LOW = "MEDIA_RESOLUTION_LOW"
    UNSPECIFIED = "MEDIA_RESOLUTION_UNSPECIFIED"


@pytest.mark.parametrize(
    "spelled",
    ["low", "LOW", "Low", " low ", "MEDIA_RESOLUTION_LOW", "media_resolution_low", MediaResolution.LOW],
)
def test_a_detail_counts_in_any_spelling(spelled: str) -> None:
    assert image_tokens("gemini-3.5-flash", 800, 600, spelled).tokens == 266


@pytest.mark.parametrize("spelled", ["ultra_high", "ULTRA-HIGH", "MEDIA_RESOLUTION_ULTRA_HIGH"])
def test_two_words_count_with_any_line_between_them(spelled: str) -> None:
    assert image_tokens("gemini-3.5-flash", 1000, 1000, spelled).tokens == 47 * 47


@pytest.mark.parametrize(
    "spelled",
    [None, "auto", "AUTO", "unspecified", "MEDIA_RESOLUTION_UNSPECIFIED", MediaResolution.UNSPECIFIED],
)
@pytest.mark.parametrize(
    "model", ["gpt-5.6", "gpt-5.5", "gpt-5.4", "gpt-5.2", "gpt-4o", "gemini-3.5-flash", "gemini-2.5-pro"]
)
def test_an_omitted_detail_means_the_default_of_the_family(model: str, spelled: str | None) -> None:
    rule = rule_of(model)
    assert rule.default_detail in rule.details
    assert rule.count(3000, 2000, spelled) == rule.count(3000, 2000, rule.default_detail)


@pytest.mark.parametrize(
    ("model", "default"),
    [
        ("gpt-6-astra", "original"),
        ("gpt-5.6", "original"),
        ("gpt-5.5", "original"),
        ("gpt-5.4", "high"),
        ("gpt-5.2", "high"),
        ("gpt-5.1", "high"),
        ("gpt-4.1-mini", "high"),
        ("gpt-4o", "high"),
        ("gemini-3.1-pro-preview", "high"),
        ("gemini-2.5-flash", "high"),
        ("claude-opus-5", None),
    ],
)
def test_what_an_omitted_detail_means(model: str, default: str | None) -> None:
    assert rule_of(model).default_detail == default


def test_an_omitted_detail_on_new_models_is_uncapped() -> None:
    assert image_tokens("gpt-5.6", 4000, 2500).tokens == 11850
    assert image_tokens("gpt-5.6", 4000, 2500, "high").tokens == 2949


def test_low_may_cost_more_than_high() -> None:
    rule = rule_of("gpt-5.4-mini")
    assert rule.count(2048, 2048, "low").tokens > rule.count(2048, 2048, "high").tokens


@pytest.mark.parametrize(
    ("model", "detail"),
    [
        ("gpt-5.2", "original"),
        ("gpt-4.1-mini", "original"),
        ("gpt-4o", "original"),
        ("gpt-5.6", "medium"),
        ("gpt-5.6", "ultra_high"),
        ("gemini-3.5-flash", "original"),
        ("gemini-2.5-flash", "ultra_high"),
        ("gpt-4o", "sharp"),
        ("gpt-4o", ""),
    ],
)
def test_an_unknown_detail_is_refused_with_the_valid_ones(model: str, detail: str) -> None:
    rule = rule_of(model)
    with pytest.raises(ConfigurationError) as error:
        rule.count(100, 100, detail)
    assert all(valid in str(error.value) for valid in rule.details)


def test_gpt_5_1_takes_original_and_ignores_it() -> None:
    assert "original" not in rule_of("gpt-5.1").details
    count = image_tokens("gpt-5.1", 1024, 1024, "original")
    assert (count.tokens, count.exact) == (630, False)  # seen in use, not on the page


@pytest.mark.parametrize("detail", [5, 1.5, [], {}, b"low", object()])
def test_a_detail_of_another_type_is_refused(detail: Any) -> None:
    with pytest.raises(ConfigurationError, match="low"):
        image_tokens("gpt-4o", 100, 100, detail)


@pytest.mark.parametrize("size", [(0, 10), (10, 0), (-1, 10), (1.5, 10), ("10", 10), (None, 10)])
@pytest.mark.parametrize("model", ["gpt-5.6", "gpt-4o", "claude-opus-5", "gemini-3-pro", "gemini-2.5-pro"])
def test_what_is_no_size_is_refused(model: str, size: Any) -> None:
    with pytest.raises(ConfigurationError):
        image_tokens(model, *size)


@pytest.mark.parametrize("kind", ["video", "", None, [], 3])
def test_what_is_no_kind_is_refused(kind: Any) -> None:
    with pytest.raises(ConfigurationError, match="pdf_page"):
        image_tokens("gpt-4o", 100, 100, kind=kind)


def test_pages_and_frames_have_defaults_of_their_own_on_gemini() -> None:
    rule = rule_of("gemini-3.1-flash-lite")
    assert rule.count(612, 792, kind="pdf_page") == rule.count(612, 792, "medium", kind="pdf_page")
    assert rule.count(1920, 1080, kind="video_frame") == rule.count(1920, 1080, "low", kind="video_frame")
    with pytest.raises(ConfigurationError, match="low, medium, high"):
        rule.count(612, 792, "ultra_high", kind="pdf_page")


@pytest.mark.parametrize("model", ["gpt-5.6", "gpt-4o", "claude-opus-5"])
def test_elsewhere_a_page_counts_as_a_picture_but_not_surely(model: str) -> None:
    rule = rule_of(model)
    page, picture = rule.count(600, 800, kind="pdf_page"), rule.count(600, 800)
    assert (page.tokens, page.exact, picture.exact) == (picture.tokens, False, True)
    assert rule.count(600, 800, kind="video_frame") == picture


def test_claude_refuses_what_is_longer_than_8000_pixels() -> None:
    assert image_tokens("claude-opus-5", 8000, 8000).tokens <= 4784
    for size in ((8001, 10), (10, 8001)):
        with pytest.raises(ImageRejected, match="8000"):
            image_tokens("claude-opus-5", *size)


def test_openai_refuses_more_than_30_000_patches_at_a_detail_that_does_not_shrink() -> None:
    assert image_tokens("gpt-5.6", 4800, 6400).tokens == 36000
    with pytest.raises(ImageRejected, match="30000"):
        image_tokens("gpt-5.6", 4801, 6400)
    assert image_tokens("gpt-5.6", 4801, 6400, "high").tokens <= 3000
    assert image_tokens("gpt-5.5", 4801, 6400).tokens <= 12000


@pytest.mark.parametrize(
    ("model", "size", "detail", "exact"),
    [
        ("gemini-3.5-flash", (800, 600), None, True),
        ("gemini-3.5-flash", (800, 600), "low", True),
        ("gemini-3.5-flash", (800, 600), "ultra_high", False),
        ("gemini-3.5-flash", (281, 1), "low", False),
        ("gemini-3.5-flash", (280, 1), "low", True),
        ("gemini-4-argon", (800, 600), None, False),
        ("gemini-2.5-flash", (384, 384), None, True),
        ("gemini-2.5-flash", (385, 384), None, False),
        ("gemini-2.5-flash", (100, 100), "low", False),
        ("gemini-2.5-flash", (100, 100), "medium", False),
        ("gemini-1.5-pro", (2000, 2000), None, True),
        ("gpt-6-astra", (800, 600), None, True),
        ("gpt-6-sol", (800, 600), None, False),
        ("gpt-6.2-luna", (800, 600), None, False),
        ("gpt-5.5-pro", (800, 600), None, False),
        ("gpt-5-mini", (1800, 2400), None, True),
        ("claude-haiku-5-5", (800, 600), None, True),
        ("claude-mythos-preview", (800, 600), None, False),
    ],
)
def test_a_count_is_exact_only_where_the_official_rule_is_known(
    model: str, size: tuple[int, int], detail: str | None, exact: bool
) -> None:
    assert image_tokens(model, *size, detail).exact is exact


def test_low_on_tile_models_is_seen_within_512_pixels() -> None:
    count = image_tokens("gpt-4o", 2000, 1000, "low")
    assert (count.tokens, count.width, count.height) == (85, 512, 256)


def test_a_grid_is_seen_in_cells_of_48_pixels() -> None:
    count = image_tokens("gemini-3-pro", 640, 480, "low")
    assert (count.tokens, count.width, count.height) == (19 * 14, 19 * 48, 14 * 48)


@pytest.mark.parametrize(
    ("model", "tile", "cell", "scale_free", "per_image"),
    [
        ("gpt-5.6", None, 32, False, True),
        ("gpt-4o", 512, None, False, True),
        ("claude-opus-5", None, 28, False, False),
        ("gemini-3-pro", None, 48, True, True),
        ("gemini-2.5-pro", None, None, False, False),
    ],
)
def test_what_a_planner_asks_a_rule(
    model: str, tile: int | None, cell: int | None, scale_free: bool, per_image: bool
) -> None:
    rule = rule_of(model)
    assert (rule.tile, rule.cell, rule.scale_free, rule.per_image) == (tile, cell, scale_free, per_image)


@pytest.mark.parametrize("rule", known_models(), ids=lambda rule: rule.family)
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert all(f"{detail}: " in rule.words for detail in rule.details)
    shown = rule.to_dict()
    assert shown["words"] == rule.words
    assert {"family", "provider", "models", "formula", "details", "source", "checked", "note"} <= set(shown)


def test_the_words_of_a_rule_hold_its_numbers() -> None:
    assert rule_of("gpt-5.4").words == (
        "1.2 tokens per 32×32 px patch; low: longest side 2,048 px and 6,144 patches; "
        "high: longest side 2,048 px and 2,500 patches; original: longest side 6,000 px and 10,000 patches"
    )


def test_a_rule_can_be_a_key() -> None:
    assert len({rule_of("gpt-4o"), rule_of("gpt-4.1"), rule_of("gpt-4o-mini")}) == 2
