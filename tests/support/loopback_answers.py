"""Canned answers in the providers' formats, so that the real SDKs can parse them."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, Protocol

from support.loopback_images import SentImage

Event = tuple["str | None", Any]


class Asked(Protocol):
    """The part of a recorded request that an answer depends on."""

    @property
    def json(self) -> Any: ...

    def images(self) -> list[SentImage]: ...


def token_estimate(asked: Asked) -> int:
    """A deterministic stand-in for a token count: it falls when pictures shrink."""
    n = len(json.dumps(asked.json)) % 97
    for image in asked.images():
        width, height = image.size or (1000, 1000)
        n += 85 if image.detail == "low" else max(1, width * height // 750)
    return n


def _model(asked: Asked, default: str = "mock") -> str:
    return str((asked.json or {}).get("model", default))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text)


def chat_completion(asked: Asked, text: str) -> dict[str, Any]:
    n = token_estimate(asked)
    message = {"role": "assistant", "content": text, "refusal": None}
    return {
        "id": "chatcmpl-mock", "object": "chat.completion", "created": 1, "model": _model(asked),
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": n, "completion_tokens": 5, "total_tokens": n + 5},
    }  # fmt: skip


def chat_chunks(asked: Asked, text: str) -> Iterator[Event]:
    base = {"id": "chatcmpl-mock", "object": "chat.completion.chunk", "created": 1, "model": _model(asked)}
    deltas = [{"role": "assistant", "content": ""}, *({"content": word} for word in _words(text)), {}]
    for delta in deltas:
        yield (
            None,
            {**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None if delta else "stop"}]},
        )
    yield None, "[DONE]"


def response_object(asked: Asked, text: str, status: str = "completed", seq: int = 0) -> dict[str, Any]:
    n, body = token_estimate(asked), asked.json or {}
    part = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
    message = {
        "id": "msg_mock", "type": "message", "role": "assistant", "status": "completed", "content": [part],
    }  # fmt: skip
    usage = {
        "input_tokens": n, "output_tokens": 5, "total_tokens": n + 5,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }  # fmt: skip
    is_done = status == "completed"
    return {
        "id": f"resp_mock{seq}", "object": "response", "created_at": 1, "status": status, "model": _model(asked),
        "error": None, "incomplete_details": None, "instructions": body.get("instructions"), "metadata": {},
        "parallel_tool_calls": True, "temperature": 1.0, "top_p": 1.0, "tool_choice": "auto", "tools": [],
        "previous_response_id": body.get("previous_response_id"), "text": {"format": {"type": "text"}},
        "truncation": "disabled", "output": [message] if is_done else [], "usage": usage if is_done else None,
    }  # fmt: skip


def response_events(asked: Asked, text: str, seq: int = 0) -> Iterator[Event]:
    number = -1

    def event(kind: str, **more: Any) -> Event:
        nonlocal number
        number += 1
        return kind, {"type": kind, "sequence_number": number, **more}

    item = {"id": "msg_mock", "type": "message", "role": "assistant", "status": "in_progress", "content": []}
    part = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    place = {"item_id": "msg_mock", "output_index": 0, "content_index": 0}
    done = {**part, "text": text}
    yield event("response.created", response=response_object(asked, text, "in_progress", seq))
    yield event("response.in_progress", response=response_object(asked, text, "in_progress", seq))
    yield event("response.output_item.added", output_index=0, item=item)
    yield event("response.content_part.added", **place, part=part)
    for word in _words(text):
        yield event("response.output_text.delta", **place, delta=word, logprobs=[])
    yield event("response.output_text.done", **place, text=text, logprobs=[])
    yield event("response.content_part.done", **place, part=done)
    closed = {**item, "status": "completed", "content": [done]}
    yield event("response.output_item.done", output_index=0, item=closed)
    yield event("response.completed", response=response_object(asked, text, "completed", seq))


def anthropic_message(asked: Asked, text: str) -> dict[str, Any]:
    usage = {
        "input_tokens": token_estimate(asked), "output_tokens": 5,
        "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
    }  # fmt: skip
    return {
        "id": "msg_mock", "type": "message", "role": "assistant", "model": _model(asked, "claude-mock"),
        "content": [{"type": "text", "text": text, "citations": None}], "stop_reason": "end_turn",
        "stop_sequence": None, "usage": usage,
    }  # fmt: skip


def anthropic_events(asked: Asked, text: str) -> Iterator[Event]:
    start = {**anthropic_message(asked, text), "content": [], "stop_reason": None}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        {"type": "ping"},
        *(
            {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}}
            for word in _words(text)
        ),
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
            "usage": {"output_tokens": 5},
        },
        {"type": "message_stop"},
    ]
    for event in events:
        yield event["type"], event


def converse(asked: Asked, text: str) -> dict[str, Any]:
    n = token_estimate(asked)
    return {
        "output": {"message": {"role": "assistant", "content": [{"text": text}]}}, "stopReason": "end_turn",
        "usage": {"inputTokens": n, "outputTokens": 5, "totalTokens": n + 5}, "metrics": {"latencyMs": 1},
    }  # fmt: skip


def converse_events(asked: Asked, text: str) -> Iterator[Event]:
    whole = converse(asked, text)
    yield "messageStart", {"role": "assistant"}
    for word in _words(text):
        yield "contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": word}}
    yield "contentBlockStop", {"contentBlockIndex": 0}
    yield "messageStop", {"stopReason": "end_turn"}
    yield "metadata", {"usage": whole["usage"], "metrics": whole["metrics"]}


def anthropic_batch() -> dict[str, Any]:
    counts = {"processing": 1, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0}
    return {
        "id": "msgbatch_mock", "type": "message_batch", "processing_status": "in_progress",
        "created_at": "2026-01-01T00:00:00Z", "expires_at": "2026-01-02T00:00:00Z", "request_counts": counts,
    }  # fmt: skip


def gemini_response(asked: Asked, text: str, finish: str | None = "STOP") -> dict[str, Any]:
    n = token_estimate(asked)
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": [{"text": text}]}, "index": 0}
    if finish:
        candidate["finishReason"] = finish
    return {
        "candidates": [candidate], "modelVersion": "gemini-mock", "responseId": "mock",
        "usageMetadata": {"promptTokenCount": n, "candidatesTokenCount": 5, "totalTokenCount": n + 5},
    }  # fmt: skip


def gemini_events(asked: Asked, text: str) -> Iterator[Event]:
    words = _words(text)
    for i, word in enumerate(words):
        yield None, gemini_response(asked, word, "STOP" if i == len(words) - 1 else None)


def interaction(asked: Asked, text: str, status: str = "completed", seq: int = 0) -> dict[str, Any]:
    n = token_estimate(asked)
    content = [{"type": "text", "text": text}]
    return {
        "id": f"int_mock{seq}", "object": "interaction", "model": _model(asked), "status": status, "role": "model",
        "created": "2026-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z",
        "steps": [{"type": "model_output", "content": content}], "outputs": content,
        "usage": {"total_input_tokens": n, "total_output_tokens": 5, "total_tokens": n + 5},
    }  # fmt: skip


def interaction_events(asked: Asked, text: str, seq: int = 0) -> Iterator[Event]:
    for kind, status in (("interaction.created", "in_progress"), ("interaction.completed", "completed")):
        yield kind, {"event_type": kind, "interaction": interaction(asked, text, status, seq)}
    yield None, "[DONE]"


def aws_frame(payload: bytes, headers: dict[str, str]) -> bytes:
    """One frame of an AWS event stream (Bedrock streaming)."""
    raw = b"".join(
        bytes([len(key)]) + key.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for key, value in headers.items()
    )
    prelude = struct.pack(">II", 12 + len(raw) + len(payload) + 4, len(raw))
    prelude += struct.pack(">I", zlib.crc32(prelude))
    frame = prelude + raw + payload
    return frame + struct.pack(">I", zlib.crc32(frame))
