"""docs/limits.md shows limits.toml, and what it says of the token rules is so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headroom_sdk import limits
from headroom_sdk.errors import ImageRejected
from headroom_sdk.limits import Limits
from headroom_sdk.tokens import resolve

DOCUMENT = Path(__file__).parents[2] / "docs" / "limits.md"
SERVICES = [(f"{p}.{c}", found) for p, clouds in limits.table().items() for c, found in clouds.items()]


def shown() -> str:
    """The tables of docs/limits.md."""
    numbers = "\n".join("| " + " | ".join(cells) + " |" for cells in _numbers())
    sources = "\n".join(
        f"| `{name}` | {', '.join(sorted(f.removeprefix('image/') for f in found.formats))} | {found.source} | "
        f"{found.checked} |"
        for name, found in SERVICES
    )
    return f"{numbers}\n\n| service | formats | source | checked |\n| --- | --- | --- | --- |\n{sources}\n"


def _numbers() -> Iterator[list[str]]:
    yield [
        "service",
        "a picture",
        "its longest side",
        "pictures",
        "if there are many",
        "a request",
        "a batch",
    ]
    yield ["---"] * 7
    for name, found in SERVICES:
        yield [
            f"`{name}`", _bytes(found.max_image_bytes), _side(found), _pictures(found), _crowd(found),
            _bytes(found.request_bytes), _bytes(found.batch_bytes),
        ]  # fmt: skip


def _bytes(n: int | None) -> str:
    return "" if n is None else f"{n:,} bytes"


def _side(found: Limits) -> str:
    if found.patches:
        return f"{found.patches:,} patches, newer models"
    return f"{found.side:,} px" if found.side else ""


def _pictures(found: Limits) -> str:
    if found.images is None:
        return ""
    return f"{found.images:,}" + (f"; {found.small_images:,} with 200k context" if found.small_images else "")


def _crowd(found: Limits) -> str:
    if found.crowd is None:
        return ""
    pdfs = ", PDFs counted" if found.crowd_pdfs else ""
    return f"over {found.crowd}{pdfs}: {found.crowd_side:,} px"


def test_the_document_shows_the_data() -> None:
    if not DOCUMENT.is_file():
        pytest.skip(f"{DOCUMENT.name} is not beside the tests")
    assert shown() in DOCUMENT.read_text("utf-8"), f"docs/limits.md must show:\n\n{shown()}"


@pytest.mark.parametrize("model", ["claude-opus-5-5", "claude-haiku-4-5"])
def test_the_token_rules_of_claude_know_the_longest_side(model: str) -> None:
    rule, side = resolve(model), limits.table()["anthropic"]["first_party"].side
    assert rule is not None and side is not None
    assert rule.count(side, 100).tokens > 0
    with pytest.raises(ImageRejected):
        rule.count(side + 1, 100)


@pytest.mark.parametrize("model", ["gpt-6-astra", "gpt-5.6", "gpt-6.1-sol"])
def test_the_token_rules_of_openai_know_the_most_patches(model: str) -> None:
    rule, patches = resolve(model), limits.table()["openai"]["first_party"].patches
    assert rule is not None and patches is not None
    assert rule.count(32 * 150, 32 * (patches // 150)).tokens > patches
    with pytest.raises(ImageRejected):
        rule.count(32 * 150, 32 * (patches // 150) + 1)
