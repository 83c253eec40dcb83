"""From whatever a file stores to 8-bit grey or RGB in sRGB.

An embedded profile is applied, not passed on: the numbers then mean the same to a reader that manages
colours and to one that does not (most that feed a model do not), the author's colours are what is seen, and
pictures from several sources can be put together.
"""

from __future__ import annotations

import math
from functools import lru_cache
from io import BytesIO
from typing import cast

from PIL import Image, ImageChops, ImageCms

from ..errors import ImageUnreadable
from .ground import flattened


def plain(image: Image.Image) -> Image.Image:
    """*image* as opaque 8-bit ``L``, ``RGB`` or ``CMYK``, in its own colour space."""
    if image.mode.startswith("I;16"):
        image = _high_bytes(image)
    elif image.mode in ("I", "F"):
        image = _stretched(image)
    if image.has_transparency_data:
        return flattened(image if image.mode in ("LA", "RGBA") else _with_alpha(image))
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _with_alpha(image: Image.Image) -> Image.Image:
    key = image.info.get("transparency")
    if isinstance(key, tuple) and max(key) > 255:
        image.info["transparency"] = tuple(level >> 8 for level in key)
    return image.convert("RGBA")


def _high_bytes(image: Image.Image) -> Image.Image:
    # Pillow's own conversion clips at 255 instead of scaling.
    eight = Image.frombytes("L", image.size, image.tobytes()[0 if image.mode.endswith("B") else 1 :: 2])
    if isinstance(key := image.info.get("transparency"), int):
        eight.info["transparency"] = key >> 8
    return eight


def _stretched(image: Image.Image) -> Image.Image:
    low, high = cast("tuple[float, float]", image.getextrema())
    if not (math.isfinite(low) and math.isfinite(high)):
        raise ImageUnreadable("numbers that are no brightness")
    if low >= 0:
        # The smallest of the usual scales that holds them all; PNG has one only.
        scales = (65535,) if image.format == "PNG" else (1, 255, 65535) if image.mode == "F" else (255, 65535)
        low, high = 0, next((scale for scale in scales if high <= scale), high)
    scale = 255 / (high - low or 1)
    return image.convert("F").point(lambda level: level * scale + (0.5 - low * scale)).convert("L")


def srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """*image* (``L``, ``RGB`` or ``CMYK``) as ``L`` or ``RGB`` in sRGB."""
    transform = _transform(profile, image.mode) if profile else None
    if transform is not None:
        return transform.apply(image)
    return image.convert("RGB") if image.mode == "CMYK" else image


@lru_cache(maxsize=16)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """What turns *mode* in *profile*'s space into sRGB; ``None`` if it is sRGB, damaged, or of another space."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if getattr(source.profile, "xcolor_space", "").strip() != {"L": "GRAY"}.get(mode, mode):
            return None
        transform = ImageCms.ImageCmsTransform(
            source, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")), mode, "RGB",
            ImageCms.Intent.PERCEPTUAL,
        )  # fmt: skip
        if mode != "CMYK":
            chart = _chart().convert(mode)
            change = ImageChops.difference(chart.convert("RGB"), transform.apply(chart))
            if max(high for _, high in cast("tuple[tuple[int, int], ...]", change.getextrema())) <= 2:
                return None
        return transform
    except (OSError, ValueError):
        return None


def _chart() -> Image.Image:
    steps = (0, 51, 102, 153, 204, 255)
    chart = Image.new("RGB", (36, 6))
    chart.putdata([(r, g, b) for r in steps for g in steps for b in steps])
    return chart
