"""Whatever is wrong with a picture or a body, the request goes out exactly as it came, the reason is on the
report, and it is logged once."""

from __future__ import annotations

import base64
import io
import json
import logging
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from support.loopback import Loopback

import headroom_sdk as headroom
from headroom_sdk import Policy, Technique, boundary

POLICY = Policy(technique=Technique.FULL_LOW)


def _png(width: int, height: int, *, declared: tuple[int, int] | None = None) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    data = out.getvalue()
    if declared is None:
        return data
    header = b"IHDR" + declared[0].to_bytes(4, "big") + declared[1].to_bytes(4, "big") + data[24:29]
    return data[:12] + header + zlib.crc32(header).to_bytes(4, "big") + data[33:]


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


WHOLE = _png(1500, 1200)
PAYLOADS = {
    "truncated base64": _text(WHOLE)[:-7],
    "truncated bytes": _text(WHOLE[: len(WHOLE) // 2]),
    "not base64": "@@@@ not base64 @@@@",
    "not ascii": "ä" * 64,
    "zero bytes": "",
    "one by one": _text(_png(1, 1)),
    "a line": _text(_png(65_535, 1)),
    "a bomb": _text(_png(8, 8, declared=(60_000, 60_000))),
    "svg": _text(b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    "html": _text(b"<!doctype html><p>404"),
    "pdf": _text(b"%PDF-1.7\n%%EOF"),
}


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture(autouse=True)
def nothing_said_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundary, "_said", set())


def _send_openai(server: Loopback, messages: Any, **more: Any) -> None:
    openai = pytest.importorskip("openai")
    client = headroom.wrap(
        openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=0), policy=POLICY
    )
    client.chat.completions.create(model="gpt-4o", messages=messages, **more)


@pytest.mark.parametrize("what", PAYLOADS)
def test_a_bad_picture_goes_out_as_it_came(server: Loopback, what: str, caplog: pytest.LogCaptureFixture):
    url = "data:image/png;base64," + PAYLOADS[what]
    content = [{"type": "text", "text": "What?"}, {"type": "image_url", "image_url": {"url": url}}]
    messages = [{"role": "user", "content": content}]
    with caplog.at_level(logging.WARNING, "headroom_sdk"):
        for _ in range(2):
            _send_openai(server, messages)
            assert server.last.json["messages"] == messages
    report = headroom.last_report()
    assert report is not None and len(report.decisions) == 1
    assert report.decisions[0].reason and not report.decisions[0].changed
    assert len([r for r in caplog.records if r.name == "headroom_sdk"]) == 1


def test_a_mislabelled_picture_goes_out_as_it_came(server: Loopback, caplog: pytest.LogCaptureFixture):
    url = "data:image/jpeg;base64," + _text(WHOLE)
    messages = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]
    _send_openai(server, messages)
    assert server.last.json["messages"] == messages
    report = headroom.last_report()
    assert report is not None and "the bytes are image/png" in report.decisions[0].reason
    assert "the bytes are image/png" in caplog.text


@pytest.mark.parametrize(
    "content", ["just text", [["nested"]], [{"type": "image_url"}], [{"type": 7}], [None, 3]]
)
def test_a_strange_message_goes_out_as_it_came(server: Loopback, content: Any):
    messages = [{"role": "user", "content": content}]
    _send_openai(server, messages)
    assert server.last.json["messages"] == messages


def test_a_string_where_a_dict_belongs(server: Loopback):
    _send_openai(server, ["hello"])
    assert server.last.json["messages"] == ["hello"]


def test_deep_nesting_goes_out_as_it_came():
    node: Any = "bottom"
    for _ in range(50_000):
        node = {"type": "tool_result", "content": [node]}
    body = {"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": [node]}]}
    new, report = headroom.compress(body)
    assert new is body and not report.decisions


def test_not_a_number_survives():
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}], "temperature": float("nan")}
    new, _ = headroom.compress(body)
    assert new is body


def test_a_huge_body_is_not_decoded():
    url = "data:image/png;base64," + "A" * 200_000_000
    body = {
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}],
    }
    new, report = headroom.compress(body, policy=POLICY)
    assert new is body and "too large" in report.decisions[0].reason


def test_an_unknown_endpoint_is_left_alone_and_said(server: Loopback, caplog: pytest.LogCaptureFixture):
    openai = pytest.importorskip("openai")
    client = headroom.wrap(
        openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=0), policy=POLICY
    )
    block = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + _text(WHOLE)}}
    body = {"messages": [{"role": "user", "content": [block]}]}
    client.post("/brand/new", body=body, cast_to=object)
    assert server.last.json == body
    report = headroom.last_report()
    assert report is not None and "/brand/new" in report.warnings[0]
    assert "/brand/new" in caplog.text


def test_a_fault_of_ours_costs_nobody_the_request(
    server: Loopback, faults_pass: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    from headroom_sdk import engine

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(engine, "process", broken)
    block = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + _text(WHOLE)}}
    messages = [{"role": "user", "content": [block]}]
    for _ in range(2):
        _send_openai(server, messages)
        assert json.loads(server.last.body)["messages"] == messages
    report = headroom.last_report()
    assert report is not None and "a bug" in report.warnings[0]
    assert caplog.text.count("sent as it came") == 1
    assert headroom.stats()["errors"] == 2
