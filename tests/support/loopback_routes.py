"""Which answer belongs to which URL path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from support import loopback_answers as answers
from support.loopback_answers import Event


class Request(answers.Asked, Protocol):
    @property
    def path(self) -> str: ...


Form = Literal["sse", "aws", "converse"]
"""How the events of a stream are put on the wire."""


@dataclass(kw_only=True)
class Answer:
    """JSON, or the events of a stream."""

    json: Any = None
    events: Iterator[Event] | None = None
    form: Form = "sse"
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200


def answer(request: Request, text: str, seq: int, address: str) -> Answer:
    """What the provider would say; ``{"id": "mock"}`` where nobody needs more."""
    path = request.path.rstrip("/")
    body = request.json if isinstance(request.json, dict) else {}
    streams = bool(body.get("stream"))
    for pattern, make in _ROUTES:
        if re.search(pattern, path):
            return make(request, text, seq, streams)
    if "/upload/" in path and path.endswith("/files"):
        return Answer(json={"file": _FILE}, headers={"x-goog-upload-url": f"{address}/upload/session/files"})
    return Answer(json={"id": "mock", "object": "mock", "data": []})


_FILE = {"name": "files/mock", "uri": "files/mock", "mimeType": "image/png", "state": "ACTIVE"}

Make = Callable[[Request, str, int, bool], Answer]


def _either(
    events: Callable[..., Iterator[Event]], whole: Callable[..., Any], *, numbered: bool = False
) -> Make:
    def make(request: Request, text: str, seq: int, streams: bool) -> Answer:
        if streams:
            return Answer(events=events(request, text, seq) if numbered else events(request, text))
        return Answer(json=whole(request, text, "completed", seq) if numbered else whole(request, text))

    return make


def _json(value: Any) -> Make:
    return lambda request, text, seq, streams: Answer(json=value)


def _counted(key: str) -> Make:
    return lambda request, text, seq, streams: Answer(json={key: answers.token_estimate(request)})


def _streamed(events: Callable[..., Iterator[Event]], form: Form = "sse") -> Make:
    return lambda request, text, seq, streams: Answer(events=events(request, text), form=form)


_USAGE = {"prompt_tokens": 1, "total_tokens": 1}
_EMBEDDING = {"object": "embedding", "index": 0, "embedding": [0.0, 1.0]}
_PENDING = {"name": "batches/mock", "metadata": {"state": "BATCH_STATE_PENDING", "name": "batches/mock"}}

_ROUTES: tuple[tuple[str, Make], ...] = (
    # Gemini, and Anthropic on Vertex
    (r":generateContent$", _either(answers.gemini_events, answers.gemini_response)),
    (r":streamGenerateContent$", _streamed(answers.gemini_events)),
    (r":countTokens$", _counted("totalTokens")),
    (r":computeTokens$", _json({"tokensInfo": []})),
    (r":embedContent$", _json({"embedding": {"values": [0.0, 1.0]}})),
    (r":batchEmbedContents$", _json({"embeddings": [{"values": [0.0, 1.0]}]})),
    (r":batchGenerateContent$", _json(_PENDING)),
    (r"count-tokens:rawPredict$", _counted("input_tokens")),
    (r":rawPredict$", _either(answers.anthropic_events, answers.anthropic_message)),
    (r":streamRawPredict$", _streamed(answers.anthropic_events)),
    (r":predict(LongRunning)?$", _json({"predictions": []})),
    (r"/interactions$", _either(answers.interaction_events, answers.interaction, numbered=True)),
    (r"cachedContents$", _json({"name": "cachedContents/mock", "model": "models/mock"})),
    # Bedrock
    (r"/invoke$", _either(answers.anthropic_events, answers.anthropic_message)),
    (r"/invoke-with-response-stream$", _streamed(answers.anthropic_events, "aws")),
    (r"/converse$", _either(answers.converse_events, answers.converse)),
    (r"/converse-stream$", _streamed(answers.converse_events, "converse")),
    (r"/model/.+/count-tokens$", _counted("inputTokens")),
    # Anthropic
    (r"/messages/count_tokens$", _counted("input_tokens")),
    (r"/messages/batches$", lambda *_: Answer(json=answers.anthropic_batch())),
    (r"/sessions/[^/]+/events$", _json({"data": []})),
    (r"(/v1|/anthropic)/messages$", _either(answers.anthropic_events, answers.anthropic_message)),
    # OpenAI
    (r"/chat/completions$", _either(answers.chat_chunks, answers.chat_completion)),
    (
        r"/responses/compact$",
        _json({"id": "c", "object": "response.compaction", "created_at": 1, "output": []}),
    ),
    (r"/responses/input_tokens$", _counted("input_tokens")),
    (r"/responses$", _either(answers.response_events, answers.response_object, numbered=True)),
    (r"/conversations/[^/]+/items$", _json({"object": "list", "data": [], "has_more": False})),
    (
        r"/conversations$",
        _json({"id": "conv_mock", "object": "conversation", "created_at": 1, "metadata": {}}),
    ),
    (r"/moderations$", _json({"id": "modr_mock", "model": "omni-moderation-latest", "results": []})),
    (r"/embeddings$", _json({"object": "list", "model": "m", "data": [_EMBEDDING], "usage": _USAGE})),
    (r"/images/(edits|variations)$", _json({"created": 1, "data": [{"b64_json": "AA=="}]})),
    (
        r"/v1/files$",
        _json({"id": "file-mock", "object": "file", "bytes": 1, "created_at": 1, "filename": "m"}),
    ),
)
