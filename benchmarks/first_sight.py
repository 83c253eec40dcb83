"""A large picture seen for the first time, against the fastest pipeline written by hand with the same library."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator

from PIL import Image

from headroom_sdk import Policy, memo
from headroom_sdk.body.registry import dialect_for_path
from headroom_sdk.engine import process
from headroom_sdk.target import Target

from . import pictures
from .row import Row, together

TARGET = Target(provider="anthropic", model="claude-haiku-4-5")


def measure() -> Iterator[Row]:
    png, jpeg = pictures.screenshot(), pictures.photo()
    yield _row(
        "4K PNG screenshot", png, "image/png", _by_hand_png, "Pillow: reduce(), LANCZOS, lossless WebP"
    )
    yield _row("12-MP JPEG photo", jpeg, "image/jpeg", _by_hand_jpeg, "Pillow: draft(), LANCZOS, JPEG")
    for name, data, kind in (
        ("4K PNG screenshot", png, "image/png"),
        ("12-MP JPEG photo", jpeg, "image/jpeg"),
    ):
        opencv = _opencv(data)
        if opencv is not None:
            yield _row(
                f"{name} (for comparison)", data, kind, opencv, "OpenCV: imdecode, INTER_AREA, imencode", "–"
            )


def _row(
    name: str,
    data: bytes,
    media_type: str,
    by_hand: Callable[[str], object],
    base_name: str,
    bar: str = "≤ 1.2",
) -> Row:
    text = pictures.base64_text(data)
    body = {
        "model": TARGET.model,
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": text}},
                    {"type": "text", "text": "What is this?"},
                ],
            }
        ],
    }
    dialect = dialect_for_path("/v1/messages", "anthropic")
    assert dialect is not None

    def ours() -> None:
        memo.clear()
        _, report = process(body, dialect, TARGET, Policy())
        assert report.decisions[0].changed, report

    times = together(ours, lambda: by_hand(text))
    return Row(name=f"first sight, {name}", ours=times[0], base=times[1], base_name=base_name, bar=bar)


def _size(image: Image.Image) -> tuple[int, int]:
    """What Claude's standard tier keeps of these pictures."""
    from headroom_sdk.tokens import image_tokens

    count = image_tokens("claude-haiku-4-5", image.width, image.height)
    return count.width, count.height


def _by_hand_png(text: str) -> str:
    image = Image.open(io.BytesIO(base64.b64decode(text)))
    size = _size(image)
    image = image.convert("RGB").resize(size, Image.Resampling.LANCZOS, reducing_gap=1.1)
    return _encoded(image, "WEBP", lossless=True, method=0, quality=0)


def _by_hand_jpeg(text: str) -> str:
    image = Image.open(io.BytesIO(base64.b64decode(text)))
    size = _size(image)
    image.draft("RGB", size)
    return _encoded(image.resize(size, Image.Resampling.LANCZOS), "JPEG", quality=90)


def _encoded(image: Image.Image, format: str, **options: object) -> str:
    out = io.BytesIO()
    image.save(out, format, **options)  # type: ignore[arg-type]
    return base64.b64encode(out.getvalue()).decode()


def _opencv(data: bytes) -> Callable[[str], object] | None:
    try:
        import cv2
        import numpy as np
    except ImportError:
        return None
    size = _size(Image.open(io.BytesIO(data)))

    def run(text: str) -> str:
        pixels = cv2.imdecode(np.frombuffer(base64.b64decode(text), np.uint8), cv2.IMREAD_COLOR)
        small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        return base64.b64encode(
            cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()
        ).decode()

    return run
