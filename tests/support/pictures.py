"""Real pictures of every kind that people send, drawn once, small enough to send by the thousand."""

from __future__ import annotations

import base64
import functools
import io
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageDraw


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One encoded picture."""

    name: str
    media_type: str
    data: bytes = field(repr=False)

    @property
    def base64(self) -> str:
        return base64.b64encode(self.data).decode()

    @property
    def urlsafe(self) -> str:
        return base64.urlsafe_b64encode(self.data).decode()

    @property
    def url(self) -> str:
        return f"data:{self.media_type};base64,{self.base64}"


def _photo(width: int, height: int) -> Image.Image:
    ramp = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (ramp, ramp.transpose(Image.Transpose.FLIP_LEFT_RIGHT), ramp.rotate(180)))


def _screen(width: int, height: int) -> Image.Image:
    image = Image.new("RGB", (width, height), (245, 245, 245))
    draw = ImageDraw.Draw(image)
    for y in range(0, height, 40):
        draw.rectangle((20, y + 6, width - 20, y + 30), fill=(y % 200, 120, 200 - y % 200))
        draw.text((30, y + 10), f"row {y // 40}: total {y * 37 % 1000}.00", fill=(0, 0, 0))
    return image


def _encode(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return _encode(_photo(800, 500), "JPEG", exif=exif)


def _animation() -> bytes:
    frames = [Image.new("P", (48, 32), n) for n in range(3)]
    return _encode(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)


_DRAWN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "dot": ("image/png", lambda: _encode(Image.new("RGB", (1, 1), "red"), "PNG")),
    "icon": ("image/png", lambda: _encode(Image.new("P", (40, 30), 3), "PNG")),
    "photo": ("image/jpeg", lambda: _encode(_photo(900, 700), "JPEG")),
    "screen": ("image/png", lambda: _encode(_screen(1600, 1000), "PNG")),
    "tall": ("image/png", lambda: _encode(_screen(300, 2200), "PNG")),
    "turned": ("image/jpeg", _turned),
    "alpha": ("image/png", lambda: _encode(Image.new("RGBA", (640, 480), (255, 255, 255, 90)), "PNG")),
    "webp": ("image/webp", lambda: _encode(_photo(700, 500), "WEBP")),
    "gif": ("image/gif", lambda: _encode(Image.new("P", (64, 48), 5), "GIF")),
    "animation": ("image/gif", _animation),
    "wide": ("image/jpeg", lambda: _encode(_photo(2400, 900), "JPEG")),
}
NAMES = tuple(_DRAWN)


@functools.cache
def shot(name: str) -> Shot:
    """The picture of that name; see ``NAMES``."""
    media_type, draw = _DRAWN[name]
    return Shot(name=name, media_type=media_type, data=draw())
