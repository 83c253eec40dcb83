"""Which pictures a request body carries, in any wire format: read off the wire, knows nothing of ours."""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote


def image_size(data: bytes) -> tuple[int, int] | None:
    """(width, height) from the header of a PNG, JPEG, GIF, WebP or BMP; None when unknown."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return _pair(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return _pair("<HH", data[6:10])
    if data[:2] == b"BM" and len(data) >= 26:
        width, height = _pair("<ii", data[18:26])
        return width, abs(height)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _webp_size(data)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    return None


def _pair(form: str, data: bytes) -> tuple[int, int]:
    first, second = struct.unpack(form, data)
    return first, second


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + ((bits >> 14) & 0x3FFF)
    if kind == b"VP8 ":
        width, height = _pair("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    i = 2
    while i + 9 < len(data):
        if data[i] != 0xFF:
            i += 1
            continue
        marker = data[i + 1]
        if marker in (0xD8, 0x01, 0xFF) or 0xD0 <= marker <= 0xD7:
            i += 1 if marker == 0xFF else 2
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = _pair(">HH", data[i + 5 : i + 9])
            return width, height
        i += 2 + int.from_bytes(data[i + 2 : i + 4], "big")
    return None


def image_type(data: bytes) -> str | None:
    """The media type that the bytes show."""
    kinds = (
        (b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif"), (b"BM", "image/bmp"),
    )  # fmt: skip
    for magic, media_type in kinds:
        if data.startswith(magic):
            return media_type
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else None


def decode_any(text: str) -> bytes:
    """Standard or URL-safe base64, with or without padding."""
    text = text.strip().replace("-", "+").replace("_", "/")
    return base64.b64decode(text + "=" * (-len(text) % 4))


@dataclass(kw_only=True)
class SentImage:
    """One picture of a body. ``media_type`` is as declared, ``url`` stands for what is not inline."""

    path: str
    media_type: str | None = None
    data: bytes | None = None
    url: str | None = None
    detail: str | None = None
    node: Any = None
    text: str | None = None
    """The base64 text as it stands on the wire."""

    @property
    def size(self) -> tuple[int, int] | None:
        return image_size(self.data) if self.data else None

    @property
    def real_type(self) -> str | None:
        return image_type(self.data) if self.data else None

    def __repr__(self) -> str:
        what = f"{self.size} {len(self.data)}B" if self.data is not None else repr(self.url)[:60]
        return f"<SentImage {self.path} {self.media_type} {what} detail={self.detail}>"


def _from_url(url: Any) -> dict[str, Any]:
    if not (isinstance(url, str) and url.startswith("data:")):
        return {"url": url}
    head, _, payload = url.partition(",")
    media_type = head[5:].split(";")[0] or None
    try:
        data = decode_any(payload) if ";base64" in head else unquote(payload).encode()
    except (binascii.Error, ValueError):
        return {"media_type": media_type, "data": b"", "url": url[:40]}
    return {"media_type": media_type, "data": data, "text": payload}


def find_images(node: Any, path: str = "") -> Iterator[SentImage]:
    """Every picture of a request body, in order."""
    if isinstance(node, list):
        for i, item in enumerate(node):
            yield from find_images(item, f"{path}[{i}]")
    elif isinstance(node, dict):
        found = (
            _openai(node, path)
            or _anthropic(node, path)
            or _interactions(node, path)
            or _converse(node, path)
        )
        if found is not None:
            yield found
            return
        yield from _gemini(node, path)
        for key, value in node.items():
            if key not in _GEMINI:
                yield from find_images(value, f"{path}.{key}" if path else key)


def _openai(node: dict[str, Any], path: str) -> SentImage | None:
    kind = node.get("type")
    if kind == "image_url" and "image_url" in node:
        holder = node["image_url"]
        holder = holder if isinstance(holder, dict) else {"url": holder}
        return SentImage(path=path, detail=holder.get("detail"), node=node, **_from_url(holder.get("url")))
    if kind in ("input_image", "computer_screenshot"):
        source = node.get("image_url")
        source = source.get("url") if isinstance(source, dict) else source
        more = _from_url(source) if source else {"url": node.get("file_id")}
        return SentImage(path=path, detail=node.get("detail"), node=node, **more)
    if kind == "image_file":
        file = node.get("image_file") or {}
        return SentImage(path=path, url=file.get("file_id"), detail=file.get("detail"), node=node)
    return None


def _anthropic(node: dict[str, Any], path: str) -> SentImage | None:
    source = node.get("source")
    if node.get("type") != "image" or not isinstance(source, dict):
        return None
    if source.get("type") != "base64":
        return SentImage(path=path, url=source.get("url") or source.get("file_id"), node=node)
    text = source.get("data") or ""
    return SentImage(
        path=path, media_type=source.get("media_type"), data=decode_any(text), text=text, node=node
    )


def _interactions(node: dict[str, Any], path: str) -> SentImage | None:
    if node.get("type") != "image" or not ("data" in node or "uri" in node):
        return None
    text = node.get("data")
    data = decode_any(text) if isinstance(text, str) else None
    return SentImage(
        path=path, media_type=node.get("mime_type"), data=data, text=text, url=node.get("uri"),
        detail=node.get("resolution"), node=node,
    )  # fmt: skip


def _converse(node: dict[str, Any], path: str) -> SentImage | None:
    image = node.get("image")
    source = image.get("source") if isinstance(image, dict) else None
    if not isinstance(source, dict) or not ("bytes" in source or "s3Location" in source):
        return None
    text = source.get("bytes")
    return SentImage(
        path=path, media_type=f"image/{image.get('format')}", data=None if text is None else decode_any(text),
        text=text, url=(source.get("s3Location") or {}).get("uri"), node=node,
    )  # fmt: skip


_GEMINI = ("inlineData", "inline_data", "fileData", "file_data")


def _gemini(node: dict[str, Any], path: str) -> Iterator[SentImage]:
    for key in _GEMINI:
        blob = node.get(key)
        media_type = (blob.get("mimeType") or blob.get("mime_type") or "") if isinstance(blob, dict) else ""
        if not media_type.startswith("image/"):
            continue
        level = node.get("mediaResolution") or node.get("media_resolution")
        level = level.get("level") if isinstance(level, dict) else level
        text = blob.get("data")
        yield SentImage(
            path=f"{path}.{key}", media_type=media_type, data=decode_any(text) if text is not None else None,
            text=text, url=blob.get("fileUri") or blob.get("file_uri"), detail=level, node=node,
        )  # fmt: skip
