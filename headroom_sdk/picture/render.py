"""A picture at another size, as deterministic bytes that carry our mark."""

from __future__ import annotations

import math
from collections.abc import Set

from ..errors import ImageUnreadable
from .types import Picture, Rendition, Size

FREE_BYTES = 256_000
"""A rendition may grow to this many bytes where it saves tokens: a small picture is small either way."""

_MARGIN = 1.2
"""How much larger than its goal a picture must stay when it is scaled by whole factors first. Text lost a
tenth of its legible words without; the last step then has enough pixels to choose from."""


def render(
    picture: Picture, size: Size, *, accept: Set[str], lossless: bool = False, room: int | None = None
) -> Rendition:
    """Draw *picture* upright at *size*, at most its own, and encode it as one of the media types in *accept*.

    *lossless*: a source without compression loss stays so. A photo becomes JPEG, anything drawn lossless WebP
    or PNG, and a JPEG stays one. *room*: whatever it is, it becomes a JPEG, as good as that many bytes allow, or
    the least that we draw. Raises :class:`~headroom_sdk.errors.ImageUnreadable` if the pixels cannot be
    decoded, cannot be drawn faithfully (an animation), or fit no type in *accept*.
    """
    if not (0 < size[0] <= picture.width and 0 < size[1] <= picture.height):
        raise ValueError(f"{size[0]}×{size[1]} is not a smaller size of {picture.width}×{picture.height}")
    from PIL.Image import Resampling

    from .decode import pixels
    from .encode import encoded, media_type
    from .photo import is_photo

    image = pixels(picture, at_least=_margin(size, picture.size))
    lossy = picture.format in ("JPEG", "MPO") or ((picture.lossy or not lossless) and is_photo(image))
    kind = media_type(size, accept, lossy=lossy or room is not None)
    if kind is None:
        raise ImageUnreadable(f"no media type among {', '.join(sorted(accept))} can hold it without loss")
    if image.size != size:
        # Unreduced, BICUBIC keeps text as legible as LANCZOS in two thirds of the time.
        filter = Resampling.BICUBIC if image.size == picture.size else Resampling.LANCZOS
        image = image.resize(size, filter)
    data = encoded(image, kind, room=max(len(picture.data), FREE_BYTES) if room is None else room)
    return Rendition(data=data, media_type=kind, width=size[0], height=size[1])


def _margin(size: Size, most: Size) -> Size:
    return (min(math.ceil(size[0] * _MARGIN), most[0]), min(math.ceil(size[1] * _MARGIN), most[1]))
