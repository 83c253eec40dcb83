"""Responses, Conversations and decisions as the SDK writes them."""

from __future__ import annotations

from typing import Any

import pytest
from support.pictures import shot

from headroom_sdk.body.dialect import Image, ImagePart, Kept, Text, TextPart
from headroom_sdk.body.openai_responses import DIALECT
from headroom_sdk.body.walk import append

ICON = shot("icon")
NEW = Image(payload="QUJD", media_type="image/jpeg")
IMAGE = {"type": "input_image", "image_url": ICON.url, "detail": "auto"}


def parts(body: Any) -> list[ImagePart | TextPart]:
    return [part for message in DIALECT.messages(body) for part in message.parts]


def images(body: Any) -> list[ImagePart]:
    return [part for part in parts(body) if isinstance(part, ImagePart)]


def only(block: Any) -> ImagePart:
    (part,) = images({"input": [{"role": "user", "content": [block]}]})
    return part


# As openai 3.54 puts it on the wire, values shortened.
RECORDED = {
    "model": "gpt-5.6",
    "instructions": "Be brief.",
    "prompt": {
        "id": "p",
        "variables": {"v": IMAGE, "name": "Ann", "t": {"type": "input_text", "text": "hi"}},
    },
    "input": [
        {"role": "user", "content": [IMAGE, {"type": "input_text", "text": "q"}]},
        {"type": "reasoning", "id": "r", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
        {"type": "function_call", "call_id": "1", "name": "shot", "arguments": '{"a":1}'},
        {"type": "custom_tool_call", "call_id": "2", "name": "draw", "input": "a cat"},
        {
            "type": "function_call_output",
            "call_id": "1",
            "output": [{"type": "input_image", "image_url": ICON.url}],
        },
        {"type": "custom_tool_call_output", "call_id": "2", "output": "done"},
        {
            "type": "computer_call_output",
            "call_id": "3",
            "output": {"type": "computer_screenshot", "image_url": ICON.url},
        },
        {"type": "image_generation_call", "id": "i", "result": ICON.base64, "status": "completed"},
        {"type": "item_reference", "id": "x"},
    ],
}


def test_the_turns_are_read_in_order_and_what_the_assistant_does_in_a_row_is_one():
    told = [(m.role, m.path, m.appendable, len(m.parts)) for m in DIALECT.messages(RECORDED)]
    assert told == [
        ("system", ("instructions",), False, 1),
        ("user", ("prompt", "variables"), False, 3),
        ("user", ("input", 0), True, 2),
        ("assistant", ("input", 2), False, 3),
        ("tool", ("input", 5), True, 1),
        ("tool", ("input", 6), True, 1),
        ("tool", ("input", 7), False, 1),
    ]
    calls = [p.text for p in parts(RECORDED) if isinstance(p, TextPart) and p.call]
    assert calls == ['shot {"a":1}', "draw a cat"]


def test_d19_images_are_found_in_messages_outputs_and_prompt_variables():
    assert [(p.path, p.detail, bool(p.locked)) for p in images(RECORDED)] == [
        (("prompt", "variables", "v"), "auto", False),
        (("input", 0, "content", 0), "auto", False),
        (("input", 5, "output", 0), None, False),
        (("input", 7, "output"), None, True),
    ]
    assert all(p.payload == ICON.base64 for p in images(RECORDED))
    assert DIALECT.has_images(RECORDED)


def test_screenshots_for_the_computer_tool_are_locked():
    for output in ({"type": "computer_screenshot", "image_url": ICON.url}, IMAGE, [IMAGE]):
        (part,) = images({"input": [{"type": "computer_call_output", "call_id": "1", "output": output}]})
        assert part.locked and "computer" in part.locked
    shown = images(RECORDED)[-1]
    assert not shown.text_allowed and not shown.detail_allowed


def test_where_one_node_stands_alone_no_text_may_stand_beside_it():
    assert [p.text_allowed for p in images(RECORDED)] == [False, True, True, False]


def test_input_may_be_one_string():
    (message,) = DIALECT.messages({"input": "Hi"})
    assert (message.role, message.path, message.appendable) == ("user", ("input",), True)
    new = append({"model": "m", "input": "Hi"}, ("input",), DIALECT, [NEW])
    assert new["input"] == [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "Hi"},
                {"type": "input_image", "detail": "auto", "image_url": "data:image/jpeg;base64,QUJD"},
            ],
        }
    ]


def test_blocks_are_appended_to_messages_and_outputs():
    text = {"type": "input_text", "text": "x"}
    assert DIALECT.append({"role": "user", "content": "Hi"}, [Text(text="x")])["content"] == [
        {"type": "input_text", "text": "Hi"},
        text,
    ]
    output = {"type": "function_call_output", "call_id": "1", "output": [IMAGE]}
    assert DIALECT.append(output, [Text(text="x")]) == {**output, "output": [IMAGE, text]}
    assert DIALECT.append({**output, "output": "done"}, [Text(text="x")])["output"][0]["text"] == "done"


def test_a_string_url_stays_a_string_and_an_object_an_object():
    assert DIALECT.blocks(IMAGE, only(IMAGE), [NEW]) == [
        {**IMAGE, "image_url": "data:image/jpeg;base64,QUJD"}
    ]
    nested = {"type": "input_image", "image_url": {"url": ICON.url, "detail": "high"}, "id": "x"}
    part = only(nested)
    assert (part.payload, part.detail) == (ICON.base64, "high")
    assert DIALECT.blocks(nested, part, [NEW]) == [
        {**nested, "image_url": {"url": "data:image/jpeg;base64,QUJD", "detail": "high"}}
    ]
    assert DIALECT.blocks(nested, part, [Kept(detail="low")])[0]["image_url"] == {
        "url": ICON.url,
        "detail": "low",
    }
    assert DIALECT.blocks(IMAGE, only(IMAGE), [Kept(detail="low")]) == [{**IMAGE, "detail": "low"}]


def test_d14_every_field_of_a_block_stays():
    block = {**IMAGE, "prompt_cache_breakpoint": {"mode": "explicit"}, "file_id": None, "x": {"y": 1}}
    (new,) = DIALECT.blocks(block, only(block), [NEW])
    assert new == {**block, "image_url": "data:image/jpeg;base64,QUJD"}


@pytest.mark.parametrize(
    ("block", "reference"),
    [
        ({"type": "input_image", "file_id": "file-1", "detail": "high"}, "file-1"),
        ({"type": "input_image", "file_id": "file-1", "image_url": None}, "file-1"),
        ({"type": "input_image", "image_url": "https://a.test/x.png"}, "https://a.test/x.png"),
    ],
)
def test_what_we_cannot_see_is_a_reference(block: Any, reference: str):
    part = only(block)
    assert (part.payload, part.reference, part.locked) == (None, reference, None)


def test_an_image_without_anything_is_reported():
    assert only({"type": "input_image"}).locked


def test_a_conversation_is_stored_and_has_no_model():
    body = {"items": [{"type": "message", "role": "user", "content": [IMAGE]}]}
    facts = DIALECT.facts(body)
    assert facts.stored == "a Conversation" and facts.model is None
    assert [p.path for p in images(body)] == [("items", 0, "content", 0)]
    assert DIALECT.has_images(body)


@pytest.mark.parametrize(
    ("extra", "stored"),
    [
        ({}, False),
        ({"store": True}, False),
        ({"previous_response_id": "resp_1"}, True),
        ({"previous_response_id": None}, False),
        ({"conversation": "conv_1"}, True),
        ({"conversation": {"id": "conv_1"}}, True),
        ({"conversation": None}, False),
    ],
    ids=str,
)
def test_only_a_response_with_an_id_is_stored(extra: dict[str, Any], stored: bool):
    assert bool(DIALECT.facts({**RECORDED, **extra}).stored) is stored


DECISION = {
    "model": "gpt-6-luna",
    "input": [{"role": "user", "content": [{"type": "input_image", "image_url": ICON.url}]}],
    "questions": [
        {"type": "predicate", "instructions": "Is it red?", "name": "red"},
        {
            "type": "score",
            "instructions": [{"type": "input_text", "text": "How like this?"}, {**IMAGE, "detail": "low"}],
            "levels": [],
        },
    ],
}


def test_the_questions_of_a_decision_are_what_is_asked_and_may_hold_images():
    assert DIALECT.facts(DECISION).schema_text == "red\nIs it red?\nHow like this?"
    assert [p.path for p in images(DECISION)] == [
        ("input", 0, "content", 0),
        ("questions", 1, "instructions", 1),
    ]
    assert DIALECT.has_images({**DECISION, "input": "x"})


@pytest.mark.parametrize(
    "tools",
    [[{"type": "computer"}], [{"type": "computer_use_preview"}], [{"type": "image_generation"}]],
    ids=str,
)
def test_tools_that_act_on_pixels_make_all_untouchable(tools: Any):
    assert DIALECT.facts({**RECORDED, "tools": tools}).untouchable


def test_a_schema_with_coordinates_is_a_fact_and_what_is_asked():
    schema = {"properties": {"bbox": {"type": "array", "description": "Where it is"}}}
    facts = DIALECT.facts(
        {**RECORDED, "text": {"format": {"type": "json_schema", "name": "n", "schema": schema}}}
    )
    assert facts.coordinates == "the response schema has bbox"
    assert facts.schema_text == "bbox\nWhere it is"


POINT = {"properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}


@pytest.mark.parametrize(
    "news",
    [
        {"type": "additional_tools", "role": "developer", "tools": [{"type": "computer"}]},
        {"type": "additional_tools", "role": "developer", "tools": [{"name": "click", "parameters": POINT}]},
        {"type": "tool_search_output", "tools": [{"type": "function", "name": "click", "parameters": POINT}]},
        {"type": "mcp_list_tools", "server_label": "s", "tools": [{"name": "click", "input_schema": POINT}]},
        {"type": "configuration_update", "text": {"format": {"type": "json_schema", "schema": POINT}}},
    ],
    ids=str,
)
def test_a_tool_that_comes_later_locks_the_images_after_it_and_none_before(news: Any):
    turn = {"role": "user", "content": [IMAGE]}
    assert [bool(p.locked) for p in images({"input": [turn, news, turn]})] == [False, True]


def test_a_file_url_and_a_file_are_pdfs():
    files = [
        {"type": "input_file", "file_url": "https://a.test/x.pdf?sig=1"},
        {"type": "input_file", "filename": "a.pdf", "file_data": "JVBERi0="},
        {"type": "input_file", "file_data": "data:application/pdf;base64,JVBERi0="},
        {"type": "input_file", "filename": "a.docx"},
    ]
    body = {
        "input": [
            {"role": "user", "content": files[:2]},
            {"type": "function_call_output", "output": files[2:]},
        ]
    }
    assert DIALECT.facts(body).pdfs == 3
