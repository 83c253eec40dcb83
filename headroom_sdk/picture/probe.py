"""What the header of a picture says; nothing is decoded."""

from __future__ import annotations

import hashlib
import struct

from ..errors import ImageUnreadable
from . import headers
from .headers import Header
from .tiff import tiff
from .types import Picture


def probe(data: bytes, *, max_megapixels: float = 100.0) -> Picture:
    """Read the header of *data*.

    Raises :class:`~headroom_sdk.errors.ImageUnreadable` for bytes that are not a whole, readable picture, or
    one with more than *max_megapixels* million pixels.
    """
    header = _header(data)
    width, height = header.width, header.height
    if width < 1 or height < 1:
        raise ImageUnreadable(f"{header.format} of {width}×{height} pixels")
    if width * height > max_megapixels * 1e6:
        raise ImageUnreadable(
            f"{width}×{height} pixels are more than max_megapixels={max_megapixels:g} allows to decode"
        )
    if header.orientation >= 5:
        width, height = height, width
    return Picture(
        data=data,
        format=header.format,
        media_type=header.media_type,
        width=width,
        height=height,
        mode=header.mode,
        orientation=header.orientation,
        frames=header.frames,
        lossy=header.lossy,
        digest=hashlib.sha256(data).hexdigest(),
        marked=header.marked,
    )


def _header(data: bytes) -> Header:
    name, read = next(
        ((name, read) for magic, name, read in _FORMATS if data.startswith(magic)),
        ("", None),
    )
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        name, read = "WebP", headers.webp
    elif data[4:8] == b"ftyp":
        name, read = "HEIF", _by_plugin
    if read is None:
        raise ImageUnreadable(_what_else(data))
    try:
        return read(data)
    except (struct.error, IndexError):
        raise ImageUnreadable(f"{name} that ends too early") from None


_FORMATS = (
    (b"\x89PNG\r\n\x1a\n", "PNG", headers.png),
    (b"\xff\xd8\xff", "JPEG", headers.jpeg),
    (b"GIF87a", "GIF", headers.gif),
    (b"GIF89a", "GIF", headers.gif),
    (b"BM", "BMP", headers.bmp),
    (b"II*\0", "TIFF", tiff),
    (b"MM\0*", "TIFF", tiff),
)


def _by_plugin(data: bytes) -> Header:
    from .plugins import boxed

    return boxed(data)


def _what_else(data: bytes) -> str:
    if not data:
        return "no bytes"
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for sign, what in _OTHERS:
        if start.startswith(sign):
            return f"{what}, not a picture of pixels"
    return "not a picture of a known format"


_OTHERS = (
    (b"%pdf", "a PDF"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML document"),
    (b"<!doctype html", "an HTML page"),
    (b"<html", "an HTML page"),
    (b"{", "JSON"),
    (b"data:", "a data URL"),
)
