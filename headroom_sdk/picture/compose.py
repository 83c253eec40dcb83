"""Parts of one picture, and the whole of it reduced, side by side in a new picture."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from ..errors import ImageUnreadable
from .types import Box, Picture, Rendition, Size

GAP = 12
"""Pixels of divider between two parts."""

_DIVIDER = (96, 255)
"""Grey levels: the ground between the parts, and the line along its middle: seen on any content."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The part *box* of the original, drawn at *size*, its top left corner at *at*."""

    box: Box
    size: Size
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A picture made of parts of another one. ``cuts`` are the boxes of its dividers."""

    size: Size
    parts: tuple[Placed, ...]
    cuts: tuple[Box, ...] = ()


def compose(
    picture: Picture,
    arrangement: Arrangement,
    *,
    accept: Set[str],
    lossless: bool = False,
    room: int | None = None,
) -> Rendition:
    """Draw *arrangement* of *picture* (upright) and encode it as one of the media types in *accept*.

    What a drawn picture shows keeps every pixel where it is not reduced, a photo becomes JPEG, *room* as with
    :func:`~headroom_sdk.picture.render.render`. Raises :class:`~headroom_sdk.errors.ImageUnreadable` likewise.
    """
    from PIL import Image

    from .decode import pixels
    from .encode import encoded, media_type
    from .photo import is_photo
    from .render import FREE_BYTES

    image = pixels(picture)
    lossy = picture.format in ("JPEG", "MPO") or ((picture.lossy or not lossless) and is_photo(image))
    kind = media_type(arrangement.size, accept, lossy=lossy or room is not None)
    if kind is None:
        raise ImageUnreadable(f"no media type among {', '.join(sorted(accept))} can hold it without loss")
    ground, line = (n if image.mode == "L" else (n, n, n) for n in _DIVIDER)
    sheet = Image.new(image.mode, arrangement.size, ground)
    for x, y, width, height in arrangement.cuts:
        sheet.paste(line, _middle(x, y, width, height))
    for part in arrangement.parts:
        x, y, width, height = part.box
        box = (x, y, x + width, y + height)
        if part.size == (width, height):
            drawn = image.crop(box)
        else:
            drawn = image.resize(part.size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
        sheet.paste(drawn, part.at)
    data = encoded(sheet, kind, room=max(len(picture.data), FREE_BYTES) if room is None else room)
    return Rendition(data=data, media_type=kind, width=sheet.width, height=sheet.height)


def _middle(x: int, y: int, width: int, height: int) -> tuple[int, int, int, int]:
    third = min(width, height) // 3
    if width >= height:
        return (x, y + third, x + width, y + height - third)
    return (x + third, y, x + width - third, y + height)
