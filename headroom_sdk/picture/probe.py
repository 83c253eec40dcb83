"""What the header of a picture says; nothing is decoded."""

from __future__ import annotations

from .types import Picture


def probe(data: bytes, *, max_megapixels: float = 100.0) -> Picture:
    """Read the header of *data*.

    Raises :class:`~headroom_sdk.errors.ImageUnreadable` for bytes that are not a whole, readable picture, or
    one with more than *max_megapixels* million pixels.
    """
    raise NotImplementedError
