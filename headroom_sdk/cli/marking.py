"""A picture with the parts of it that are sent outlined, the rest dimmed: for people to check a crop."""

from __future__ import annotations

import io
from collections.abc import Sequence

from ..picture.types import Box, Picture

_OUTLINE = (230, 0, 90)
_DIMMED = 0.55


def outlined(picture: Picture, regions: Sequence[Box]) -> bytes:
    """A PNG of *picture*, upright and in its own pixels, with *regions* outlined.

    Raises :class:`~headroom_sdk.errors.ImageUnreadable`.
    """
    from PIL import Image, ImageDraw

    from ..picture.decode import decode

    whole = decode(picture)
    sheet = Image.blend(whole, Image.new("RGB", whole.size, (128, 128, 128)), _DIMMED)
    pen, width = ImageDraw.Draw(sheet), max(2, round(max(whole.size) / 400))
    for x, y, w, h in regions:
        sheet.paste(whole.crop((x, y, x + w, y + h)), (x, y))
    for x, y, w, h in regions:
        pen.rectangle(
            (x - width, y - width, x + w - 1 + width, y + h - 1 + width), outline=_OUTLINE, width=width
        )
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()
