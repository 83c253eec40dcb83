"""Messages as the SDK writes them: images in user content, results at any depth, documents; batches."""

from __future__ import annotations

from typing import Any

import pytest
from support.pictures import shot

from headroom_sdk.body.anthropic_messages import DIALECT
from headroom_sdk.body.dialect import Image, ImagePart, Kept, Text, TextPart
from headroom_sdk.body.walk import get, replace

ICON = shot("icon")
NEW = Image(payload="QUJD", media_type="image/jpeg")
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": ICON.base64}}
STOP = {"cache_control": {"type": "ephemeral"}}


def text(words: str, **fields: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **fields}


def result(*content: Any, **fields: Any) -> dict[str, Any]:
    return {"type": "tool_result", "tool_use_id": "t", "content": list(content), **fields}


def body(*blocks: Any, **fields: Any) -> dict[str, Any]:
    return {
        "model": "claude-opus-5-5",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": list(blocks)}],
        **fields,
    }


def parts(of: Any) -> list[ImagePart | TextPart]:
    return [part for message in DIALECT.messages(of) for part in message.parts]


def images(of: Any) -> list[ImagePart]:
    return [part for part in parts(of) if isinstance(part, ImagePart)]


# As anthropic 2.12 puts it on the wire, values shortened.
RECORDED = {
    "max_tokens": 9,
    "model": "claude-opus-5-5",
    "system": [text("Be brief.", **STOP)],
    "messages": [
        {"role": "user", "content": [{**IMAGE, **STOP}, text("x")]},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "hm", "signature": "s"},
                text("I look."),
                {"type": "tool_use", "id": "t", "name": "shot", "input": {"a": 1}},
            ],
        },
        {"role": "user", "content": [result(IMAGE, text("res"))]},
        {"role": "user", "content": [result(IMAGE), text("And now?")]},
        {"role": "assistant", "content": "Done."},
    ],
}


def test_the_turns_are_read_in_order():
    assert [(m.role, m.path, m.appendable, len(m.parts)) for m in DIALECT.messages(RECORDED)] == [
        ("system", ("system",), False, 1),
        ("user", ("messages", 0), True, 2),
        ("assistant", ("messages", 1), False, 2),
        ("tool", ("messages", 2), True, 2),
        ("user", ("messages", 3), True, 2),
        ("assistant", ("messages", 4), False, 1),
    ]
    assert [(p.text, p.call) for p in parts(RECORDED) if isinstance(p, TextPart)] == [
        ("Be brief.", False),
        ("x", False),
        ("I look.", False),
        ("shot a 1", True),
        ("res", False),
        ("And now?", False),
        ("Done.", False),
    ]
    mixed = DIALECT.messages(RECORDED)[4]
    assert mixed.tool_results == {("messages", 3, "content", 0, "content", 0)}


def test_system_may_be_one_string_and_a_message_too():
    of = {"system": "s", "messages": [{"role": "user", "content": "x"}, {"role": "system", "content": "y"}]}
    assert [(m.role, m.path, m.parts[0].path) for m in DIALECT.messages(of)] == [
        ("system", ("system",), ("system",)),
        ("user", ("messages", 0), ("messages", 0, "content")),
        ("system", ("messages", 1), ("messages", 1, "content")),
    ]


def test_d18_images_in_tool_results_are_found():
    found = images(RECORDED)
    assert [p.path for p in found] == [
        ("messages", 0, "content", 0),
        ("messages", 2, "content", 0, "content", 0),
        ("messages", 3, "content", 0, "content", 0),
    ]
    assert all(p.payload == ICON.base64 and p.media_type == "image/png" for p in found)
    assert DIALECT.has_images(body(result(IMAGE)))


def test_d18_at_any_depth():
    nested: dict[str, Any] = IMAGE
    for _ in range(40):
        nested = result(nested)
    (part,) = images(body(nested))
    assert len(part.path) == 4 + 2 * 40
    assert DIALECT.has_images(body(nested))
    (new,) = DIALECT.blocks(get(body(nested), part.path), part, [NEW])
    assert "QUJD" in str(replace(body(nested), {part.path: [new]}))


def test_images_in_documents_and_in_results_of_mcp_servers_are_found():
    document = {
        "type": "document",
        "source": {"type": "content", "content": [text("page 1"), IMAGE]},
        "title": "t",
    }
    mcp = {"type": "mcp_tool_result", "tool_use_id": "t", "content": [IMAGE]}
    search = {"type": "search_result", "source": "s", "title": "t", "content": [text("found"), IMAGE]}
    of = body(document, mcp, result(document), search, text("q"))
    assert [p.path[2:] for p in images(of)] == [
        ("content", 0, "source", "content", 1),
        ("content", 1, "content", 0),
        ("content", 2, "content", 0, "source", "content", 1),
        ("content", 3, "content", 1),
    ]
    # A citation counts the blocks of its document: there one block must stay one.
    assert [p.text_allowed for p in images(of)] == [False, True, False, False]
    # What a document says is not what is asked.
    assert [p.text for p in parts(of) if isinstance(p, TextPart)] == ["q"]


def test_d14_every_field_of_a_block_stays_also_where_only_the_picture_changes():
    block = {**IMAGE, **STOP, "transformations": {"oversized_image": "downsize"}, "id": "x"}
    (part,) = images(body(block))
    assert part.cache_breakpoint and part.lossless_only is None
    (new,) = DIALECT.blocks(block, part, [NEW])
    assert new == {**block, "source": {"type": "base64", "media_type": "image/jpeg", "data": "QUJD"}}
    assert list(new) == list(block)


def test_d14_the_breakpoint_moves_to_the_last_block():
    block = {**IMAGE, **STOP}
    (part,) = images(body(block))
    first, last = DIALECT.blocks(block, part, [NEW, Text(text="note")])
    assert "cache_control" not in first and last == text("note", **STOP)
    assert DIALECT.blocks(block, part, [Text(text="[OCR]")]) == [text("[OCR]", **STOP)]


def test_a_kept_picture_is_the_same_node():
    (part,) = images(body(IMAGE))
    assert DIALECT.blocks(IMAGE, part, [Kept(detail="low")])[0] is IMAGE
    assert not part.detail_allowed


def test_a_caller_who_wants_no_shrinking_gets_none():
    (part,) = images(body({**IMAGE, "transformations": {"oversized_image": "error"}}))
    assert part.lossless_only and "oversized_image" in part.lossless_only


@pytest.mark.parametrize(
    ("source", "reference"),
    [
        ({"type": "url", "url": "https://a.test/x.png"}, "https://a.test/x.png"),
        ({"type": "file", "file_id": "f"}, "f"),
    ],
)
def test_what_we_cannot_see_is_a_reference(source: Any, reference: str):
    (part,) = images(body({"type": "image", "source": source}))
    assert (part.payload, part.reference, part.locked) == (None, reference, None)


@pytest.mark.parametrize(
    "source", [None, "oops", 5, [], {}, {"type": "base64"}, {"type": "base64", "data": 5}], ids=str
)
def test_d13_a_malformed_image_is_reported_and_raises_nothing(source: Any):
    (part,) = images(body({"type": "image", "source": source}))
    assert part.locked and part.payload is None


def test_a_breakpoint_on_a_result_lies_behind_what_is_in_it():
    of = body(result(IMAGE, text("r"), **STOP), IMAGE, text("q"))
    assert [p.cache_breakpoint for p in parts(of)] == [False, True, False, False]


def test_a_breakpoint_on_a_pdf_lies_behind_the_picture_before_it():
    pdf = {
        "type": "document",
        "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
    }
    assert [p.cache_breakpoint for p in parts(body(IMAGE, {**pdf, **STOP}, text("q")))] == [True, False]
    assert [p.cache_breakpoint for p in parts(body({**pdf, **STOP}, IMAGE, text("q")))] == [False, False]


@pytest.mark.parametrize(
    ("source", "pdfs"),
    [
        ({"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="}, 1),
        ({"type": "url", "url": "https://a.test/x.pdf"}, 1),
        ({"type": "file", "file_id": "f"}, 1),
        ({"type": "text", "media_type": "text/plain", "data": "hi"}, 0),
        ({"type": "content", "content": [text("x")]}, 0),
        (None, 0),
    ],
    ids=str,
)
def test_pdfs_are_counted_also_in_results(source: Any, pdfs: int):
    document = {"type": "document", "source": source}
    assert DIALECT.facts(body(document)).pdfs == pdfs
    assert DIALECT.facts(body(result(document, document))).pdfs == 2 * pdfs


def test_each_entry_of_a_batch_is_a_conversation_of_its_own():
    requests = [{"custom_id": str(i), "params": body(IMAGE)} for i in range(2)]
    batch = {"requests": [*requests, {"custom_id": "2"}, "junk"]}
    found = list(DIALECT.conversations(batch))
    assert [c.root for c in found] == [("requests", 0, "params"), ("requests", 1, "params")]
    assert all(len(images(c.body)) == 1 for c in found)
    assert DIALECT.has_images(batch)
    assert not DIALECT.has_images({"requests": [{"params": body(text("x"))}]})


@pytest.mark.parametrize("thread", [{"type": "create"}, {"type": "continue", "previous_message_id": "m"}])
def test_a_thread_is_stored(thread: Any):
    assert DIALECT.facts(body(IMAGE, thread=thread)).stored == "a thread"
    assert DIALECT.facts(body(IMAGE, thread=None)).stored is None


@pytest.mark.parametrize(
    "kind", ["computer_20241022", "computer_20250124", "computer_20251124", "computer_toolset_20260801", "browser_toolset_20260801"]
)  # fmt: skip
def test_computer_and_browser_tools_make_all_untouchable(kind: str):
    assert kind in (DIALECT.facts(body(IMAGE, tools=[{"type": kind}])).untouchable or "")


@pytest.mark.parametrize("family", ["computer", "browser"])
def test_what_answers_them_is_locked_even_without_them(family: str):
    of = body(result(IMAGE, {"type": "browser_state", "tabs": []}, toolset_name=family), result(IMAGE))
    assert [bool(p.locked) for p in images(of)] == [True, False]


POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}


def test_a_custom_tool_with_coordinates_is_a_fact():
    facts = DIALECT.facts(body(IMAGE, tools=[{"name": "click", "input_schema": POINT}]))
    assert facts.coordinates == "tool click takes x and y" and facts.agent and facts.untouchable is None


@pytest.mark.parametrize(
    "field", [{"output_config": {"format": {"schema": POINT}}}, {"output_format": {"schema": POINT}}]
)
def test_a_schema_with_coordinates_is_a_fact(field: Any):
    facts = DIALECT.facts(body(IMAGE, **field))
    assert facts.coordinates == "the response schema has x and y" and facts.schema_text == "x\ny"


@pytest.mark.parametrize(
    "news",
    [
        {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": {"name": "c", "input_schema": POINT}}},
        {"type": "tool_addition", "tool": {"type": "tool_definition", "definition": {"type": "computer_toolset_20260801"}}},
        {"type": "mcp_tool_listing", "mcp_server_name": "s", "tools": [{"name": "c", "input_schema": POINT}]},
        {"type": "compaction", "content": "s", "tool_changes": [{"type": "tool_addition", "tool": {"definition": {"name": "c", "input_schema": POINT}}}]},
    ],
    ids=lambda news: news["type"],
)  # fmt: skip
def test_a_tool_that_comes_later_locks_the_images_after_it_and_none_before(news: Any):
    of = {
        "messages": [{"role": "user", "content": [IMAGE, news, IMAGE]}, {"role": "user", "content": [IMAGE]}]
    }
    assert [bool(p.locked) for p in images(of)] == [False, True, True]


def test_blocks_are_appended_to_any_content():
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/jpeg", "data": "QUJD"}}
    outputs = [Text(text="look"), NEW]
    assert DIALECT.append({"role": "user", "content": "Hi"}, outputs) == {
        "role": "user",
        "content": [text("Hi"), text("look"), image],
    }
    assert DIALECT.append({"role": "user", "content": ""}, outputs)["content"] == [text("look"), image]
    given = {"role": "user", "content": [result(IMAGE)]}
    assert DIALECT.append(given, outputs) == {"role": "user", "content": [result(IMAGE), text("look"), image]}
    assert len(given["content"]) == 1
