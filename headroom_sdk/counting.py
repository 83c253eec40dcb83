"""``headroom.count``: what one picture costs on a model."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeGuard, Union

from .errors import ConfigurationError, ImageUnreadable
from .tokens import Count, Kind, image_tokens

if TYPE_CHECKING:
    from PIL.Image import Image

    from .picture.types import Size

Source: TypeAlias = Union["bytes | bytearray | memoryview | str | os.PathLike[str]", "Size", "Image"]
"""A picture: its bytes, its path, a ``data:`` URL, a PIL image, or just ``(width, height)`` in pixels, upright."""

_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)


def count(image: Source, model: str, detail: str | None = None, kind: Kind = "image") -> Count:
    """What *image* costs on *model* at *detail* (``low``, ``MEDIA_RESOLUTION_HIGH``…, the model's default if
    omitted), sent as it is. Only its header is read.

    Raises :class:`~headroom_sdk.errors.UnknownModel`, :class:`~headroom_sdk.errors.ImageUnreadable`,
    :class:`~headroom_sdk.errors.ImageRejected` where the API would refuse it, and
    :class:`~headroom_sdk.errors.ConfigurationError` for anything that is not a picture or not a *detail* of this
    model.
    """
    width, height = _size(image)
    return image_tokens(model, width, height, detail, kind)


def _size(image: Source) -> Size:
    if isinstance(image, (tuple, list)):
        if len(image) != 2:
            raise ConfigurationError(f"{image!r}: a size is (width, height)")
        return image[0], image[1]
    if _is_pillow(image):
        width, height = image.size
        return (height, width) if image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE else (width, height)
    if isinstance(image, str) and image[:5].lower() == "data:":
        return _probed(_data_url(image))
    if isinstance(image, str) and image[:8].lower().startswith(("http://", "https://", "gs://")):
        raise ConfigurationError(f"{image[:80]}: nothing is fetched; pass the picture's bytes")
    if isinstance(image, (str, os.PathLike)):
        return _probed(_read(Path(image)))
    if isinstance(image, (bytes, bytearray, memoryview)):
        return _probed(bytes(image))
    raise ConfigurationError(
        f"{type(image).__name__}: a picture is its bytes, a path, a PIL image or (width, height)"
    )


def _is_pillow(image: object) -> TypeGuard[Image]:
    pillow = sys.modules.get("PIL.Image")  # whoever holds one of its images has loaded it
    return pillow is not None and isinstance(image, pillow.Image)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as e:
        raise ImageUnreadable(f"{path}: {e}") from e


def _probed(data: bytes) -> Size:
    from .picture.probe import probe

    # Nothing is decoded here, so a picture of any size is harmless.
    return probe(data, max_megapixels=float("inf")).size


def _data_url(url: str) -> bytes:
    import base64

    try:
        return base64.b64decode(url.partition(",")[2], validate=True)
    except ValueError as e:
        raise ImageUnreadable(f"{url[:40]}…: not base64: {e}") from e
