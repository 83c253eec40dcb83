"""What was read stands for the picture only if words and figures can be expected to be right."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("numpy")

from headroom_sdk.picture.code import looks_like_code
from headroom_sdk.picture.gate import Bars, expected, judge
from headroom_sdk.picture.lines import Line, box
from headroom_sdk.picture.survey import Survey

CLEAN = Survey(noise=0.0, ground=0.95, unread=0.0, strokes=0, text_height=20.0, small_text=18.0)


def line(text: str, sure: float = 0.9999, *, weak: dict[int, float] | None = None) -> Line:
    characters = tuple((weak or {}).get(i, sure) for i in range(len(text)))
    mean = sum(characters) / len(characters) if characters else 0.0
    return Line(quad=box(0, 0, 100, 20), text=text, confidence=mean, characters=characters)


PAGE = [
    line("Invoice number P-74177"),
    line("Amount due 3,108.75 by the end of the quarter"),
    line("Thank you"),
]


def test_a_clean_page_is_accepted():
    verdict = judge(PAGE, CLEAN)
    assert verdict.accepted
    assert verdict.confidence > 0.97
    assert "expected right" in verdict.reason


@pytest.mark.parametrize(
    ("looks", "word"),
    [
        (replace(CLEAN, unread=0.94), "not read"),
        (replace(CLEAN, small_text=6.0), "pixels high"),
        (replace(CLEAN, ground=0.5), "besides text"),
        (replace(CLEAN, noise=12.0), "noisy"),
    ],
)
def test_how_the_picture_looks_can_refuse(looks, word):
    verdict = judge(PAGE, looks)
    assert not verdict.accepted
    assert word in verdict.reason


def test_one_unsure_digit_among_few_refuses_though_the_mean_is_high():
    page = [*PAGE, line("Account 4417 1234 5678", weak={9: 0.55})]
    mean = sum(x.confidence * len(x.text) for x in page) / sum(len(x.text) for x in page)
    verdict = judge(page, CLEAN)
    assert mean > 0.99
    assert not verdict.accepted
    assert "figures" in verdict.reason


def test_an_unsure_letter_weighs_less_than_an_unsure_digit():
    letter = [*PAGE, *[line("many words that are read without doubt")] * 4, line("season", weak={2: 0.6})]
    assert judge(letter, CLEAN).accepted


def test_lines_that_could_not_be_read_are_not_missing_from_the_judgement():
    lost = [*PAGE, *[line("smudged words", 0.4)] * 3]
    assert not judge(lost, CLEAN).accepted


def test_an_amount_that_lost_its_point_is_unsure():
    assert expected([line("57 50")])[1] <= 0.5
    assert expected([line("57.50")])[1] > 0.98


def test_guessed_blanks_are_never_accepted():
    verdict = judge(PAGE, CLEAN, keeps_blanks=False)
    assert not verdict.accepted
    assert "rapidocr" in verdict.reason


def test_nothing_read_is_not_accepted():
    assert judge([], CLEAN).confidence == 0
    assert not judge([line("")], CLEAN).accepted
    assert not judge([line("---")], CLEAN).accepted


def test_stains_read_as_another_script_refuse():
    assert not judge([line("The total of all items 特 is due"), line("within thirty days")], CLEAN).accepted


def test_a_page_in_one_other_script_is_not_refused_for_it():
    assert judge([line("今天天气很好我们去公园散步吧")], CLEAN).accepted


def test_lower_bars_accept_what_the_usual_do_not():
    page = [line("plain words here"), line("and 12 more", weak={4: 0.97})]
    assert not judge(page, CLEAN).accepted
    assert judge(page, CLEAN, bars=Bars(words=0.94, numbers=0.92)).accepted is (min(expected(page)) >= 0.92)


@given(
    st.lists(st.tuples(st.text(max_size=10), st.floats(0, 1)), max_size=8), st.randoms(use_true_random=False)
)
def test_the_order_of_the_lines_changes_nothing(texts, random):
    lines = [line(t, c) for t, c in texts]
    assert judge(random.sample(lines, len(lines)), CLEAN) == judge(lines, CLEAN)


@given(st.text(min_size=1, max_size=20), st.floats(0, 1), st.floats(0, 1))
def test_surer_characters_are_never_worse(text, a, b):
    low, high = sorted((a, b))
    worse, better = expected([line(text, low)]), expected([line(text, high)])
    assert worse[0] <= better[0] and worse[1] <= better[1]


@pytest.mark.parametrize(
    "text",
    [
        "$ ls -la /var/log\n-rw-r--r-- 1 root root 4096 syslog\n$ cd /etc/nginx",
        '{\n"name": "pump",\n"size": 3,\n}',
        "def area(width, height):\n    return width * height\nprint(area(2, 3))",
        "2026-03-14 12:10:07 INFO started\n2026-03-14 12:10:08 ERROR disk full\n12:11 WARN retry",
        "SELECT name, price FROM items;\nWHERE price >= 3\nORDER BY name;",
    ],
)
def test_code_and_terminals_are_known(text):
    page = [line(t) for t in text.split("\n")]
    assert looks_like_code(page)
    assert "code" in judge(page, CLEAN).reason


@pytest.mark.parametrize(
    "text",
    [
        "Hex bolt M6 (zinc)\nOak shelf\nTOTAL 13.37\nThank you for your visit",
        "Dear Sir or Madam,\nI return from a class that I import nothing into.\nYours, Brennan & Sons",
        "Invoice no.  P-74177\nDate  25/03/2022\nCustomer  Petersen Ltd\nTotal due  EUR 2,243.14",
        "TEL:03-5519 0823  FAX:03-5519 0823\nGST ID: 001005957120\nSR @ 6%  30.00",
    ],
)
def test_documents_are_no_code(text):
    assert not looks_like_code([line(t) for t in text.split("\n")])
