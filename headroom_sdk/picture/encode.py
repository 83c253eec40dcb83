"""From pixels to marked bytes, with settings that never vary."""

from __future__ import annotations

from collections.abc import Set
from io import BytesIO

from PIL import Image, ImageChops, PngImagePlugin

from . import mark
from .types import Size

PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"

_LARGEST = {JPEG: 65_500, WEBP: 16_383}
"""Longest side in pixels that the format, or its encoder, can hold."""

_JPEG = (
    {"quality": 90, "subsampling": 0},
    {"quality": 85, "subsampling": 2},
    {"quality": 75, "subsampling": 2},
)
"""Best first. Coloured text needs its colour at full size, so the first one keeps it."""


def media_type(size: Size, accept: Set[str], *, lossy: bool) -> str | None:
    """The media type in *accept* that serves a picture of *size* best; ``None`` if none can hold it."""
    longest = max(size)
    order = (JPEG, WEBP, PNG) if lossy else (WEBP, PNG)
    return next((kind for kind in order if kind in accept and longest <= _LARGEST.get(kind, longest)), None)


def encoded(image: Image.Image, media_type: str, *, room: int) -> bytes:
    """*image* (``L`` or ``RGB``) with our mark. A JPEG that would take more than *room* bytes is tried
    again at less quality; the other two keep every pixel, whatever that takes."""
    if media_type == PNG:
        text = PngImagePlugin.PngInfo()
        text.add(b"tEXt", mark.NAME + b"\0" + mark.TEXT)
        image = _indexed(image)
        return _saved(image, "PNG", pnginfo=text, compress_level=6 if image.mode == "P" else 3)
    if media_type == WEBP:
        # The search that finds palettes: flat pictures become up to fifty times smaller, others barely, and
        # take ten times as long.
        method = 0 if image.getcolors(256) is None else 1
        return _saved(image, "WEBP", lossless=True, method=method, quality=40, xmp=mark.WEBP_XMP)
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
    colours = image.getcolors(16 if image.mode == "L" else 256)
    if colours is None:
        return image
    # No more colours than entries: each gets its own. The other methods merge neighbours even then.
    indexed = image.quantize(len(colours), Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    same = ImageChops.difference(indexed.convert(image.mode), image).getbbox() is None
    return indexed if same else image
