"""The header of a TIFF, as scanners and fax machines write it."""

from __future__ import annotations

import struct

from ..errors import ImageUnreadable
from . import exif
from .headers import Header


def tiff(data: bytes) -> Header:
    """The header of a TIFF; it raises as the functions of :mod:`.headers` do."""
    order = exif.byte_order(data) or "<"
    (offset,) = struct.unpack_from(order + "I", data, 4)
    if not _sound(data, offset, order):
        raise ImageUnreadable("TIFF with a damaged directory")
    first, following = exif.directory(data, 0, offset, order)
    if not {0x100, 0x101} <= first.keys():
        raise ImageUnreadable("TIFF without a size")
    if first.get(0xFE, (0,))[0] & 1:
        raise ImageUnreadable("TIFF that begins with a thumbnail: a camera's raw file")
    frames, seen = 1, {offset}
    while following and following not in seen and len(seen) < 1000:
        seen.add(following)
        tags, following = exif.directory(data, 0, following, order)
        frames += bool(tags) and not tags.get(0xFE, (0,))[0] & 1
    stated = first.get(exif.ORIENTATION, (1,))[0]
    return Header(
        format="TIFF", media_type="image/tiff", width=first[0x100][0], height=first[0x101][0],
        mode=_tiff_mode(first), orientation=stated if 1 <= stated <= 8 else 1, frames=frames,
        lossy=first.get(0x103, (1,))[0] in (6, 7),
    )  # fmt: skip


def _tiff_mode(tags: exif.Tags) -> str:
    depth, samples = tags.get(0x102, (1,))[0], tags.get(0x115, (1,))[0]
    if samples == 1:
        if tags.get(0x106, (1,))[0] == 3:
            return "P"
        wide = "F" if tags.get(0x153, (1,))[0] == 3 else "I"
        return {1: "1", 16: "I;16", 32: wide}.get(depth, "L")
    if tags.get(0x106, (2,))[0] == 5:
        return "CMYK"
    return {2: "LA", 4: "RGBA"}.get(samples, "RGB")


_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SINGLE = {0x100, 0x101, 0x103, 0x106, 0x115, 0x116, 0x11C}


def _sound(data: bytes, offset: int, order: str) -> bool:
    # Decoders go on over a damaged directory, with warnings to everybody, and show what nobody drew.
    count: int = struct.unpack_from(order + "H", data, offset)[0]
    for entry in range(offset + 2, offset + 2 + 12 * count, 12):
        tag, kind, number, where = struct.unpack_from(order + "HHII", data, entry)
        size = _BYTES.get(kind, 0) * number
        if (size > 4 and where + size > len(data)) or (tag in _SINGLE and number != 1):
            return False
    return offset + 2 + 12 * count + 4 <= len(data)
