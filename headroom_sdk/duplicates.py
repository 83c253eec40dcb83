"""A picture that was sent before, in the same conversation: a short reference takes its place."""

from __future__ import annotations

import dataclasses

from . import references
from .body.dialect import Block, Text
from .conversation import Context
from .outcome import Outcome, Setting
from .policy import Technique
from .shown import Gallery
from .source import Note
from .tokens.text import text_tokens


def duplicate(
    gallery: Gallery, context: Context, detail: str | None, outcome: Outcome, setting: Setting
) -> tuple[Outcome, list[Block]] | None:
    """The outcome of a reference to a picture of an earlier message, and the text, where that picture holds all that
    *outcome* would show and the reference costs less; ``None`` where the picture has to be sent."""
    rule, now = setting.rule, outcome.tokens_after
    if rule is None or now is None or not _may_be_a_text(context, outcome, setting):
        return None
    found = gallery.holding(outcome, detail, grid=context.keep_grid is not None)
    if found is None:
        return None
    text = references.same(gallery.back(found))
    cost = text_tokens(text, rule.provider, setting.model)
    if cost.tokens >= now or cost.tokens > now * (1 - setting.policy.min_saving):
        return None
    same = dataclasses.replace(
        outcome,
        technique=Technique.PRESERVE,
        reason="the same picture was sent before in this conversation: a reference stands for it",
        tokens_after=cost.tokens,
        exact=outcome.exact and cost.exact,
        bytes_after=0,
        size=None,
        regions=(),
        stages=(*outcome.stages, ("reference", cost.tokens)),
        detail=None,
        recipes=(Note(text),),
        media_type="",
        confidence=1.0,
    )
    return same, [Text(text=text)]


def _may_be_a_text(context: Context, outcome: Outcome, setting: Setting) -> bool:
    return (
        context.untouched is None
        and context.part.text_allowed
        and context.part.lossless_only is None
        and context.mode != "lossless"
        and not context.explicit
        and setting.policy.technique is not Technique.PRESERVE
        and not outcome.left_alone
        and outcome.error is None
        and outcome.tokens_before is not None
    )
