"""Which inline pictures a value of plain data carries, told by their length and some of their text."""

from __future__ import annotations

import base64
from collections.abc import Iterator

Fingerprint = tuple[int, str]
"""Characters of the base64 text without padding, and its first, middle and last ones in the standard alphabet."""

_PIECE = 48
_HOLDERS = frozenset(("data", "base64", "bytes"))

# How base64 of a PNG, JPEG, WebP, GIF, BMP and TIFF begins: sound and documents stand under the same keys.
_OPENINGS = ("iVBORw0KGgo", "/9j/", "_9j_", "UklGR", "R0lGOD", "Qk", "SUkqA", "TU0AK")


def fingerprints(node: object) -> frozenset[Fingerprint]:
    """Those of every picture in *node*: dicts, lists, tuples, text and bytes are looked into; never raises."""
    return frozenset(found for text in _texts(node) if (found := fingerprint(text)) is not None)


def fingerprint(text: str | bytes) -> Fingerprint | None:
    """That of one picture, given as a data URL, base64 in either alphabet, or bytes; ``None`` for all else."""
    if isinstance(text, bytes):
        return _of_bytes(text)
    start = text.find(",", 0, 200) + 1 if text[:5].lower() == "data:" else 0
    if not text.startswith(_OPENINGS, start):
        return None
    if "\n" in text or " " in text:
        text = "".join(text.split())
    end = len(text)
    while end > start and text[end - 1] == "=":
        end -= 1
    middle = start + (end - start) // 2
    places = (start, middle, max(start, end - _PIECE))
    pieces = (text[at : min(at + _PIECE, end)] for at in places)
    return end - start, "".join(pieces).replace("-", "+").replace("_", "/")


def _of_bytes(data: bytes) -> Fingerprint | None:
    if len(data) < 3 * _PIECE:
        return fingerprint(base64.b64encode(data).decode("ascii"))
    head = base64.b64encode(data[:_PIECE]).decode("ascii")[:_PIECE]
    if not head.startswith(_OPENINGS):
        return None
    size = -(-len(data) * 4 // 3)
    return size, head + _cut(data, size // 2) + _cut(data, size - _PIECE)


def _cut(data: bytes, at: int) -> str:
    """What stands from *at* on in the base64 text of *data*."""
    first = at // 4
    text = base64.b64encode(data[first * 3 : first * 3 + _PIECE]).decode("ascii").rstrip("=")
    return text[at - first * 4 :][:_PIECE]


def _texts(node: object) -> Iterator[str | bytes]:
    waiting: list[tuple[object, bool]] = [(node, False)]
    seen: set[int] = set()
    while waiting:
        node, is_held = waiting.pop()
        if isinstance(node, str):
            if is_held or node[:5].lower() == "data:":
                yield node
        elif isinstance(node, (bytes, bytearray)):
            yield bytes(node)
        elif isinstance(node, (dict, list, tuple)) and id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, dict):
                waiting += ((value, key in _HOLDERS) for key, value in node.items())
            else:
                waiting += ((value, False) for value in node)
