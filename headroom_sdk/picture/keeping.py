"""The pixels that a thread decoded last, kept while it decides about one picture: margins, router, OCR and rendition
all look at them, and a PNG can only be decoded as a whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


class _Here(threading.local):
    kept: dict[str, Image] | None = None


_here = _Here()


@contextmanager
def keeping() -> Iterator[None]:
    """While inside, one picture stays decoded; afterwards its memory is free again."""
    outer, _here.kept = _here.kept, {}
    try:
        yield
    finally:
        _here.kept = outer


def whole(digest: str, decode: Callable[[], Image]) -> Image:
    """What *decode* gives for the picture with that *digest*, or has given already. Nobody may change it."""
    kept = _here.kept
    if kept is None:
        return decode()
    if digest not in kept:
        found = decode()
        kept.clear()
        kept[digest] = found
    return kept[digest]
