"""One picture under a limit: fewer pixels or bytes than what was decided for it, and no fewer than needed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from .body import facts
from .conversation import Context
from .errors import ImageRejected, ImageUnreadable
from .outcome import Outcome, Setting
from .picture.render import FREE_BYTES
from .picture.types import Picture, Size
from .policy import Technique
from .source import Drawing, Source

STEPS = 3
"""How often a picture may be asked for fewer bytes: at its own size, then at half and at a quarter of it."""

WORTH = 4_096
"""A picture of fewer bytes is no help in making a request smaller."""

JPEG = frozenset({"image/jpeg"})


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
    rule = setting.rule
    if rule is None or fixed(context):
        return outcome
    picture = source.picture
    stays = not may_shrink(context, setting, squeeze.moves)
    too_long = _too_long(outcome, squeeze.side)
    whole = not outcome.recipes or (len(outcome.recipes) == 1 and isinstance(outcome.recipes[0], Drawing))
    # What is ours already is not decided again, unless it must.
    if picture.animated or (picture.marked and squeeze.early) or (not whole and not too_long):
        return outcome
    base = outcome.size if whole and outcome.size else picture.size
    free = None if stays else base
    for drawing, room in _drawings(source, picture, context, setting, outcome, squeeze, free, base):
        try:
            count = rule.count(*drawing.size, outcome.detail or detail)
            rendition = source.draw(drawing)
        except (ImageRejected, ImageUnreadable):
            continue
        n = len(rendition.data)
        if n > room:
            continue
        why = squeeze.why or f"the target takes {setting.max_bytes:,} bytes a picture"
        return dataclasses.replace(
            outcome,
            technique=outcome.technique if whole else Technique.PRESERVE,
            reason=f"{outcome.reason}; {why}",
            tokens_after=count.tokens,
            exact=outcome.exact and count.exact,
            bytes_after=n,
            size=rendition.size,
            regions=outcome.regions if whole else (),
            stages=(*outcome.stages, ("limits", count.tokens)),
            recipes=(drawing,),
            media_type=rendition.media_type,
        )
    return outcome


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


def _drawings(
    source: Source,
    picture: Picture,
    context: Context,
    setting: Setting,
    outcome: Outcome,
    squeeze: Squeeze,
    free: Size | None,
    base: Size,
) -> Iterator[tuple[Drawing, int]]:
    """What to try, best first, each with the bytes that it may take. *free* is the size that may become less,
    ``None`` where it must stay."""
    most, now = setting.max_bytes, outcome.bytes_after
    plain = Drawing(source.digest, base, setting.accept, context.mode == "lossless")
    if squeeze.side is not None and max(base) > squeeze.side and free is not None:
        plain = dataclasses.replace(plain, size=_shortened(base, squeeze.side))
        if not squeeze.step:
            room = max(outcome.bytes_before, FREE_BYTES)
            yield plain, min(room, most)
            yield _jpeg(plain, min(room, most)), most
    if squeeze.step:
        if squeeze.step == 1 and not picture.lossy and outcome.media_type != "image/jpeg":
            exact = dataclasses.replace(plain, accept=plain.accept - JPEG, lossless=True)
            yield exact, min(now // 2, most)
        part = 2 ** (squeeze.step - 1) if free is not None else 1
        yield _jpeg(_part(plain, part), now // 2**squeeze.step), min(now - 1, most)
    elif now > most:
        for part in (1, 2, 4) if free is not None else (1,):
            yield _jpeg(_part(plain, part), most), most


def _shortened(size: Size, side: int) -> Size:
    longest = max(size)
    return (max(1, size[0] * side // longest), max(1, size[1] * side // longest))


def _jpeg(drawing: Drawing, room: int) -> Drawing:
    return dataclasses.replace(drawing, accept=JPEG, lossless=False, room=max(room, 1))


def _part(drawing: Drawing, part: int) -> Drawing:
    width, height = drawing.size
    return dataclasses.replace(drawing, size=(max(1, width // part), max(1, height // part)))
