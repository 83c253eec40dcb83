"""What the known competitor's router gets wrong, each defect by its number, comes out right with ours: the shipped one,
through a real SDK, looked at where it arrives."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from support.loopback import Loopback

import headroom_sdk as headroom
from headroom_sdk import Policy, Technique
from headroom_sdk.cli import pictures

GIST = "Describe the mood of this picture."
EXACT = "Copy the amount of line 31 exactly."


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.fixture(scope="module")
def photo() -> bytes:
    return pictures.as_jpeg(pictures.photo(1600, 1066))


@pytest.fixture(scope="module")
def page() -> bytes:
    image = Image.new("RGB", (1240, 1754), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=20)
    for line in range(60):
        draw.text(
            (90, 60 + 27 * line),
            f"Line {line}: item {line * 7919 % 9973}, amount {line * 37.31:.2f} EUR",
            "black",
            font,
        )
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def block(data: bytes) -> dict[str, Any]:
    form = "png" if data.startswith(b"\x89PNG") else "jpeg"
    return {
        "type": "image_url",
        "image_url": {"url": f"data:image/{form};base64,{base64.b64encode(data).decode()}"},
    }


def user(data: bytes, text: str) -> dict[str, Any]:
    return {"role": "user", "content": [block(data), {"type": "text", "text": text}]}


SMALL = 640
"""Longest side, in pixels, of a picture that is sent for its gist; no letter of the page survives that."""


def for_gist(server: Loopback, *messages: dict[str, Any], policy: Policy | None = None) -> list[bool]:
    """Which of the pictures are sent so small that only their gist is left."""
    openai = pytest.importorskip("openai")
    client = headroom.wrap(
        openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=0), policy=policy
    )
    client.chat.completions.create(model="gpt-5.6", messages=list(messages))
    report = headroom.last_report()
    assert report is not None
    return [
        d.technique is Technique.FULL_LOW and max(max(size) for size in d.sizes) <= SMALL
        for d in report.decisions
    ]


def test_d1_each_picture_is_judged_by_itself_and_by_its_own_question(
    server: Loopback, photo: bytes, page: bytes
):
    said = {"role": "assistant", "content": "Calm."}
    alone = for_gist(server, user(photo, GIST))
    first = server.last.images()[0].data
    both = for_gist(server, user(photo, GIST), said, user(page, EXACT))
    assert (alone, both) == ([True], [True, False])
    assert server.last.images()[0].data == first
    assert for_gist(server, user(page, EXACT), said, user(photo, GIST)) == [False, True]


def test_d2_the_picture_decides_with_the_question_and_no_guess_is_applied(
    server: Loopback, photo: bytes, page: bytes
):
    ask = "What scene is shown here?"
    assert for_gist(server, user(photo, ask)) == [True]
    assert for_gist(server, user(page, "What amount is shown in line 12?")) == [False]
    report = headroom.last_report()
    assert report is not None
    for decision in report.decisions:
        assert not decision.changed or decision.confidence >= 0.7


@pytest.mark.parametrize(
    "preamble", ["<system-reminder>Be kind, be brief, be calm.</system-reminder>\n" * 60, "Thanks!\n" * 200]
)
def test_d7_a_long_preamble_does_not_hide_the_question(server: Loopback, page: bytes, preamble: str):
    assert for_gist(server, user(page, preamble + EXACT)) == [False]
    assert for_gist(server, user(page, EXACT + "\n" + preamble)) == [False]


def test_d28_no_network_is_needed_to_decide(photo: bytes, tmp_path: Any):
    (tmp_path / "photo.jpg").write_bytes(photo)
    script = f"""
import socket, sys, time
def refuse(*a, **k): raise SystemExit("the network was asked")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from headroom_sdk.explain import explain
started = time.perf_counter()
found = explain(open({str(tmp_path / "photo.jpg")!r}, "rb").read(), model="gpt-5.6", query={GIST!r})
assert found.decision.probabilities, found.decision.reason
print(found.decision.technique, time.perf_counter() - started)
"""
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    technique, seconds = ran.stdout.split()
    assert technique == "full_low"
    assert float(seconds) < 15, "the competitor's 23 s of waiting for a hub"
