"""A text names an earlier picture by its number, file, label or kind, or only asks."""

from __future__ import annotations

import time

import pytest

from headroom_sdk.mentions import LONGEST, Surroundings, asks, label, mention, speaks_of_earlier

THREE = (
    Surroundings(label="receipt.jpg:", text="receipt.jpg:\nHere is a receipt."),
    Surroundings(label="Image B", text="Image B\nOur sales as a chart."),
    Surroundings(text="And this one?"),
)


@pytest.mark.parametrize(
    ("text", "pictures"),
    [
        ("What is the serial number in the first picture?", (0,)),
        ("Read image 2", (1,)),
        ("picture #3, please", (2,)),
        ("In the 2nd of the photos?", (1,)),
        ("the 2nd photo", (1,)),
        ("the last screenshot", (2,)),
        ("the previous image", (2,)),
        ("compare the first image and the third image", (0, 2)),
        ("Was steht auf dem zweiten Bild?", (1,)),
        ("Que dit la première image ?", (0,)),
        ("¿Qué dice la segunda foto?", (1,)),
        ("第二张图片上写了什么", (1,)),
        ("Read receipt.jpg again", (0,)),
        ("What is the date on the receipt above?", (0,)),
        ("In Image B, what is the axis?", (1,)),
        ("What does the chart end at?", (1,)),
        ("Compare all the pictures", (0, 1, 2)),
        ("Summarise both images", (0, 1, 2)),
    ],
)
def test_what_names_a_picture(text: str, pictures: tuple[int, ...]):
    assert mention(text, THREE).pictures == pictures


@pytest.mark.parametrize(
    "text", ["image 9", "the fifth picture", "1.5 images", "picture 0", "row 2", "the second row"]
)
def test_what_names_none(text: str):
    assert mention(text, THREE).pictures == ()


@pytest.mark.parametrize(
    "text",
    [
        "What is the total?",
        "Thanks, and the total?",
        "Read the footer.",
        "Wie hoch ist die Summe",
        "合計はいくらですか",
    ],
)
def test_what_asks(text: str):
    assert asks(text) and mention(text, THREE).asks


@pytest.mark.parametrize("text", ["ok", "Thanks!", "Yes, please.", "Great. Go on.", "danke", ""])
def test_what_asks_nothing(text: str):
    assert not asks(text)


def test_beside_pictures_of_its_own_a_text_speaks_of_those_unless_it_says_otherwise():
    assert mention("What is on the chart?", THREE, own=1).pictures == ()
    assert not mention("What is on the chart?", THREE, own=1).asks
    assert mention("Is it larger than on the chart above?", THREE, own=1).pictures == (1,)
    assert mention("Is it larger than in the first picture?", THREE, own=1).pictures == (0,)
    assert mention("Is the first picture larger than the second picture?", THREE, own=2).pictures == ()
    assert mention("What is in the last picture?", THREE, own=1).pictures == ()


def test_two_pictures_of_a_kind_are_not_told_apart_by_it():
    two = (Surroundings(text="a receipt"), Surroundings(text="another receipt"))
    assert mention("What does the receipt say?", two).pictures == ()


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Image A", True), ("Figure 3", True), ("Before:", True), ("scan_0012.png", True), ("INV-2031", True),
        ("What is this?", False), ("Look at it", False), ("x" * 100 + ":", False), ("", False),
    ],
)  # fmt: skip
def test_a_label_is_short_and_looks_like_one(text: str, is_one: bool):
    assert bool(label(text)) == is_one
    assert bool(label(f"A sentence before it.\n{text}")) == is_one


def test_the_same_question_again_is_no_label():
    assert (
        mention(
            "Describe it.", [Surroundings(label=label("Describe it."), text="Describe it.")], own=1
        ).pictures
        == ()
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What was the number in the first picture?", "first picture"),
        ("Look at the receipt above again", "receipt above"),
        ("And the total?", None),
    ],
)
def test_words_that_reach_back(text: str, words: str | None):
    assert speaks_of_earlier(text) == words


@pytest.mark.parametrize(
    "piece",
    [
        "first ",
        "image ",
        "a.b",
        "all of ",
        "the same ",
        "1st a b ",
        "(" * 50,
        "what ",
        "第一",
        "\n",
        "é" * 30,
        "image" + " " * 900,
    ],
)
def test_a_hostile_text_takes_no_time(piece: str):
    began = time.perf_counter()
    mention(piece * (2 * LONGEST // len(piece)), THREE)
    assert time.perf_counter() - began < 5  # a few tenths; a machine under load takes longer
