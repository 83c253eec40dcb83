"""A picture that is moved out of a text into an image block breaks no law: prefix, idempotence, no mutation, never worse."""

from __future__ import annotations

import base64
import copy
import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import bodies, pictures, sending
from support.bodies import Script
from support.wire import Piece

from headroom_sdk import memo
from headroom_sdk.policy import Policy

FORMS = (
    "{url}",
    "{raw}",
    "See {url} and {raw}.",
    '{{"screenshot": "{url}", "title": "A page"}}',
    "![page]({url})",
)
POLICIES = (
    Policy(lift_images=True),
    Policy(lift_images=True, technique="full_low"),  # type: ignore[arg-type]
    Policy(lift_images=True, mode="lossless"),
)


def _dumped(body: Any) -> str:
    """As JSON; boto3 has bytes in it."""
    return json.dumps(body, default=lambda data: base64.b64encode(data).decode())


@st.composite
def scripts(draw: st.DrawFn) -> Script:
    """Conversations in which some texts hold pictures."""
    script = draw(bodies.scripts())
    steps = []
    for step in script.steps:
        pieces = []
        for piece in step.pieces:
            if piece.kind == "text" and draw(st.booleans()):
                shot = pictures.shot(draw(st.sampled_from(("photo", "icon", "webp", "wide"))))
                text = draw(st.sampled_from(FORMS)).format(url=shot.url, raw=shot.base64)
                piece = Piece(kind="text", text=text, stop=piece.stop, extra=piece.extra)
            pieces.append(piece)
        steps.append(dataclasses.replace(step, pieces=tuple(pieces)))
    return dataclasses.replace(script, steps=tuple(steps))


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=scripts(), policy=st.sampled_from(POLICIES), data=st.data(), cold=st.booleans())
def test_the_laws_hold(name: str, script: Script, policy: Policy, data: st.DataObject, cold: bool) -> None:
    model, body = script.model(name), script.body(name)
    before = copy.deepcopy(body)
    whole, report = sending.send(name, body, model, policy)
    assert body == before
    assert report.tokens_after <= report.tokens_before
    # Bytes of pictures may grow where that saves tokens, to 256 kB; beside them only keys and short texts are new.
    grown = sum(max(0, min(d.bytes_after, 256_000) - d.bytes_before) * 4 // 3 + 400 for d in report.decisions)
    assert len(_dumped(whole)) <= len(_dumped(before)) * 1.01 + grown
    if cold:
        memo.clear()
    twice, _ = sending.send(name, whole, model, policy)
    assert twice is whole
    n = data.draw(st.integers(1, len(script.steps)), label="turns")
    part, _ = sending.send(name, script.body(name, n), model, policy)
    sent = bodies.turns(name, part)
    assert _dumped(bodies.turns(name, whole)[: len(sent)]) == _dumped(sent)


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=scripts())
def test_without_being_asked_texts_stay(name: str, script: Script) -> None:
    body = script.body(name)
    new, _ = sending.send(name, body, script.model(name), Policy(lift_images=False, mode="lossless"))
    lifted, report = sending.send(name, body, script.model(name), Policy(lift_images=True, dry_run=True))
    assert lifted is body
    assert report.dry_run
    for old, now in zip(bodies.turns(name, body), bodies.turns(name, new), strict=True):
        assert _dumped(old).count("data:") == _dumped(now).count("data:")
