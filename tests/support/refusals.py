"""Why a provider refuses a request for its pictures: told from the JSON on the wire, knows nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from support.loopback_images import SentImage, find_images


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a service takes; ``None``: whatever."""

    formats: frozenset[str] | None = None
    image_bytes: int | None = None
    side: int | None = None
    images: int | None = None
    crowd: int | None = None
    crowd_side: int | None = None
    request_bytes: int | None = None


CLAUDE = Rules(
    formats=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
    image_bytes=10 * 1024 * 1024 // 4 * 3,
    side=8000,
    images=600,
    crowd=20,
    crowd_side=2000,
    request_bytes=32 * 1024 * 1024,
)
"""Anthropic's own API. The messages are the ones that its users quote."""

CLAUDE_ELSEWHERE = Rules(
    formats=CLAUDE.formats,
    image_bytes=5 * 1024 * 1024 // 4 * 3,
    side=8000,
    images=600,
    crowd=20,
    crowd_side=2000,
    request_bytes=20 * 1024 * 1024,
)
"""Bedrock's, the strictest."""


def refusals(body: Any, rules: Rules, *, size: int | None = None) -> list[str]:
    """Everything for which *body* would be refused, each request of a batch by itself; *size* in bytes where it is
    known."""
    requests = body.get("requests") if isinstance(body, dict) else None
    if isinstance(requests, list):
        alone = replace(rules, request_bytes=None)
        return [why for entry in requests for why in _refusals(entry, alone, 0)]
    return list(_refusals(body, rules, size))


def _refusals(body: Any, rules: Rules, size: int | None) -> Iterator[str]:
    pictures = list(find_images(body))
    if size is None:
        size = len(
            json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        )
    if rules.request_bytes is not None and size > rules.request_bytes:
        yield "Request exceeds the maximum size"
    if rules.images is not None and len(pictures) > rules.images:
        yield f"too many images: {len(pictures)} > {rules.images}"
    for picture in pictures:
        yield from (f"{picture.path}: {why}" for why in _picture(picture, rules, len(pictures)))


def _picture(picture: SentImage, rules: Rules, number: int) -> Iterator[str]:
    longest = max(picture.size or (0, 0))
    if rules.formats is not None and picture.real_type and picture.real_type not in rules.formats:
        yield f"{picture.real_type} is not supported"
    if rules.image_bytes is not None and picture.data and len(picture.data) > rules.image_bytes:
        yield f"image exceeds {rules.image_bytes} bytes"
    if rules.side is not None and longest > rules.side:
        yield f"At least one of the image dimensions exceed max allowed size: {rules.side} pixels"
    if rules.crowd is not None and number > rules.crowd and longest > (rules.crowd_side or longest):
        yield (
            "At least one of the image dimensions exceed max allowed size for many-image requests: "
            f"{rules.crowd_side} pixels"
        )
