"""The memo under many distinct images, and under more images re-sent in turn than it holds."""

from __future__ import annotations

import random
from collections.abc import Iterator

from PIL import Image

from headroom_sdk import Policy, memo
from headroom_sdk.body.registry import dialect_for_path
from headroom_sdk.engine import process
from headroom_sdk.target import Target

from . import pictures
from .row import Row

TARGET = Target(provider="openai", model="gpt-4o")


def measure() -> Iterator[Row]:
    yield _distinct()
    yield _cyclic()


def _distinct(n: int = 10_000, megabytes: int = 8) -> Row:
    memo.clear()
    policy = Policy(memo_bytes=megabytes * 1_000_000)
    for i in range(n):
        _send(_picture(i), policy)
    return Row(
        name=f"{n:,} distinct images: MB of renditions kept, of {megabytes} MB allowed",
        ours=memo.RENDITIONS.weight / 1e6,
        base=megabytes,
        base_name=f"bound; {len(memo.DECISIONS):,} decisions kept",
        bar="≤ 1",
    )


def _cyclic(n: int = 300, rounds: int = 6) -> Row:
    memo.clear()
    texts = [_picture(i) for i in range(n)]
    for text in texts:
        _send(text, Policy())
    policy = Policy(memo_bytes=memo.RENDITIONS.weight // 2)
    memo.clear()
    for _ in range(rounds):
        for text in texts:
            _send(text, policy)
    memo.RENDITIONS.hits = memo.RENDITIONS.misses = memo.DECISIONS.misses = 0
    for text in texts:
        _send(text, policy)
    drawn, decided = memo.RENDITIONS.misses, memo.DECISIONS.misses
    return Row(
        name=f"{n} images re-sent in turn, memo holds half: drawn again in a round",
        ours=drawn,
        base=n,
        base_name=f"all of them; decided again: {decided}",
        bar="≤ 0.6, decided again 0",
    )


def _picture(i: int) -> str:
    """A small picture that gpt-4o shrinks by a tile row."""
    image = Image.frombytes("RGB", (66, 16), random.Random(i).randbytes(66 * 16 * 3)).resize((528, 128))
    return pictures.base64_text(pictures._bytes(image, "PNG", compress_level=1))


def _send(text: str, policy: Policy) -> None:
    url = "data:image/png;base64," + text
    block = {"type": "image_url", "image_url": {"url": url, "detail": "auto"}}
    body = {"model": TARGET.model, "messages": [{"role": "user", "content": [block]}]}
    dialect = dialect_for_path("/chat/completions", "openai")
    assert dialect is not None
    process(body, dialect, TARGET, policy)
