"""A place is told only where the words mean one of the picture itself, in the languages that people ask in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.picture.positions import place


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the number in the top right corner?", "top right corner"),
        ("Read the text in the upper-left corner of the page", "top left corner"),
        ("What does the bottom third of the page say?", "lower third"),
        ("What is in the left half of the picture?", "left half"),
        ("What does the header say?", "header"),
        ("What is in the footer of the document?", "footer"),
        ("What is in the last row of the table?", "last row"),
        ("Welche Nummer steht oben rechts?", "top right corner"),
        ("Was steht in der Fußzeile?", "footer"),
        ("Was steht in der letzten Zeile der Tabelle?", "last row"),
        ("Quel numéro est en haut à droite de la page ?", "top right corner"),
        ("¿Qué dice la esquina superior izquierda?", "top left corner"),
        ("O que diz o rodapé?", "footer"),
        ("Wat staat er linksboven? in de hoek linker boven", "top left corner"),
        ("图片右上角的数字是什么", "top right corner"),
        ("画像の左下には何と書いてありますか", "bottom left corner"),
        ("페이지 오른쪽 상단의 번호는?", "top right corner"),
    ],
)
def test_a_place_of_the_picture(question: str, words: str):
    found = place(question)
    assert found is not None and found.words == words


@pytest.mark.parametrize(
    "question",
    [
        "What is the total?",
        "What is to the left of the car?",
        "What is at the top of the bottle?",
        "Which hand is on the right of the man?",
        "What colour is the man's left shoe?",
        "Is the top left corner like the bottom right corner?",
        "What is in the top drawer?",
        "What date is at the bottom of page 2?",
        "What is the title at the top of the first page?",
        "Was steht oben rechts auf Seite 3?",
        "What is the bottom line?",
        "What is the header of the last column?",
        "Was liegt links neben dem Auto?",
        "Qui est à gauche du monsieur ?",
        "人的左边是什么",
    ],
)
def test_a_place_of_something_in_it_or_of_two(question: str):
    assert place(question) is None


@given(st.text(max_size=120))
def test_any_text_names_a_part_of_the_picture_or_none(question: str):
    found = place(question)
    if found is not None:
        left, top, right, bottom = found.part
        assert 0 <= left < right <= 1 and 0 <= top < bottom <= 1
