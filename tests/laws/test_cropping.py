"""The laws hold when a part of a picture is sent for the whole: prefix, idempotence, never worse, no mutation."""

from __future__ import annotations

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
from headroom_sdk.engine import process
from headroom_sdk.picture.note import OPENING
from headroom_sdk.picture.ocr import availability
from headroom_sdk.regions import RegionsOfInterest
from headroom_sdk.report import Report
from headroom_sdk.target import Target

BALANCED, AGGRESSIVE = (p for p in sending.POLICIES if p.technique is Technique.CROP)

matching = pytest.mark.skipif(not availability().ready, reason="no OCR engine is installed: extra `ocr`")

ROWS = (
    "Corner Shop, 12 High Street", "Receipt 20931", "Coffee 3.20", "Bread 2.10", "Apples 4.05", "Milk 1.80",
    "Honey 6.40", "Tea 3.75", "Rice 2.95", "Oats 1.15", "Soap 2.25", "Lemons 1.95", "TOTAL 29.60",
)  # fmt: skip


def _receipt() -> Shot:
    image = Image.new("RGB", (1240, 2000), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(size=34)
    for n, row in enumerate(ROWS):
        *words, value = row.split()
        pen.text((90, 100 + 130 * n), " ".join(words), font=font, fill="black")
        pen.text((1000, 100 + 130 * n), value, font=font, fill="black")
    out = io.BytesIO()
    image.save(out, "PNG")
    return Shot(name="receipt", media_type="image/png", data=out.getvalue())


RECEIPT = _receipt()
PLACE, TEXT = "What does the header say?", "What is the total?"
QUESTIONS = (PLACE, pytest.param(TEXT, marks=matching))


def script(question: str) -> Script:
    steps = (
        Step(role="user", pieces=(Piece(kind="image", shot=RECEIPT), Piece(kind="text", text=question))),
        Step(role="assistant", pieces=(Piece(kind="text", text="29.60"),)),
        Step(role="user", pieces=(Piece(kind="text", text="And the phone number of the shop?"),)),
    )
    return Script(head=Head(model=0), steps=steps)


def send(name: str, body: Any, policy: Policy = BALANCED) -> tuple[Any, Report]:
    return sending.send(name, body, wire.MODELS[name][0], policy)


@pytest.fixture(autouse=True)
def forgetful() -> None:
    memo.clear()


@pytest.mark.parametrize("policy", [BALANCED, AGGRESSIVE], ids=["balanced", "aggressive"])
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("name", bodies.DIALECTS)
def test_a_part_is_sent_and_every_law_holds(name: str, question: str, policy: Policy):
    body = script(question).body(name)
    before = copy.deepcopy(body)
    sent, report = send(name, body, policy)
    (decision,) = report.decisions
    assert body == before
    assert decision.technique is Technique.CROP and decision.regions, decision.reason
    assert decision.tokens_before and decision.tokens_after
    assert decision.tokens_after <= 0.8 * decision.tokens_before
    assert OPENING in json.dumps(sent)
    again, _ = send(name, sent, policy)
    assert again is sent
    prefix = bodies.turns(name, send(name, script(question).body(name, 1), policy)[0])
    assert bodies.turns(name, sent)[: len(prefix)] == prefix
    memo.clear()
    assert send(name, script(question).body(name), policy)[0] == sent


@pytest.mark.parametrize("question", QUESTIONS)
def test_another_process_sends_the_same_part(question: str):
    name = "openai_chat"
    body = script(question).body(name)
    sent, _ = send(name, body)
    policy = sending.POLICIES.index(BALANCED)
    (elsewhere,) = send_elsewhere(
        [{"name": name, "body": body, "model": wire.MODELS[name][0], "policy": policy}]
    )
    assert elsewhere == json.loads(json.dumps(sent))


@matching
def test_what_was_read_before_changes_nothing():
    name = "openai_chat"
    cold, _ = send(name, script(TEXT).body(name))
    memo.clear()
    send(name, script(TEXT).body(name), sending.TRANSCODING[0])  # reads every line of the same picture
    memo.DECISIONS.clear()
    memo.RENDITIONS.clear()
    assert send(name, script(TEXT).body(name))[0] == cold


@matching
def test_a_picture_that_was_cropped_reads_the_same_as_one_that_was_not():
    name = "openai_chat"
    cold, _ = send(name, script(TEXT).body(name), sending.TRANSCODING[0])
    memo.clear()
    send(name, script(TEXT).body(name))
    memo.DECISIONS.clear()
    memo.RENDITIONS.clear()
    assert send(name, script(TEXT).body(name), sending.TRANSCODING[0])[0] == cold


@pytest.mark.parametrize(
    "question",
    [
        "How many items are in the header?",
        "Give the x, y coordinates of the header.",
        "What does the header say, and is anything else unusual?",
        "Describe the footer and the whole page.",
    ],
)
def test_a_question_about_more_than_a_part_leaves_the_whole(question: str):
    for name in bodies.DIALECTS:
        sent, report = send(name, script(question).body(name))
        (decision,) = report.decisions
        assert decision.technique is Technique.PRESERVE
        assert OPENING not in json.dumps(sent)


@pytest.mark.parametrize("name", bodies.DIALECTS)
def test_regions_of_an_application_obey_the_same_laws(name: str):
    speaking, regions = sending.dialect(name), RegionsOfInterest.of([(0, 60, 1240, 300)])
    target = Target(provider=speaking.provider, model=wire.MODELS[name][0])
    body = script("Anything unusual?").body(name)
    before = copy.deepcopy(body)
    sent, report = process(body, speaking, target, Policy(), regions=regions)
    again, _ = process(sent, speaking, target, Policy(), regions=regions)
    assert body == before and again is sent
    (decision,) = report.decisions
    assert decision.technique is Technique.CROP
    ((x, y, w, h),) = decision.regions
    assert (x, w) == (0, 1240) and y <= 60 and y + h >= 360  # more only where it costs nothing
