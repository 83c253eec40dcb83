"""``rules.toml``: sourced, consistent, and the one file that a new model touches."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from typing import Any, cast

import pytest

from headroom_sdk import toml
from headroom_sdk.errors import ConfigurationError, UnknownModel
from headroom_sdk.tokens import Rule, default_rule, image_tokens, known_models, resolve

catalogue = sys.modules["headroom_sdk.tokens.catalogue"]
RULES = known_models()
MADE_UP: dict[str, Any] = {
    "name": "pixelot",
    "provider": "openai",
    "formula": "patches",
    "models": ["pixelot-9"],
    "newer": {},
    "numbers": {"patch": 16, "multiplier": "0.5", "max_side": 1600, "max_patches": 9999},
    "per_image": False,
    "confidence": "official",
    "source": "a page",
    "checked": datetime.date(2026, 11, 24),
}


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The table of ``rules.toml``, to be changed by the test before it asks anything."""
    table = toml.shipped("headroom_sdk.tokens", "rules.toml")
    monkeypatch.setattr(toml, "shipped", lambda *_: table)
    _forget()
    yield table
    _forget()


def _forget() -> None:
    catalogue._catalogue.cache_clear()
    catalogue._resolve.cache_clear()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.family)
def test_every_rule_has_a_source_and_a_day(rule: Rule) -> None:
    assert "https://" in rule.source
    assert datetime.date(2026, 11, 1) <= datetime.date.fromisoformat(rule.checked)
    assert rule.confidence in ("official", "derived", "measured")
    assert rule.models
    assert rule.exact or rule.note


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.family)
def test_every_listed_id_finds_its_own_family(rule: Rule) -> None:
    for model in rule.models:
        assert resolve(model.removesuffix("-*")) is rule


def test_every_provider_has_a_default_that_is_never_exact() -> None:
    for provider, family in (("openai", "gpt-5.6"), ("anthropic", "claude-4.7"), ("google", "gemini-3")):
        rule = default_rule(cast("Any", provider))
        assert (rule.provider, rule.family, rule.exact) == (provider, family, False)
        assert not rule.count(800, 600).exact
        assert rule.note


def test_there_is_no_default_for_a_provider_that_we_do_not_know() -> None:
    with pytest.raises(ConfigurationError, match="openai, anthropic, google"):
        default_rule(cast("Any", "mistral"))


def test_a_count_for_an_unknown_model_says_so() -> None:
    with pytest.raises(UnknownModel, match="my-deployment"):
        image_tokens("my-deployment", 100, 100)


def test_a_made_up_model_touches_one_file(shipped: dict[str, Any]) -> None:
    shipped["family"].append(MADE_UP)
    count = image_tokens("openrouter/vendor/pixelot-9-2026-11-24", 3200, 1600)
    assert (count.tokens, count.exact, count.width, count.height) == (2500, True, 1600, 800)
    assert known_models()[-1].words == "0.5 tokens per 16×16 px patch; longest side 1,600 px"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"numbers": {"patch": 16}}, "times|max_side"),
        ({"numbers": MADE_UP["numbers"] | {"pach": 16}}, "pach"),
        ({"formula": "guess"}, "gemini_grid"),
        ({"sauce": "a page"}, "sauce"),
        ({"provider": "vendor"}, "anthropic"),
        ({"default": "high", "detail": {"low": {}}}, "high"),
        ({"exact": False}, "note"),
        ({"checked": "yesterday"}, "pixelot"),
        ({"numbers": MADE_UP["numbers"] | {"multiplier": 0.5}}, "pixelot"),
        ({"models": ["gpt-4o"]}, "gpt-4o"),
        ({"name": "gpt-4o"}, "one name"),
    ],
)
def test_a_mistake_in_the_file_is_named(
    shipped: dict[str, Any], change: dict[str, Any], complaint: str
) -> None:
    shipped["family"].append(MADE_UP | change)
    with pytest.raises(ConfigurationError, match=complaint):
        known_models()
