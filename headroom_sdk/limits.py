"""What a provider's API takes: formats and sizes, as data."""

from __future__ import annotations

from .target import Target


def formats(target: Target) -> frozenset[str]:
    """Media types that *target* takes for a picture, e.g. ``{"image/png", "image/jpeg"}``."""
    raise NotImplementedError


def max_image_bytes(target: Target) -> int:
    """Largest picture in bytes, decoded, that *target* takes inline."""
    raise NotImplementedError
