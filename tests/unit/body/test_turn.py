"""The words of a tool call, and what a message is made of."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from support.bodies import anything, deep

from headroom_sdk.body.dialect import ImagePart
from headroom_sdk.body.turn import Turn, outline


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ("x", "x"),
        ({"a": 1, "b": ["c", None, True]}, "a 1 b c True"),
        ([1.5, math.nan, {"k": {}}], "1.5 nan k"),
        (10**5000, ""),
        (None, ""),
    ],
    ids=["text", "tree", "numbers", "a number too long to print", "nothing"],
)
def test_an_outline_is_the_words_in_order(node: Any, words: str):
    assert outline(node) == words


@given(anything())
def test_any_json_has_an_outline_within_its_limit(node: Any):
    assert len(outline(node, 50)) <= 50


def test_depth_and_size_do_not_matter():
    assert outline(deep(100_000))
    assert len(outline(["x" * 10_000_000] * 10)) == 2000


def test_a_message_of_results_alone_is_the_tools():
    turn = Turn(("m",), "user")
    turn.text(("m", 0), "out", result=True)
    assert turn.message().role == "tool"
    turn.add(ImagePart(path=("m", 1)))
    assert (turn.message().role, turn.message().tool_results) == ("user", {("m", 0)})


def test_a_message_of_nothing_stays_what_it_is():
    assert Turn(("m",), "user").message().role == "user"


def test_a_breakpoint_lies_on_the_last_part():
    turn = Turn(("m",), "user")
    turn.stop()
    turn.text(("m", 0), "a")
    turn.text(("m", 1), "b")
    turn.stop()
    turn.text(("m", 2), ["no text"])
    assert [p.cache_breakpoint for p in turn.message().parts] == [False, True]
