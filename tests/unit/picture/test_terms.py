"""A question names what is left of it without the words that every question has, in every language that people ask in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.picture.terms import said, terms, words


@pytest.mark.parametrize(
    ("question", "core"),
    [
        ("What is the total?", ("total",)),
        ("How much is the total amount?", ("total",)),
        ("Please tell me the invoice number", ("invoice",)),
        ("Wie lautet die Rechnungsnummer?", ("rechnungsnummer",)),
        ("Quel est le total de l'hôtel ?", ("total", "hotel")),
        ("¿Cuál es el número de pedido?", ("pedido",)),
        ("Qual è il codice fiscale?", ("codice", "fiscale")),
        ("Wat is het btw-nummer?", ("btw",)),
        ("发票号码是多少?", ("发票号码",)),
        ("合計金額はいくらですか", ("合計金額",)),
        ("총액이 얼마입니까?", ("총액",)),
        ("What is O'Brien's IBAN?", ("o'brien", "iban")),
    ],
)
def test_a_question_names(question: str, core: tuple[str, ...]):
    assert terms(question).core == core


def test_a_kind_of_thing_only_says_which_of_several_places_is_meant():
    asked = terms("What is the due date?")
    assert asked.core == ("due",) and asked.kinds == ("date",)


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
