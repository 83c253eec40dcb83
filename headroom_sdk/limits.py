"""What a provider's API takes: formats, sizes and numbers, as data."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from . import toml
from .errors import ConfigurationError
from .target import Provider, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one service takes; ``None`` where no limit is known.

    ``max_image_bytes`` is the size of a picture as a file, ``request_bytes`` that of a whole body as JSON,
    ``batch_bytes`` that of a body with many requests. ``side`` and ``crowd_side`` are pixels of a picture's longest
    side, the latter where a request has more pictures than ``crowd``; ``crowd_pdfs`` says that PDF documents count
    among those.
    """

    formats: frozenset[str]
    max_image_bytes: int
    source: str
    checked: str
    side: int | None = None
    patches: int | None = None
    images: int | None = None
    small_images: int | None = None
    small_context: tuple[str, ...] = ()
    crowd: int | None = None
    crowd_side: int | None = None
    crowd_pdfs: bool = False
    request_bytes: int | None = None
    batch_bytes: int | None = None

    def images_for(self, model: str | None) -> int | None:
        """Most pictures in a request to *model*, in any spelling of its name."""
        if self.small_images is None or not model:
            return self.images
        name = re.sub(r"[._@:/]+", "-", model.lower())
        return self.small_images if any(word in name for word in self.small_context) else self.images


def limits_of(target: Target, provider: Provider | None = None) -> Limits:
    """The limits of the service that *target* names, or the strictest of its provider's that are known. *provider*:
    whose model it is, where that is not whose wire format it speaks."""
    services = _table()[provider or target.provider]
    foreign = provider is not None and provider != target.provider
    return services["other"] if foreign else services.get(target.cloud) or services["other"]


def formats(target: Target) -> frozenset[str]:
    """Media types that *target* takes for a picture, e.g. ``{"image/png", "image/jpeg"}``."""
    return limits_of(target).formats


def max_image_bytes(target: Target) -> int:
    """Largest picture in bytes, decoded, that *target* takes inline."""
    return limits_of(target).max_image_bytes


def table() -> Mapping[str, Mapping[str, Limits]]:
    """The limits of every service: provider → cloud, or ``other`` → limits."""
    return _table()


@functools.cache
def _table() -> Mapping[str, Mapping[str, Limits]]:
    found = toml.shipped("headroom_sdk", "limits.toml")
    return {provider: _services(provider, services) for provider, services in found.items()}


def _services(provider: str, services: Mapping[str, Any]) -> Mapping[str, Limits]:
    everywhere = {key: value for key, value in services.items() if not isinstance(value, dict)}
    return {
        cloud: _limits(f"{provider}.{cloud}", everywhere | entry)
        for cloud, entry in services.items()
        if isinstance(entry, dict)
    }


def _limits(name: str, entry: dict[str, Any]) -> Limits:
    try:
        base64 = entry.pop("image_base64", None)
        # Base64 text comes in fours, each of which holds three bytes.
        largest = entry.pop("image_bytes") if base64 is None else base64 // 4 * 3
        return Limits(
            **entry
            | {
                "formats": frozenset(entry["formats"]),
                "max_image_bytes": largest,
                "small_context": tuple(entry.get("small_context", ())),
                "checked": entry["checked"].isoformat(),
            }
        )
    except (KeyError, TypeError, AttributeError) as e:
        raise ConfigurationError(f"limits.toml: {name}: {e!r}") from e
