"""Our mark: the few bytes by which a rendition is known as ours, in any process and after any transport.

It stands where a format keeps remarks (PNG ``tEXt``, JPEG ``COM``, WebP ``XMP``), never among the pixels,
and is the same for every rendition: a picture rendered twice gives the same bytes.
"""

from __future__ import annotations

NAME = b"headroom-sdk"
TEXT = b"rendition 1"
"""``1`` is the version of the mark; a later one is recognised too."""

_KIND = b"rendition "

JPEG_COMMENT = NAME + b" " + TEXT

WEBP_XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Label="'
    + JPEG_COMMENT
    + b'"/>'
    b"</rdf:RDF></x:xmpmeta>"
)

_WEBP_LABEL = b'xmp:Label="' + NAME + b" " + _KIND


def in_png_text(chunk: bytes) -> bool:
    """Whether the content of a ``tEXt`` chunk is our mark."""
    return chunk.startswith(NAME + b"\0" + _KIND)


def in_jpeg_comment(comment: bytes) -> bool:
    """Whether the content of a ``COM`` segment is our mark."""
    return comment.startswith(NAME + b" " + _KIND)


def in_webp_xmp(packet: bytes) -> bool:
    """Whether an ``XMP`` chunk carries our mark."""
    return _WEBP_LABEL in packet
