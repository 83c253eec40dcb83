"""TIFF directories: what EXIF blocks and TIFF files keep their tags in."""

from __future__ import annotations

import struct
from collections.abc import Mapping

Tags = Mapping[int, tuple[int, ...]]

ORIENTATION = 0x0112

_NUMBERS = {1: ("B", 1), 3: ("H", 2), 4: ("I", 4)}  # BYTE, SHORT, LONG: all that a header needs


def byte_order(data: bytes, start: int = 0) -> str | None:
    """``"<"`` or ``">"`` if a TIFF header begins at *start*, else ``None``."""
    return {b"II*\0": "<", b"MM\0*": ">"}.get(data[start : start + 4])


def directory(data: bytes, start: int, offset: int, order: str) -> tuple[Tags, int]:
    """Whole-number tags of the directory at *offset* from *start*, and the offset of the next one (0: none).

    What is cut off or lies outside *data* is left out, as decoders do.
    """
    tags: dict[int, tuple[int, ...]] = {}
    at = start + offset
    try:
        (count,) = struct.unpack_from(order + "H", data, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, number = struct.unpack_from(order + "HHI", data, entry)
            code, width = _NUMBERS.get(kind, ("", 0))
            if not code or not 0 < number <= 8:
                continue
            where = entry + 8
            if number * width > 4:
                where = start + struct.unpack_from(order + "I", data, where)[0]
            if where + number * width <= len(data):
                tags[tag] = struct.unpack_from(f"{order}{number}{code}", data, where)
        return tags, struct.unpack_from(order + "I", data, at + 2 + 12 * count)[0]
    except struct.error:
        return tags, 0


def orientation(block: bytes) -> int:
    """The orientation 1–8 that an EXIF block states; 1 where it states none, or nothing that can be."""
    start = 6 if block.startswith(b"Exif\0\0") else 0
    order = byte_order(block, start)
    if order is None or len(block) < start + 8:
        return 1
    (offset,) = struct.unpack_from(order + "I", block, start + 4)
    stated = directory(block, start, offset, order)[0].get(ORIENTATION, (1,))[0]
    return stated if 1 <= stated <= 8 else 1
