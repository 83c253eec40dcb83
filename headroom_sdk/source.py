"""A picture of a request and what can be made of it, each thing once.

A recipe is a small value that says how something that is sent was made; the same recipe gives the same text, now or
after it was forgotten.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import overload

from . import memo
from .body.dialect import ImagePart
from .errors import ImageUnreadable
from .picture.compose import Arrangement
from .picture.types import Picture, Rendition, Size
from .policy import Policy


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that the bytes of a rendition are a function of. ``digest``: sha256 of the base64 text, or of the
    bytes where those stand in the body."""

    digest: bytes
    size: Size
    accept: frozenset[str]
    lossless: bool
    room: int | None = None
    """Bytes in which a JPEG is to be as good as it can; ``None``: what the picture itself calls for."""


@dataclass(frozen=True, slots=True)
class Transcription:
    """Everything that a transcript is a function of. ``reader`` names the engine and its weights."""

    digest: bytes
    reader: str


@dataclass(frozen=True, slots=True)
class Composition:
    """Everything that the bytes of a picture made of parts are a function of."""

    digest: bytes
    arrangement: Arrangement
    accept: frozenset[str]
    lossless: bool
    room: int | None = None
    """As of a :class:`Drawing`."""

    @property
    def size(self) -> Size:
        return self.arrangement.size


@dataclass(frozen=True, slots=True)
class Note:
    """A text of ours beside a picture."""

    text: str


Recipe = Drawing | Composition | Transcription | Note


class Source:
    """One picture, decoded as far as somebody asks."""

    def __init__(self, part: ImagePart, policy: Policy, digest: bytes = b"") -> None:
        """*digest*, if it is known, saves most of the time that this takes. Raises :class:`UnicodeEncodeError` if the
        payload is not even ASCII."""
        self.digest = digest or _sha256(part.source or "", part.start)
        self._raw = isinstance(part.source, bytes)
        self._part = part
        self._policy = policy
        self._picture: Picture | None = None
        self._drawn: dict[Drawing | Composition, Rendition] = {}

    @property
    def picture(self) -> Picture:
        """What its header says. Raises :class:`~headroom_sdk.errors.ImageUnreadable`."""
        from .picture.probe import probe

        if self._picture is None:
            self._picture = probe(
                decoded(self._part.payload or ""), max_megapixels=self._policy.max_megapixels
            )
        return self._picture

    def draw(self, drawing: Drawing) -> Rendition:
        """The rendition. Raises :class:`~headroom_sdk.errors.ImageUnreadable`."""
        from .picture.render import render

        if drawing not in self._drawn:
            self._drawn[drawing] = render(
                self.picture,
                drawing.size,
                accept=drawing.accept,
                lossless=drawing.lossless,
                room=drawing.room,
            )
        return self._drawn[drawing]

    def compose(self, composition: Composition) -> Rendition:
        """The composed picture. Raises :class:`~headroom_sdk.errors.ImageUnreadable`."""
        from .picture.compose import compose

        if composition not in self._drawn:
            self._drawn[composition] = compose(
                self.picture,
                composition.arrangement,
                accept=composition.accept,
                lossless=composition.lossless,
                room=composition.room,
            )
        return self._drawn[composition]

    @overload
    def make(self, recipe: Transcription | Note) -> str: ...

    @overload
    def make(self, recipe: Drawing | Composition, *, urlsafe: bool = ...) -> str | bytes: ...

    def make(self, recipe: Recipe, *, urlsafe: bool = False) -> str | bytes:
        """What goes into the body: a rendition, in base64 or as bytes like the part's own, or a text; what takes
        time is remembered."""
        if isinstance(recipe, Note):
            return recipe.text

        def cook() -> str | bytes:
            if isinstance(recipe, (Drawing, Composition)):
                drawn = self.draw(recipe) if isinstance(recipe, Drawing) else self.compose(recipe)
                return drawn.data if self._raw else to_base64(drawn.data, urlsafe=urlsafe)
            from .reading import read

            return read(self, self._policy).transcript

        return memo.RENDITIONS.get((recipe, urlsafe), cook, capacity=self._policy.memo_bytes)


def _sha256(text: str | bytes, start: int) -> bytes:
    """The digest of *text* from *start* on."""
    if isinstance(text, bytes):
        return hashlib.sha256(text).digest()
    if start and not text.isascii():  # a name in the header of a data URL, maybe
        text, start = text[start:], 0
    # In one go: between pieces, a busy thread beside this one would get its turn, and this one wait for it.
    return hashlib.sha256(memoryview(text.encode("ascii"))[start:]).digest()


def decoded(payload: str | bytes) -> bytes:
    """The bytes of a part's payload. Raises :class:`~headroom_sdk.errors.ImageUnreadable`."""
    return payload if isinstance(payload, bytes) else from_base64(payload)


def from_base64(payload: str) -> bytes:
    """The bytes of base64 text in either alphabet. Raises :class:`~headroom_sdk.errors.ImageUnreadable`."""
    import pybase64

    urlsafe = "-" in payload or "_" in payload
    if urlsafe:
        payload += "=" * (-len(payload) % 4)  # Google's alphabet is often sent without padding
    try:
        return pybase64.b64decode(payload, altchars="-_" if urlsafe else None, validate=True)
    except ValueError as e:
        raise ImageUnreadable("the payload is not valid base64") from e


def to_base64(data: bytes, *, urlsafe: bool) -> str:
    """base64 text in the standard or the URL-safe alphabet."""
    import pybase64

    return pybase64.b64encode_as_string(data, altchars="-_" if urlsafe else None)
