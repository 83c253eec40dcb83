"""Every published or officially derived count that is known comes out of our rules.

``token_vectors.json`` holds the numbers and where each was published. Two vectors of the same collection stay out:
they are of gpt-image-1, which edits pictures and is left alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from headroom_sdk.errors import ImageRejected
from headroom_sdk.tokens import image_tokens

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("token_vectors.json").read_text("utf-8"))


def name(vector: dict[str, Any]) -> str:
    kind = vector.get("kind", "image")
    return f"{vector['model']}-{vector['width']}x{vector['height']}-{vector['detail']}-{kind}"


def counted(vector: dict[str, Any]) -> Any:
    return image_tokens(
        vector["model"], vector["width"], vector["height"], vector["detail"], vector.get("kind", "image")
    )


def test_the_collection_is_whole() -> None:
    assert len(VECTORS) == 85
    assert all(vector["source"] for vector in VECTORS)


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["tokens"] == "rejected"], ids=name)
def test_what_the_api_refuses_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(ImageRejected, match=f"{vector['patches']} patches"):
        counted(vector)


@pytest.mark.parametrize("vector", [v for v in VECTORS if v.get("upper_bound")], ids=name)
def test_a_stated_maximum_is_never_passed(vector: dict[str, Any]) -> None:
    assert 0.9 * vector["tokens"] < counted(vector).tokens <= vector["tokens"]


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["tokens"] != "rejected" and not v.get("upper_bound")], ids=name
)
def test_a_known_count_comes_out(vector: dict[str, Any]) -> None:
    count = counted(vector)
    assert (count.tokens, count.exact) == (vector["tokens"], vector["exact"])


# Sizes that a page states, besides the count: what the model sees.
SEEN = [
    ("gpt-6-astra", 2048, 2048, "high", (1600, 1600)),
    ("gpt-5.4", 2048, 2048, "high", (1600, 1600)),
    ("gpt-5-mini", 1800, 2400, "high", (1056, 1408)),
    ("gpt-4o", 2048, 4096, "high", (768, 1536)),
    ("claude-haiku-4-5", 1920, 1080, None, (1456, 819)),
    # The page's table says 1269×952; its reference code, and what it says of ties in the live API, give 1270×952.
    ("claude-haiku-4-5", 2000, 1500, None, (1270, 952)),
    ("claude-haiku-4-5", 3840, 2160, None, (1456, 819)),
    ("claude-opus-5", 3840, 2160, None, (2576, 1449)),
    ("claude-sonnet-4-5", 1075, 1520, None, (924, 1307)),
    ("claude-opus-5", 1920, 1080, None, (1920, 1080)),
]


@pytest.mark.parametrize(("model", "width", "height", "detail", "size"), SEEN)
def test_what_the_model_sees_is_what_the_page_says(
    model: str, width: int, height: int, detail: str | None, size: tuple[int, int]
) -> None:
    count = image_tokens(model, width, height, detail)
    assert (count.width, count.height) == size


# Counts that others measured on the live API.
MEASURED = [
    ("gpt-4.1", 2049, 513, "high", 85 + 8 * 170),  # the pixel limit rounds to the nearest pixel
    ("gpt-4.1", 2050, 513, "high", 85 + 4 * 170),
    ("gpt-5-mini", 1600, 1600, "high", 1826),  # 39 × 39 patches
    ("gpt-6-luna", 2400, 2400, None, 6750),  # 75 × 75 patches
    *(("gemini-3.1-pro-preview", side, side, None, 1089) for side in (64, 128, 256, 512, 1024)),
    ("gemini-3.1-pro-preview", 2048, 1024, None, 1081),
    ("gemini-3.1-pro-preview", 2048, 512, None, 1056),
    ("gemini-3.1-flash-lite", 8000, 6000, None, 1064),
]


@pytest.mark.parametrize(("model", "width", "height", "detail", "tokens"), MEASURED)
def test_a_measured_count_comes_out(
    model: str, width: int, height: int, detail: str | None, tokens: int
) -> None:
    assert image_tokens(model, width, height, detail).tokens == tokens


def test_a_picture_over_the_patch_limit_is_refused_with_the_number_that_the_api_names() -> None:
    with pytest.raises(ImageRejected, match="47000 patches"):
        image_tokens("gpt-6-luna", 8000, 6000)
