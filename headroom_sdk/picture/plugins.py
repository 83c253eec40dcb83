"""The one place where Pillow opens a picture.

Its decoder classes are called directly: ``Image.open`` guesses the format again, turns phone pictures into
``MPO``, and warns about large pictures by a setting of the whole process. Our limit is the policy's, and
:func:`~headroom_sdk.picture.probe.probe` has applied it before.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from io import BytesIO

from PIL import Image, ImageFile

from ..errors import ImageUnreadable
from . import exif
from .headers import Header, jpeg_segments

_CLASSES = {
    "PNG": ("PIL.PngImagePlugin", "PngImageFile"),
    "JPEG": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "WEBP": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "GIF": ("PIL.GifImagePlugin", "GifImageFile"),
    "BMP": ("PIL.BmpImagePlugin", "BmpImageFile"),
    "TIFF": ("PIL.TiffImagePlugin", "TiffImageFile"),
}

_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def opened(data: bytes, format: str) -> ImageFile.ImageFile:
    """The picture as Pillow sees it, not yet decoded; it raises whatever Pillow raises."""
    if format in ("AVIF", "HEIF"):
        if format == "AVIF":
            with suppress(ImportError):
                import_module("PIL.AvifImagePlugin")  # older Pillow: by a plugin of the program's, if at all
        return Image.OPEN[format][0](BytesIO(data), b"")
    if format in ("JPEG", "MPO"):
        data, format = _without_exif(data), "JPEG"
    module, name = _CLASSES[format]
    image: ImageFile.ImageFile = getattr(import_module(module), name)(BytesIO(data))
    return image


def boxed(data: bytes) -> Header:
    """The header of an AVIF, or of a HEIC where the program has registered a plugin for it."""
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, min(len(data), 64), 4))}
    if not brands & (_AVIF_BRANDS | _HEIF_BRANDS):
        raise ImageUnreadable("a video or another file of boxes, not a picture")
    format = "AVIF" if brands & _AVIF_BRANDS else "HEIF"
    try:
        image = opened(data, format)
        frames = getattr(image, "n_frames", 1)
    except Exception as e:
        raise ImageUnreadable(f"{format} that no installed decoder opens") from e
    return Header(
        format=format, media_type="image/avif" if format == "AVIF" else "image/heic",
        width=image.width, height=image.height, mode=image.mode,
        orientation=exif.orientation(image.info.get("exif") or b""), frames=frames, lossy=True,
    )  # fmt: skip


def _without_exif(data: bytes) -> bytes:
    # Pillow looks into EXIF for a resolution that nobody needs, and warns about what is malformed there.
    kept: list[bytes | memoryview] = [b"\xff\xd8"]
    whole = memoryview(data)
    for marker, start, end in jpeg_segments(data):
        if marker == 0xDA:
            kept.append(b"\xff\xda")
            kept.append(whole[start - 2 :])
        elif marker != 0xE1:
            kept.append(bytes((0xFF, marker)))
            kept.append(whole[start - 2 : end])
    return b"".join(kept)
