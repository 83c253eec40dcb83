"""The headers of the formats that people send: PNG, JPEG, WebP, GIF, BMP.

Each function takes bytes that begin with its format's signature and returns what their metadata says. A
file that ends too early raises ``struct.error`` or ``IndexError``, whatever else is wrong
:class:`~headroom_sdk.errors.ImageUnreadable`; pixels are skipped, not read.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import ImageUnreadable
from . import exif, mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a header says. ``width`` and ``height`` are as stored, before orientation."""

    format: str
    media_type: str
    width: int
    height: int
    mode: str
    orientation: int = 1
    frames: int = 1
    lossy: bool = False
    marked: bool = False


MOST_PARTS = 100_000
"""A file in more chunks, segments or blocks than this is built to waste time."""


def png(data: bytes) -> Header:
    if not data.startswith(b"IHDR", 12):
        raise ImageUnreadable("PNG without a header")
    width, height, depth, colour = struct.unpack_from(">IIBB", data, 16)
    mode = _PNG_MODES.get((depth, colour)) or _PNG_MODES.get((8, colour))
    if mode is None:
        raise ImageUnreadable(f"PNG of an unknown colour type {colour}")
    frames, orientation, marked, animated, in_animation, pixels = 1, 1, False, False, False, False
    for kind, start, end in _png_chunks(data):
        match kind:
            case b"IDAT":
                pixels = True
            case b"tEXt":
                marked = marked or mark.in_png_text(data[start : min(end, start + 64)])
            case b"eXIf":
                orientation = exif.orientation(data[start:end])
            case b"acTL" if not pixels:
                if animated or end - start != 8:
                    raise ImageUnreadable("PNG with a malformed animation")
                animated, frames = True, struct.unpack_from(">I", data, start)[0]
                if not 0 < frames <= 0x7FFF_FFFF:
                    raise ImageUnreadable("PNG with a malformed animation")
            case b"fcTL" if not pixels:
                in_animation = True
    if not pixels:
        raise ImageUnreadable("PNG without pixels")
    # A still picture that is not itself a frame is what viewers without animation show instead of the frames.
    frames += animated and not in_animation
    return Header(
        format="PNG", media_type="image/png", width=width, height=height, mode=mode,
        orientation=orientation, frames=frames, marked=marked,
    )  # fmt: skip


_PNG_MODES = {
    (1, 0): "1", (8, 0): "L", (16, 0): "I;16", (8, 2): "RGB", (8, 3): "P", (8, 4): "LA", (8, 6): "RGBA",
}  # fmt: skip


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    at = 8
    for _ in range(MOST_PARTS):
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        at = start + length + 4
        if at > len(data):
            raise IndexError
        if kind == b"IEND":
            return
        yield kind, start, start + length
    raise ImageUnreadable("PNG of too many chunks")


def jpeg(data: bytes) -> Header:
    size: tuple[int, int] | None = None
    mode, orientation, frames, marked, gain_map = "", 0, 1, False, False
    for marker, start, end in jpeg_segments(data):
        match marker:
            case 0xC0 | 0xC1 | 0xC2:
                if size is not None:
                    raise ImageUnreadable("JPEG with two frames in one picture")
                depth, height, width, components = struct.unpack_from(">BHHB", data, start)
                mode = {1: "L", 3: "RGB", 4: "CMYK"}.get(components, "") if depth == 8 else ""
                size = (width, height)
            case 0xC3 | 0xC5 | 0xC6 | 0xC7 | 0xC9 | 0xCA | 0xCB | 0xCD | 0xCE | 0xCF:
                raise ImageUnreadable("JPEG of a kind that few decoders read")
            case 0xE1 if data.startswith(b"Exif\0\0", start):
                orientation = orientation or exif.orientation(data[start:end])
            case 0xE1:
                gain_map = gain_map or data.find(b' hdrgm:Version="', start, end) >= 0
            case 0xE2 if data.startswith(b"MPF\0", start):
                frames = max(frames, _mpf_pictures(data[start + 4 : end]))
            case 0xFE:
                marked = marked or mark.in_jpeg_comment(data[start : min(end, start + 64)])
            case 0xDA:
                if data.rfind(b"\xff\xd9", end) < 0:
                    raise IndexError
    if size is None or not mode:
        raise ImageUnreadable("JPEG of a kind that few decoders read")
    mpo = frames > 1 and not gain_map
    return Header(
        format="MPO" if mpo else "JPEG", media_type="image/jpeg", width=size[0], height=size[1], mode=mode,
        orientation=orientation or 1, frames=frames if mpo else 1, lossy=True, marked=marked,
    )  # fmt: skip


_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """``(marker, start, end)`` of the content of each segment up to the first scan (0xDA), which is the last."""
    at = 2
    for _ in range(MOST_PARTS):
        found = _JPEG_MARKER.match(data, at)
        if found is None:
            if at >= len(data) - 1:
                raise IndexError
            raise ImageUnreadable("JPEG with a damaged header")
        marker, at = found[1][0], found.end()
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        end = at + length
        if length < 2:
            raise ImageUnreadable("JPEG with a damaged header")
        if end > len(data):
            raise IndexError
        yield marker, at + 2, end
        if marker == 0xDA:
            return
        at = end
    raise ImageUnreadable("JPEG of too many segments")


def jpeg_scans(data: bytes) -> int:
    """How many scans the picture is stored in: 1 for most, about ten for a progressive one."""
    components = 0
    for marker, start, end in jpeg_segments(data):
        if 0xC0 <= marker <= 0xC2:
            components = data[start + 5] if marker < 0xC2 else 256
        elif marker == 0xDA and data[start] < components:
            return 1 + data.count(b"\xff\xda", end)
    return 1


def _mpf_pictures(block: bytes) -> int:
    order = exif.byte_order(block)
    if order is None or len(block) < 8:
        return 1
    (offset,) = struct.unpack_from(order + "I", block, 4)
    return exif.directory(block, 0, offset, order)[0].get(0xB001, (1,))[0]


def webp(data: bytes) -> Header:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise IndexError
    canvas: tuple[int, int] | None = None
    bits: tuple[int, int] | None = None
    frames, orientation, lossy, alpha, marked = 0, 1, False, False, False
    for kind, start, stop in _webp_chunks(data, end):
        match kind:
            case b"VP8X":
                alpha = bool(data[start] & 0x10)
                wide, high = data[start + 4 : start + 7], data[start + 7 : start + 10]
                canvas = (int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1)
            case b"VP8 ":
                if data[start + 3 : start + 6] != b"\x9d\x01\x2a":
                    raise ImageUnreadable("WebP with a damaged header")
                width, height = struct.unpack_from("<HH", data, start + 6)
                bits, lossy, frames = (width & 0x3FFF, height & 0x3FFF), True, frames + 1
            case b"VP8L":
                if data[start] != 0x2F:
                    raise ImageUnreadable("WebP with a damaged header")
                (packed,) = struct.unpack_from("<I", data, start + 1)
                bits, frames = ((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1), frames + 1
                alpha = alpha or bool(packed >> 28 & 1)
            case b"ANMF":
                frames += 1
            case b"EXIF":
                orientation = exif.orientation(data[start:stop])
            case b"XMP ":
                marked = marked or mark.in_webp_xmp(data[start:stop])
    size = canvas or bits
    if size is None or frames == 0:
        raise ImageUnreadable("WebP without pixels")
    if bits is not None and bits != size:
        raise ImageUnreadable("WebP that contradicts itself about its size")
    return Header(
        format="WEBP", media_type="image/webp", width=size[0], height=size[1], mode="RGBA" if alpha else "RGB",
        orientation=orientation, frames=frames, lossy=lossy, marked=marked,
    )  # fmt: skip


def _webp_chunks(data: bytes, end: int) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    for _ in range(MOST_PARTS):
        if at + 8 > end:
            return
        kind, length = struct.unpack_from("<4sI", data, at)
        start = at + 8
        if start + length > end:
            raise IndexError
        yield kind, start, start + length
        at = start + length + (length & 1)
    raise ImageUnreadable("WebP of too many chunks")


def gif(data: bytes) -> Header:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _palette_bytes(flags)
    frames = 0
    for _ in range(MOST_PARTS):
        # Without its trailer a GIF still shows everywhere, if the picture before it is whole.
        introducer = data[at] if at < len(data) or not frames else 0x3B
        if introducer == 0x3B:
            break
        if introducer == 0x21:
            at = _after_blocks(data, at + 2)
        elif introducer == 0x2C:
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", data, at + 1)
            if not frames:
                width, height = max(width, left + wide), max(height, top + high)
            at = _after_blocks(data, at + 11 + _palette_bytes(flags))
            frames += 1
        elif frames:
            break
        else:
            raise ImageUnreadable("GIF with a damaged header")
    else:
        raise ImageUnreadable("GIF of too many blocks")
    if not frames:
        raise ImageUnreadable("GIF without a picture")
    return Header(format="GIF", media_type="image/gif", width=width, height=height, mode="P", frames=frames)


def _palette_bytes(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    # Encoders write full blocks of 255 bytes: their length bytes lie 256 apart and are passed 64 at a time.
    for _ in range(MOST_PARTS):
        lengths = data[at : at + 64 * 256 : 256]
        full = len(lengths) - len(lengths.lstrip(b"\xff"))
        at += full * 256
        if full == 64:
            continue
        length = data[at]
        at += length + 1
        if not length:
            return at
    raise ImageUnreadable("GIF of too many blocks")


def bmp(data: bytes) -> Header:
    offset, size = struct.unpack_from("<II", data, 10)
    if size == 12:
        width, height, _, depth = struct.unpack_from("<HHHH", data, 18)
        compression = 0
    else:
        width, height, _, depth, compression = struct.unpack_from("<iiHHI", data, 18)
    height = abs(height)
    if compression in (0, 3) and offset + (width * depth + 31) // 32 * 4 * height > len(data):
        raise IndexError
    mode = {1: "1", 4: "P", 8: "P"}.get(depth, "RGB")
    return Header(format="BMP", media_type="image/bmp", width=width, height=height, mode=mode)
