"""One picture under a limit: fewer pixels or bytes than what was decided for it, and no fewer than needed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from .body import facts
from .conversation import Context
from .errors import ImageRejected, ImageUnreadable
from .outcome import Outcome, Setting
from .picture.compose import Arrangement
from .picture.render import FREE_BYTES
from .picture.types import Picture, Size
from .policy import Technique
from .source import Composition, Drawing, Source

STEPS = 3
"""How often a picture may be asked for fewer bytes: at its own size, then at half and at a quarter of it."""

WORTH = 4_096
"""A picture of fewer bytes is no help in making a request smaller."""

JPEG = frozenset({"image/jpeg"})

Sheet = Drawing | Composition
"""How one picture as sent is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Squeeze:
    """What is asked of a picture beyond what it costs. ``side``: longest side in pixels. ``step`` (0–``STEPS``): how
    hard to press for bytes. ``early``: nothing is refused yet. ``moves``: even a picture in which places are clicked
    may change its size. ``why`` goes on the report."""

    side: int | None = None
    step: int = 0
    early: bool = False
    moves: bool = False
    why: str = ""


NOTHING = Squeeze()


def needed(outcome: Outcome, setting: Setting, squeeze: Squeeze) -> bool:
    """Whether what was decided for a picture is more than it may be."""
    if outcome.error or setting.rule is None:
        return False
    return (
        outcome.bytes_after > setting.max_bytes
        or _too_long(outcome, squeeze.side)
        or (squeeze.step > 0 and outcome.bytes_after > WORTH)
    )


def squeezed(
    source: Source, context: Context, detail: str | None, setting: Setting, outcome: Outcome, squeeze: Squeeze
) -> Outcome:
    """*outcome* with the least change that does what *squeeze* asks and the picture's own limit of bytes; *outcome*
    itself where none does.

    *detail* is in force for the picture.
    """
    found = _squeezed(source, context, detail, setting, outcome, squeeze)
    if outcome.bytes_after <= setting.max_bytes:
        return found
    said = f"a picture of {outcome.bytes_after:,} bytes: the target takes {setting.max_bytes:,}"
    done = "sent as it is, and will be refused" if found is outcome else f"sent in {found.bytes_after:,}"
    return dataclasses.replace(found, warning=f"{said}; {done}")


def _squeezed(
    source: Source, context: Context, detail: str | None, setting: Setting, outcome: Outcome, squeeze: Squeeze
) -> Outcome:
    rule, picture = setting.rule, source.picture
    # What is ours already is not decided again, unless it must.
    if rule is None or fixed(context) or picture.animated or (picture.marked and squeeze.early):
        return outcome
    given = outcome
    own = next((r for r in outcome.recipes if isinstance(r, (Drawing, Composition))), None)
    whole = Drawing(source.digest, picture.size, setting.accept, context.mode == "lossless")
    alone = len(outcome.recipes) <= 1 and _parts(own) <= 1
    if _too_long(outcome, squeeze.side) and not alone:
        # Parts beside others tell more than a few pixels less of the whole, but only where they fit.
        outcome = dataclasses.replace(
            outcome, technique=Technique.PRESERVE, recipes=(), regions=(), size=picture.size, confidence=1.0
        )
        own, alone = None, True
    moves = alone and may_shrink(context, setting, squeeze.moves)
    for sheet, room in _sheets(own or whole, picture, setting, outcome, squeeze, moves=moves):
        same = sheet.size == outcome.size and outcome.tokens_after is not None
        try:
            count = None if same else rule.count(*sheet.size, outcome.detail or detail)
            rendition = source.draw(sheet) if isinstance(sheet, Drawing) else source.compose(sheet)
        except (ImageRejected, ImageUnreadable):
            continue
        n = len(rendition.data)
        if n > room:
            continue
        tokens = outcome.tokens_after if count is None else count.tokens
        why = squeeze.why or f"the target takes {setting.max_bytes:,} bytes a picture"
        return dataclasses.replace(
            outcome,
            reason=f"{outcome.reason}; {why}",
            tokens_after=tokens,
            exact=outcome.exact and (count is None or count.exact),
            bytes_after=n,
            size=rendition.size,
            stages=(*outcome.stages, ("limits", tokens or 0)),
            recipes=tuple(sheet if r is own else r for r in outcome.recipes) or (sheet,),
            media_type=rendition.media_type,
        )
    return given


def fixed(context: Context) -> bool:
    """Whether nobody but its sender may change this picture, refused or not."""
    untouched = context.untouched
    return bool(context.part.lossless_only) or (untouched is not None and not facts.acts(untouched))


def may_shrink(context: Context, setting: Setting, moves: bool) -> bool:
    """Whether this picture may have fewer pixels. *moves*: even if places in it are clicked."""
    if fixed(context):
        return False
    # Gemini's boxes are relative to the picture.
    relative = setting.rule is not None and setting.rule.provider == "google"
    return moves or (context.untouched is None and (context.keep_grid is None or relative))


def _too_long(outcome: Outcome, side: int | None) -> bool:
    return side is not None and outcome.size is not None and max(outcome.size) > side


def _sheets(
    own: Sheet, picture: Picture, setting: Setting, outcome: Outcome, squeeze: Squeeze, *, moves: bool
) -> Iterator[tuple[Sheet, int]]:
    """What to try instead of *own*, best first, each with the bytes that it may take. *moves*: its size may
    become less."""
    most, now = setting.max_bytes, outcome.bytes_after
    if squeeze.side is not None and max(own.size) > squeeze.side and moves:
        longest = max(own.size)
        own = _sized(own, (own.size[0] * squeeze.side // longest, own.size[1] * squeeze.side // longest))
        if not squeeze.step:
            room = min(max(outcome.bytes_before, FREE_BYTES), most)
            yield own, room
            yield _jpeg(own, room), most
    if squeeze.step:
        if squeeze.step == 1 and not picture.lossy and outcome.media_type != "image/jpeg":
            yield dataclasses.replace(own, accept=own.accept - JPEG, lossless=True), min(now // 2, most)
        part = 2 ** (squeeze.step - 1) if moves else 1
        yield _jpeg(_part(own, part), now // 2**squeeze.step), min(now - 1, most)
    elif now > most:
        for part in (1, 2, 4) if moves else (1,):
            yield _jpeg(_part(own, part), most), most


def _parts(sheet: Sheet | None) -> int:
    return len(sheet.arrangement.parts) if isinstance(sheet, Composition) else 1


def _jpeg(sheet: Sheet, room: int) -> Sheet:
    return dataclasses.replace(sheet, accept=JPEG, lossless=False, room=max(room, 1))


def _part(sheet: Sheet, part: int) -> Sheet:
    return _sized(sheet, (sheet.size[0] // part, sheet.size[1] // part)) if part > 1 else sheet


def _sized(sheet: Sheet, size: Size) -> Sheet:
    """*sheet* at another size; one of parts has one part."""
    size = (max(1, size[0]), max(1, size[1]))
    if isinstance(sheet, Drawing):
        return dataclasses.replace(sheet, size=size)
    (part,) = sheet.arrangement.parts
    arrangement = Arrangement(size, (dataclasses.replace(part, size=size),))
    return dataclasses.replace(sheet, arrangement=arrangement)
