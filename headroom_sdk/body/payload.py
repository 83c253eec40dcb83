"""Pictures in data URLs and base64 fields: what they are and where their text begins, without decoding it."""

from __future__ import annotations

from .dialect import ImagePart, Json, Path

# A data URL's header is a media type and a few parameters; a comma further on belongs to something else.
_LONGEST_HEADER = 1024

# As much of a URL, and of a data URL's header, as a report shows.
_LONGEST_REFERENCE = 500
_HEADER_SHOWN = 100

# Enough of a payload to tell its alphabet by: most show it in the first line.
_HEAD = 4096

NOT_AN_IMAGE = "not an image that we can read"
"""Why a block of an image type that holds nothing usable stays as it is."""

DRAWN = "the model drew it, and may be asked to go on with it"
"""Why a picture in the model's own turn stays as it is."""


def from_url(path: Path, url: Json) -> ImagePart:
    """The image that a URL stands for: inline if it is a base64 data URL, else a reference."""
    if not isinstance(url, str):
        return ImagePart(path=path, locked=NOT_AN_IMAGE)
    if url[:5].lower() != "data:":
        return from_reference(path, url)
    comma = url.find(",", 5, _LONGEST_HEADER)
    media_type, *parameters = url[5:comma].lower().split(";") if comma > 0 else [""]
    if "base64" not in (p.strip() for p in parameters):
        return ImagePart(path=path, reference=url[:_HEADER_SHOWN], locked="a data URL that is not base64")
    return _inline(path, url, comma + 1, media_type)


def from_base64(path: Path, data: Json, media_type: Json, *, urlsafe: bool = False) -> ImagePart:
    """The image in a base64 field. *urlsafe*: what a text that fits both alphabets counts as."""
    if not isinstance(data, str):
        return ImagePart(path=path, locked=NOT_AN_IMAGE)
    return _inline(path, data, 0, media_type if isinstance(media_type, str) else "", urlsafe)


def from_bytes(path: Path, data: bytes | bytearray, media_type: Json) -> ImagePart:
    """The image whose bytes stand in the body as they are."""
    return _inline(path, bytes(data), 0, media_type if isinstance(media_type, str) else "")


def from_reference(path: Path, reference: Json) -> ImagePart:
    """An image that the provider fetches itself: a URL, a file id, a ``gs://`` name."""
    if not isinstance(reference, str):
        return ImagePart(path=path, locked=NOT_AN_IMAGE)
    return ImagePart(path=path, reference=reference[:_LONGEST_REFERENCE])


def data_url(payload: str | bytes, media_type: str) -> str:
    """A data URL of base64 text."""
    assert isinstance(payload, str)  # a part of a format that takes data URLs holds text
    return f"data:{media_type};base64,{payload}"


def is_image(media_type: Json) -> bool:
    """Whether this names a kind of picture."""
    return isinstance(media_type, str) and media_type[:6].lower() == "image/"


def is_pdf(source: Json) -> bool:
    """Whether this is a PDF: its media type, or a data URL of one."""
    return isinstance(source, str) and source[:20].lower().removeprefix("data:").startswith("application/pdf")


def _inline(path: Path, source: str | bytes, start: int, media_type: str, urlsafe: bool = False) -> ImagePart:
    media_type = media_type.strip().lower()
    if media_type and not is_image(media_type):
        return ImagePart(
            path=path, reference=media_type[:_HEADER_SHOWN], locked=f"declared as {media_type[:40]}"
        )
    return ImagePart(
        path=path,
        source=source,
        start=start,
        media_type=media_type or None,
        urlsafe=isinstance(source, str) and _is_urlsafe(source, start, urlsafe),
    )


def _is_urlsafe(source: str, start: int, otherwise: bool) -> bool:
    head = source[start : start + _HEAD]
    if "-" in head or "_" in head:
        return True
    if "+" in head or "/" in head:
        return False
    if source.find("-", start) >= 0 or source.find("_", start) >= 0:
        return True
    return otherwise and source.find("+", start) < 0 and source.find("/", start) < 0
