"""What the contract suite is made of: pictures, surfaces (public methods that can carry one), and a look at the wire."""

from __future__ import annotations

import base64
import functools
import inspect
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from PIL import Image, ImageDraw, PngImagePlugin
from support.loopback import Loopback, Recorded
from support.loopback_images import SentImage

Sdk = Literal["openai", "anthropic", "google-genai", "boto3"]


@functools.cache
def picture(width: int = 2400, height: int = 1600) -> bytes:
    """A PNG that every rule has something to gain from: too many pixels, and badly packed."""
    image = Image.new("RGB", (width, height), (245, 245, 250))
    draw = ImageDraw.Draw(image)
    for i in range(0, width, width // 7):
        draw.rectangle((i, i % height // 2, i + width // 11, height - 20), fill=(i % 255, 90, 200 - i % 150))
    out = io.BytesIO()
    baggage = PngImagePlugin.PngInfo()
    baggage.add_text("comment", "made for the contract suite " * 4000)
    image.save(out, "PNG", compress_level=1, pnginfo=baggage)
    return out.getvalue()


@dataclass(frozen=True)
class Shot:
    """One picture, as callers hold it."""

    data: bytes = field(default_factory=picture, repr=False)

    @property
    def base64(self) -> str:
        return _encoded(self.data)

    @property
    def url(self) -> str:
        return f"data:image/png;base64,{self.base64}"

    def image(self) -> Image.Image:
        return Image.open(io.BytesIO(self.data))


@functools.lru_cache(maxsize=8)
def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@dataclass(frozen=True, kw_only=True)
class Surface:
    """One public way to send a picture.

    ``call(client, shot, early)`` sends it, on a client of the kind that ``client`` names. ``needs``: attributes
    that a release may lack. ``early(client)`` makes what a caller may hold since before we came. ``touched``:
    whether pictures may be rewritten here at all. ``modes``: how we can be switched on for it.
    """

    sdk: Sdk
    name: str
    call: Callable[[Any, Shot, Any], Any]
    client: str
    needs: tuple[str, ...] = ()
    early: Callable[[Any], Any] | None = None
    touched: bool = True
    gains: bool = True
    requests: int = 1
    modes: tuple[str, ...] = ("wrap", "patch")

    @property
    def is_async(self) -> bool:
        return self.client.startswith("Async") or self.client.endswith("aio")

    def __str__(self) -> str:
        return f"{self.sdk}: {self.name}"


def has(thing: Any, path: str) -> bool:
    """Whether a client has ``chat.completions.parse``, or a module ``Options.model_fields.extra_body``."""
    for name in path.split("."):
        if isinstance(thing, dict):
            return name in thing
        try:
            thing = getattr(thing, name)
        except AttributeError:
            return False
    return True


async def drain(stream: Any) -> None:
    """Take everything off an async stream."""
    async for _ in stream:
        pass


async def closed(client: Any) -> None:
    """Close what a client holds, if it is one that can."""
    close = getattr(client, "close", None)
    if close is not None and not inspect.ismodule(client):
        await waited(close())


async def waited(value: Any) -> Any:
    """The value, however a release of the SDK gives it."""
    return await value if isinstance(value, Awaitable) else value


def images(requests: list[Recorded]) -> list[SentImage]:
    """The pictures on the wire, in order."""
    return [image for request in requests for image in request.images() if image.data is not None]


def wire(requests: list[Recorded]) -> list[tuple[bytes | None, str | None]]:
    """What the provider saw: the pictures and their details."""
    return [(image.data, image.detail) for image in images(requests)]


def is_rewritten(requests: list[Recorded], shot: Shot) -> bool:
    """Every picture on the wire was rewritten, and there was one."""
    sent = wire(requests)
    return bool(sent) and (shot.data, None) not in sent


def is_original(requests: list[Recorded], shot: Shot) -> bool:
    """Every picture on the wire is the caller's, to the byte, and there was one."""
    return set(wire(requests)) == {(shot.data, None)}


__all__ = [
    "Loopback", "Sdk", "Shot", "Surface", "closed", "drain", "has", "images", "is_original", "is_rewritten", "picture",
    "waited", "wire",
]  # fmt: skip
