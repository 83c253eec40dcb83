"""The laws hold when a picture is replaced by its text: prefix, idempotence, never worse, no mutation."""

from __future__ import annotations

import base64
import copy
import io
import json
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont
from support import bodies, sending, wire
from support.bodies import Script
from support.other_process import send_elsewhere
from support.pictures import Shot
from support.wire import Head, Piece, Step

from headroom_sdk import Policy, Technique, memo
from headroom_sdk.picture.ocr import availability, reader

pytestmark = pytest.mark.skipif(not availability().ready, reason="no OCR engine is installed: extra `ocr`")

KEEPS_BLANKS = availability().ready and reader().keeps_blanks
keeping = pytest.mark.skipif(not KEEPS_BLANKS, reason="this reader's text is never sent")


def _document() -> Shot:
    image = Image.new("RGB", (900, 1200), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(size=26)
    for n, line in enumerate(
        ("Invoice INV-20931", "Date 2026-11-02", "Customer Jane Miller", "Total 77.00 EUR")
    ):
        draw.text((60, 80 + 60 * n), line, font=font, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return Shot(name="document", media_type="image/png", data=out.getvalue())


DOCUMENT = _document()


def _script(*, coordinates: bool = False) -> Script:
    ask = "Give x, y coordinates of the total." if coordinates else "What is the total?"
    steps = (
        Step(role="user", pieces=(Piece(kind="image", shot=DOCUMENT), Piece(kind="text", text=ask))),
        Step(role="assistant", pieces=(Piece(kind="text", text="77.00 EUR"),)),
        Step(role="user", pieces=(Piece(kind="text", text="And the date?"),)),
    )
    return Script(head=Head(model=0), steps=steps)


@keeping
@pytest.mark.parametrize("policy", sending.TRANSCODING, ids=("with overview", "text alone"))
@pytest.mark.parametrize("name", bodies.DIALECTS)
def test_a_document_becomes_its_text_and_every_law_holds(name: str, policy: Policy):
    script = _script()
    model = wire.MODELS[name][0]
    body = script.body(name)
    before = copy.deepcopy(body)
    memo.RENDITIONS.clear()
    sent, report = sending.send(name, body, model, policy)
    (decision,) = report.decisions
    assert body == before
    assert decision.technique is Technique.TRANSCODE and "INV-20931" in (decision.text or "")
    assert decision.tokens_before and decision.tokens_after and decision.tokens_after < decision.tokens_before
    assert "[OCR from image]" in json.dumps(sent)
    again, _ = sending.send(name, sent, model, policy)
    assert again is sent
    part, _ = sending.send(name, script.body(name, 1), model, policy)
    prefix = bodies.turns(name, part)
    assert bodies.turns(name, sent)[: len(prefix)] == prefix


@pytest.mark.skipif(KEEPS_BLANKS, reason="this reader does not guess")
def test_text_with_guessed_blanks_is_never_sent():
    body = _script().body("openai_chat")
    sent, report = sending.send("openai_chat", body, "gpt-4o", sending.TRANSCODING[0])
    (decision,) = report.decisions
    assert decision.technique is Technique.PRESERVE and "[OCR" not in json.dumps(sent)
    assert "blanks" in decision.reason


def test_another_process_reads_the_same_text():
    name, model = "openai_chat", "gpt-4o"
    body = _script().body(name)
    sent, _ = sending.send(name, body, model, sending.TRANSCODING[0])
    (elsewhere,) = send_elsewhere(
        [{"name": name, "body": body, "model": model, "policy": len(sending.POLICIES)}]
    )
    assert elsewhere == json.loads(json.dumps(sent))


def test_where_coordinates_are_wanted_the_picture_stays():
    body = _script(coordinates=True).body("openai_chat")
    sent, _ = sending.send("openai_chat", body, "gpt-4o", sending.TRANSCODING[0])
    assert sent is body


_SLOTS: dict[str, dict[str, Any]] = {
    "anthropic_messages": {
        "max_tokens": 9,
        "messages": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "document",
                        "source": {
                            "type": "content",
                            "content": [
                                {
                                    "type": "image",
                                    "source": {
                                        "type": "base64",
                                        "media_type": "image/png",
                                        "data": DOCUMENT.base64,
                                    },
                                }
                            ],
                        },
                    },
                    {"type": "text", "text": "What is the total?"},
                ],
            }
        ],
    },
    "gemini": {
        "contents": [
            {
                "role": "user",
                "parts": {"inlineData": {"mimeType": "image/png", "data": DOCUMENT.base64}},
            },
            {"role": "user", "parts": [{"text": "What is the total?"}]},
        ]
    },
    "openai_responses": {
        "input": [
            {"role": "user", "content": "What is the total?"},
            {
                "type": "computer_call_output",
                "call_id": "1",
                "output": {"type": "computer_screenshot", "image_url": DOCUMENT.url},
            },
        ]
    },
}


@pytest.mark.parametrize("name", _SLOTS)
def test_where_no_text_may_stand_the_picture_stays(name: str):
    for policy in sending.TRANSCODING:
        _, report = sending.send(name, _SLOTS[name], wire.MODELS[name][0], policy)
        (decision,) = report.decisions
        assert decision.technique is not Technique.TRANSCODE and decision.text is None


def test_a_photo_stays_a_picture_and_is_never_shrunk_instead():
    noise = Image.effect_noise((900, 700), 60).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")
    url = "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
    block: dict[str, Any] = {"type": "image_url", "image_url": {"url": url}}
    ask = {"type": "text", "text": "What does it say?"}
    body = {"model": "gpt-5.6", "messages": [{"role": "user", "content": [ask, block]}]}
    sent, report = sending.send("openai_chat", body, "gpt-5.6", sending.TRANSCODING[0])
    assert sent is body and report.decisions[0].technique is Technique.PRESERVE
