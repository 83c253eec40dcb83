"""A composed picture shows its parts pixel by pixel, apart from each other, and says what each is."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw

from headroom_sdk.errors import ImageUnreadable
from headroom_sdk.picture.compose import GAP, Arrangement, Placed, compose
from headroom_sdk.picture.note import OPENING, note
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.types import Picture

ACCEPT = {"image/png", "image/jpeg"}


def picture(form: str = "PNG") -> Picture:
    image = Image.new("RGB", (600, 400), "white")
    pen = ImageDraw.Draw(image)
    for x in range(0, 600, 20):
        pen.rectangle((x, x % 400, x + 9, x % 400 + 9), fill=(x % 256, 90, 200))
    out = io.BytesIO()
    image.save(out, form)
    return probe(out.getvalue())


PART = Placed((100, 50, 200, 100), (200, 100), (0, 0))
WHOLE = Placed((0, 0, 600, 400), (150, 100), (200 + GAP, 0))
SIDE_BY_SIDE = Arrangement((350 + GAP, 100), (PART, WHOLE), ((200, 0, GAP, 100),))


def test_a_part_keeps_every_pixel_and_the_divider_is_of_no_colour_of_ours():
    made = compose(picture(), SIDE_BY_SIDE, accept=ACCEPT)
    drawn = Image.open(io.BytesIO(made.data)).convert("RGB")
    assert drawn.size == made.size == SIDE_BY_SIDE.size
    original = Image.open(io.BytesIO(picture().data)).convert("RGB")
    assert drawn.crop((0, 0, 200, 100)).tobytes() == original.crop((100, 50, 300, 150)).tobytes()
    assert drawn.getpixel((200, 50)) == (96, 96, 96) and drawn.getpixel((200 + GAP // 2, 50)) == (
        255,
        255,
        255,
    )


def test_it_is_the_same_bytes_again_and_carries_our_mark():
    made = compose(picture(), SIDE_BY_SIDE, accept=ACCEPT)
    assert made == compose(picture(), SIDE_BY_SIDE, accept=ACCEPT)
    assert probe(made.data).marked


def test_no_format_that_could_hold_it_is_an_error_with_a_reason():
    with pytest.raises(ImageUnreadable, match="no media type"):
        compose(picture(), SIDE_BY_SIDE, accept={"image/jpeg"}, lossless=True)


def test_the_note_says_what_each_part_is_in_pixels_and_in_words():
    text = note(SIDE_BY_SIDE, ("footer",), (600, 400))
    assert text.startswith(OPENING) and "\n" not in text
    assert "600x400" in text and "left = its footer (x 100-300, y 50-150)" in text
    assert "right = all that it shows, reduced" in text


def test_a_lone_part_needs_no_place():
    assert "this image = its header" in note(Arrangement((200, 100), (PART,)), ("header",), (600, 400))
