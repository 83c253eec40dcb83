"""The technique `transcode`: the text of a picture in its place, with a small overview of it where that pays."""

from __future__ import annotations

import dataclasses

from . import reading
from .conversation import Context
from .errors import ImageUnreadable
from .outcome import Outcome, Setting
from .picture.ocr import TextReader
from .picture.render import FREE_BYTES
from .plan import Scope, lossless, overview
from .policy import Technique
from .source import Drawing, Source, Transcription
from .tokens.text import text_tokens

# Text and overview together cost at most this part of the picture.
CLEARLY_LESS = 0.8


def transcribe(
    source: Source,
    scope: Scope,
    stays: Outcome,
    context: Context,
    setting: Setting,
    reader: TextReader,
    *,
    most: int | None = None,
) -> Outcome | str:
    """The outcome, or why the picture stays one. Text is never guessed at: what the gate does not accept is not
    sent. *stays* is the outcome of changing nothing; *most* are the tokens that it may cost, if something else
    than that is to be beaten."""
    if not context.part.text_allowed:
        return "no text may stand in this slot"
    limit = int(lossless(scope).tokens * (1 - setting.policy.min_saving))
    limit = limit if most is None else min(limit, most)
    try:
        obstacle = reading.too_long(source, setting.policy, limit)
        if obstacle:
            return obstacle
        found = reading.read(source, setting.policy)
    except ImageUnreadable as e:
        return str(e)
    if not found.accepted:
        return f"its text is not sure enough: {found.reason}"
    cost = text_tokens(found.transcript, scope.rule.provider, setting.model)
    if cost.tokens > limit:
        return f"its text costs {cost.tokens} tokens, more than the {limit} that would be worth it"
    alone = dataclasses.replace(
        stays,
        technique=Technique.TRANSCODE,
        reason="the text of the picture",
        confidence=found.confidence,
        tokens_after=cost.tokens,
        exact=stays.exact and cost.exact,
        bytes_after=0,
        size=None,
        stages=(*stays.stages, ("text", cost.tokens)),
        recipes=(Transcription(source.digest, reader.name),),
    )
    return (
        alone
        if context.mode == "aggressive"
        else _with_overview(alone, source, scope, context, setting, limit)
    )


def _with_overview(
    alone: Outcome, source: Source, scope: Scope, context: Context, setting: Setting, limit: int
) -> Outcome:
    """Colours, ticks and layout stay to be seen, and a wrong character is not the only witness."""
    small = overview(scope)
    total = (alone.tokens_after or 0) + small.tokens
    if total > min(limit, CLEARLY_LESS * (alone.tokens_before or 0)) or small.size == scope.size:
        return alone
    drawing = Drawing(source.digest, small.size, setting.accept, context.mode == "lossless")
    rendition = source.draw(drawing)
    if len(rendition.data) > max(alone.bytes_before, FREE_BYTES):
        return alone
    return dataclasses.replace(
        alone,
        reason=f"{alone.reason}, with an overview",
        tokens_after=total,
        exact=alone.exact and small.count.exact,
        bytes_after=len(rendition.data),
        size=rendition.size,
        stages=(*alone.stages, ("overview", total)),
        detail=small.detail,
        recipes=(*alone.recipes, drawing),
        media_type=rendition.media_type,
    )
