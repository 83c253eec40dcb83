"""A body without images, and a history of images that were seen before."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterator
from typing import Any

from headroom_sdk import Policy
from headroom_sdk.body.registry import dialect_for_path
from headroom_sdk.engine import process
from headroom_sdk.target import Target

from . import pictures
from .row import Row, together

TARGETS = {
    "openai": (Target(provider="openai", model="gpt-4o"), "/chat/completions"),
    "anthropic": (Target(provider="anthropic", model="claude-sonnet-4-5"), "/v1/messages"),
}


def measure() -> Iterator[Row]:
    yield _text_only()
    yield _history("unchanged", _images_that_stay())
    yield _history("rewritten", _images_that_shrink())


def _text_only() -> Row:
    rng = random.Random(0)
    words = ["".join(rng.choices("abcdefghij ", k=500)) for _ in range(200)]
    body = {
        "model": "gpt-4o",
        "messages": [{"role": ("user", "assistant")[i % 2], "content": w} for i, w in enumerate(words)],
    }
    ours, base = together(lambda: _run(body, "openai"), lambda: json.dumps(body), rounds=51)
    return Row(
        name="body without images, 200 messages of 500 characters",
        ours=ours,
        base=base,
        base_name="json.dumps of it",
        bar="≤ 0.15",
    )


def _history(what: str, images: list[bytes]) -> Row:
    texts = [pictures.base64_text(data) for data in images]
    body: dict[str, Any] = {
        "model": "gpt-4o",
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64," + text}},
                ],
            }
            for text in texts
        ],
    }
    _run(body, "openai")  # first sight
    ours, base = together(
        lambda: _run(body, "openai"), lambda: [hashlib.sha256(t.encode()).digest() for t in texts]
    )
    size = sum(map(len, texts)) / len(texts) / 1e6
    return Row(
        name=f"history of {len(texts)} images ({size:.1f} MB of base64 each) seen before, {what}",
        ours=ours,
        base=base,
        base_name="one sha256 over the base64 text",
        bar="≤ 1.3",
    )


def _images_that_shrink(n: int = 50) -> list[bytes]:
    """Noisy PNGs of 1 MB, each different."""
    from PIL import Image

    out = []
    for i in range(n):
        image = Image.frombytes("RGB", (1280, 270), random.Random(i).randbytes(1280 * 270 * 3))
        out.append(
            pictures._bytes(image.resize((2560, 540), Image.Resampling.NEAREST), "PNG", compress_level=1)
        )
    return out


def _images_that_stay(n: int = 50) -> list[bytes]:
    """Incompressible PNGs of 1 MB that gpt-4o takes as they are."""
    from PIL import Image

    return [
        pictures._bytes(
            Image.frombytes("RGB", (512, 650), os.urandom(512 * 650 * 3)), "PNG", compress_level=0
        )
        for _ in range(n)
    ]


def _run(body: Any, provider: str) -> None:
    target, path = TARGETS[provider]
    dialect = dialect_for_path(path, target.provider)
    assert dialect is not None
    if dialect.has_images(body):
        process(body, dialect, target, Policy())
