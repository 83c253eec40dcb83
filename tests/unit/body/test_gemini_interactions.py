"""Interactions as the SDK writes them, and as its older versions did."""

from __future__ import annotations

from typing import Any

import pytest
from support.pictures import shot

from headroom_sdk.body.dialect import Image, ImagePart, Kept, Text, TextPart
from headroom_sdk.body.gemini_interactions import DIALECT
from headroom_sdk.body.walk import append

ICON = shot("icon")
NEW = Image(payload="QUJD", media_type="image/jpeg")
IMAGE = {"data": ICON.base64, "mime_type": "image/png", "resolution": "low", "type": "image"}


def images(body: Any) -> list[ImagePart]:
    return [
        part for message in DIALECT.messages(body) for part in message.parts if isinstance(part, ImagePart)
    ]


def told(body: Any) -> list[tuple[str, Any, bool, list[str]]]:
    """Role, path, appendable and texts of each message."""
    return [
        (m.role, m.path, m.appendable, [p.text for p in m.parts if isinstance(p, TextPart)])
        for m in DIALECT.messages(body)
    ]


# As google-genai 3.4 puts it on the wire, values shortened.
RECORDED = {
    "model": "gemini-3-flash",
    "generation_config": {"temperature": 1.0},
    "system_instruction": "s",
    "input": [
        {"content": [{"text": "What?", "type": "text"}, IMAGE], "type": "user_input"},
        {"type": "thought", "summary": [{"type": "text", "text": "hm"}, IMAGE], "signature": "x"},
        {"type": "model_output", "content": [{"type": "text", "text": "I look."}, IMAGE]},
        {"arguments": {"a": 1}, "id": "1", "name": "shot", "type": "function_call"},
        {"call_id": "1", "result": [IMAGE, {"type": "text", "text": "taken"}], "type": "function_result"},
        {"call_id": "2", "result": "plain", "type": "mcp_server_tool_result"},
        {"call_id": "3", "result": {"image": IMAGE}, "type": "function_result"},
    ],
}


def test_the_steps_are_read_in_order():
    assert told(RECORDED) == [
        ("system", ("system_instruction",), False, ["s"]),
        ("user", ("input", 0), True, ["What?"]),
        ("assistant", ("input", 2), False, ["I look.", "shot a 1"]),
        ("tool", ("input", 4), True, ["taken"]),
        ("tool", ("input", 5), True, ["plain"]),
        ("tool", ("input", 6), True, []),
    ]
    assert [(p.path, bool(p.locked), p.detail) for p in images(RECORDED)] == [
        (("input", 0, "content", 1), False, "low"),
        (("input", 2, "content", 1), True, "low"),
        (("input", 4, "result", 0), False, "low"),
    ]


def test_input_may_be_a_string():
    assert told({"input": "Hi"}) == [("user", ("input",), True, ["Hi"])]
    new = append({"input": "Hi"}, ("input",), DIALECT, [NEW])["input"]
    assert new == [
        {"type": "text", "text": "Hi"},
        {"type": "image", "mime_type": "image/jpeg", "data": "QUJD"},
    ]


def test_input_may_be_one_piece_of_content():
    body = {"input": IMAGE}
    (part,) = images(body)
    assert part.path == ("input",) and not part.text_allowed and DIALECT.has_images(body)
    assert append(body, ("input",), DIALECT, [Text(text="x")])["input"] == [
        IMAGE,
        {"type": "text", "text": "x"},
    ]


def test_input_may_be_a_list_of_content():
    body = {"input": [{"type": "text", "text": "What?"}, IMAGE]}
    assert told(body) == [("user", ("input",), True, ["What?"])]
    assert [p.path for p in images(body)] == [("input", 1)] and DIALECT.has_images(body)
    assert append(body, ("input",), DIALECT, [Text(text="x")])["input"][-1] == {"type": "text", "text": "x"}


def test_input_may_be_turns():
    body = {
        "input": [
            {"role": "user", "content": [IMAGE, {"type": "text", "text": "What?"}]},
            {"role": "model", "content": "A cat."},
            {"role": "user", "content": "Sure?"},
        ]
    }
    assert told(body) == [
        ("user", ("input", 0), True, ["What?"]),
        ("assistant", ("input", 1), False, ["A cat."]),
        ("user", ("input", 2), True, ["Sure?"]),
    ]
    assert append(body, ("input", 2), DIALECT, [Text(text="x")])["input"][2]["content"] == [
        {"type": "text", "text": "Sure?"},
        {"type": "text", "text": "x"},
    ]


def test_calls_and_results_may_stand_among_content_as_in_older_versions():
    result = {"type": "function_result", "call_id": "1", "result": [IMAGE]}
    body = {"input": [result, {"type": "text", "text": "And now?"}]}
    assert told(body) == [("tool", ("input", 0), True, []), ("user", ("input", 1), False, ["And now?"])]
    assert [p.path for p in images(body)] == [("input", 0, "result", 0)] and DIALECT.has_images(body)
    inside = {"input": [{"role": "user", "content": [result]}]}
    (message,) = DIALECT.messages(inside)
    assert message.role == "tool" and message.tool_results == {("input", 0, "content", 0, "result", 0)}
    assert DIALECT.has_images(inside)


def test_what_a_function_returns_as_json_is_not_entered():
    body = {"input": [{"type": "function_result", "call_id": "1", "result": {"items": [IMAGE]}}]}
    assert images(body) == []


def test_d14_every_field_stays():
    block = {**IMAGE, "id": "x", "annotations": []}
    (part,) = images({"input": [block]})
    assert DIALECT.blocks(block, part, [NEW]) == [{**block, "data": "QUJD", "mime_type": "image/jpeg"}]
    (kept,) = DIALECT.blocks(block, part, [Kept(detail="high")])
    assert kept == {**block, "resolution": "high"} and kept["data"] is block["data"]
    odd = {"type": "image", "data": ICON.base64, "mimeType": "image/png"}
    assert DIALECT.blocks(odd, part, [NEW]) == [{"type": "image", "data": "QUJD", "mimeType": "image/jpeg"}]


def test_a_uri_is_a_reference():
    (part,) = images({"input": [{"type": "image", "uri": "gs://a/b.png", "mime_type": "image/png"}]})
    assert (part.payload, part.reference) == (None, "gs://a/b.png")


@pytest.mark.parametrize(
    "block", [{"type": "image"}, {"type": "image", "data": 5}, {"type": "image", "uri": 5}], ids=str
)
def test_d13_a_malformed_image_is_reported_and_raises_nothing(block: Any):
    (part,) = images({"input": [block]})
    assert part.locked


@pytest.mark.parametrize(
    ("extra", "stored"),
    [
        ({}, True),
        ({"store": True}, True),
        ({"store": None}, True),
        ({"store": False}, False),
        ({"store": False, "previous_interaction_id": "i"}, True),
        ({"previous_interaction_id": "i"}, True),
    ],
    ids=str,
)
def test_an_interaction_is_stored_unless_it_says_not_to(extra: Any, stored: bool):
    assert bool(DIALECT.facts({**RECORDED, **extra}).stored) is stored


POINT = {"type": "object", "properties": {"x": {"type": "number"}, "y": {"type": "number"}}}


def test_facts_of_tools_and_formats():
    assert DIALECT.facts(
        {**RECORDED, "tools": [{"type": "computer_use", "environment": "browser"}]}
    ).untouchable
    click = {"type": "function", "name": "click", "parameters": POINT}
    assert DIALECT.facts({**RECORDED, "tools": [click]}).coordinates == "tool click takes x and y"
    answer = {"type": "text", "mime_type": "application/json", "schema": POINT}
    for given in (answer, [answer], POINT):
        facts = DIALECT.facts({**RECORDED, "response_format": given})
        assert facts.coordinates == "the response schema has x and y" and facts.schema_text == "x\ny"


@pytest.mark.parametrize(
    "extra",
    [
        {"response_modalities": ["text", "image"]},
        {"response_format": {"type": "image"}},
        {"response_format": [{"type": "text"}, {"type": "image", "aspect_ratio": "1:1"}]},
        {"model": "gemini-3-pro-image"},
    ],
    ids=str,
)
def test_an_answer_with_pictures_makes_them_untouchable(extra: Any):
    assert DIALECT.facts({**RECORDED, **extra}).untouchable
    assert DIALECT.facts(RECORDED).untouchable is None


def test_pdfs_are_counted():
    pdf = {"type": "document", "data": "JVBERi0=", "mime_type": "application/pdf"}
    body = {
        "input": [
            {"type": "user_input", "content": [pdf, IMAGE]},
            {"type": "function_result", "result": [pdf]},
        ]
    }
    assert DIALECT.facts(body).pdfs == 2
    assert DIALECT.facts({"input": pdf}).pdfs == 1
