"""Whatever the JSON, a dialect reads it without an exception, finds every image, and changes only what it is told."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import bodies
from support.pictures import shot
from support.wire import Head, Piece, Step

from headroom_sdk.body import walk
from headroom_sdk.body.dialect import Dialect, Image, ImagePart, Kept, Message, Text, TextPart
from headroom_sdk.body.registry import all_dialects, dialect_for_body
from headroom_sdk.errors import MalformedBody

# Six dialects each: a part of the profile's number of examples is as many as one test has elsewhere.
some = settings(max_examples=max(1, settings().max_examples * 2 // 5))
each_dialect = pytest.mark.parametrize("dialect", all_dialects(), ids=lambda d: d.name)


def found(dialect: Dialect, body: Any) -> list[tuple[Any, ImagePart]]:
    return [
        (conversation, part)
        for conversation in dialect.conversations(body)
        for message in conversation.dialect.messages(conversation.body)
        for part in message.parts
        if isinstance(part, ImagePart)
    ]


def read_all(dialect: Dialect, body: Any) -> None:
    """Everything that a dialect can be asked; what it says must hold together."""
    dialect.recognises(body)
    images = found(dialect, body)
    assert dialect.has_images(body) or not images
    for conversation in dialect.conversations(body):
        # ``is`` would be asked of nodes that a mapping may make anew; a body is plain JSON, so it holds.
        assert walk.get(body, conversation.root) is conversation.body
        conversation.dialect.facts(conversation.body)
        for message in conversation.dialect.messages(conversation.body):
            check_message(conversation.dialect, conversation.body, message)


def check_message(dialect: Dialect, body: Any, message: Message) -> None:
    node = walk.get(body, message.path)
    paths = [part.path for part in message.parts]
    assert message.tool_results <= set(paths)
    assert message.role in ("system", "user", "assistant", "tool")
    for part in message.parts:
        inner = walk.get(body, part.path)
        if isinstance(part, TextPart):
            assert isinstance(part.text, str)
        elif part.payload is not None:
            for detail in (None, "low"):
                new = dialect.blocks(
                    inner, part, [Image(payload="QUJD", media_type="image/png", detail=detail)]
                )
                assert len(new) == 1 and "QUJD" in json.dumps(new)
                walk.replace(body, {part.path: new})
            assert len(dialect.blocks(inner, part, [Kept(detail="low"), Text(text="x")])) == 2
    if message.appendable:
        assert message.role in ("user", "tool")
        try:
            longer = dialect.append(node, [Text(text="added")])
        except MalformedBody:
            return
        assert json.dumps(longer).count("added") >= 1


@each_dialect
@some
@given(data=st.data())
def test_any_json_is_read(dialect: Dialect, data: st.DataObject):
    read_all(dialect, data.draw(bodies.anything(max_leaves=30)))


@each_dialect
@some
@given(data=st.data())
def test_any_json_in_the_place_of_the_turns_is_read(dialect: Dialect, data: st.DataObject):
    field = bodies.wire.TURNS[dialect.name]
    read_all(dialect, {field: data.draw(st.lists(bodies.anything()) | bodies.anything(max_leaves=30))})


@each_dialect
@some
@given(data=st.data())
def test_malformed_bodies_are_read(dialect: Dialect, data: st.DataObject):
    read_all(dialect, data.draw(bodies.near(dialect.name)))


@each_dialect
@some
@given(data=st.data())
def test_every_dialect_reads_every_other_ones_bodies(dialect: Dialect, data: st.DataObject):
    name = data.draw(st.sampled_from(bodies.DIALECTS))
    read_all(dialect, data.draw(bodies.bodies(name)))


@each_dialect
@some
@given(data=st.data())
def test_every_picture_is_found_where_it_was_put(dialect: Dialect, data: st.DataObject):
    script = data.draw(bodies.scripts())
    images = found(dialect, script.body(dialect.name))
    pieces = [p for step in script.steps for p in step.pieces if p.kind != "text"]
    assert len(images) == len(pieces)
    for (_, part), piece in zip(images, pieces, strict=True):
        if piece.kind == "image":
            assert piece.shot is not None
            assert part.payload in (piece.shot.base64, piece.shot.urlsafe)
            assert part.media_type == piece.shot.media_type
        elif piece.kind == "url":
            assert part.payload is None and part.reference


@each_dialect
@some
@given(data=st.data())
def test_a_body_without_pictures_is_said_to_have_none(dialect: Dialect, data: st.DataObject):
    body = data.draw(bodies.bodies(dialect.name, images=False))
    assert not dialect.has_images(body)


@each_dialect
@some
@given(data=st.data())
def test_generated_bodies_are_recognised(dialect: Dialect, data: st.DataObject):
    body = data.draw(bodies.bodies(dialect.name))
    chosen = dialect_for_body(body, dialect.provider)
    assert chosen is dialect
    if dialect.has_images(body):
        assert dialect_for_body(body) is dialect


@each_dialect
@some
@given(data=st.data())
def test_messages_of_a_shorter_conversation_are_the_first_of_the_longer_one(
    dialect: Dialect, data: st.DataObject
):
    script = data.draw(bodies.scripts(min_steps=2))
    cut = data.draw(st.integers(1, len(script.steps) - 1))
    short = dialect.messages(script.body(dialect.name, cut))
    assert list(dialect.messages(script.body(dialect.name)))[: len(short)] == list(short)


@each_dialect
@some
@given(data=st.data())
def test_a_new_picture_takes_its_place_and_nothing_else_changes(dialect: Dialect, data: st.DataObject):
    body = data.draw(bodies.bodies(dialect.name))
    before = copy.deepcopy(body)
    seen = [(c, p) for c, p in found(dialect, body) if p.payload is not None]
    for conversation, part in seen:
        node = walk.get(conversation.body, part.path)
        output = Image(payload="QUJD", media_type="image/webp")
        (new,) = conversation.dialect.blocks(node, part, [output])
        whole = walk.replace(body, {conversation.root + part.path: [new]})
        assert body == before
        again = [(c, p) for c, p in found(dialect, whole) if p.payload is not None]
        (_, changed) = again[seen.index((conversation, part))]
        assert (changed.payload, changed.media_type) == ("QUJD", "image/webp")
        assert changed.detail == part.detail and changed.cache_breakpoint == part.cache_breakpoint
        assert shape(new) == shape(node)
        others = [(p.path, p.payload) for _, p in again if p.path != part.path]
        assert others == [(p.path, p.payload) for _, p in seen if p.path != part.path]


def shape(node: Any) -> Any:
    """Keys and foreign values; only what a picture is told by may differ."""
    if isinstance(node, dict):
        return {
            key: shape(value)
            for key, value in node.items()
            if key not in ("data", "url", "bytes", "media_type", "mime_type", "mimeType", "format")
            and not _is_data_url(key, value)
        }
    return node


def _is_data_url(key: str, value: Any) -> bool:
    return key == "image_url" and isinstance(value, str)


@each_dialect
@some
@given(data=st.data())
def test_a_kept_picture_keeps_its_very_string(dialect: Dialect, data: st.DataObject):
    body = data.draw(bodies.bodies(dialect.name))
    for conversation, part in found(dialect, body):
        if part.payload is not None:
            node = walk.get(conversation.body, part.path)
            (new,) = conversation.dialect.blocks(node, part, [Kept(detail="low")])
            whole = walk.replace(conversation.body, {part.path: [new]})
            kept = next(p for _, p in found(conversation.dialect, whole) if p.path == part.path)
            assert kept.source is part.source
            if dialect.provider != "anthropic":
                assert kept.detail == "low"


@each_dialect
def test_several_blocks_stand_in_order_and_the_breakpoint_is_on_the_last(dialect: Dialect):
    piece = Piece(kind="image", shot=shot("icon"), stop=True, extra=True)
    body = bodies.wire.body(dialect.name, Head(), (Step(role="user", pieces=(piece,)),))
    ((_, part),) = found(dialect, body)
    node = walk.get(body, part.path)
    outputs = [Text(text="one"), Image(payload="QUJD", media_type="image/png"), Text(text="two")]
    new = dialect.blocks(node, part, outputs)
    assert [json.dumps(n).count(word) for n, word in zip(new, ("one", "QUJD", "two"), strict=True)] == [
        1,
        1,
        1,
    ]
    marks = {"cache_control", "prompt_cache_breakpoint"} & set(node)
    for mark in marks:
        assert [mark in n for n in new] == [False, False, True]
    texts = [p for m in dialect.messages(walk.replace(body, {part.path: new})) for p in m.parts]
    assert [p.text for p in texts if isinstance(p, TextPart)] == ["one", "two"]
    assert texts[-1].cache_breakpoint == (bool(marks) or dialect.name == "bedrock_converse")
    assert dialect.blocks(node, part, []) == []
    # A text has no fields of a picture's: an API would refuse them.
    assert "x_unknown" not in new[0] and "transformations" not in new[0]


@each_dialect
def test_a_written_detail_is_read_back(dialect: Dialect):
    if dialect.provider == "anthropic":
        pytest.skip("has none")
    for spelling in range(4):
        for given_detail in (None, "high"):
            piece = Piece(kind="image", shot=shot("icon"), detail=given_detail, spelling=spelling)
            body = bodies.wire.body(dialect.name, Head(), (Step(role="user", pieces=(piece,)),))
            ((_, part),) = found(dialect, body)
            (new,) = dialect.blocks(
                walk.get(body, part.path), part, [Image(payload="QUJD", media_type="image/png", detail="low")]
            )
            ((_, changed),) = found(dialect, walk.replace(body, {part.path: [new]}))
            assert (changed.detail, changed.payload) == ("low", "QUJD")


@each_dialect
@some
@given(data=st.data())
def test_what_is_appended_comes_last_in_its_message(dialect: Dialect, data: st.DataObject):
    script = data.draw(bodies.scripts())
    body = script.body(dialect.name)
    before = copy.deepcopy(body)
    for i, message in enumerate(dialect.messages(body)):
        if message.appendable:
            outputs = [Text(text="look:"), Image(payload="QUJD", media_type="image/png")]
            new = walk.append(body, message.path, dialect, outputs)
            assert body == before
            longer = dialect.messages(new)
            assert len(longer) == len(dialect.messages(body))
            parts = longer[i].parts
            assert [type(p) for p in parts[-2:]] == [TextPart, ImagePart]
            assert parts[-1].payload == "QUJD" and parts[-1].media_type == "image/png"  # type: ignore[union-attr]
            said = [p.text for p in message.parts if isinstance(p, TextPart) and p.text]
            assert [p.text for p in parts[:-2] if isinstance(p, TextPart) and p.text] == said


@each_dialect
def test_a_kept_picture_cannot_be_appended(dialect: Dialect):
    with pytest.raises(MalformedBody):
        dialect.append({"role": "user", "content": "x", "parts": []}, [Kept(detail="low")])


@each_dialect
@some
@given(data=st.data())
def test_nothing_can_be_appended_to_junk(dialect: Dialect, data: st.DataObject):
    node = data.draw(bodies.anything())
    with contextlib.suppress(MalformedBody):
        dialect.append(node, [Text(text="x")])


@each_dialect
@some
@given(data=st.data())
def test_pictures_in_the_arguments_of_a_call_are_no_pictures(dialect: Dialect, data: st.DataObject):
    lookalikes = [
        {"type": "image_url", "image_url": {"url": shot("icon").url}},
        {"type": "input_image", "image_url": shot("icon").url},
        {
            "type": "image",
            "source": {"type": "base64", "media_type": "image/png", "data": shot("icon").base64},
        },
        {"inlineData": {"mimeType": "image/png", "data": shot("icon").base64}},
        {"type": "image", "data": shot("icon").base64, "mime_type": "image/png"},
        {"content": [{"type": "image", "source": {"type": "base64", "data": "AAAA"}}]},
    ]
    script = data.draw(bodies.scripts(images=False))
    call = Step(role="assistant", call={"a": lookalikes, "parts": lookalikes, "content": lookalikes})
    body = bodies.wire.body(dialect.name, script.head, (*script.steps, call))
    body["metadata"] = {"content": lookalikes}
    assert found(dialect, body) == [] and not dialect.has_images(body)


@each_dialect
def test_calls_are_cut(dialect: Dialect):
    call = Step(role="assistant", call={"path": "x" * 1_000_000})
    body = bodies.wire.body(
        dialect.name, Head(), (Step(role="user", pieces=(Piece(kind="text", text="hi"),)), call)
    )
    calls = [p for m in dialect.messages(body) for p in m.parts if isinstance(p, TextPart) and p.call]
    assert len(calls) == 1 and calls[0].text.startswith("shot ") and len(calls[0].text) <= 2000


@each_dialect
def test_depth_and_size_are_no_danger(dialect: Dialect):
    field = bodies.wire.TURNS[dialect.name]
    for key in ("content", "parts", "output", "result", "source", "image_url", "inlineData"):
        deep = bodies.deep(20_000, key=key)
        for body in (deep, {field: deep}, {field: [{"role": "user", key: deep}]}, {field: [deep]}):
            images = found(dialect, body)
            assert images == []
            dialect.has_images(body)
            dialect.facts(body)
    many = {field: [{"role": "user", "content": "x", "parts": [{"text": "x"}]}] * 20_000}
    assert len(dialect.messages(many)) == 20_000


@each_dialect
def test_a_body_that_holds_itself_ends(dialect: Dialect):
    blocks: list[Any] = []
    for kind in ("tool_result", "function_result", "document", "search_result"):
        blocks += [
            {
                "type": kind,
                "content": blocks,
                "result": blocks,
                "source": {"content": blocks},
                "output": blocks,
            }
        ]
    loop: dict[str, Any] = {
        "role": "user",
        "content": blocks,
        "parts": blocks,
        "type": "function_call_output",
    }
    body = {bodies.wire.TURNS[dialect.name]: [loop]}
    assert found(dialect, body) == []
    dialect.has_images(body)
    dialect.facts(body)
