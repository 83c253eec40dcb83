"""The real reader, whichever package brings its weights: what people would see."""

from __future__ import annotations

import threading

import pytest

pytest.importorskip("numpy")

from PIL import Image, ImageDraw

from headroom_sdk.picture import ocr
from headroom_sdk.picture.gate import judge
from headroom_sdk.picture.layout import layout
from headroom_sdk.picture.survey import survey

if not ocr.availability().ready:
    pytest.skip("no package with weights is installed", allow_module_level=True)

ROWS = ("Invoice line 001 item code QX07919 amount 13.37 EUR", "Delivered on 25 March to the old harbour")


def sheet(rows=ROWS, size=(1000, 400), at=60, step=60, font=28):
    image = Image.new("RGB", size, "white")
    for i, row in enumerate(rows):
        ImageDraw.Draw(image).text((60, at + i * step), row, "black", font_size=font)
    return image


def test_d6_blanks_between_words_are_kept():
    """The older recogniser writes none of its own; some of its letters are wrong, its blanks are not."""
    rows = [row.split() for row in layout(ocr.reader().read(sheet())).split("\n") if row]
    assert [[len(word) for word in row] for row in rows] == [[len(w) for w in row.split()] for row in ROWS]


def test_d6_columns_stand_apart_and_rows_stay_rows():
    image = Image.new("RGB", (900, 300), "white")
    for y, (name, price) in enumerate(
        [("Oak shelf", "120.00"), ("Desk lamp", "19.50"), ("Wood glue", "4.75")]
    ):
        ImageDraw.Draw(image).text((50, 50 + 60 * y), name, "black", font_size=28)
        ImageDraw.Draw(image).text((600, 50 + 60 * y), price, "black", font_size=28)
    rows = [row.split() for row in layout(ocr.reader().read(image)).split("\n") if row]
    assert rows == [["Oak", "shelf", "120.00"], ["Desk", "lamp", "19.50"], ["Wood", "glue", "4.75"]]


def test_d5_small_text_in_a_large_picture_is_read_from_its_own_pixels():
    image = Image.new("RGB", (3000, 2200), "white")
    ImageDraw.Draw(image).text((1900, 1500), "Serial number 4417-X29", "black", font_size=30)
    assert layout(ocr.reader().read(image)) == "Serial number 4417-X29"


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_page_on_its_side_or_head_reads_the_same(degrees):
    rows = [f"{w} words stand in this line of the page" for w in ("Seven", "Many", "Some")]
    page = sheet(rows, size=(800, 300))
    read = layout(ocr.reader().read(page.rotate(degrees, expand=True)))
    assert read.split() == " ".join(rows).split()


def test_an_empty_page_has_no_lines():
    assert ocr.reader().read(Image.new("RGB", (500, 500), "white")) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (5000, 2), (33, 31)])
def test_any_size_is_read_without_fault(size):
    ocr.reader().read(Image.new("RGB", size, "white"))


def test_threads_read_what_one_reads():
    image, engine = sheet(), ocr.reader()
    alone, together = engine.read(image), []
    threads = [threading.Thread(target=lambda: together.append(engine.read(image))) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert together == [alone] * 4


def test_the_gate_takes_a_clean_page_and_refuses_a_smudged_one():
    engine = ocr.reader()
    clean = sheet([*ROWS, "Payment is due within thirty days", "Thank you for your order"])
    small = clean.resize((clean.width // 4, clean.height // 4)).resize(clean.size)
    lines = engine.read(clean)
    assert (
        judge(lines, survey(clean, lines), keeps_blanks=engine.keeps_blanks).accepted is engine.keeps_blanks
    )
    lines = engine.read(small)
    assert not judge(lines, survey(small, lines), keeps_blanks=engine.keeps_blanks).accepted


def test_reading_twice_gives_the_same():
    assert ocr.reader().read(sheet()) == ocr.reader().read(sheet())
    assert ocr.reader() is ocr.reader()
