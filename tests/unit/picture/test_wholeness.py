"""Questions about the whole picture are told from those about a part of it; in doubt it is the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.picture.wholeness import LONGEST, asks_for_all, names, needs_whole


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("How many items are on the receipt?", "counts"),
        ("Which product is the cheapest?", "counts"),
        ("Is the total higher than last month?", "counts"),
        ("Wie viele Zeilen hat die Tabelle?", "counts"),
        ("Combien de lignes y a-t-il ?", "counts"),
        ("¿Cuántos artículos hay?", "counts"),
        ("一共有多少个项目", "counts"),
        ("What is the total, and is anything else unusual?", "all of it"),
        ("Describe this picture", "all of it"),
        ("Transcribe the page", "all of it"),
        ("Is there a signature?", "all of it"),
        ("Beschreibe das Bild", "all of it"),
        ("列出所有的名字", "all of it"),
        ("Where is the logo?", "layout"),
        ("Is the title centered?", "layout"),
        ("What colour is the frame of the page?", "layout"),
        ("Is the left side blank?", "layout"),
        ("Wie breit sind die Ränder?", "layout"),
        ("Ist die linke Seite eine leere Fläche?", "layout"),
        ("¿Qué tan anchos son los márgenes?", "layout"),
        ("这页的边距有多宽", "layout"),
        ("List all entries of the menu", "all of it"),
        ("You are a receipt parser. Extract merchant, date, total and tax.", "all of it"),
        ("Extract the line items", "all of it"),
        ("Extract the table", "all of it"),
        ('Return JSON: {"items": [], "total": 0}', "all of it"),
        ("Give me the full text", "all of it"),
        ("Write a caption", "all of it"),
        ("Which of the devices are greyed out?", "all of it"),
        ("Summarise section 3.3", "all of it"),
        ("Which product has the minimum price?", "counts"),
        ("What is the average of the prices?", "counts"),
    ],
)
def test_about_the_whole(question: str, why: str):
    found = needs_whole(question)
    assert found is not None and why in found


@pytest.mark.parametrize(
    "question",
    [
        "What is the total?",
        "What does the footer say?",
        "Wie lautet die Rechnungsnummer?",
        "Quel est le montant de la facture ?",
        "¿Cuál es la fecha de vencimiento?",
        "¿Puedes leer el número de factura?",
        "合計金額はいくらですか",
        "发票号码是多少?",
        "what is selected in the file list?",
        "Extract the VAT ID number (USt-IdNr) from this receipt.",
        "You are an invoice bot. Extract the invoice number and the total. Return JSON only.",
        'Return JSON: {"invoice_number": "", "total": 0}',
        "What is the full path? Give all digits.",
        "whose tomb is it? see the caption",
        "Read the contents of the Label List panel",
        "What is the minimum payment?",
    ],
)
def test_about_a_part(question: str):
    assert needs_whole(question) is None


@given(st.text(max_size=LONGEST))
def test_any_text_is_told_at_once_and_a_long_one_is_never_about_a_part(question: str):
    needs_whole(question)
    assert needs_whole(question + "x" * (LONGEST + 1)) is not None


def test_a_comparison_beside_a_noun_may_be_a_name_and_must_then_be_found():
    assert names("What is the minimum payment?") == ("minimum payment",)
    assert names("total file size ratio & savings") == ("size ratio",)
    assert names("Which card has the minimum payment?") == ()


def test_all_of_a_part_is_told_from_counting_in_it():
    assert asks_for_all("Summarise section 3.3")
    assert not asks_for_all("How many words has section 3.3, and list them") and not asks_for_all(
        "What is the total?"
    )
