"""An l among digits is told from a 1 by the page's own type."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from headroom_sdk.picture.lines import box  # noqa: E402
from headroom_sdk.picture.ocr_alike import settled  # noqa: E402
from headroom_sdk.picture.ocr_reading import Reading  # noqa: E402

FONT = ImageFont.load_default(size=30)


def page(*rows, sure=0.98):
    """A picture of rows as ``(drawn, read)``, and the readings, with the places of what is drawn."""
    image = Image.new("RGB", (700, 60 * len(rows) + 20), "white")
    pen = ImageDraw.Draw(image)
    out = []
    for n, (drawn, read) in enumerate(rows):
        top, width = 10 + 60 * n, FONT.getlength(drawn)
        pen.text((20, top), drawn, fill="black", font=FONT)
        middles = [
            (FONT.getlength(drawn[:i]) + FONT.getlength(drawn[: i + 1])) / 2 for i in range(len(drawn))
        ]
        places = tuple((m + 10) / (width + 20) for m in middles)
        characters = tuple(sure if c == "1" else 0.999 for c in read)
        out.append(
            (
                box(10, top - 2, width + 30, top + 42),
                Reading(text=read, characters=characters, places=places),
            )
        )
    return image, out


def texts(read):
    return [reading.text for _, reading in read]


WITNESSES = (("small metal pills", "small metal pills"), ("1,150.00", "1,150.00"), ("2119", "2119"))


def test_an_l_that_was_read_as_a_digit_is_put_right():
    image, read = page(*WITNESSES, ("Olive oil 0.75l", "Olive oil 0.751"), ("5l", "51"))
    assert texts(settled(image, read))[3:] == ["Olive oil 0.75l", "5l"]


def test_a_digit_stays_one():
    image, read = page(*WITNESSES, ("Olive rod 0.751", "Olive rod 0.751"), ("51", "51"), ("27.41", "27.41"))
    assert settled(image, read) == read


def test_what_was_put_right_counts_as_nearly_sure():
    image, read = page(*WITNESSES, ("0.75l", "0.751"))
    reading = settled(image, read)[3][1]
    assert 0.99 < reading.characters[-1] < 0.9995


def test_without_a_1_on_the_page_a_mark_like_its_l_is_unsure():
    image, read = page(WITNESSES[0], ("0.75l", "0.751"))
    text, weakest = (settled(image, read)[1][1].text, min(settled(image, read)[1][1].characters))
    assert text == "0.751" and weakest <= 0.5


def test_without_an_l_on_the_page_nothing_changes():
    image, read = page(*WITNESSES[1:], ("0.75l", "0.751"))
    assert settled(image, read) == read


def test_what_was_read_as_surely_as_a_1_is_left_alone():
    image, read = page(*WITNESSES, ("0.75l", "0.751"), sure=0.99999)
    assert settled(image, read) == read


def test_a_1_inside_a_figure_or_a_code_is_left_alone():
    rows = [(t, t) for t in ("1,150", "10:15", "A1", "1.2.1", "x1y")]
    image, read = page(*WITNESSES, *rows)
    assert settled(image, read) == read


def test_an_o_before_a_decimal_point_is_a_nought():
    image, read = page(("0.5 kg", "o.5 kg"), ("no. 5", "no. 5"), ("o.k.", "o.k."))
    assert texts(settled(image, read)) == ["0.5 kg", "no. 5", "o.k."]


def test_a_nought_before_a_word_is_its_capital():
    image, read = page(
        ("0live oil", "0live oil"), ("0kg", "0kg"), ("0x1fab", "0x1fab"), ("1.0beta", "1.0beta")
    )
    assert texts(settled(image, read)) == ["Olive oil", "0kg", "0x1fab", "1.0beta"]


def test_a_place_at_the_very_edge_does_no_harm():
    image = Image.new("RGB", (40, 20), "white")
    read = [
        (box(0, 0, 1, 1), Reading(text="all 11", characters=(0.95,) * 6, places=(0.0,) * 6)),
        (box(39, 19, 40, 20), Reading(text="0.11", characters=(0.95,) * 4, places=(1.0,) * 4)),
    ]
    assert texts(settled(image, read)) == ["all 11", "0.11"]
