"""A picture is decoded once for all that look at it in one decision, and nobody changes what the others see."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from headroom_sdk.picture import decode as door
from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.keeping import keeping
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.types import Picture


def _png(colour: str) -> Picture:
    image = Image.new("RGB", (640, 400), colour)
    ImageDraw.Draw(image).line((0, 0, 639, 399), fill="black", width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return probe(out.getvalue())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The formats of the files that were opened, one after the other."""
    real, found = door.opened, list[str]()

    def counted(data: bytes, format: str) -> Image.Image:
        found.append(format)
        return real(data, format)

    monkeypatch.setattr(door, "opened", counted)
    return found


def test_it_is_opened_once_whatever_the_size(opened: list[str]) -> None:
    picture = _png("white")
    alone = [decode(picture, at_least=size).tobytes() for size in ((640, 400), (320, 200), (100, 60))]
    opened.clear()
    with keeping():
        together = [decode(picture, at_least=size).tobytes() for size in ((640, 400), (320, 200), (100, 60))]
    assert opened == ["PNG"]
    assert together == alone


def test_who_draws_on_it_draws_on_their_own(opened: list[str]) -> None:
    picture = _png("white")
    with keeping():
        first = decode(picture)
        before = first.tobytes()
        ImageDraw.Draw(first).rectangle((0, 0, 640, 400), fill="red")
        assert decode(picture).tobytes() == before


def test_another_picture_takes_its_place(opened: list[str]) -> None:
    white, blue = _png("white"), _png("blue")
    with keeping():
        assert decode(white).getpixel((600, 10)) == (255, 255, 255)
        assert decode(blue).getpixel((600, 10)) == (0, 0, 255)
        assert decode(white).getpixel((600, 10)) == (255, 255, 255)


def test_nothing_is_kept_afterwards(opened: list[str]) -> None:
    picture = _png("white")
    with keeping():
        decode(picture)
    decode(picture)
    decode(picture)
    assert opened == ["PNG"] * 3
