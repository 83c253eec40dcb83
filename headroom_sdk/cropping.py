"""The technique `crop`: the part of a picture that the question is about at full resolution, the whole one small
beside it, in one picture."""

from __future__ import annotations

import dataclasses
import functools

from . import reading, trimming
from .arranging import Arranged, arrange
from .conversation import Context
from .errors import ImageUnreadable
from .outcome import Outcome, Setting
from .picture import crop as cropped
from .picture.crop import Region, Regions
from .picture.note import note
from .picture.numbered import Reference, reference
from .picture.render import FREE_BYTES
from .picture.types import Box
from .plan import Scope, lossless
from .policy import Technique
from .source import Composition, Note, Source
from .tokens.text import text_tokens

# The probability that the evidence lies inside, below which the whole picture is sent: a crop without it can
# only keep what the overview keeps.
SURE, AGGRESSIVE = 0.95, 0.9

# A part this large is no part, and a saving this small is not worth a picture that is not whole.
MOST = 0.6
LEAST_SAVING = 0.2

CERTAIN = 1.0

# A question with more words that say something is about more than one thing, or tells a story.
MOST_TERMS = 6

# A line of text as the detector boxes it (about 1.2 times its type size, 2.4 times the height of its capitals at most)
# is read letter by letter from this many pixels on, by every model that was measured.
LEGIBLE_LINE = 22.0

# How much of a side a part may grow to cut no line of text.
SLACK = 0.2

# Where lines beside each other stand at different heights, one edge after the other would have to move on: beyond
# this part of a side only the lines in the column of what is named are kept whole.
LEVEL = 0.06


def crop(source: Source, scope: Scope, stays: Outcome, context: Context, setting: Setting) -> Outcome | str:
    """The outcome, or why the picture stays whole. *stays* is the outcome of changing nothing."""
    if not context.part.text_allowed:
        return "no text may stand in this slot, and a part needs one that says what it is"
    try:
        found = _found(source, scope, context, setting)
        if isinstance(found, str):
            return found
        if found.confidence < (AGGRESSIVE if context.mode == "aggressive" else SURE):
            return f"{found.reason}, but that is not sure enough"
        if cropped.share(found.parts, scope.size) > MOST:
            return f"{found.reason}: more than {MOST:.0%} of the picture"
        bare = context.mode == "aggressive" or found.confidence == CERTAIN
        overview = None if bare else _overview(scope, found)
        legible = 1.0 if found.line is None else LEGIBLE_LINE / found.line
        arranged = arrange(scope, [part.box for part in found.parts], overview=overview, legible=legible)
        if arranged is None:
            return "the model would see the part worse than in the whole picture"
        found, arranged = _filled(scope, found, arranged, overview, legible)
        outcome = _outcome(source, scope, stays, context, setting, found, arranged)
        if isinstance(outcome, Outcome):
            cut = trimming.trimmed(source, scope, context, setting)
            if cut is not None and (outcome.tokens_after or 0) > cut.plan.tokens * (1 - _least(setting)):
                return f"{found.reason}, which would save less than {_least(setting):.0%} once blank margins are cut"
        return outcome
    except ImageUnreadable as e:
        return str(e)
    except ImportError as e:  # a platform without numpy
        return f"{e.name or 'a package'} is not installed, and parts of pictures are found with it"


def _least(setting: Setting) -> float:
    return max(LEAST_SAVING, setting.policy.min_saving)


def _overview(scope: Scope, found: Regions) -> Box:
    return (0, 0, *scope.size) if found.cuts is None else found.cuts.shown(cropped.MARGIN)


def _filled(
    scope: Scope, found: Regions, arranged: Arranged, overview: Box | None, legible: float
) -> tuple[Regions, Arranged]:
    """More around each part, as far as the model's last patch or tile has room for it anyway."""
    cell = scope.rule.tile or scope.rule.cell or 0
    for step in range(cell, 0, -max(1, cell // 8)):
        parts = cropped.grown(found.parts, step, scope.size)
        if len(parts) != len(found.parts) or (
            found.cuts is not None and any(found.cuts.clear(p.box, 0.0) is None for p in parts)
        ):
            continue
        more = arrange(scope, [p.box for p in parts], overview=overview, legible=legible)
        if more is not None and more.count.tokens <= arranged.count.tokens and more.scale >= arranged.scale:
            return dataclasses.replace(found, parts=parts), more
    return found, arranged


def _outcome(
    source: Source,
    scope: Scope,
    stays: Outcome,
    context: Context,
    setting: Setting,
    found: Regions,
    arranged: Arranged,
) -> Outcome | str:
    text = Note(note(arranged.arrangement, tuple(part.words for part in found.parts), scope.size))
    words = text_tokens(text.text, scope.rule.provider, setting.model)
    total = arranged.count.tokens + words.tokens
    if total > lossless(scope).tokens * (1 - _least(setting)):
        return f"{found.reason}, which would save less than {_least(setting):.0%}"
    drawing = Composition(source.digest, arranged.arrangement, setting.accept, context.mode == "lossless")
    rendition = source.compose(drawing)
    if len(rendition.data) > min(max(stays.bytes_before, FREE_BYTES), setting.max_bytes):
        return f"{found.reason}, whose file would be too large"
    return dataclasses.replace(
        stays,
        technique=Technique.CROP,
        reason=found.reason,
        confidence=found.confidence,
        tokens_after=total,
        exact=stays.exact and arranged.count.exact and words.exact,
        bytes_after=len(rendition.data),
        size=rendition.size,
        regions=tuple(part.box for part in found.parts),
        stages=(*stays.stages, ("crop", arranged.count.tokens), ("note", total)),
        detail=arranged.detail,
        recipes=(text, drawing),
        media_type=rendition.media_type,
    )


def _found(source: Source, scope: Scope, context: Context, setting: Setting) -> Regions | str:
    if context.regions:
        return _given(scope, context)
    if not context.query:
        return "no question is asked about it"
    whole, numbered = cropped.needs_whole(context.query), reference(context.query)
    if whole and not (numbered and numbered.titled and cropped.asks_for_all(context.query)):
        return whole
    placed = None if whole else cropped.by_position(context.query, source.picture)
    return placed if placed is not None else _by_text(source, context, setting, numbered, whole)


def _by_text(
    source: Source, context: Context, setting: Setting, numbered: Reference | None, whole: str | None
) -> Regions | str:
    from .picture import matching
    from .picture.cuts import cuts_by_lines
    from .picture.decode import decode
    from .picture.graphics import graphics
    from .picture.length import estimate_length
    from .picture.terms import terms

    asked = terms(context.query)
    strict = bool(asked.quotes or asked.names)
    if not numbered and not strict and not 0 < len(asked.core) <= MOST_TERMS:
        return "the question names no one thing that could be found"
    reader = reading.engine(setting.policy)
    if isinstance(reader, str):
        return reader
    image = decode(source.picture)
    length, most = estimate_length(image), setting.policy.max_ocr_lines
    if not 0 < length.lines <= most:
        return f"about {length.lines} lines of text" if length.lines else "no text is in it"
    # The numbers of lines are the shortest texts of all.
    wanted = tuple if numbered else functools.partial(matching.candidates, asked)
    lines = reading.search(source, image, reader, wanted, most)
    if lines is None:
        return f"more than {most} lines of text, max_ocr_lines is {most}"
    drawn = graphics(image, [line.quad for line in lines])
    found: matching.Match | str = whole or ""
    if numbered and (numbered.titled or whole):
        found = matching.match_number(numbered, lines, drawn, source.picture.size)
    if isinstance(found, str) and not whole:
        found = matching.match(asked, lines, drawn, source.picture.size)
    if isinstance(found, str) and numbered and not numbered.titled:
        found = matching.match_number(numbered, lines, drawn, source.picture.size)
    if isinstance(found, str):
        return found
    cuts = cuts_by_lines(image, [line.quad for line in lines])
    parts: list[Region] = []
    for (box, words), column in zip(found.boxes, found.columns, strict=True):
        clear = cuts.clear(box, LEVEL) or cuts.clear(box, SLACK, column)
        if clear is None:
            return "cutting it out would cut lines of text"
        tight = cuts.clear(cuts.tight(clear, cropped.MARGIN), 0.0)
        parts.append(Region(box=tight or clear, words=words))
    merged = cropped.merged(parts)
    return Regions(
        parts=merged,
        confidence=found.confidence,
        reason=f"its text says {found.words!r}",
        cuts=cuts,
        line=cuts.smallest([part.box for part in merged]),
    )


def _given(scope: Scope, context: Context) -> Regions | str:
    width, height = scope.size
    parts: list[Region] = []
    for x, y, w, h in context.regions:
        if x < 0 or y < 0 or w < 1 or h < 1 or x + w > width or y + h > height:
            return f"the region {(x, y, w, h)} does not lie inside {width}×{height} pixels"
        parts.append(Region(box=(x, y, w, h), words="the part that matters"))
    return Regions(parts=cropped.merged(parts), confidence=CERTAIN, reason="regions given by the application")
