"""A provider on 127.0.0.1 that speaks every format and keeps what it was sent.

::

    with Loopback() as server:
        client = OpenAI(api_key="x", base_url=server.openai_url)
        client.chat.completions.create(model="gpt-x", messages=[...])
        (image,) = server.last.images()     # off the wire, whatever the format
        assert image.size == (1024, 768)

Azure: ``azure_endpoint=server.url``. Anthropic and Bedrock: ``base_url=server.url``; Vertex: ``server.url + "/v1"``.
Gemini: ``http_options={"base_url": server.url}``.
"""

from __future__ import annotations

import base64
import gzip
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from support.loopback_answers import Event, aws_frame
from support.loopback_images import SentImage, find_images
from support.loopback_routes import Answer, answer
from support.refusals import Rules, refusals


@dataclass(kw_only=True)
class Recorded:
    """One request as it arrived. Header names are in lower case."""

    method: str
    target: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes = field(repr=False)
    status: int = 200

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None

    def images(self) -> list[SentImage]:
        return list(find_images(self.json))


Reply = dict[str, Any] | list[Any] | Callable[[Recorded], Any]


class Loopback:
    """Runs in daemon threads between ``with`` and its end, or ``start()`` and ``stop()``."""

    def __init__(self, *, text: str = "Hello from the mock.", rules: Rules | None = None) -> None:
        """*rules*: what it refuses as a provider would, each such request recorded with its status."""
        self.text = text
        self.rules = rules
        self.requests: list[Recorded] = []
        self._changed = threading.Condition()
        self._failures: deque[tuple[int, dict[str, str]]] = deque()
        self._replies: list[tuple[str, Reply]] = []
        self._sequence = 0
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.loopback = self

    def start(self) -> Loopback:
        serve = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        serve.start()
        return self

    def stop(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    __enter__ = start

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def openai_url(self) -> str:
        return self.url + "/v1"

    @property
    def last(self) -> Recorded:
        with self._changed:
            return self.requests[-1]

    def clear(self) -> None:
        """Forget requests, failures and replies."""
        with self._changed:
            self.requests.clear()
            self._failures.clear()
            self._replies.clear()

    def wait_for(self, n: int, timeout: float = 10.0) -> list[Recorded]:
        """The requests, once there are *n*."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests) >= n, timeout):
                raise TimeoutError(f"{len(self.requests)} of {n} requests arrived")
            return list(self.requests)

    def fail_next(self, n: int, status: int = 500) -> None:
        """The next *n* requests are answered with *status*, and a header that keeps SDKs from waiting long."""
        with self._changed:
            self._failures.extend([(status, {"retry-after-ms": "1"})] * n)

    def reply_next(self, reply: Reply, path: str = "") -> None:
        """Answer the next request whose path contains *path* with this JSON, or these events (a list), or what
        the function makes of the request."""
        with self._changed:
            self._replies.append((path, reply))

    def receive(self, request: Recorded) -> tuple[int, dict[str, str]] | Answer:
        """Keep a request, and decide what it gets: a failure, or an answer."""
        with self._changed:
            failure = self._failures.popleft() if self._failures else None
            request.status = failure[0] if failure else 200
            self.requests.append(request)
            self._sequence += 1
            self._changed.notify_all()
            if failure:
                return failure
            reply = next((r for r in self._replies if r[0] in request.path), None)
            if reply is not None:
                self._replies.remove(reply)
        refused = refusals(request.json, self.rules, size=len(request.body)) if self.rules else []
        if refused:
            request.status = 413 if "maximum size" in refused[0] else 400
            error = {"type": "invalid_request_error", "message": refused[0]}
            return Answer(json={"type": "error", "error": error}, status=request.status)
        if reply is None:
            return answer(request, self.text, self._sequence, self.url)
        made = reply[1](request) if callable(reply[1]) else reply[1]
        if isinstance(made, list):
            return Answer(events=iter([(event.get("type"), event) for event in made]))
        return Answer(json=made)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    loopback: Loopback

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, *args: Any) -> None:
        pass

    def _handle(self) -> None:
        url = urlsplit(self.path)
        request = Recorded(
            method=self.command,
            target=self.path,
            path=unquote(url.path),
            query=parse_qs(url.query),
            headers={key.lower(): value for key, value in self.headers.items()},
            body=self._body(),
        )
        decided = self.server.loopback.receive(request)
        if isinstance(decided, tuple):
            error = {"message": "mock failure", "type": "mock", "code": decided[0]}
            self._send_json({"error": error, "type": "error"}, *decided)
        elif decided.events is not None:
            self._stream(decided.events, decided.form)
        else:
            self._send_json(decided.json, decided.status, decided.headers)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle

    def _body(self) -> bytes:
        if "chunked" in (self.headers.get("transfer-encoding") or ""):
            data = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                data += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            data = self.rfile.read(int(self.headers.get("content-length") or 0))
        return gzip.decompress(data) if self.headers.get("content-encoding") == "gzip" else data

    def _send_json(self, value: Any, status: int, headers: dict[str, str]) -> None:
        data = json.dumps(value).encode()
        ids = {"x-request-id": "req_mock", "request-id": "req_mock"}
        self.send_response(status)
        for key, text in {"content-type": "application/json", **ids, **headers}.items():
            self.send_header(key, text)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, events: Iterator[Event], form: str) -> None:
        kind = "text/event-stream; charset=utf-8" if form == "sse" else "application/vnd.amazon.eventstream"
        self.send_response(200)
        for key, text in {
            "content-type": kind,
            "transfer-encoding": "chunked",
            "request-id": "req_mock",
        }.items():
            self.send_header(key, text)
        self.end_headers()
        for name, value in events:
            data = _sse(name, value) if form == "sse" else _aws(value, name if form == "converse" else None)
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")


def _sse(name: str | None, value: Any) -> bytes:
    text = value if isinstance(value, str) else json.dumps(value)
    return ((f"event: {name}\n" if name else "") + f"data: {text}\n\n").encode()


def _aws(value: Any, name: str | None) -> bytes:
    """One event of Converse, by its *name*, or a chunk of another model's own stream."""
    text = json.dumps(value).encode()
    payload = text if name else json.dumps({"bytes": base64.b64encode(text).decode()}).encode()
    headers = {":event-type": name or "chunk", ":content-type": "application/json", ":message-type": "event"}
    return aws_frame(payload, headers)


if __name__ == "__main__":
    running = Loopback().start()
    print(f"OpenAI: {running.openai_url}   Anthropic, Azure, Gemini: {running.url}")
    while True:
        time.sleep(3600)
