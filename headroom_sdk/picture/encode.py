"""From pixels to marked bytes, with settings that never vary."""

from __future__ import annotations

from collections.abc import Set
from io import BytesIO
from typing import cast

from PIL import Image, ImageChops, PngImagePlugin

from . import mark

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"

_LARGEST = {JPEG: 65_500, WEBP: 16_383}
"""Longest side in pixels that the format, or its encoder, can hold."""

_JPEG = (
    {"quality": 90, "subsampling": 0},
    {"quality": 85, "subsampling": 2},
    {"quality": 75, "subsampling": 2},
)
"""Best first. Coloured text needs its colour at full size, so the first one keeps it."""


def media_type(image: Image.Image, accept: Set[str], *, lossy: bool) -> str | None:
    """The media type in *accept* that serves *image* best; ``None`` if none can hold it."""
    longest = max(image.size)
    order = (JPEG, WEBP, PNG) if lossy else (WEBP, PNG)
    return next((kind for kind in order if kind in accept and longest <= _LARGEST.get(kind, longest)), None)


def encoded(image: Image.Image, media_type: str, *, room: int) -> bytes:
    """*image* (``L`` or ``RGB``) with our mark. A JPEG that would take more than *room* bytes is tried
    again at less quality; the other two keep every pixel, whatever that takes."""
    if media_type == PNG:
        text = PngImagePlugin.PngInfo()
        text.add(b"tEXt", mark.NAME + b"\0" + mark.TEXT)
        return _saved(_indexed(image), "PNG", pnginfo=text, compress_level=3)
    if media_type == WEBP:
        # Slower searches take up to ten times as long for a tenth of the bytes.
        return _saved(image, "WEBP", lossless=True, method=0, quality=60, xmp=mark.WEBP_XMP)
    data = b""
    for settings in _JPEG:
        data = _saved(image, "JPEG", comment=mark.JPEG_COMMENT, **settings)
        if len(data) <= room:
            break
    return data


def _saved(image: Image.Image, format: str, **settings: object) -> bytes:
    out = BytesIO()
    image.save(out, format, **settings)
    return out.getvalue()


def _indexed(image: Image.Image) -> Image.Image:
    """*image* with a palette, if that loses nothing and takes less."""
    if image.mode == "L":
        levels = [level for level, count in enumerate(image.histogram()) if count]
        if len(levels) > 16:
            return image
        indexed = image.point([sum(level > other for other in levels) for level in range(256)])
        indexed.putpalette([level for level in levels for _ in "RGB"])
        return indexed
    counted = cast("list[tuple[int, tuple[int, int, int]]] | None", image.getcolors(256))
    if counted is None:
        return image
    palette = Image.new("P", (1, 1))
    palette.putpalette([level for _, colour in sorted(counted) for level in colour])
    indexed = image.quantize(palette=palette, dither=Image.Dither.NONE)
    same = ImageChops.difference(indexed.convert("RGB"), image).getbbox() is None
    return indexed if same else image
