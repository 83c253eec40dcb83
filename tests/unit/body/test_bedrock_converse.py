"""Converse as boto3 takes it: bytes in user content and in tools' results; and as it goes over the wire."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from support.pictures import shot

from headroom_sdk.body.bedrock_converse import DIALECT, GUARDED
from headroom_sdk.body.dialect import Image, ImagePart, Kept, Text, TextPart
from headroom_sdk.body.payload import DRAWN
from headroom_sdk.body.walk import get, replace
from headroom_sdk.engine import process
from headroom_sdk.policy import Policy
from headroom_sdk.target import Target

ICON = shot("icon")
IMAGE = {"image": {"format": "png", "source": {"bytes": ICON.data}}}
STOP = {"cachePoint": {"type": "default"}}
MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0"


def body(*blocks: Any, role: str = "user", **fields: Any) -> dict[str, Any]:
    return {"modelId": MODEL, "messages": [{"role": role, "content": list(blocks)}], **fields}


def result(*content: Any) -> dict[str, Any]:
    return {"toolResult": {"toolUseId": "t", "content": list(content), "status": "success"}}


def parts(of: Any) -> list[ImagePart | TextPart]:
    return [part for message in DIALECT.messages(of) for part in message.parts]


def images(of: Any) -> list[ImagePart]:
    return [part for part in parts(of) if isinstance(part, ImagePart)]


CONVERSATION = {
    "modelId": MODEL,
    "system": [{"text": "Be brief."}, STOP],
    "messages": [
        {"role": "user", "content": [IMAGE, STOP, {"text": "What is it?"}]},
        {
            "role": "assistant",
            "content": [
                {"reasoningContent": {"reasoningText": {"text": "hm", "signature": "s"}}},
                {"text": "I look."},
                {"toolUse": {"toolUseId": "t", "name": "shot", "input": {"a": 1}}},
            ],
        },
        {"role": "user", "content": [result({"text": "res"}, {"json": {"a": 1}}, IMAGE)]},
        {"role": "user", "content": [result(IMAGE), {"text": "And now?"}]},
    ],
}


def test_the_turns_are_read_in_order() -> None:
    assert [(m.role, m.path, m.appendable, len(m.parts)) for m in DIALECT.messages(CONVERSATION)] == [
        ("system", ("system",), False, 1),
        ("user", ("messages", 0), True, 2),
        ("assistant", ("messages", 1), False, 2),
        ("tool", ("messages", 2), True, 2),
        ("user", ("messages", 3), True, 2),
    ]
    assert [(p.text, p.call) for p in parts(CONVERSATION) if isinstance(p, TextPart)] == [
        ("Be brief.", False),
        ("What is it?", False),
        ("I look.", False),
        ("shot a 1", True),
        ("res", False),
        ("And now?", False),
    ]
    assert [p.path for p in images(CONVERSATION)] == [
        ("messages", 0, "content", 0),
        ("messages", 2, "content", 0, "toolResult", "content", 2),
        ("messages", 3, "content", 0, "toolResult", "content", 0),
    ]
    assert [p.cache_breakpoint for p in parts(CONVERSATION)][:2] == [True, True]


def test_bytes_are_not_copied() -> None:
    (part,) = images(body(IMAGE))
    assert part.source is ICON.data
    assert part.payload is ICON.data
    assert part.media_type == "image/png"


def test_a_buffer_that_may_change_is_read_as_it_is_now() -> None:
    data = bytearray(ICON.data)
    (part,) = images(body({"image": {"format": "png", "source": {"bytes": data}}}))
    data[:4] = b"none"
    assert part.source == ICON.data


@pytest.mark.parametrize("new", [b"new", "bmV3"])
def test_a_new_picture_keeps_what_is_not_ours(new: Any) -> None:
    node = {"image": {**IMAGE["image"], "x": 1, "source": {"bytes": ICON.data, "y": 2}}, "z": 3}
    (part,) = images(body(node))
    outputs = [Text(text="t"), Image(payload=new, media_type="image/jpeg")]
    assert DIALECT.blocks(node, part, outputs) == [
        {"text": "t"},
        {"image": {"format": "jpeg", "source": {"bytes": new, "y": 2}, "x": 1}, "z": 3},
    ]
    assert DIALECT.blocks(node, part, [Kept(detail="low")]) == [node]


def test_pictures_that_others_need_are_locked() -> None:
    guarded = {"guardContent": {"image": {"format": "png", "source": {"bytes": ICON.data}}}}
    assert [p.locked for p in images(body(guarded))] == [GUARDED]
    assert [p.locked for p in images({"system": [guarded]})] == [GUARDED]
    assert DIALECT.has_images({"system": [guarded]})
    assert [p.locked for p in images(body(IMAGE, role="assistant"))] == [DRAWN]


@pytest.mark.parametrize(
    "source", [{}, {"s3Location": {"uri": "s3://b/a.png"}}, {"bytes": 7}, {"bytes": None}, None, "x"]
)
def test_what_we_cannot_see_stays(source: Any) -> None:
    of = body({"image": {"format": "png", "source": source}})
    (part,) = images(of)
    assert part.payload is None
    assert DIALECT.has_images(of)
    new, report = process(of, DIALECT, Target(provider="anthropic", model=MODEL, cloud="bedrock"), Policy())
    assert new is of
    assert report.decisions[0].reason


@pytest.mark.parametrize("tool", ["computer_20250124", "computer_toolset_20260801"])
def test_computer_tools_of_the_model_keep_every_pixel(tool: str) -> None:
    of = body(IMAGE, additionalModelRequestFields={"tools": [{"type": tool, "name": "computer"}]})
    assert DIALECT.facts(of).untouchable


POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}


@pytest.mark.parametrize(
    "fields",
    [
        {"toolConfig": {"tools": [{"toolSpec": {"name": "click", "inputSchema": {"json": POINT}}}]}},
        {"additionalModelRequestFields": {"tools": [{"name": "click", "input_schema": POINT}]}},
        {
            "outputConfig": {
                "textFormat": {
                    "type": "json_schema",
                    "structure": {"jsonSchema": {"schema": json.dumps(POINT)}},
                }
            }
        },
    ],
)
def test_tools_and_answers_with_places_keep_the_grid(fields: dict[str, Any]) -> None:
    assert DIALECT.facts(body(IMAGE, **fields)).coordinates


@pytest.mark.parametrize("schema", ["", "{", "[" * 100_000, 7, None])
def test_a_schema_that_is_none_says_nothing(schema: Any) -> None:
    structure = {"jsonSchema": {"schema": schema}}
    facts = DIALECT.facts(body(outputConfig={"textFormat": {"structure": structure}}))
    assert facts.coordinates is None and facts.schema_text == ""


def test_facts_of_the_request() -> None:
    document = {"document": {"format": "pdf", "name": "a", "source": {"bytes": b"%PDF"}}}
    of = body(document, result(document), toolConfig={"tools": [{"toolSpec": {"name": "f"}}]})
    facts = DIALECT.facts(of)
    assert (facts.model, facts.agent, facts.pdfs, facts.stored) == (MODEL, True, 2, None)
    assert DIALECT.facts(body(IMAGE)).agent is False


def test_what_is_sent_is_bytes_again_and_the_callers_are_untouched() -> None:
    screen = shot("screen")
    of = body({"image": {"format": "png", "source": {"bytes": screen.data}}}, {"text": "What is it?"})
    before = copy.deepcopy(of)
    target = Target(provider="anthropic", model=MODEL, cloud="bedrock")
    new, report = process(of, DIALECT, target, Policy(technique="full_low"))  # type: ignore[arg-type]
    (decision,) = report.decisions
    (part,) = images(new)
    assert of == before
    assert decision.changed and decision.tokens_after < decision.tokens_before  # type: ignore[operator]
    assert isinstance(part.payload, bytes) and len(part.payload) == decision.bytes_after
    again, _ = process(of, DIALECT, target, Policy(technique="full_low"))  # type: ignore[arg-type]
    assert again == new


def test_bytes_and_base64_of_one_picture_are_sent_alike() -> None:
    screen = shot("screen")
    target = Target(provider="anthropic", model=MODEL, cloud="bedrock")
    policy = Policy(technique="full_low")  # type: ignore[arg-type]
    texts = {"bytes": screen.base64}, {"bytes": screen.data}
    sent = [
        images(process(body({"image": {"format": "png", "source": s}}), DIALECT, target, policy)[0])[0]
        for s in texts
    ]
    import base64

    assert base64.b64decode(sent[0].payload or "") == sent[1].payload


def test_messages_can_be_appended() -> None:
    message = CONVERSATION["messages"][3]
    new = DIALECT.append(message, [Image(payload=b"new", media_type="image/webp")])
    assert new["content"][:2] == message["content"]
    assert new["content"][2] == {"image": {"format": "webp", "source": {"bytes": b"new"}}}


def test_a_picture_takes_another_ones_place_in_a_result() -> None:
    part = images(CONVERSATION)[1]
    (new,) = DIALECT.blocks(get(CONVERSATION, part.path), part, [Image(payload=b"n", media_type="image/gif")])
    changed = replace(CONVERSATION, {part.path: [new]})
    assert images(changed)[1].payload == b"n"
    assert images(changed)[0].payload is ICON.data
