"""Chat Completions as the SDK and its imitators write it."""

from __future__ import annotations

from typing import Any

import pytest
from support.pictures import shot

from headroom_sdk.body.dialect import Image, ImagePart, Kept, Text, TextPart
from headroom_sdk.body.openai_chat import DIALECT
from headroom_sdk.body.walk import get, replace

ICON = shot("icon")
NEW = Image(payload="QUJD", media_type="image/jpeg")


def user(*blocks: Any) -> dict[str, Any]:
    return {"model": "gpt-5.6", "messages": [{"role": "user", "content": list(blocks)}]}


def parts(body: Any) -> list[ImagePart | TextPart]:
    return [part for message in DIALECT.messages(body) for part in message.parts]


def only(block: Any) -> ImagePart:
    (part,) = parts(user(block))
    assert isinstance(part, ImagePart)
    return part


# As openai 3.54 puts it on the wire, values shortened.
RECORDED = {
    "model": "gpt-5.6",
    "messages": [
        {"role": "developer", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "image_url", "image_url": {"url": ICON.url, "detail": "high"}},
                {"type": "text", "text": "q", "prompt_cache_breakpoint": {"mode": "explicit"}},
            ],
        },
        {
            "role": "assistant",
            "content": "I look.",
            "tool_calls": [
                {"id": "1", "type": "function", "function": {"name": "shot", "arguments": '{"a": 1}'}},
                {"id": "2", "type": "custom", "custom": {"name": "draw", "input": "a cat"}},
            ],
        },
        {
            "role": "tool",
            "tool_call_id": "1",
            "content": [{"type": "image_url", "image_url": {"url": ICON.url}}],
        },
        {"role": "tool", "tool_call_id": "2", "content": "done"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
    ],
    "tools": [{"type": "function", "function": {"name": "shot", "parameters": {"type": "object"}}}],
}


def test_the_turns_are_read_in_order():
    assert [(m.role, m.path, m.appendable) for m in DIALECT.messages(RECORDED)] == [
        ("system", ("messages", 0), False),
        ("user", ("messages", 1), True),
        ("assistant", ("messages", 2), False),
        ("tool", ("messages", 3), False),
        ("tool", ("messages", 4), False),
        ("assistant", ("messages", 5), False),
    ]
    assert [
        (p.path, p.text, p.call, p.cache_breakpoint) for p in parts(RECORDED) if isinstance(p, TextPart)
    ] == [
        (("messages", 0, "content"), "Be brief.", False, False),
        (("messages", 1, "content", 1), "q", False, True),
        (("messages", 2, "content"), "I look.", False, False),
        (("messages", 2, "tool_calls", 0), 'shot {"a": 1}', True, False),
        (("messages", 2, "tool_calls", 1), "draw a cat", True, False),
        (("messages", 4, "content"), "done", False, False),
        (("messages", 5, "content", 0), "No.", False, False),
    ]
    seen = [p for p in parts(RECORDED) if isinstance(p, ImagePart)]
    assert [(p.path, p.payload, p.media_type, p.detail) for p in seen] == [
        (("messages", 1, "content", 0), ICON.base64, "image/png", "high"),
        (("messages", 3, "content", 0), ICON.base64, "image/png", None),
    ]
    assert [m.tool_results for m in DIALECT.messages(RECORDED)][3] == {("messages", 3, "content", 0)}


def test_legacy_function_messages_are_the_tools():
    body = {
        "messages": [
            {"role": "assistant", "function_call": {"name": "f", "arguments": "{}"}},
            {"role": "function", "name": "f", "content": "result"},
        ]
    }
    assert [(m.role, [p.text for p in m.parts]) for m in DIALECT.messages(body)] == [  # type: ignore[union-attr]
        ("assistant", ["f {}"]),
        ("tool", ["result"]),
    ]


def test_d13_an_image_url_that_is_a_bare_string_is_read_and_stays_one():
    part = only({"type": "image_url", "image_url": ICON.url})
    assert part.payload == ICON.base64 and not part.detail_allowed
    (new,) = DIALECT.blocks({"type": "image_url", "image_url": ICON.url}, part, [NEW])
    assert new == {"type": "image_url", "image_url": "data:image/jpeg;base64,QUJD"}


@pytest.mark.parametrize(
    "holder",
    [None, 7, [], {}, {"url": None}, {"url": 5}, {"url": ["a"]}, "", {"url": "data:image/png;base64,%%%"}],
    ids=str,
)
def test_d13_a_malformed_image_url_is_reported_and_raises_nothing(holder: Any):
    part = only({"type": "image_url", "image_url": holder})
    assert part.locked or part.reference is not None or part.payload == "%%%"
    assert DIALECT.has_images(user({"type": "image_url", "image_url": holder}))


def test_d13_an_image_block_without_anything_is_reported():
    assert only({"type": "image_url"}).locked


def test_d14_every_field_of_a_block_stays():
    block = {
        "type": "image_url",
        "image_url": {"url": ICON.url, "detail": "high", "x_inner": [1]},
        "prompt_cache_breakpoint": {"mode": "explicit", "ttl": "12h"},
        "id": "abc",
    }
    part = only(block)
    assert part.cache_breakpoint
    (new,) = DIALECT.blocks(block, part, [NEW])
    assert new == {
        **block,
        "image_url": {"url": "data:image/jpeg;base64,QUJD", "detail": "high", "x_inner": [1]},
    }
    assert list(new) == list(block)


def test_d8_the_callers_detail_is_read_and_only_a_new_one_written():
    block = {"type": "image_url", "image_url": {"url": ICON.url, "detail": "Original"}}
    part = only(block)
    assert part.detail == "original"
    assert DIALECT.blocks(block, part, [NEW])[0]["image_url"]["detail"] == "Original"
    kept = DIALECT.blocks(block, part, [Kept(detail="low")])[0]["image_url"]
    assert kept["detail"] == "low" and kept["url"] is block["image_url"]["url"]  # type: ignore[index]


def test_d8_a_picture_behind_a_url_is_a_reference():
    part = only({"type": "image_url", "image_url": {"url": "https://a.test/x.png"}})
    assert (part.payload, part.reference, part.detail) == (None, "https://a.test/x.png", None)


def test_a_detail_that_is_no_word_is_not_written_over():
    assert not only({"type": "image_url", "image_url": {"url": ICON.url, "detail": 5}}).detail_allowed


def test_a_breakpoint_on_another_block_lies_behind_the_picture_before_it():
    file = {"type": "file", "file": {"file_id": "f"}, "prompt_cache_breakpoint": {"mode": "explicit"}}
    image = {"type": "image_url", "image_url": {"url": ICON.url}}
    assert [p.cache_breakpoint for p in parts(user(image, file))] == [True]
    assert [p.cache_breakpoint for p in parts(user(file, image))] == [False]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("Hi", [{"type": "text", "text": "Hi"}]),
        ("", []),
        (None, []),
        ([{"type": "text", "text": "Hi", "x": 1}], [{"type": "text", "text": "Hi", "x": 1}]),
    ],
)
def test_blocks_are_appended_to_any_content(content: Any, expected: list[Any]):
    message = {"role": "user", "content": content, "name": "me"}
    new = DIALECT.append(
        message, [Text(text="more"), Image(payload="QUJD", media_type="image/png", detail="low")]
    )
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,QUJD", "detail": "low"}}
    assert new == {**message, "content": [*expected, {"type": "text", "text": "more"}, image]}
    assert message["content"] is content


def test_facts():
    facts = DIALECT.facts(RECORDED)
    assert (facts.model, facts.agent, facts.untouchable, facts.coordinates) == ("gpt-5.6", True, None, None)
    assert (facts.stored, facts.schema_text, facts.default_detail, facts.pdfs) == (None, "", None, 0)


@pytest.mark.parametrize(
    "extra",
    [
        {"tools": [{"type": "function", "function": {"name": "click", "parameters": POINT}}]}
        for POINT in [{"properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}]
    ]
    + [
        {"functions": [{"name": "click", "parameters": {"properties": {"coordinate": {"type": "array"}}}}]},
        {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "a", "schema": {"properties": {"bbox": {"type": "array"}}}},
            }
        },
    ],
    ids=["tools", "functions", "response_format"],
)
def test_tools_and_schemas_that_take_coordinates_are_facts(extra: dict[str, Any]):
    assert DIALECT.facts({**RECORDED, **extra}).coordinates


def test_an_answer_with_pictures_makes_them_untouchable():
    assert DIALECT.facts({**RECORDED, "modalities": ["image", "text"]}).untouchable
    assert DIALECT.facts({**RECORDED, "model": "openai/gpt-5-image"}).untouchable


def test_the_response_schema_is_what_an_extraction_asks():
    schema = {"properties": {"total": {"type": "number", "description": "Sum due"}}}
    body = {
        **RECORDED,
        "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": schema}},
    }
    assert DIALECT.facts(body).schema_text == "total\nSum due"


@pytest.mark.parametrize(
    ("file", "pdfs"),
    [
        ({"file_data": "data:application/pdf;base64,JVBERi0="}, 1),
        ({"file_data": "JVBERi0=", "filename": "A.PDF"}, 1),
        ({"file_data": "data:text/plain;base64,aGk=", "filename": "a.txt"}, 0),
        ({"file_id": "file-1"}, 0),
        ("junk", 0),
    ],
)
def test_pdfs_are_counted(file: Any, pdfs: int):
    assert DIALECT.facts(user({"type": "file", "file": file})).pdfs == pdfs


def test_one_image_becomes_a_text_and_a_picture_in_its_list():
    body = user({"type": "text", "text": "before"}, {"type": "image_url", "image_url": {"url": ICON.url}})
    part = parts(body)[1]
    assert isinstance(part, ImagePart)
    new = replace(body, {part.path: DIALECT.blocks(get(body, part.path), part, [Text(text="[OCR]"), NEW])})
    assert [b["type"] for b in new["messages"][0]["content"]] == ["text", "text", "image_url"]


@pytest.mark.parametrize("role", [None, 5, [], {}, "alien"])
def test_a_message_of_an_unknown_role_is_the_users(role: Any):
    (message,) = DIALECT.messages({"messages": [{"role": role, "content": "x"}]})
    assert message.role == "user"
