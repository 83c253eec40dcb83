"""The demo's provider: it reads what arrived by itself, in each format."""

from __future__ import annotations

import base64
import io
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("click")
pytest.importorskip("rich")

from PIL import Image

from headroom_sdk.cli.loopback import Loopback, Received


def picture(width: int = 40, height: int = 30, *, turned: bool = False) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    Image.new("RGB", (width, height), (251, 63, 190)).save(out, "JPEG", exif=exif)
    return out.getvalue()


DATA = picture()
TEXT = base64.b64encode(DATA).decode()
URL = f"data:image/jpeg;base64,{TEXT}"
BODIES: dict[str, Any] = {
    "chat": {"messages": [{"content": [{"type": "image_url", "image_url": {"url": URL, "detail": "low"}}]}]},
    "responses": {"input": [{"content": [{"type": "input_image", "image_url": URL, "detail": "low"}]}]},
    "messages": {
        "messages": [
            {"content": [{"type": "tool_result", "content": [{"type": "image", "source": {"type": "base64", "data": TEXT}}]}]}
        ]
    },
    "gemini": {
        "contents": [
            {
                "parts": [
                    {
                        "inlineData": {"data": base64.urlsafe_b64encode(DATA).decode()},
                        "mediaResolution": {"level": "MEDIA_RESOLUTION_LOW"},
                    }
                ]
            }
        ]
    },
}  # fmt: skip


@pytest.mark.parametrize("name", BODIES)
def test_it_finds_the_picture_of_every_format(name: str) -> None:
    (found,) = Received(path="/", body=BODIES[name]).pictures
    assert (found.data, found.size) == (DATA, (40, 30))
    assert found.detail == {"messages": None, "gemini": "MEDIA_RESOLUTION_LOW"}.get(name, "low")


def test_it_sees_pictures_upright() -> None:
    url = f"data:image/jpeg;base64,{base64.b64encode(picture(turned=True)).decode()}"
    (found,) = Received(path="/", body={"image_url": url}).pictures
    assert found.size == (30, 40)


def test_bytes_that_are_no_picture_have_no_size() -> None:
    url = f"data:image/png;base64,{base64.b64encode(b'nothing').decode()}"
    (found,) = Received(path="/", body={"image_url": url}).pictures
    assert (found.data, found.size) == (b"nothing", None)


def test_a_url_is_no_picture() -> None:
    assert Received(path="/", body={"image_url": "https://example.com/a.png"}).pictures == []


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def post(url: str, body: bytes) -> tuple[int, Any]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(urllib.request.Request(url, body)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as e:
        return e.code, json.load(e)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff\xfe", b'"text"', b"{"])
def test_what_is_no_request_is_answered_with_an_error(server: Loopback, body: bytes) -> None:
    status, answer = post(f"{server.url}/v1/chat/completions", body)
    assert status == 404 and answer["error"]


def test_an_unknown_endpoint_is_answered_with_an_error(server: Loopback) -> None:
    assert post(f"{server.url}/v1/embeddings", b"{}")[0] == 404


def test_it_bills_what_it_is_told_to() -> None:
    with Loopback(bill=lambda request: 42 + len(request.pictures)) as server:
        _, answer = post(f"{server.url}/v1/responses", json.dumps(BODIES["responses"]).encode())
    assert answer["usage"]["input_tokens"] == 43


def test_it_keeps_what_it_was_sent_and_no_header_of_it(server: Loopback) -> None:
    post(f"{server.url}/v1/messages?beta=true", b'{"model": "m"}')
    assert server.requests == [Received(path="/v1/messages", body={"model": "m"})]
    assert set(Received.__dataclass_fields__) == {"path", "body"}
