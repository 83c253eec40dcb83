"""What every wire format can tell about a request body, and do to it.

A dialect is data plus small functions over plain JSON. It knows no pixels, no model rules and no SDK.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from urllib.parse import unquote

from ..target import Provider

Json = Any
"""A JSON value: dict, list, str, int, float, bool or None. Bodies come from strangers: trust no shape."""

Path = tuple["str | int", ...]
"""Keys and indexes from the root of a body to a node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePart:
    """One image at one place of a body.

    ``path`` leads to the block that :meth:`Dialect.blocks` will replace. ``source`` is the string that holds
    the picture on the wire (base64 text, or a data URL with it from ``start`` on), the picture's own bytes where
    an SDK takes those, or ``None`` for a picture whose bytes we cannot see (``reference`` then says what stands
    there: a URL, a file id, a ``gs://`` name). ``locked`` says why nothing about this part may change.
    """

    path: Path
    source: str | bytes | None = field(default=None, repr=False)
    start: int = 0
    media_type: str | None = None
    detail: str | None = None
    """What the caller wrote, in the words of the token rules (``low``, ``medium``, ``high``, ``ultra_high``,
    ``original``, ``auto``), ``None`` where nothing is written."""
    reference: str | None = None
    locked: str | None = None
    lossless_only: str | None = None
    """Why no lossy technique may touch this part, e.g. ``oversized_image: "error"``."""
    text_allowed: bool = True
    """A text block may stand in this slot."""
    detail_allowed: bool = True
    """A ``detail`` value may be written on this block."""
    urlsafe: bool = False
    """The payload is in the URL-safe base64 alphabet, and what replaces it must be."""
    cache_breakpoint: bool = False
    """A prompt-cache breakpoint lies on this block, or on one that ends with it."""

    @property
    def payload(self) -> str | bytes | None:
        """The base64 text, or the bytes, ``None`` if we cannot see it.

        Cut out of a data URL at each access: the copies of a whole history, held at once, would cost as much
        as hashing them.
        """
        return self.source[self.start :] if self.source is not None and self.start else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """One text at one place of a message. ``call``: it is a tool call (name and arguments), not prose."""

    path: Path
    text: str
    cache_breakpoint: bool = False
    call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One turn: its parts in the order in which the model reads them, reasoning left out.

    ``role`` is ``system`` (also developer, instructions), ``user``, ``assistant`` or ``tool`` (results of
    tool calls, whatever the wire format calls them). ``path`` leads to the node that
    :meth:`Dialect.append` may add blocks to. A wire message that carries both tool results and user text
    (Anthropic) is one message of role ``user``, its results' parts named in ``tool_results``; one that
    carries results alone has role ``tool``.
    """

    path: Path
    role: Literal["system", "user", "assistant", "tool"]
    parts: tuple[ImagePart | TextPart, ...]
    tool_results: frozenset[Path] = frozenset()
    """Paths of the parts that came out of a tool."""
    appendable: bool = True
    """An image may be added at its end; never true of ``system`` and ``assistant``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What holds for a whole conversation, besides its messages."""

    model: str | None = None
    untouchable: str | None = None
    """Why no picture of this body may change at all (it edits images, it serves a provider's own computer or
    browser tool)."""
    coordinates: str | None = None
    """Why the pixel grid must be kept: a tool or the response schema takes x/y, boxes or coordinates."""
    stored: str | None = None
    """Why the server will keep these pictures (a Conversation, a cache, a thread, a chained response)."""
    agent: bool = False
    """The request offers tools."""
    schema_text: str = ""
    """Names and descriptions of the response schema: what an extraction job asks for."""
    default_detail: str | None = None
    """A ``detail`` that the request sets for all of its pictures (``generationConfig.mediaResolution``)."""
    pdfs: int = 0
    """PDF documents in the request: their pages count as images for some limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One conversation inside a body: the body itself, or one entry of a batch.

    ``root`` leads from the body to ``body`` (``()`` for the body itself).
    """

    root: Path
    body: Json
    dialect: Dialect


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture to write into a body. ``detail``: as in :class:`ImagePart`; ``None`` leaves the caller's."""

    payload: str | bytes
    """base64 text in the part's alphabet, or bytes where the part holds bytes"""
    media_type: str
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The part's own picture, its string untouched, with another ``detail``."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text to write into a body."""

    text: str


Block = Image | Kept | Text


class Dialect(Protocol):
    """One wire format."""

    @property
    def name(self) -> str:
        """Stable name, e.g. ``"openai_chat"``."""
        ...

    @property
    def provider(self) -> Provider:
        """Whose token rules and limits apply."""
        ...

    def serves(self, path: str) -> bool:
        """Whether a POST to this URL path (without scheme and host; a query may follow) carries this format."""
        ...

    def recognises(self, body: Json) -> bool:
        """Whether a body looks like this format, for callers that have no URL."""
        ...

    def has_images(self, body: Json) -> bool:
        """Whether a part of :meth:`messages` of any conversation inside may be an image. A no is sure; it
        costs a small part of what serialising the body does."""
        ...

    def conversations(self, body: Json) -> Iterable[Conversation]:
        """The conversations inside: the body itself, or each entry of a batch."""
        ...

    def facts(self, body: Json) -> Facts:
        """What holds for the whole conversation."""
        ...

    def messages(self, body: Json) -> Sequence[Message]:
        """All turns in the order in which the model reads them, system texts first."""
        ...

    def spelling(self, detail: str) -> str:
        """A ``detail`` in the provider's own spelling on this wire."""
        ...

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        """The nodes that take the place of *node*; fields that are not ours stay, and a prompt-cache breakpoint
        goes to the last of them. In a slot that is no element of a list there is room for one."""
        ...

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        """*message* with blocks added at its end; the given node is not changed.

        Raises :class:`~headroom_sdk.errors.MalformedBody` for a node that no block can be added to.
        """
        ...


def bare_path(path: str) -> str:
    """A URL path without query, fragment and trailing slash, ``%3A`` spelled ``:``."""
    return unquote(path.partition("?")[0].partition("#")[0]).rstrip("/")
