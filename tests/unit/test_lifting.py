"""Pictures in plain texts: what is said of them, and where they may go instead."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from support import pictures, sending

from headroom_sdk.body.dialect import ImagePart, TextPart
from headroom_sdk.body.embedded import may_hold
from headroom_sdk.policy import Policy

SHOT = pictures.shot("wide")
LIFT = Policy(lift_images=True, on_error="raise")
MODELS = {
    "openai_chat": "gpt-4o", "openai_responses": "gpt-4o", "anthropic_messages": "claude-haiku-4-5",
    "bedrock_converse": "anthropic.claude-haiku-4-5-20251001-v1:0", "gemini": "gemini-2.5-flash",
    "gemini_interactions": "gemini-2.5-flash",
}  # fmt: skip


def asked(name: str, text: str) -> dict[str, Any]:
    """A user's message that is one text."""
    body: dict[str, Any] = {"model": MODELS[name]}
    if name == "openai_responses":
        return body | {"input": [{"role": "user", "content": text}]}
    if name == "gemini":
        return {"contents": [{"role": "user", "parts": [{"text": text}]}]}
    if name == "gemini_interactions":
        return body | {"input": [{"type": "user_input", "content": [{"type": "text", "text": text}]}]}
    if name == "bedrock_converse":
        return {"modelId": MODELS[name], "messages": [{"role": "user", "content": [{"text": text}]}]}
    return body | {"messages": [{"role": "user", "content": text}]}


def result(name: str, text: str) -> dict[str, Any]:
    """A tool's result that is one text."""
    body = asked(name, "What is on the screen?")
    if name == "openai_chat":
        call = {"id": "c", "type": "function", "function": {"name": "look", "arguments": "{}"}}
        turns = [
            {"role": "assistant", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c", "content": text},
        ]
        body["messages"] += turns
    elif name == "openai_responses":
        call = {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"}
        body["input"] += [call, {"type": "function_call_output", "call_id": "c", "output": text}]
    elif name == "anthropic_messages":
        use = {"type": "tool_use", "id": "c", "name": "look", "input": {}}
        done = {"type": "tool_result", "tool_use_id": "c", "content": text}
        body["messages"] += [{"role": "assistant", "content": [use]}, {"role": "user", "content": [done]}]
    elif name == "bedrock_converse":
        use = {"toolUse": {"toolUseId": "c", "name": "look", "input": {}}}
        done = {"toolResult": {"toolUseId": "c", "content": [{"text": text}]}}
        body["messages"] += [{"role": "assistant", "content": [use]}, {"role": "user", "content": [done]}]
    elif name == "gemini_interactions":
        body["input"].append({"type": "function_result", "call_id": "c", "name": "look", "result": text})
    else:
        response = {"name": "look", "response": {"output": text}}
        body["contents"].append({"role": "user", "parts": [{"functionResponse": response}]})
    return body


def sent(name: str, body: Any, policy: Policy = LIFT) -> tuple[Any, Any]:
    return sending.send(name, body, MODELS[name], policy)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    "form", [SHOT.url, SHOT.base64, f"Look: {SHOT.url} What is it?"], ids=["url", "raw", "within"]
)
def test_a_users_text_becomes_a_picture(name: str, form: str) -> None:
    body = asked(name, form)
    new, report = sent(name, body)
    parts = [part for message in sending.dialect(name).messages(new) for part in message.parts]
    texts = [part.text for part in parts if isinstance(part, TextPart)]
    assert sum(isinstance(part, ImagePart) for part in parts) == 1
    assert texts == [word for word in ("Look: ", " What is it?") if word in form]
    assert len(report.decisions) == 1
    assert "moved into an image block" in report.warnings[0]
    assert f"{len(SHOT.url if 'data:' in form else SHOT.base64):,} characters" in report.warnings[0]


@pytest.mark.parametrize(
    "name", ["openai_responses", "anthropic_messages", "bedrock_converse", "gemini_interactions"]
)
def test_a_tools_text_becomes_a_picture(name: str) -> None:
    new, report = sent(name, result(name, f'{{"shot": "{SHOT.url}"}}'))
    assert len(report.decisions) == 1
    assert '{"shot": "' in str(new)
    again, _ = sent(name, new)
    assert again is new


@pytest.mark.parametrize("name", ["openai_chat", "gemini"])
def test_where_a_tool_may_only_say_text_it_is_told_and_left(name: str) -> None:
    body = result(name, SHOT.url)
    new, report = sent(name, body)
    if name == "openai_chat":
        assert new is body
        (warning,) = report.warnings
        assert "no picture can be lifted here" in warning
        assert "2400×900" in warning


@pytest.mark.parametrize("name", MODELS)
def test_without_being_asked_it_is_told_once_per_place(name: str) -> None:
    body = asked(name, f"{SHOT.url} {SHOT.url}")
    new, report = sent(name, body, Policy(on_error="raise"))
    assert new is body
    said = [warning for warning in report.warnings if "plain text" in warning]
    assert len(said) == 1
    assert "Policy(lift_images=True)" in said[0]
    assert "tokens" in said[0]


@pytest.mark.parametrize("text", [
    pictures.shot("icon").url, SHOT.base64[:2000], "/9j/" + "A" * 5000, "x" + SHOT.base64, "iVBORw0KGgo" * 500,
])  # fmt: skip
def test_what_is_no_picture_or_a_small_one_stays(text: str) -> None:
    body = asked("openai_chat", text)
    new, report = sent("openai_chat", body)
    assert new is body
    assert report.warnings == ()


def test_what_else_a_text_block_says_stays() -> None:
    block = {"type": "text", "text": SHOT.url, "cache_control": {"type": "ephemeral"}}
    body = {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": [block]}]}
    new, report = sent("anthropic_messages", body)
    assert new is body
    assert len(report.warnings) == 1


@pytest.mark.parametrize("role", ["system", "assistant"])
def test_only_users_and_tools_show_pictures(role: str) -> None:
    body = {"model": "gpt-4o", "messages": [{"role": role, "content": SHOT.url}]}
    new, _ = sent("openai_chat", body)
    assert new is body


def test_boto3_gets_bytes_and_the_wire_base64() -> None:
    body = asked("bedrock_converse", SHOT.url)
    new, _ = sent("bedrock_converse", body, Policy(lift_images=True, dry_run=False, mode="lossless"))
    assert isinstance(new["messages"][0]["content"][0]["image"]["source"]["bytes"], bytes)
    del body["modelId"]
    new, _ = sent("bedrock_converse", body, Policy(lift_images=True, mode="lossless"))
    assert base64.b64decode(new["messages"][0]["content"][0]["image"]["source"]["bytes"])


def test_a_model_that_nobody_knows_is_told_of() -> None:
    body = asked("openai_chat", SHOT.url) | {"model": "my-deployment"}
    new, report = sending.send("openai_chat", body, "my-deployment", LIFT)
    assert new is body
    assert len(report.warnings) == 1


def test_texts_of_any_shape_are_looked_at() -> None:
    loop: list[Any] = []
    loop.append(loop)
    assert not may_hold({"a": loop, "b": [None, 1, "/9j/", {"c": "x" * 5000}]})
    assert may_hold({"a": [{"b": SHOT.base64}]})
