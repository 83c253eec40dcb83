"""Edits make a new body around what changed; everything else is the caller's own object."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.bodies import anything

from headroom_sdk.body import walk
from headroom_sdk.body.dialect import Text
from headroom_sdk.body.registry import all_dialects
from headroom_sdk.errors import MalformedBody

BODY = {"a": [{"b": 1}, {"c": [2, 3]}, "d"], "e": {"f": {"g": 4}}, "h": [5]}


def body() -> Any:
    return copy.deepcopy(BODY)


@given(anything())
def test_no_edits_give_the_same_object(node: Any):
    assert walk.replace(node, {}) is node


@given(anything(), st.data())
def test_replacing_a_node_by_itself_gives_the_same_object(node: Any, data: st.DataObject):
    path = data.draw(st.sampled_from(list(paths(node))))
    assert walk.replace(node, {path: [walk.get(node, path)]}) is node


@given(anything(max_leaves=40), st.data())
def test_everything_off_the_path_is_shared_and_the_original_stays(node: Any, data: st.DataObject):
    path = data.draw(st.sampled_from(list(paths(node))))
    before = copy.deepcopy(node)
    new = walk.replace(node, {path: ["new"]})
    assert repr(node) == repr(before)
    assert walk.get(new, path) == "new"
    for depth, step in enumerate(path):
        old, made = walk.get(node, path[:depth]), walk.get(new, path[:depth])
        assert old is not made
        others = old.keys() if isinstance(old, dict) else range(len(old))
        assert all(old[key] is made[key] for key in others if key != step)


def paths(node: Any, path: tuple[Any, ...] = ()) -> Any:
    yield path
    for step, child in (
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield from paths(child, (*path, step))


def test_one_element_becomes_several_or_none():
    edits = {("a", 0): ["x", "y"], ("a", 1, "c", 0): [], ("a", 2): ["z"]}
    assert walk.replace(body(), edits)["a"] == ["x", "y", {"c": [3]}, "z"]


def test_paths_are_those_of_the_given_body_whatever_the_edits_before_them_add():
    edits = {("a", i): [i] * 3 for i in range(3)}
    assert walk.replace(body(), edits)["a"] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


def test_the_order_of_keys_stays():
    assert list(walk.replace(body(), {("e", "f"): [0]})) == ["a", "e", "h"]


def test_the_root_can_be_replaced():
    assert walk.replace(body(), {(): ["new"]}) == "new"


@pytest.mark.parametrize(
    "edits",
    [
        {("e",): [1, 2]},
        {("e",): []},
        {(): [1, 2]},
        {("missing",): [1]},
        {("a", 9): [1]},
        {("a", -1): [1]},
        {("a", "0"): [1]},
        {("e", 0): [1]},
        {("h", 0, "deeper"): [1]},
        {("e",): [1], ("e", "f"): [2]},
    ],
    ids=str,
)
def test_an_edit_that_cannot_be_made_is_an_error(edits: Any):
    with pytest.raises(MalformedBody):
        walk.replace(body(), edits)


def test_get_says_where_nothing_is():
    assert walk.get(BODY, ("a", 1, "c", 1)) == 3
    with pytest.raises(MalformedBody, match="'a', 7"):
        walk.get(BODY, ("a", 7))


def test_a_list_of_many_elements_is_spliced_in_linear_time():
    many = {"m": [{"n": i} for i in range(50_000)]}
    new = walk.replace(many, {("m", i): [i, i] for i in range(0, 50_000, 2)})
    assert len(new["m"]) == 75_000


@pytest.mark.parametrize("dialect", all_dialects(), ids=lambda d: d.name)
def test_appending_leaves_the_rest_alone(dialect: Any):
    message = {"role": "user", "content": "Hi", "parts": [{"text": "Hi"}]}
    old = {"first": {"a": 1}, "turns": [{"b": 2}, message]}
    new = walk.append(old, ("turns", 1), dialect, [Text(text="more")])
    assert new["first"] is old["first"] and new["turns"][0] is old["turns"][0]
    assert new != old and message["content"] == "Hi"


def test_fields_are_read_from_dicts_only():
    assert walk.field({"b": None, "a": 1}, "a", "b") == 1
    assert walk.field({"b": 2}, "a", "b") == 2
    assert walk.field([1], "a") is None and walk.field(None, "a") is None
    assert walk.word({"a": 3}, "a") == "" and walk.word({"a": "x"}, "a") == "x"
    assert list(walk.items(["x", {"a": 1}, None])) == [(1, {"a": 1})]
    assert list(walk.dicts({"a": {}})) == []


def test_follow_gives_the_keys_that_are_there():
    assert walk.follow({"in_put": {"x": 1}}, ("inPut", "in_put"), ("x",)) == (("in_put", "x"), 1)
    assert walk.follow({"in_put": {"x": 1}}, ("inPut",)) is None
    assert walk.follow([], ("a",)) is None
