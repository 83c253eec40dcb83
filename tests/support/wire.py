"""How each wire format spells the same conversation, in every spelling that its API takes."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from support.pictures import Shot


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One block. ``spelling`` (0–3) picks among the forms that mean the same."""

    kind: Literal["text", "image", "url", "broken"]
    text: str = ""
    shot: Shot | None = None
    detail: str | None = None
    stop: bool = False
    extra: bool = False
    spelling: int = 0


@dataclass(frozen=True, kw_only=True)
class Step:
    """One turn. An assistant's ``call`` is a tool call with these arguments, a tool's step is its result."""

    role: Literal["user", "assistant", "tool"]
    pieces: tuple[Piece, ...] = ()
    call: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Head:
    """What stands beside the turns."""

    system: str | None = None
    tools: Literal["none", "plain", "coordinates", "computer"] = "none"
    schema: Literal["none", "plain", "boxes"] = "none"
    detail: str | None = None
    stored: bool = False
    model: int = 0


MODELS = {
    "openai_chat": ("gpt-4o", "gpt-5.6", "gpt-4.1-mini", "my-deployment"),
    "openai_responses": ("gpt-5.6", "gpt-4o", "gpt-5.4", "my-deployment"),
    "anthropic_messages": ("claude-opus-5-5", "claude-haiku-4-5", "anthropic.claude-sonnet-5", "mine"),
    "bedrock_converse": (
        "us.anthropic.claude-opus-5-5-v1:0",
        "anthropic.claude-haiku-4-5-20251001-v1:0",
        "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-5-v1:0",
        "amazon.nova-pro-v1:0",
    ),
    "gemini": ("gemini-3-flash", "gemini-2.5-flash", "models/gemini-3-pro", "endpoints/1"),
    "gemini_interactions": ("gemini-3-flash", "gemini-2.5-flash", "gemini-3-pro", "mine"),
}
TURNS = {
    "openai_chat": "messages",
    "openai_responses": "input",
    "anthropic_messages": "messages",
    "bedrock_converse": "messages",
    "gemini": "contents",
    "gemini_interactions": "input",
}
"""The field of a body that holds the turns."""

_POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
_PLAIN = {"type": "object", "properties": {"query": {"type": "string", "description": "What to look for"}}}
_BOXES = {"type": "object", "properties": {"bbox": {"type": "array", "items": {"type": "number"}}}}
_SCHEMAS = {"plain": _PLAIN, "boxes": _BOXES}
_PARAMETERS = {"plain": _PLAIN, "coordinates": _POINT}


def body(dialect: str, head: Head, steps: tuple[Step, ...]) -> dict[str, Any]:
    """The request body; every call makes a new one."""
    turns: list[Any] = []
    for number, step in enumerate(steps):
        turns += _TURN[dialect](step, f"call_{number - (step.role == 'tool')}")
    return copy.deepcopy(_HEAD[dialect](head, turns))


# -- Chat Completions


def _chat_block(piece: Piece) -> dict[str, Any]:
    if piece.kind == "text":
        block: dict[str, Any] = {"type": "text", "text": piece.text}
    else:
        url = _url(piece)
        block = {"type": "image_url", "image_url": url if piece.spelling == 3 else {"url": url}}
        if piece.detail and piece.spelling != 3:
            block["image_url"]["detail"] = piece.detail
    return _marked(block, piece, "prompt_cache_breakpoint", {"mode": "explicit"})


def _chat(step: Step, call: str) -> list[Any]:
    content: Any = [_chat_block(p) for p in step.pieces]
    if len(content) == 1 and content[0].keys() == {"type", "text"}:
        content = content[0]["text"]
    message: dict[str, Any] = {"role": step.role, "content": content or None}
    if step.role == "tool":
        message["tool_call_id"] = call
    if step.call is not None:
        function = {"name": "shot", "arguments": json.dumps(step.call)}
        message["tool_calls"] = [{"id": call, "type": "function", "function": function}]
    return [message]


def _chat_head(head: Head, turns: list[Any]) -> dict[str, Any]:
    if head.system is not None:
        turns = [{"role": "system", "content": head.system}, *turns]
    out: dict[str, Any] = {"model": MODELS["openai_chat"][head.model], "messages": turns}
    if head.tools in _PARAMETERS:
        out["tools"] = [_function(head, nested=True)]
    if head.schema in _SCHEMAS:
        schema = {"name": "answer", "schema": _SCHEMAS[head.schema]}
        out["response_format"] = {"type": "json_schema", "json_schema": schema}
    return out


# -- Responses


def _responses_block(piece: Piece) -> dict[str, Any]:
    if piece.kind == "text":
        block: dict[str, Any] = {"type": "input_text", "text": piece.text}
    elif piece.kind == "url" and piece.spelling == 1:
        block = {"type": "input_image", "file_id": "file-1", "detail": piece.detail or "auto"}
    else:
        url = _url(piece)
        block = {"type": "input_image", "image_url": {"url": url} if piece.spelling == 3 else url}
        if piece.detail:
            block["detail"] = piece.detail
    return _marked(block, piece, "prompt_cache_breakpoint", {"mode": "explicit"})


def _responses(step: Step, call: str) -> list[Any]:
    blocks: Any = [_responses_block(p) for p in step.pieces]
    if step.role == "tool":
        return [{"type": "function_call_output", "call_id": call, "output": blocks}]
    items: list[Any] = []
    if step.role == "user":
        items.append({"role": "user", "content": blocks})
    elif step.pieces:
        texts = [{"type": "output_text", "text": p.text, "annotations": []} for p in step.pieces]
        items.append({"type": "message", "role": "assistant", "content": texts})
    if step.call is not None:
        arguments = json.dumps(step.call)
        items.append({"type": "function_call", "call_id": call, "name": "shot", "arguments": arguments})
    return items


def _responses_head(head: Head, turns: list[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"model": MODELS["openai_responses"][head.model], "input": turns}
    if head.system is not None:
        out["instructions"] = head.system
    if head.tools == "computer":
        out["tools"] = [{"type": "computer"}]
    elif head.tools in _PARAMETERS:
        out["tools"] = [_function(head)]
    if head.schema in _SCHEMAS:
        schema = {"type": "json_schema", "name": "answer", "schema": _SCHEMAS[head.schema]}
        out["text"] = {"format": schema}
    if head.stored:
        out["previous_response_id"] = "resp_1"
    return out


# -- Messages


def _messages_block(piece: Piece) -> dict[str, Any]:
    if piece.kind == "text":
        block: dict[str, Any] = {"type": "text", "text": piece.text or "."}
    elif piece.kind == "url":
        sources = ({"type": "url", "url": "https://example.com/a.png"}, {"type": "file", "file_id": "file_1"})
        block = {"type": "image", "source": sources[piece.spelling % 2]}
    else:
        payload, media_type = _payload(piece)
        source = {"type": "base64", "media_type": media_type, "data": payload}
        block = {"type": "image", "source": source}
        if piece.detail == "high":
            block["transformations"] = {"oversized_image": "error"}
        if piece.spelling == 2:
            content = {"type": "content", "content": [block]}
            block = {"type": "document", "source": content, "title": "scan"}
    return _marked(block, piece, "cache_control", {"type": "ephemeral"})


def _messages(step: Step, call: str) -> list[Any]:
    blocks: list[Any] = [_messages_block(p) for p in step.pieces]
    if step.role == "tool":
        result = {"type": "tool_result", "tool_use_id": call, "content": blocks}
        return [{"role": "user", "content": [result]}]
    if step.call is not None:
        blocks.append({"type": "tool_use", "id": call, "name": "shot", "input": step.call})
    content: Any = blocks
    if len(blocks) == 1 and blocks[0].keys() == {"type", "text"}:
        content = blocks[0]["text"]
    return [{"role": step.role, "content": content}]


def _messages_head(head: Head, turns: list[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "max_tokens": 9,
        "model": MODELS["anthropic_messages"][head.model],
        "messages": turns,
    }
    if head.system is not None:
        out["system"] = [{"type": "text", "text": head.system, "cache_control": {"type": "ephemeral"}}]
    if head.tools == "computer":
        out["tools"] = [{"type": "computer_toolset_20260801"}]
    elif head.tools in _PARAMETERS:
        out["tools"] = [{"name": "act", "input_schema": _PARAMETERS[head.tools]}]
    if head.schema in _SCHEMAS:
        out["output_config"] = {"format": {"type": "json_schema", "schema": _SCHEMAS[head.schema]}}
    if head.stored:
        out["thread"] = {"type": "continue", "previous_message_id": "msg_1"}
    return out


# -- Converse, as it goes over the wire


def _converse_block(piece: Piece) -> dict[str, Any]:
    if piece.kind == "text":
        block: dict[str, Any] = {"text": piece.text}
    elif piece.kind == "url":
        block = {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://bucket/a.png"}}}}
    else:
        payload, media_type = _payload(piece)
        block = {"image": {"format": media_type.removeprefix("image/"), "source": {"bytes": payload}}}
    return _marked(block, replace(piece, stop=False), "", None)


def _converse(step: Step, call: str) -> list[Any]:
    blocks: list[Any] = []
    for piece in step.pieces:
        blocks.append(_converse_block(piece))
        if piece.stop and step.role != "tool":
            blocks.append({"cachePoint": {"type": "default"}})
    if step.role == "tool":
        blocks = [{"toolResult": {"toolUseId": call, "content": blocks, "status": "success"}}]
    if step.call is not None:
        blocks.append({"toolUse": {"toolUseId": call, "name": "shot", "input": step.call}})
    return [{"role": "assistant" if step.role == "assistant" else "user", "content": blocks}]


def _converse_head(head: Head, turns: list[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"modelId": MODELS["bedrock_converse"][head.model], "messages": turns}
    if head.system is not None:
        out["system"] = [{"text": head.system}, {"cachePoint": {"type": "default"}}]
    if head.tools == "computer":
        out["additionalModelRequestFields"] = {"tools": [{"type": "computer_20250124", "name": "computer"}]}
    elif head.tools in _PARAMETERS:
        spec = {"name": "act", "inputSchema": {"json": _PARAMETERS[head.tools]}}
        out["toolConfig"] = {"tools": [{"toolSpec": spec}]}
    if head.schema in _SCHEMAS:
        written = {"name": "answer", "schema": json.dumps(_SCHEMAS[head.schema])}
        text = {"type": "json_schema", "structure": {"jsonSchema": written}}
        out["outputConfig"] = {"textFormat": text}
    return out


# -- generateContent


def _gemini_block(piece: Piece) -> dict[str, Any]:
    if piece.kind == "text":
        return {"text": piece.text}
    inline, media, resolution = [
        ("inlineData", "mimeType", "mediaResolution"),
        ("inline_data", "mime_type", "media_resolution"),
        ("inlineData", "mime_type", "mediaResolution"),  # the SDK's own mixture
        ("inlineData", "mimeType", "mediaResolution"),
    ][piece.spelling]
    if piece.kind == "url":
        return {"fileData": {"fileUri": "gs://bucket/a.png", media: "image/png"}}
    payload, media_type = _payload(piece, urlsafe=piece.spelling != 3)
    part: dict[str, Any] = {inline: {"data": payload, media: media_type}}
    if piece.detail:
        part[resolution] = {"level": "MEDIA_RESOLUTION_" + piece.detail.upper()}
    if piece.extra:
        part[inline]["displayName"] = "a.png"
    return part


def _gemini(step: Step, call: str) -> list[Any]:
    parts: list[Any] = [_gemini_block(p) for p in step.pieces]
    if step.role == "tool":
        media = [part for part in parts if "text" not in part]
        response = {"output": " ".join(part.get("text", "") for part in parts)}
        function: dict[str, Any] = {"name": "shot", "id": call, "response": response}
        if media:
            function["parts"] = media
        return [{"role": "user", "parts": [{"functionResponse": function}]}]
    if step.call is not None:
        parts.append({"functionCall": {"name": "shot", "id": call, "args": step.call}})
    return [{"role": "model" if step.role == "assistant" else "user", "parts": parts}]


def _gemini_head(head: Head, turns: list[Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"contents": turns}
    config: dict[str, Any] = {}
    if head.system is not None:
        out["systemInstruction"] = {"parts": [{"text": head.system}], "role": "user"}
    if head.tools == "computer":
        out["tools"] = [{"computerUse": {"environment": "ENVIRONMENT_BROWSER"}}]
    elif head.tools in _PARAMETERS:
        declared = {"name": "act", "parameters": _PARAMETERS[head.tools]}
        out["tools"] = [{"functionDeclarations": [declared]}]
    if head.schema in _SCHEMAS:
        config["responseSchema"] = _SCHEMAS[head.schema]
    if head.detail in ("low", "medium", "high"):
        config["mediaResolution"] = "MEDIA_RESOLUTION_" + head.detail.upper()
    return {**out, "generationConfig": config} if config else out


# -- Interactions


def _interactions_block(piece: Piece) -> dict[str, Any]:
    if piece.kind == "text":
        return {"type": "text", "text": piece.text}
    if piece.kind == "url":
        return {"type": "image", "uri": "gs://bucket/a.png", "mime_type": "image/png"}
    payload, media_type = _payload(piece)
    block = {"type": "image", "data": payload, "mime_type": media_type}
    return {**block, "resolution": piece.detail} if piece.detail else block


def _interactions(step: Step, call: str) -> list[Any]:
    blocks = [_interactions_block(p) for p in step.pieces]
    if step.role == "tool":
        return [{"type": "function_result", "call_id": call, "name": "shot", "result": blocks}]
    steps: list[Any] = []
    if blocks:
        kind = "user_input" if step.role == "user" else "model_output"
        steps.append({"type": kind, "content": blocks})
    if step.call is not None:
        steps.append({"type": "function_call", "id": call, "name": "shot", "arguments": step.call})
    return steps


def _interactions_head(head: Head, turns: list[Any]) -> dict[str, Any]:
    model = MODELS["gemini_interactions"][head.model]
    out: dict[str, Any] = {"model": model, "input": turns, "store": head.stored}
    if head.system is not None:
        out["system_instruction"] = head.system
    if head.tools == "computer":
        out["tools"] = [{"type": "computer_use", "environment": "browser"}]
    elif head.tools in _PARAMETERS:
        out["tools"] = [_function(head)]
    if head.schema in _SCHEMAS:
        out["response_format"] = {
            "type": "text",
            "mime_type": "application/json",
            "schema": _SCHEMAS[head.schema],
        }
    return out


# -- what they share


def _function(head: Head, *, nested: bool = False) -> dict[str, Any]:
    declared = {"name": "act", "parameters": _PARAMETERS[head.tools]}
    return {"type": "function", "function": declared} if nested else {"type": "function", **declared}


def _payload(piece: Piece, *, urlsafe: bool = False) -> tuple[str, str]:
    assert piece.shot is not None
    payload = piece.shot.urlsafe if urlsafe else piece.shot.base64
    return (payload[: len(payload) // 2] if piece.kind == "broken" else payload), piece.shot.media_type


def _url(piece: Piece) -> str:
    if piece.kind == "url":
        return "https://example.com/a.png"
    payload, media_type = _payload(piece)
    if piece.spelling == 2:
        return f"data:{media_type.upper()};charset=utf-8;base64,{payload}"
    return f"data:{media_type};base64,{payload}"


def _marked(block: dict[str, Any], piece: Piece, key: str, value: Any) -> dict[str, Any]:
    if piece.stop:
        block[key] = value
    if piece.extra:
        block["x_unknown"] = {"kept": [1, 2.5, None]}
    return block


_TURN: dict[str, Callable[[Step, str], list[Any]]] = {
    "openai_chat": _chat,
    "openai_responses": _responses,
    "anthropic_messages": _messages,
    "bedrock_converse": _converse,
    "gemini": _gemini,
    "gemini_interactions": _interactions,
}
_HEAD: dict[str, Callable[[Head, list[Any]], dict[str, Any]]] = {
    "openai_chat": _chat_head,
    "openai_responses": _responses_head,
    "anthropic_messages": _messages_head,
    "bedrock_converse": _converse_head,
    "gemini": _gemini_head,
    "gemini_interactions": _interactions_head,
}
