"""A question names what is left of it without the words that every question has, in every language that people ask in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.picture.terms import follows, said, terms, word_for_word, words


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("What is the total?", ("total",)),
        ("How much is the total amount?", ("total amount",)),
        ("Please tell me the invoice number", ("invoice number",)),
        ("Wie lautet die Rechnungsnummer?", ("rechnungsnummer",)),
        ("Quel est le total de l'hôtel ?", ("total", "hotel")),
        ("¿Cuál es el número de pedido?", ("numero de pedido",)),
        ("Qual è il codice fiscale?", ("codice fiscale",)),
        ("Wat is het btw-nummer?", ("btw nummer",)),
        ("发票号码是多少?", ("发票号码",)),
        ("合計金額はいくらですか", ("合計金額",)),
        ("총액이 얼마입니까?", ("총액",)),
        ("What is O'Brien's IBAN?", ("o'brien", "iban")),
    ],
)
def test_a_question_names(question: str, core: tuple[str, ...]):
    assert terms(question).core == core


def test_a_kind_of_thing_only_says_which_of_several_places_is_meant():
    asked = terms("What is the issue date?")
    assert asked.core == ("issue",) and asked.kinds == ("date",)


def test_where_nothing_else_is_named_the_kind_itself_is_looked_for():
    assert terms("What is the date?").core == ("date",)
    assert terms("What is this?").core == ()


@given(st.text(max_size=80))
def test_any_text_has_terms_and_the_same_ones_twice(question: str):
    asked = terms(question)
    assert len(set(asked.core)) == len(asked.core)
    assert not set(asked.core) & set(asked.kinds)
    assert terms(question) == asked


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("total", "TOTAL 12.50"),
        ("customer", "Customers: 3"),
        ("hotel", "Hôtel du Lac"),
        ("number", "Rechnungs number"),
        ("rechnung", "Schlussrechnung vom 3.4."),
        ("qx-074", "item QX074"),
        ("金额", "合计金额:12"),
        ("warranty", "warrantv until"),  # one letter read wrongly
    ],
)
def test_a_line_says(term: str, line: str):
    assert said(term, words(line)) > 0.8


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("total", "To tall people"),
        ("tax", "taxi to the airport"),
        ("net", "Internet"),
        ("qx-074", "item QX075"),  # a code is that code or another one
        ("due", "dude"),
        ("金额", "合计"),
    ],
)
def test_a_line_does_not_say(term: str, line: str):
    assert said(term, words(line)) == 0.0


def test_what_is_like_it_is_less_sure_than_what_is_it():
    assert said("total", ["total"]) > said("total", ["totals"]) > said("total", ["subtotal"]) > 0


def test_words_that_describe_need_not_be_in_the_picture():
    asked = terms("what does the Total Distance say in the grey Polygon Ruler box")
    assert asked.core == ("total", "distance", "polygon", "ruler") and "grey" in asked.weak
    assert terms("Wie viel hat ABTEI JAP HEILOEL gekostet?").core == ("abtei", "jap", "heiloel")


def test_where_a_question_has_nothing_else_such_words_are_looked_for():
    asked = terms("What is the status?")
    assert asked.core == ("status",) and asked.plain


def test_who_did_it_is_not_looked_for_but_whose_it_is():
    assert terms("how much change did the customer get").core == ("change",)
    assert "customer" in terms("What is the customer's phone number?").core


def test_a_kind_of_thing_in_a_part_of_its_own_must_be_found():
    assert terms("What is the total and the date?").core == ("total", "date")
    assert terms("name and price of the bread").core == ("bread",)


def test_a_second_question_without_a_name_can_be_found_nowhere():
    assert "?" in terms("Who is the customer and why?").core


def test_either_of_two_things_is_looked_for_with_the_other():
    assert {"1", "2"} <= set(terms("Is Lot 1 or Lot 2 open?").core)
    assert terms("total or grand total?").core == ("total",)


def test_what_is_quoted_is_taken_word_for_word():
    asked = terms('Was hat das Teil "SKÄNKA N" gekostet?')
    assert asked.quotes == (("skanka", "n"),) and asked.core == ()
    assert word_for_word(("skanka", "n"), words("SKANKA N 14,99")) == 1.0
    assert word_for_word(("pyeongyang",), words("Pyeongvang 205 km")) > 0.8
    assert word_for_word(("lot", "1"), words("Lot 2")) == 0.0


def test_a_number_of_a_line_or_a_section_says_nothing_alone():
    assert terms("alternative tax, line 45?").core == ("alternative", "tax")
    assert "3.3" in terms("What does section 3.3 say about loops?").weak


@pytest.mark.parametrize(
    ("term", "line"),
    [
        ("change", "Rückgeld EUR 8,10"),
        ("total", "SUMME EUR 31,98"),
        ("total", "ZU ZAHLEN EURO 18,01"),
        ("vat id", "USt-IdNr.: DE 813 129 242"),
        ("receipt number", "Beleg-Nr. 7617"),
        ("receipt number", "Bonnummer 12"),
        ("invoice number", "Invoice # 12"),
        ("phone number", "Tel. 030 123456"),
    ],
)
def test_a_field_is_found_by_its_other_names(term: str, line: str):
    assert 0.9 < said(term, words(line)) < 0.97


@pytest.mark.parametrize(
    ("term", "line"), [("change", "Total 8,10"), ("vat id", "USt 19 %"), ("total", "Total-less")]
)
def test_and_not_by_the_name_of_another_field(term: str, line: str):
    assert said(term, words(line)) != 0.96 * 1.0


def test_words_follow_each_other_or_do_not():
    assert follows(("file", "list"), ["file", "list"]) == 2
    assert follows(("file", "list"), ["list", "of", "file"]) == 0
