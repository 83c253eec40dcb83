"""A provider on this machine: answers the real SDKs as OpenAI, Anthropic and Google do, and keeps what it was sent.

It reads pictures off the wire by itself, with nothing of the code whose work it checks.
"""

from __future__ import annotations

import base64
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

_ANSWER = "This is the provider on your own machine."


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A picture as it came off the wire; ``size`` is ``None`` for a format that cannot be opened here."""

    data: bytes = field(repr=False)
    size: tuple[int, int] | None
    detail: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One request."""

    path: str
    body: Any = field(repr=False)

    @property
    def pictures(self) -> list[Arrived]:
        """Its inline pictures, in order."""
        return list(_pictures(self.body))

    @property
    def texts(self) -> list[str]:
        """Its texts, in order."""
        return list(_texts(self.body))


Bill = Callable[[Received], int]
"""Input tokens that the answer to a request says it cost."""


class Loopback:
    """Serves on a free port of 127.0.0.1 between ``with`` and its end. *bill* settles the usage it reports."""

    def __init__(self, bill: Bill | None = None) -> None:
        self.requests: list[Received] = []
        self._bill = bill or (lambda request: sum(len(text.split()) for text in request.texts))
        loopback = self

        class Requests(_Requests):
            def answer(self, path: str, body: Any) -> Any:
                return loopback._answer(path, body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Loopback:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str, body: Any) -> Any:
        request = Received(path=path, body=body)
        self.requests.append(request)
        tokens = self._bill(request)
        model = body.get("model", "")
        if path.endswith("/chat/completions"):
            return _chat(model, tokens)
        if path.endswith("/responses"):
            return _response(model, tokens)
        if path.endswith("/messages"):
            return _message(model, tokens)
        if path.endswith(":generateContent"):
            return _content(tokens)
        return None


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, path: str, body: Any) -> Any:
        raise NotImplementedError

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        path = self.path.partition("?")[0]
        answer = self.answer(path, body) if isinstance(body, dict) else None
        self._send(200 if answer else 404, answer or {"error": {"message": f"nothing is served at {path}"}})

    def do_GET(self) -> None:
        self._send(404, {"error": {"message": f"nothing is served at {self.path}"}})

    def _send(self, status: int, answer: Any) -> None:
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def _chat(model: str, tokens: int) -> Any:
    return {
        "id": "chatcmpl-loopback",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": _ANSWER}}
        ],
        "usage": {"prompt_tokens": tokens, "completion_tokens": 8, "total_tokens": tokens + 8},
    }


def _response(model: str, tokens: int) -> Any:
    text = {"type": "output_text", "text": _ANSWER, "annotations": []}
    message = {
        "id": "msg_loopback",
        "type": "message",
        "role": "assistant",
        "status": "completed",
        "content": [text],
    }
    usage = {"input_tokens": tokens, "output_tokens": 8, "total_tokens": tokens + 8}
    return {
        "id": "resp_loopback",
        "object": "response",
        "created_at": 0,
        "status": "completed",
        "model": model,
        "output": [message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": usage,
    }


def _message(model: str, tokens: int) -> Any:
    return {
        "id": "msg_loopback",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [{"type": "text", "text": _ANSWER}],
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {"input_tokens": tokens, "output_tokens": 8},
    }


def _content(tokens: int) -> Any:
    return {
        "candidates": [
            {"index": 0, "finishReason": "STOP", "content": {"role": "model", "parts": [{"text": _ANSWER}]}}
        ],
        "usageMetadata": {
            "promptTokenCount": tokens,
            "candidatesTokenCount": 8,
            "totalTokenCount": tokens + 8,
        },
    }


def _pictures(node: Any) -> Iterator[Arrived]:
    if isinstance(node, list):
        for child in node:
            yield from _pictures(child)
    elif isinstance(node, dict):
        found = _picture(node)
        if found:
            yield found
        else:
            for child in node.values():
                yield from _pictures(child)


def _picture(node: dict[str, Any]) -> Arrived | None:
    shown = node.get("image_url")
    holder = shown if isinstance(shown, dict) else node  # Chat Completions has a dict, Responses has not
    url = holder.get("url" if holder is shown else "image_url")
    if isinstance(url, str) and url.startswith("data:"):
        return _arrived(url.partition(",")[2], holder.get("detail"))
    source = node.get("source")
    if isinstance(source, dict) and source.get("type") == "base64":
        return _arrived(source["data"], None)
    inline = node.get("inlineData")
    if isinstance(inline, dict):
        resolution = node.get("mediaResolution") or {}
        return _arrived(inline["data"], resolution.get("level"))
    return None


def _arrived(text: str, detail: str | None) -> Arrived:
    from PIL import Image

    data = base64.b64decode(text.replace("-", "+").replace("_", "/"))
    try:
        with Image.open(io.BytesIO(data)) as image:
            turned = image.getexif().get(0x0112) in (5, 6, 7, 8)
            return Arrived(
                data=data, size=(image.height, image.width) if turned else image.size, detail=detail
            )
    except OSError:
        return Arrived(data=data, size=None, detail=detail)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for child in node:
            yield from _texts(child)
    elif isinstance(node, dict):
        for name, child in node.items():
            if name in ("text", "content") and isinstance(child, str):
                yield child
            else:
                yield from _texts(child)
