"""What each service takes, from ``limits.toml``."""

from __future__ import annotations

import base64
import datetime
from typing import Any

import pytest

from headroom_sdk import limits
from headroom_sdk.target import Target

EVERYWHERE = {"image/png", "image/jpeg", "image/webp"}
CLOUDS = ("first_party", "azure", "bedrock", "vertex", "gateway", "unknown")


def target(provider: Any, cloud: Any = "first_party") -> Target:
    return Target(provider=provider, model=None, cloud=cloud)


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("provider", ["openai", "anthropic", "google"])
def test_every_service_takes_what_we_draw_and_says_where_that_stands(provider: str, cloud: str) -> None:
    found = limits.limits_of(target(provider, cloud))
    assert found.formats >= EVERYWHERE
    assert found.max_image_bytes > 1_000_000
    assert "https://" in found.source
    assert datetime.date.fromisoformat(found.checked)


@pytest.mark.parametrize(("provider", "takes"), [("openai", True), ("anthropic", True), ("google", False)])
def test_gemini_alone_does_not_take_gif(provider: str, takes: bool) -> None:
    assert ("image/gif" in limits.formats(target(provider))) is takes


def test_gemini_takes_what_phones_make() -> None:
    assert {"image/heic", "image/heif"} <= limits.formats(target("google"))


@pytest.mark.parametrize(
    ("provider", "cloud", "most"),
    [
        ("anthropic", "first_party", 7_864_320),
        ("anthropic", "bedrock", 3_750_000),
        ("anthropic", "vertex", 3_932_160),
        ("anthropic", "gateway", 3_932_160),
        ("openai", "first_party", 384_000_000),
        ("openai", "azure", 20_000_000),
        ("google", "first_party", 15_000_000),
        ("google", "vertex", 7_000_000),
    ],
)
def test_limits_are_bytes_of_the_file(provider: str, cloud: str, most: int) -> None:
    assert limits.max_image_bytes(target(provider, cloud)) == most


def test_a_file_at_the_limit_is_within_it_as_base64_and_one_byte_more_is_not() -> None:
    most = limits.max_image_bytes(target("anthropic"))
    assert len(base64.b64encode(bytes(most))) == 10 * 1024 * 1024
    assert len(base64.b64encode(bytes(most + 1))) > 10 * 1024 * 1024
