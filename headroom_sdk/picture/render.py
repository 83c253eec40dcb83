"""A picture at another size, as deterministic bytes that carry our mark."""

from __future__ import annotations

from collections.abc import Set

from .types import Picture, Rendition, Size


def render(picture: Picture, size: Size, *, accept: Set[str], lossless: bool = False) -> Rendition:
    """Draw *picture* upright at *size* and encode it as one of the media types in *accept*.

    *lossless*: a source without compression loss stays so. Raises
    :class:`~headroom_sdk.errors.ImageUnreadable` if the pixels cannot be decoded, or cannot be drawn
    faithfully (an animation).
    """
    raise NotImplementedError
