"""A picture without its blank margins, where that costs less and the model then sees the rest no worse."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from .conversation import Context
from .errors import ImageRejected, ImageUnreadable
from .outcome import Outcome, Setting
from .picture.compose import Arrangement, Placed
from .picture.render import FREE_BYTES
from .picture.types import Box, Size
from .picture.wholeness import about_layout
from .plan import Plan, Scope, lossless
from .source import Composition, Source

# A picture that would not even be cheaper with so much of each side gone is not looked at.
_MOST_CUT = 0.4

# The model's own scale may be this much less than the original's before it counts as less: rounding.
_ROUNDING = 0.995


@dataclass(frozen=True, slots=True, kw_only=True)
class Trimmed:
    """The part of a picture that is not blank margin, and how to send it."""

    box: Box
    plan: Plan


def trimmed(source: Source, scope: Scope, context: Context, setting: Setting) -> Trimmed | None:
    """What is left without margins, where that is worth it.

    Only where a question is known, and is not about the grid of pixels or the layout: there a margin means something.
    Raises :class:`~headroom_sdk.errors.ImageUnreadable`.
    """
    if context.mode == "lossless" or context.explicit or context.keep_grid or not context.query:
        return None
    if about_layout(context.query):
        return None
    most = lossless(scope).tokens * (1 - setting.policy.min_saving)
    if not any(plan.tokens <= most for plan in _plans(scope, _part(scope.size, 1 - _MOST_CUT))):
        return None
    try:
        from .picture import margins
    except ImportError:  # a platform without numpy: its margins stay
        return None
    from .picture.decode import decode

    box = margins.content(source.picture)
    if box is None:
        return None
    plan = min(_plans(scope, box[2:]), key=lambda p: (p.tokens, -p.size[0]), default=None)
    if plan is None or plan.tokens > most or not margins.blank_around(decode(source.picture), box):
        return None
    return Trimmed(box=box, plan=plan)


def trim(source: Source, scope: Scope, stays: Outcome, context: Context, setting: Setting) -> Outcome | None:
    """The outcome without margins, or ``None``. *stays* is the outcome of changing nothing."""
    try:
        found = trimmed(source, scope, context, setting)
        if found is None:
            return None
        box, plan = found.box, found.plan
        arrangement = Arrangement(plan.size, (Placed(box, plan.size, (0, 0)),))
        drawing = Composition(source.digest, arrangement, setting.accept, lossless=False)
        rendition = source.compose(drawing)
    except ImageUnreadable:
        return None
    if len(rendition.data) > min(max(stays.bytes_before, FREE_BYTES), setting.max_bytes):
        return None
    return dataclasses.replace(
        stays,
        reason=f"blank margins cut, {box[2]}×{box[3]} of {scope.size[0]}×{scope.size[1]} hold all that is shown",
        tokens_after=plan.tokens,
        exact=stays.exact and plan.count.exact,
        bytes_after=len(rendition.data),
        size=rendition.size,
        regions=(box,),
        stages=(*stays.stages, ("margins", plan.tokens)),
        detail=plan.detail,
        recipes=(drawing,),
        media_type=rendition.media_type,
    )


def _part(size: Size, share: float) -> Size:
    return (max(1, round(size[0] * share)), max(1, round(size[1] * share)))


def _plans(scope: Scope, part: Size) -> Iterator[Plan]:
    """Ways to send a part of that size under which the model sees it at least as large as in the whole picture."""
    seen = scope.count(scope.size, None)
    scale = min(1.0, seen.width / scope.size[0], seen.height / scope.size[1])
    floor = scale * (1 - scope.shrink if scope.rule.formula == "tiles" else 1.0) * _ROUNDING
    for size in dict.fromkeys((part, _part(part, scale))):
        try:
            plan = lossless(dataclasses.replace(scope, size=size))
        except ImageRejected:
            continue
        shown = min(plan.count.width / part[0], plan.count.height / part[1])
        if shown >= floor:
            yield plan
