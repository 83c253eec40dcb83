"""The one door from bytes to pixels."""

from __future__ import annotations

from PIL import Image

from ..errors import ImageUnreadable
from .colours import plain, srgb
from .headers import jpeg_scans
from .keeping import whole
from .plugins import opened
from .types import Picture, Size

_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_MOST_SCANS = 200
"""A progressive JPEG of more scans is built to take minutes; encoders write ten."""


def decode(picture: Picture, *, at_least: Size | None = None) -> Image.Image:
    """The pixels of *picture*: upright, opaque, 8-bit RGB in sRGB.

    With *at_least* they may come scaled down by a whole factor, to no less than that width and height; that
    is faster. Raises :class:`~headroom_sdk.errors.ImageUnreadable` if they cannot be decoded, or if one
    picture would not stand for all (an animation).
    """
    image = pixels(picture, at_least=at_least)
    return image if image.mode == "RGB" else image.convert("RGB")


def pixels(picture: Picture, *, at_least: Size | None = None) -> Image.Image:
    """:func:`decode`, but a picture in grey stays in mode ``L``."""
    if picture.animated:
        raise ImageUnreadable(f"{picture.format} of {picture.frames} frames: one would not stand for all")
    try:
        return _pixels(picture, at_least or picture.size)
    except ImageUnreadable:
        raise
    except Exception as e:  # decoders raise whatever they like over damaged data
        raise ImageUnreadable(f"{picture.format} that cannot be decoded: {e}") from e


def _pixels(picture: Picture, at_least: Size) -> Image.Image:
    stored = picture.size
    orientation = 1 if picture.format == "TIFF" else picture.orientation  # Pillow turns those itself
    if orientation >= 5:
        stored, at_least = (stored[1], stored[0]), (at_least[1], at_least[0])
    if picture.format in ("JPEG", "MPO"):
        kept = _flat(picture, stored, at_least)
    else:
        kept = whole(picture.digest, lambda: _flat(picture, stored))
    factor = min(kept.width // at_least[0], kept.height // at_least[1])
    # Never the kept one itself: whoever asks may draw on what they get.
    flat = kept.reduce(factor) if factor > 1 else kept.copy()
    flat = srgb(flat, kept.info.get("icc_profile"))
    if orientation in _TURNED:
        flat = flat.transpose(_TURNED[orientation])
    # What Pillow would carry from here into a file or into another picture has had its effect.
    flat.info.clear()
    return flat


def _flat(picture: Picture, stored: Size, at_least: Size | None = None) -> Image.Image:
    """Opaque and of 8 bits, in its own colour space, whose profile is among its ``info``; a JPEG scaled down, to no
    less than *at_least*."""
    image = opened(picture.data, picture.format)
    if sorted(image.size) != sorted(stored):
        raise ImageUnreadable(f"{picture.format} that contradicts itself about its size")
    if at_least:
        if jpeg_scans(picture.data) > _MOST_SCANS:
            raise ImageUnreadable("JPEG of too many scans")
        image.draft(None, at_least)
    image.load()
    profile = image.info.get("icc_profile")
    flat = plain(image)
    flat.info["icc_profile"] = profile
    return flat
