"""Older screenshots of tools, left out in chunks: opt-in, for it breaks the prompt cache once per chunk.

When a chunk of C pictures is left out, the N newer ones behind it are written to the cache again, which costs N ×
(write − read). Until the next one, C turns later, each turn reads C pictures less. So a chunk pays for its break where
C × C × read ≥ N × (write − read), and no smaller one is left out.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from . import references, toml
from .body.dialect import Block, ImagePart, Message, Path, Text
from .conversation import Context
from .outcome import Outcome, Setting
from .policy import Technique
from .source import Note
from .target import Provider
from .tokens.text import text_tokens


def chunk(keep: int, provider: Provider) -> int:
    """How many pictures are left out at once where *keep* newer ones stay."""
    price = _prices()[provider]
    return max(1, math.ceil(math.sqrt(keep * (price["write"] - price["read"]) / price["read"])))


def old(messages: Sequence[Message], setting: Setting) -> frozenset[Path]:
    """Paths of the pictures that are too old to be sent."""
    keep, rule = setting.policy.keep_recent_images, setting.rule
    if keep is None or rule is None:
        return frozenset()
    paths = [
        part.path
        for message in messages
        for part in message.parts
        if isinstance(part, ImagePart)
        and part.path in message.tool_results
        and part.text_allowed
        and not part.locked
    ]
    step = chunk(keep, rule.provider)
    return frozenset(paths[: max(0, len(paths) - keep) // step * step])


def aged(
    context: Context, outcome: Outcome, paths: frozenset[Path], setting: Setting
) -> tuple[Outcome, list[Block]] | None:
    """The outcome of leaving the picture of *context* out, and the note in its place; ``None`` where it stays."""
    rule, now = setting.rule, outcome.tokens_after
    if rule is None or now is None or context.part.path not in paths:
        return None
    if (
        context.untouched
        or context.explicit
        or context.part.lossless_only
        or outcome.left_alone
        or outcome.error
    ):
        return None
    cost = text_tokens(references.LEFT_OUT, rule.provider, setting.model)
    if cost.tokens >= now:
        return None
    keep = setting.policy.keep_recent_images or 0
    step, price = chunk(keep, rule.provider), _prices()[rule.provider]
    again = round(keep * now * (price["write"] - price["read"]))
    left = dataclasses.replace(
        outcome,
        technique=Technique.FULL_LOW,
        reason=(
            f"older than the newest {keep} of the tools' pictures, left out {step} at a time: each breaks the cache "
            f"for about {again} tokens of input, and {round(step * now * price['read'])} are saved on every turn after"
        ),
        tokens_after=cost.tokens,
        exact=outcome.exact and cost.exact,
        bytes_after=0,
        size=None,
        regions=(),
        stages=(*outcome.stages, ("aged", cost.tokens)),
        detail=None,
        recipes=(Note(references.LEFT_OUT),),
        media_type="",
    )
    return left, [Text(text=references.LEFT_OUT)]


@functools.cache
def _prices() -> Mapping[str, Mapping[str, Any]]:
    return toml.shipped("headroom_sdk", "prices.toml")
