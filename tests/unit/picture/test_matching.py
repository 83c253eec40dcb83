"""A question finds the rows that say what it names, with what belongs to them; what is not sure is no match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

pytest.importorskip("numpy")

from headroom_sdk.picture.lines import Line, Quad, box
from headroom_sdk.picture.matching import Match, candidates, match
from headroom_sdk.picture.terms import terms

SIZE = (1000, 1400)
Cell = tuple[float, str]


def line(x: float, y: float, text: str, sure: float = 0.99) -> Line:
    return Line(quad=box(x, y, x + 11 * len(text), y + 22), text=text, confidence=sure)


def page(*rows: tuple[float, Sequence[Cell]]) -> list[Line]:
    return [line(x, y, text) for y, cells in rows for x, text in cells]


def found(question: str, lines: Sequence[Line], **more: object) -> Match:
    out = match(terms(question), lines, more.get("graphics", ()), SIZE)  # type: ignore[arg-type]
    assert isinstance(out, Match), out
    return out


def refused(question: str, lines: Sequence[Line]) -> str:
    out = match(terms(question), lines, (), SIZE)
    assert isinstance(out, str), out
    return out


def holds(out: Match, wanted: Line) -> bool:
    left, top = wanted.quad[0]
    right, bottom = wanted.quad[2]
    return any(x <= left and y <= top and right <= x + w and bottom <= y + h for (x, y, w, h), _ in out.boxes)


RECEIPT = page(
    (40, [(400, "Corner shop")]),
    (90, [(380, "Tel. 030 123456")]),
    (200, [(80, "Coffee"), (820, "3.20")]),
    (240, [(80, "Bread"), (820, "2.10")]),
    (280, [(80, "Apples"), (820, "4.05")]),
    (320, [(80, "Subtotal"), (820, "9.35")]),
    (360, [(80, "VAT 7%"), (820, "0.61")]),
    (400, [(80, "TOTAL"), (820, "9.96")]),
    (600, [(80, "Card"), (820, "9.96")]),
    (1200, [(350, "Thank you")]),
)


def the(text: str, lines: Sequence[Line] = RECEIPT) -> Line:
    (out,) = [each for each in lines if each.text == text]
    return out


def test_a_key_comes_with_its_value_from_edge_to_edge():
    out = found("What is the total?", RECEIPT)
    assert holds(out, the("TOTAL"))
    assert any(x == 0 and w == SIZE[0] for (x, _, w, _), _ in out.boxes)
    assert out.confidence >= 0.95


def test_the_word_itself_is_preferred_to_a_longer_one_that_ends_so():
    ((box_, _),) = found("What is the total?", RECEIPT).boxes
    assert box_[1] + box_[3] / 2 == pytest.approx(400, abs=80)


def test_rows_far_from_it_are_not_sent():
    out = found("What is the total?", RECEIPT)
    assert not holds(out, the("Corner shop")) and not holds(out, the("Thank you"))


def test_an_item_of_a_list_is_found_by_its_name():
    assert holds(found("How much did the bread cost?", RECEIPT), the("2.10"))


def test_what_the_picture_does_not_say_is_no_match():
    assert "does not say" in refused("What is the tip?", RECEIPT)


def test_one_word_of_two_is_not_enough():
    assert "does not say 'refund'" in refused("What is the total refund?", RECEIPT)


def test_what_is_read_badly_says_nothing():
    blurred = [replace(each, confidence=0.5) if each.text == "TOTAL" else each for each in RECEIPT]
    blurred = [each for each in blurred if each.text != "Subtotal"]
    assert "does not say" in refused("What is the total?", blurred)


def test_a_word_in_many_places_is_no_place():
    often = page(*((100 + 60 * n, [(80, f"Room {n}"), (600, "free")]) for n in range(8)))
    assert "places" in refused("Which room is free?", often) or "8" in refused("Is the room free?", often)


def test_a_page_that_lies_askew_is_left_alone():
    def askew(quad: Quad) -> Quad:
        (a, b, c, d) = quad
        return (a, (b[0], b[1] + 30), (c[0], c[1] + 30), d)

    assert "level" in refused("What is the total?", [replace(x, quad=askew(x.quad)) for x in RECEIPT])


TABLE = page(
    (100, [(80, "City"), (400, "Units"), (700, "Price")]),
    *((140 + 40 * n, [(80, city), (400, str(30 + n)), (700, f"{n}.50")]) for n, city in enumerate(
        ("Berlin", "Oslo", "Madrid", "Porto", "Lyon", "Turin", "Ghent", "Krakow", "Bergen", "Malmo", "Lund", "Cadiz",
         "Braga", "Nantes", "Udine", "Gdansk")
    )),
)  # fmt: skip


def test_a_row_of_a_table_comes_with_the_names_of_the_columns():
    out = found("What is the value for Nantes?", TABLE)
    assert holds(out, the("Nantes", TABLE)) and holds(out, the("13.50", TABLE))
    assert holds(out, the("Units", TABLE)) and holds(out, the("Price", TABLE))
    assert not holds(out, the("Porto", TABLE))


def test_a_column_and_a_row_meet_in_a_cell_that_is_sent_with_both_names():
    out = found("What is the price of Nantes?", TABLE)
    assert holds(out, the("13.50", TABLE)) and holds(out, the("Price", TABLE))


def test_a_column_that_is_named_alone_is_sent_whole():
    out = found("What does the units column say?".replace("column", ""), TABLE)
    assert all(holds(out, each) for each in TABLE)


def test_the_label_of_a_chart_brings_the_chart():
    chart = page(
        (100, [(80, "Revenue by city")]),
        *((200 + 80 * n, [(20, f"{60 - 10 * n}")]) for n in range(6)),
        (700, [(100, "Berlin"), (300, "Oslo"), (500, "Porto")]),
        *((1000 + 40 * n, [(80, f"footnote {n}")]) for n in range(8)),
        (1340, [(80, "Imprint")]),
    )
    bars = (80.0, 200.0, 600.0, 660.0)
    out = found("What is the value for Berlin?", chart, graphics=[bars])
    ((_, y, _, h), _), *_ = out.boxes
    assert y <= 200 and y + h >= 660
    assert not holds(out, the("Imprint", chart))


def test_prose_comes_with_the_lines_around_it():
    text = (
        "the committee met on the third of May and spoke about the",
        "new warranty that covers every part of it",
    )
    lines = [
        line(80, 100 + 30 * n, text[n % 2] if n in (6, 7) else f"line {n} " + "words " * 9) for n in range(16)
    ]
    out = found("What is said about the committee?", lines)
    assert all(holds(out, each) for each in lines[1:12])


def test_only_lines_long_enough_to_say_it_are_read():
    quads = [box(0, 0, 30, 20), box(0, 30, 200, 50), box(0, 60, 60, 80)]
    assert candidates(terms("What is the warranty?"), quads) == (quads[1], quads[2])
    assert candidates(terms("What is the tip?"), quads) == tuple(quads)


def test_nothing_named_nothing_found():
    assert (
        match(terms("what is this?"), RECEIPT, (), SIZE) == "the question names nothing that could be found"
    )
    assert "does not say" in refused("What is the total?", [])


BON = page(
    (40, [(400, "Markt GmbH")]),
    *((200 + 40 * n, [(80, "Gut Bio Joghurt"), (820, "0.35")]) for n in range(5)),
    (400, [(80, "ABTEI JAP HEILOEL"), (820, "3.49")]),
    (600, [(80, "SUMME EUR"), (820, "36.20")]),
    (760, [(80, "Gegeben"), (820, "40.00")]),
    (920, [(80, "Rückgeld"), (820, "3.80")]),
    (1300, [(350, "Vielen Dank")]),
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how much change did the customer get?", "3.80"),
        ("What is the total?", "36.20"),
        ("Wie viel hat ABTEI JAP HEILOEL gekostet?", "3.49"),
        ('What does "Jap Heiloel" cost?', "3.49"),
        ("total and change?", "36.20"),
        ("total and change?", "3.80"),
    ],
)
def test_fields_and_quotes_are_found_in_another_language(question: str, value: str):
    assert holds(found(question, BON), the(value, BON))


def test_one_thing_bought_several_times_is_one_place():
    out = found("Wie viele Joghurts wurden gekauft?", BON)
    assert all(holds(out, each) for each in BON if each.text == "Gut Bio Joghurt")


def test_what_is_quoted_must_be_found_in_one_place():
    assert "does not say" in refused('What does "Jap Tee" cost?', BON)
    twice = [*BON, line(80, 1100, "Jap Heiloel")]
    assert "several places" in refused('What about "Jap Heiloel"?', twice)


def test_a_comparison_that_is_no_name_is_not_found():
    assert "does not say 'minimum payment'" in refused("What is the minimum payment?", BON)
    named = [*BON, line(80, 1100, "Minimum payment 12.00")]
    assert holds(found("What is the minimum payment?", named), named[-1])


def test_a_title_brings_what_stands_under_it():
    panels = page(
        (100, [(700, "File List")]),
        *((140 + 30 * n, [(700, f"img{n}.jpg")]) for n in range(12)),
        (1300, [(10, "Done")]),
    )
    out = found("what is currently selected in the file list?", panels)
    assert all(holds(out, each) for each in panels[:11]) and out.confidence >= 0.95


def test_a_value_in_a_window_is_not_a_label_of_it():
    ((_, _, _, height), _), *_ = found("What is the total distance?", MAP, graphics=[WINDOW]).boxes
    assert height < 400


def test_the_title_in_a_framed_chart_brings_the_chart():
    ((_, _, _, height), _), *_ = found("What is the revenue?", MAP, graphics=[WINDOW]).boxes
    assert height > 1000


WINDOW = (20.0, 20.0, 980.0, 1300.0)
MAP = page(
    (100, [(400, "Revenue by region 2010-2020")]),
    (560, [(80, "Polygon Ruler")]),
    (600, [(80, "Total Distance: 15.3 km")]),
    (640, [(80, "Perimeter: 27.2 km")]),
    *((700 + 40 * n, [(80, f"Place {n}")]) for n in range(12)),
    (1350, [(10, "Done")]),
)
