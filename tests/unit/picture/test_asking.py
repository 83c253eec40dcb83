"""The question is told from who is asked and how to answer; what is only taken out of a picture is named fields or all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.picture.asking import asking, fields_only, quoted


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("You are a helpful accountant. What is the total?", "What is the total?"),
        ("What is the total? Answer with a number only.", "What is the total?"),
        ("What is the total?\nBe precise.", "What is the total?"),
        ("Use this. Answer this: what is the tax?", "Use this. Answer this: what is the tax?"),
        ("Answer briefly.", "Answer briefly."),
    ],
)
def test_what_is_said_around_a_question_is_left_out(message: str, question: str):
    assert asking(message) == question


@pytest.mark.parametrize(
    "question",
    [
        "Extract the invoice number and the total",
        "Read the VAT id",
        'JSON {"total": 0}',
        "Copy the error message exactly",
    ],
)
def test_named_fields(question: str):
    assert fields_only(question) is not None


@pytest.mark.parametrize(
    "question",
    [
        "Extract merchant, date, total, tax",
        "Extract the invoice",
        "Extract line items and total",
        "Transcribe the table",
        "Read everything",
        'JSON {"a": 1, "b": 2, "c": 3, "d": 4}',
        "transcribe the third code box exactly so I can compile it",
        "What is the total?",
    ],
)
def test_more_than_named_fields_or_no_extraction(question: str):
    assert fields_only(question) is None


def test_quotation_marks_of_several_languages_and_no_apostrophes():
    assert quoted("the 'lots of diacritics' warning, „Summe“, «Total», 「合計」") == (
        "lots of diacritics", "Summe", "Total", "合計",
    )  # fmt: skip
    assert quoted("What's the customer's name?") == ()


@given(st.text(max_size=200))
def test_any_text_has_a_question(message: str):
    assert asking(message) or not message
    fields_only(message)
