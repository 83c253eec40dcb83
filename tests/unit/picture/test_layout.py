"""The text of a page depends on where its lines stand, never on the order in which they were found."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.picture.layout import layout
from headroom_sdk.picture.lines import Line, box

WIDTH, HEIGHT = 10, 20
"""Of one character, in pixels."""


def at(x: float, y: float, text: str) -> Line:
    return Line(quad=box(x, y, x + WIDTH * len(text), y + HEIGHT), text=text, confidence=0.99)


def page(text: str, *, x: float = 40, y: float = 40, pitch: float = 26) -> list[Line]:
    """Lines as they stand in *text*, one character a cell; two blanks or more part two boxes."""
    out = []
    for n, row in enumerate(text.split("\n")):
        column = 0
        for piece in row.split("  "):
            stripped = piece.strip()
            if stripped:
                start = column + piece.index(stripped)
                out.append(at(x + start * WIDTH, y + n * pitch, stripped))
            column += len(piece) + 2
    return out


def turned(lines: list[Line], degrees: float) -> list[Line]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        Line(
            quad=tuple((x * c - y * s + 2000, x * s + y * c + 2000) for x, y in line.quad),
            text=line.text,
            confidence=line.confidence,
        )
        for line in lines
    ]


PROSE_LEFT = (
    "The committee met on Tuesday to\ndiscuss the plans for a bridge\nover the river. Most of those\n"
    "present agreed that the old one\ncould not be saved, and that a\nnew one had to be paid for."
)
PROSE_RIGHT = (
    "Costs will be shared between the\ntwo towns, which have not shared\nanything since the war ended in\n"
    "a draw that neither side admits.\nThe mayor of the smaller town is\nsaid to be a patient woman."
)

TABLE = (
    "Item         Qty   Price\nBolt M6       12    1.20\nWasher       100    0.05\nHex nut M6     8    3.75"
)

coordinates = st.floats(-50, 3000, allow_nan=False)
texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=12)


@st.composite
def any_line(draw: st.DrawFn) -> Line:
    x, y, w, h = draw(coordinates), draw(coordinates), draw(st.floats(0, 500)), draw(st.floats(0, 60))
    quad = draw(
        st.one_of(
            st.just(box(x, y, x + w, y + h)),
            st.tuples(*[st.tuples(coordinates, coordinates)] * 4),
        )
    )
    return Line(quad=quad, text=draw(texts), confidence=draw(st.floats(0, 1)))


@given(st.lists(any_line(), max_size=25), st.randoms(use_true_random=False), st.booleans())
def test_any_order_of_the_boxes_gives_the_same_text(lines, random, markdown):
    shuffled = random.sample(lines, len(lines))
    assert layout(shuffled, markdown=markdown) == layout(lines, markdown=markdown)


@given(st.lists(any_line(), max_size=25))
def test_no_word_is_lost_or_made_up(lines):
    words = sorted(w for line in lines for w in line.text.split())
    assert sorted(layout(lines).split()) == words


def test_two_columns_are_read_one_after_the_other():
    lines = page(PROSE_LEFT) + page(PROSE_RIGHT, x=400)
    assert layout(lines) == f"{PROSE_LEFT}\n\n{PROSE_RIGHT}"


def test_a_gutter_that_bends_around_a_picture_does_not_break_the_columns():
    narrow = "He had built it in a\nsummer, and nobody in\nthe village knew how\nhe did, or what for.\nHe never told anyone."
    lines = [
        *page(PROSE_LEFT),
        *page(PROSE_RIGHT, x=400),
        *page(narrow, y=200),
        *page(PROSE_LEFT.replace("committee", "assembly"), x=290, y=200),
    ]
    words = layout(lines).split()
    assert words.index("built") < words.index("Costs") < words.index("assembly")


def test_a_caption_between_two_columns_does_not_break_them():
    narrow_left, narrow_right = (
        "who was there said so\nand who was not agreed",
        "time again. Nobody has\never asked the ferryman",
    )
    lines = [
        *page(f"{PROSE_LEFT}\n{narrow_left}\n{PROSE_LEFT}"),
        *page(PROSE_RIGHT, x=380),
        *page(narrow_right, x=460, y=40 + 6 * 26),
        *page(PROSE_RIGHT, x=380, y=40 + 8 * 26),
        at(290, 40 + 6 * 26 + 8, "A bridge in ruin"),
        at(290, 40 + 7 * 26 - 2, "after the war II"),
    ]
    words = layout(lines).split()
    last_of_left = len(words) - 1 - words[::-1].index("committee")
    assert words.index("agreed") < last_of_left < words.index("Costs") < words.index("ferryman")
    assert words[-1] == "II"


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_box_that_is_drawn_too_long_does_not_break_the_columns(side):
    left, right = page(PROSE_LEFT), page(PROSE_RIGHT, x=380)
    sloppy = (left if side == "left" else right)[2]
    start, _, end, _ = (x for x, _ in sloppy.quad)
    top = sloppy.quad[0][1]
    quad = box(start, top, 388, top + HEIGHT) if side == "left" else box(360, top, end, top + HEIGHT)
    text = layout(
        [Line(quad=quad, text=line.text, confidence=1) if line is sloppy else line for line in left + right]
    )
    assert text.split() == f"{PROSE_LEFT} {PROSE_RIGHT}".split()


def test_a_title_over_two_columns_and_a_line_under_them_keep_their_place():
    title = [at(40, 40, "A bridge over the river that nobody wanted to pay for, or so it seemed")]
    foot = [at(40, 400, "Printed and published by the two towns, in turn, every other week")]
    lines = title + page(PROSE_LEFT, y=100) + page(PROSE_RIGHT, x=400, y=100) + foot
    text = layout(lines)
    order = [text.index(s) for s in ("A bridge", PROSE_LEFT, PROSE_RIGHT, "Printed")]
    assert order == sorted(order)


@pytest.mark.parametrize("degrees", [-7, 3, 90, 180, 270])
def test_a_page_that_lies_askew_on_its_side_or_on_its_head_reads_the_same(degrees):
    lines = page(PROSE_LEFT) + page(PROSE_RIGHT, x=400) + page(TABLE, y=300)
    assert layout(turned(lines, degrees)) == layout(lines)


def test_cells_of_a_table_stand_under_each_other():
    assert layout(page(TABLE)) == (
        "Item        Qty  Price\nBolt M6      12   1.20\nWasher      100   0.05\nHex nut M6    8   3.75"
    )


def test_a_table_is_markdown_on_request():
    assert layout(page(TABLE), markdown=True).split("\n") == [
        "| Item | Qty | Price |",
        "| --- | --- | --- |",
        "| Bolt M6 | 12 | 1.20 |",
        "| Washer | 100 | 0.05 |",
        "| Hex nut M6 | 8 | 3.75 |",
    ]


def test_a_bar_in_a_cell_does_not_end_the_cell():
    text = layout(page("Name     Type\na | b    flag\nc        text"), markdown=True)
    assert "| a \\| b | flag |" in text


def test_a_key_and_its_value_share_a_line():
    text = layout(page("Invoice no      2024-0137\nDue             30 June\nTotal           €1,337.00"))
    assert [line.split("  ", 1)[0] for line in text.split("\n")] == ["Invoice no", "Due", "Total"]
    assert text.split("\n")[2].endswith("€1,337.00")


def test_words_that_the_detector_parted_are_one_line_with_one_blank():
    assert layout([at(40, 40, "Grand"), at(100, 41, "total")]) == "Grand total"


def test_blanks_inside_a_line_are_kept():
    assert layout([at(40, 40, "Invoice line 001 item code QX07919")]) == "Invoice line 001 item code QX07919"


def test_nested_points_keep_their_indentation():
    text = "1. Fruit of the season\n   - apples\n   - pears\n2. Vegetables of last year"
    assert layout(page(text)) == text


def test_a_centred_title_is_not_indented():
    lines = [at(225, 40, "Minutes"), *page(PROSE_LEFT, y=70, x=100)]
    assert layout(lines).startswith("Minutes\n")


def test_paragraphs_are_parted_by_an_empty_line():
    assert layout(page("One two three\nfour five six") + page("Seven eight", y=180)) == (
        "One two three\nfour five six\n\nSeven eight"
    )


def test_a_label_that_runs_up_the_side_does_not_tear_the_rows():
    side = Line(quad=((10, 400), (10, 40), (30, 40), (30, 400)), text="Revenue", confidence=1)
    assert layout([*page(TABLE), side]).endswith("\n\nRevenue")


def test_nothing_gives_nothing():
    assert layout([]) == ""
    assert layout([Line(quad=box(0, 0, 10, 10), text=" ", confidence=0)]) == ""


def test_corners_that_are_no_numbers_are_left_out():
    bad = Line(quad=((math.nan, 0), (1, 0), (1, 1), (0, 1)), text="lost", confidence=1)
    assert layout([bad, at(0, 0, "kept")]) == "kept"


def test_a_bent_page_keeps_its_rows():
    """The ends of one row stand 30 pixels apart, more than a line; neighbours overlap."""
    rows = [[at(40 + 150 * i, 40 + n * 30 + 6 * i, f"c{n}{i}-cell") for i in range(6)] for n in range(5)]
    lines = [line for row in rows for line in row]
    random.Random(1).shuffle(lines)
    assert [line.split() for line in layout(lines).split("\n") if line] == [
        [f"c{n}{i}-cell" for i in range(6)] for n in range(5)
    ]


def test_a_thousand_boxes_take_no_time_to_speak_of():
    lines = [at(40 + 90 * (i % 10), 40 + 24 * (i // 10), f"{i:06}") for i in range(1000)]
    assert layout(lines).count("\n") >= 99
