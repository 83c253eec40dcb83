"""More of an earlier picture for a later message that needs it: the prefix stays as it was sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from . import references
from .body.dialect import Block, Image, Kept, Text, TextPart
from .conversation import NO_QUESTION, Turn
from .fitting import Fitting, Settled
from .mentions import Mention, Surroundings, label, mention
from .outcome import Setting
from .settle import settle
from .shown import Gallery, Shown
from .source import Source
from .tokens.text import text_tokens


def attach(turn: Turn, at: int, gallery: Gallery, setting: Setting, fitting: Fitting) -> list[str]:
    """Add to *fitting* and *gallery* what the text of *turn*, message *at*, needs of earlier pictures and was not sent;
    it goes to the end of that message. What to tell the caller of what it cannot get.

    Their outcomes count as ``tokens_after`` what they cost with their notes, and nothing as ``tokens_before``.
    """
    if not turn.text or turn.attached or setting.rule is None or setting.policy.decide_by == "picture":
        return []
    grid = turn.coordinates is not None
    originals = [shown for shown in gallery.pictures if not shown.again]
    less = [s for s in originals if s.outcome.digest and not gallery.is_whole(s, grid=grid)]
    if not less:
        return []
    around = [_surroundings(shown) for shown in originals]
    about = mention(turn.text, around, own=len(turn.contexts))
    wanted = [originals[n] for n in about.pictures] or _meant(about, originals, less)
    said: list[str] = []
    for shown in {s.outcome.digest: s for s in wanted if s in less}.values():
        one = _attachment(shown, about, turn, at, gallery, setting, fitting)
        if one is None:
            continue
        obstacle = _obstacle(one, turn, gallery, fitting)
        if obstacle:
            said.append(f"not attached: {obstacle}; {one.outcome.reason}")
            continue
        fitting.attach(one)
        gallery.add(turn.message, one.context, shown.detail, one.outcome, one.blocks, again=True)
    return said


_AGAIN = "more of it was attached before"


def _obstacle(one: Settled, turn: Turn, gallery: Gallery, fitting: Fitting) -> str | None:
    if not turn.message.appendable:
        return "nothing can be added to this message"
    cost = one.outcome.tokens_after or 0
    if cost > gallery.spare:
        return f"{cost} tokens are more than the {gallery.spare} that were saved so far"
    return None if fitting.room_for(one) else "with it, the target would refuse the request"


def _meant(about: Mention, originals: Sequence[Shown], less: Sequence[Shown]) -> list[Shown]:
    """The one picture that a text can mean that names none; nothing where there are several."""
    if not about.asks:
        return []
    if len({shown.outcome.digest for shown in less}) == 1:
        return list(less[:1])
    latest = [shown for shown in originals if shown.message is originals[-1].message]
    return latest if len(latest) == 1 else []


def _attachment(
    shown: Shown,
    about: Mention,
    turn: Turn,
    at: int,
    gallery: Gallery,
    setting: Setting,
    fitting: Fitting,
) -> Settled | None:
    """What the question of *turn* would get of the picture if it were asked now, ``None`` if that is there."""
    before = shown.context
    context = dataclasses.replace(
        before,
        query=turn.text,
        keep_grid=turn.coordinates or before.keep_grid,
        # Asked about again and again, a picture in parts would soon cost more than whole.
        keep_all=_AGAIN
        if gallery.was_attached(shown)
        else None
        if before.keep_all == NO_QUESTION
        else before.keep_all,
    )
    outcome, blocks = settle(context, shown.detail, setting, fitting.at_sight(context), shown.outcome.digest)
    if outcome.error or outcome.left_alone or outcome.tokens_after is None:
        return None
    if gallery.holding(outcome, shown.detail, grid=context.keep_grid is not None):
        return None
    sent = gallery.sent(shown.outcome.digest)
    note = references.attached(gallery.back(sent) if sent else None)
    rule = setting.rule
    assert rule is not None
    words = text_tokens(note, rule.provider, setting.model)
    cost = outcome.tokens_after + words.tokens
    why = f"it says {about.why!r}" if about.why else "it can mean no other"
    had = sent.outcome.technique if sent else "its text"
    return Settled(
        context=context,
        at=at,
        outcome=dataclasses.replace(
            outcome,
            reason=f"a later text asks for more of a picture ({why}) than {had} has: {outcome.reason}",
            tokens_before=0,
            tokens_after=cost,
            exact=outcome.exact and words.exact,
            bytes_before=0,
            stages=(*outcome.stages, ("attached", cost)),
        ),
        blocks=[Text(text=note), *_fresh(shown, blocks, setting)],
    )


def _fresh(shown: Shown, blocks: Sequence[Block], setting: Setting) -> list[Block]:
    """*blocks* as new ones: what keeps the picture where it is shows it again."""
    kept = blocks or [Kept(detail=shown.context.part.detail or "")]
    return [_whole(shown, block.detail, setting) if isinstance(block, Kept) else block for block in kept]


def _whole(shown: Shown, detail: str, setting: Setting) -> Image:
    part = shown.context.part
    kind = part.media_type or Source(part, setting.policy, shown.outcome.digest).picture.media_type
    return Image(payload=part.payload or "", media_type=kind, detail=detail or None)


def _surroundings(shown: Shown) -> Surroundings:
    parts = shown.message.parts
    at = next(n for n, part in enumerate(parts) if part is shown.context.part)
    before = parts[at - 1] if at else None
    return Surroundings(
        label=label(before.text) if isinstance(before, TextPart) else "",
        text="\n".join(part.text for part in parts if isinstance(part, TextPart) and not part.call),
    )
