"""The ground that a picture with transparency is laid on."""

from __future__ import annotations

from typing import cast

from PIL import Image

WHITE, BLACK, GREY = 255, 0, 128

_LOST = 64
"""Content this close to the ground, in levels of 255, cannot be told from it at small sizes."""


def flattened(image: Image.Image) -> Image.Image:
    """*image* (``LA`` or ``RGBA``) without its alpha, on a ground that contrasts with what is visible in it:
    white where that loses least, else black, else a middle grey."""
    alpha = image.getchannel("A")
    opaque = image.convert("L" if image.mode == "LA" else "RGB")
    least, most = cast("tuple[int, int]", alpha.getextrema())
    if least == 255:
        return opaque
    # What is seen best decides: a shadow or a soft edge does not, unless there is nothing else.
    visible = alpha.point([255 * (2 * level >= most > 0) for level in range(256)])
    level = _level(opaque.convert("L").histogram(visible))
    ground = Image.new(opaque.mode, opaque.size, level if opaque.mode == "L" else (level, level, level))
    ground.paste(opaque, mask=alpha)
    return ground


def _level(histogram: list[int]) -> int:
    total = sum(histogram) or 1

    def lost(ground: int) -> int:
        return 50 * sum(histogram[max(0, ground - _LOST) : ground + _LOST]) // total

    # ``min`` keeps the first of equals: white, as pages and viewers are.
    return min((WHITE, BLACK, GREY), key=lost)
