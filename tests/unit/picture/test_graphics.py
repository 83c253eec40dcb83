"""Graphics are what is neither text nor a straight rule: charts, drawings, photos."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from PIL import Image, ImageDraw, ImageFont

from headroom_sdk.picture.graphics import graphics
from headroom_sdk.picture.lines import box


def blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (1200, 900), "white")
    return image, ImageDraw.Draw(image)


def test_the_bars_of_a_chart_are_one_graphic():
    image, pen = blank()
    for n in range(5):
        pen.rectangle((200 + 30 * n, 500 - 60 * n, 220 + 30 * n, 600), fill=(70, 120, 200))
    (found,) = graphics(image, [])
    assert found[0] <= 205 and found[1] <= 265 and found[2] >= 335 and found[3] >= 595


def test_two_drawings_far_apart_are_two():
    image, pen = blank()
    pen.ellipse((50, 50, 400, 400), fill=(200, 90, 90))
    pen.ellipse((750, 500, 1150, 880), fill=(90, 200, 90))
    assert len(graphics(image, [])) == 2


def test_text_and_the_frame_of_a_table_are_none():
    image, pen = blank()
    font = ImageFont.load_default(size=24)
    quads = []
    for row in range(6):
        y = 200 + 60 * row
        pen.line((100, y, 1100, y), "black", 2)
        pen.text((120, y + 15), f"row {row} amount {row * 17}.00", font=font, fill="black")
        quads.append(box(115, y + 10, 460, y + 50))
    for x in (100, 600, 1100):
        pen.line((x, 200, x, 500), "black", 2)
    assert graphics(image, quads) == ()


def test_icons_and_bullets_are_too_small():
    image, pen = blank()
    for y in range(100, 800, 100):
        pen.ellipse((100, y, 116, y + 16), fill="black")
    assert graphics(image, []) == ()
