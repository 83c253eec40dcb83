"""What a provider's API takes: formats and sizes, as data."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import toml
from .errors import ConfigurationError
from .target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one service takes. ``max_image_bytes`` is the size of a picture as a file."""

    formats: frozenset[str]
    max_image_bytes: int
    source: str
    checked: str


def limits_of(target: Target) -> Limits:
    """The limits of the service that *target* names, or the strictest of its provider's that are known."""
    services = _table()[target.provider]
    return services.get(target.cloud) or services["other"]


def formats(target: Target) -> frozenset[str]:
    """Media types that *target* takes for a picture, e.g. ``{"image/png", "image/jpeg"}``."""
    return limits_of(target).formats


def max_image_bytes(target: Target) -> int:
    """Largest picture in bytes, decoded, that *target* takes inline."""
    return limits_of(target).max_image_bytes


@functools.cache
def _table() -> Mapping[str, Mapping[str, Limits]]:
    table = toml.shipped("headroom_sdk", "limits.toml")
    return {
        provider: {cloud: _limits(f"{provider}.{cloud}", dict(entry)) for cloud, entry in services.items()}
        for provider, services in table.items()
    }


def _limits(name: str, entry: dict[str, Any]) -> Limits:
    try:
        return Limits(
            formats=frozenset(entry["formats"]),
            # Base64 text comes in fours, each of which holds three bytes.
            max_image_bytes=entry["image_bytes"]
            if "image_bytes" in entry
            else entry["image_base64"] // 4 * 3,
            source=entry["source"],
            checked=entry["checked"].isoformat(),
        )
    except (KeyError, TypeError, AttributeError) as e:
        raise ConfigurationError(f"limits.toml: {name}: {e!r}") from e
