"""What is called by its number is found where numbers go up with the page, or under its own title; else nowhere."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from headroom_sdk.picture.numbered import Reference, by_number, reference
from headroom_sdk.picture.rows import Piece

SIZE = (1000, 1400)


def piece(x: float, y: float, text: str) -> Piece:
    return Piece(left=x, top=y, right=x + 11 * len(text), bottom=y + 20, text=text)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("what does line 124 say?", ("line", "124")),
        ("Was steht in Zeile 12?", ("line", "12")),
        ("第12行是什么", ("line", "12")),
        ("What's the value in B17?", ("cell", "17")),
        ("tl;dr of section 3.3", ("section", "3.3")),
        ("In Figure 5, list the labels", ("figure", "5")),
        ("Transcribe equation (1)", ("equation", "1")),
    ],
)
def test_a_number_is_told(question: str, wanted: tuple[str, str]):
    found = reference(question)
    assert found is not None and (found.what, found.number) == wanted


@pytest.mark.parametrize(
    "question", ["Compare B17 and C4", "value in row 3, column 2", "What is the total?", "Form 6251"]
)
def test_several_numbers_or_none(question: str):
    assert reference(question) is None


def listing(gap: int | None = None) -> list[Piece]:
    return [
        p for n in range(40)
        for p in ((piece(20, 100 + 30 * n, str(100 + n)) if n != gap else piece(20, 100 + 30 * n, "l0")), piece(80, 100 + 30 * n, f"code {n}"))
    ]  # fmt: skip


@pytest.mark.parametrize("gap", [None, 24], ids=["read", "misread"])
def test_a_line_is_found_by_the_numbers_at_the_side_even_if_its_own_is_misread(gap: int | None):
    found = by_number(Reference(what="line", number="124"), listing(gap), (), SIZE)
    assert not isinstance(found, str)
    (((_, y, _, h), _, _),) = found
    assert y < 100 + 30 * 22 and y + h > 120 + 30 * 26 and h < 300


def test_values_are_no_numbers_of_lines():
    values = [piece(500, 100 + 30 * n, str(v)) for n, v in enumerate((12, 40, 41, 124, 300, 900))]
    assert isinstance(by_number(Reference(what="line", number="124"), values, (), SIZE), str)


def test_a_line_beyond_the_last_one_is_not_guessed():
    assert isinstance(by_number(Reference(what="line", number="150"), listing(), (), SIZE), str)


def test_a_cell_comes_with_the_names_of_the_columns_and_is_refused_without_them():
    sheet = [piece(20, 100 + 30 * n, str(1 + n)) for n in range(20)]
    heads = [piece(100 + 200 * n, 60, letter) for n, letter in enumerate("ABCD")]
    found = by_number(Reference(what="cell", number="17", column="B"), [*sheet, *heads], (), SIZE)
    assert not isinstance(found, str) and len(found) == 2
    head, band = found[0][0], found[1][0]
    assert head[1] <= 60 and head[1] + head[3] >= 80 and band[1] < 580 and band[1] + band[3] > 600
    assert isinstance(by_number(Reference(what="cell", number="17", column="B"), sheet, (), SIZE), str)


def test_a_section_ends_at_the_next_heading_and_is_refused_where_it_goes_on_elsewhere():
    text = [
        piece(80, 200, "3.3 Blacklisting"),
        piece(80, 260, "words of it"),
        piece(80, 600, "3.4 More"),
        piece(80, 660, "words"),
    ]
    found = by_number(Reference(what="section", number="3.3"), text, (), SIZE)
    assert not isinstance(found, str)
    (((_, y, _, h), _, _),) = found
    assert y <= 200 and y + h >= 600
    assert isinstance(by_number(Reference(what="section", number="3.4"), text, (), SIZE), str)
    assert isinstance(by_number(Reference(what="section", number="9.9"), text, (), SIZE), str)


def test_an_entry_of_a_table_of_contents_is_no_section():
    contents = [piece(80, 200, "3.3 Blacklisting ........ 12"), piece(80, 240, "3.4 More ........ 14")]
    assert isinstance(by_number(Reference(what="section", number="3.3"), contents, (), SIZE), str)


def test_a_figure_comes_with_what_is_above_its_caption():
    text = [piece(80, 900, "Figure 5. A tree"), piece(80, 1200, "as Figure 5 shows")]
    found = by_number(Reference(what="figure", number="5"), text, ((80.0, 300.0, 600.0, 890.0),), SIZE)
    assert not isinstance(found, str)
    (((_, y, _, h), _, _),) = found
    assert y <= 300 and y + h >= 920


def test_an_equation_is_found_by_its_number_once():
    alone = [
        piece(900, 500, "(1)"),
        piece(80, 700, "by (1) we have words and words and words and words and so on"),
    ]
    assert not isinstance(by_number(Reference(what="equation", number="1"), alone, (), SIZE), str)
    assert isinstance(
        by_number(Reference(what="equation", number="1"), [*alone, piece(900, 800, "(1)")], (), SIZE), str
    )
