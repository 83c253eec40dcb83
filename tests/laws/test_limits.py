"""What is sent passes the limits of who takes it, or the report says that it will not; and where tools show that turns
will follow, getting there changes no turn that was sent."""

from __future__ import annotations

import dataclasses
import functools
import io
import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from support import bodies, sending
from support.bodies import Script
from support.pictures import Shot
from support.refusals import Rules, refusals
from support.routers import Wild
from support.wire import Head, Piece, Step

from headroom_sdk import Policy, limits, memo
from headroom_sdk.limits import Limits
from headroom_sdk.target import Provider, Target

POLICIES = (
    Policy(technique="preserve"),  # type: ignore[arg-type]
    Policy(technique="full_low"),  # type: ignore[arg-type]
    Policy(router=Wild()),
    Policy(router=Wild(), mode="aggressive"),
)
LOSSLESS = Policy(mode="lossless")
CLAUDE = "anthropic_messages"


def _stored(name: str, image: Image.Image, form: str = "PNG") -> Shot:
    out = io.BytesIO()
    image.save(out, form)
    return Shot(name=name, media_type=f"image/{form.lower()}", data=out.getvalue())


@functools.cache
def _strip(seed: int, width: int, height: int) -> Shot:
    image = Image.new("RGB", (width, height), (seed * 37 % 256, 200, 230))
    ImageDraw.Draw(image).text((5, 5), f"strip {seed}", fill="black")
    return _stored(f"strip{seed}", image)


@functools.cache
def _noise(seed: int) -> Shot:
    """A picture that no re-encoding without loss makes smaller."""
    pixels = random.Random(seed).randbytes(120 * 90 * 3)
    return _stored(f"noise{seed}", Image.frombytes("RGB", (120, 90), pixels))


def _rules(found: Limits) -> Rules:
    """The limits as the data say them, for the provider's side of it."""
    names = {field.name for field in dataclasses.fields(Rules)} - {"image_bytes"}
    return Rules(image_bytes=found.max_image_bytes, **{name: getattr(found, name) for name in names})


def _said(report: Any) -> bool:
    return any("will be refused" in warning or "will refuse" in warning for warning in report.warnings)


SIZES = ((2300, 40), (2300, 40), (40, 2500), (60, 40), (2000, 30))


@st.composite
def crowds(draw: st.DrawFn, *, tools: str | None = None, most: int = 26) -> Script:
    """Conversations about the length at which Claude asks for smaller pictures, all of them different."""
    number, steps = draw(st.integers(16, most)), []
    seed = 0
    while seed < number:
        if seed and draw(st.booleans()):
            call = {"path": "a"} if draw(st.booleans()) else None
            steps.append(Step(role="assistant", pieces=(Piece(kind="text", text="ok"),), call=call))
        called = bool(steps) and steps[-1].call is not None
        pieces = [
            Piece(kind="image", shot=_strip(seed + n, *draw(st.sampled_from(SIZES))))
            for n in range(draw(st.integers(1, 6)))
        ]
        seed += len(pieces)
        pieces.append(Piece(kind="text", text=draw(st.sampled_from(("What is this?", "ok")))))
        steps.append(Step(role="tool" if called else "user", pieces=tuple(pieces)))
    tools = tools or draw(st.sampled_from(["none", "plain", "coordinates", "computer"]))
    return Script(head=Head(tools=tools), steps=tuple(steps))  # type: ignore[arg-type]


@settings(max_examples=25)
@given(script=crowds(), policy=st.sampled_from((*POLICIES, LOSSLESS)))
def test_many_pictures_are_short_enough_or_the_report_says_that_they_are_not(script: Script, policy: Policy):
    body = script.body(CLAUDE)
    new, report = sending.send(CLAUDE, body, script.model(CLAUDE), policy)
    rules = _rules(limits.limits_of(Target(provider="anthropic", model=None)))
    refused = refusals(new, rules)
    assert bool(refused) == _said(report), (refused, report.warnings)
    if script.head.tools in ("none", "plain"):
        assert not refused


@settings(max_examples=25)
@given(script=crowds(tools="plain"), policy=st.sampled_from(POLICIES), data=st.data())
def test_with_tools_no_turn_changes_when_the_pictures_become_many(
    script: Script, policy: Policy, data: st.DataObject
):
    n = data.draw(st.integers(1, len(script.steps)), label="turns")
    model = script.model(CLAUDE)
    whole, _ = sending.send(CLAUDE, script.body(CLAUDE), model, policy)
    if data.draw(st.booleans(), label="cold"):
        memo.clear()
    part, _ = sending.send(CLAUDE, script.body(CLAUDE, n), model, policy)
    sent = bodies.turns(CLAUDE, part)
    assert json.dumps(bodies.turns(CLAUDE, whole)[: len(sent)]) == json.dumps(sent)


@settings(max_examples=25)
@given(script=crowds(), policy=st.sampled_from((*POLICIES, LOSSLESS)))
def test_a_second_pass_finds_nothing_to_shorten(script: Script, policy: Policy):
    model = script.model(CLAUDE)
    once, _ = sending.send(CLAUDE, script.body(CLAUDE), model, policy)
    twice, _ = sending.send(CLAUDE, once, model, policy)
    assert twice is once


@settings(max_examples=15)
@given(script=crowds(tools="none", most=20), policy=st.sampled_from((*POLICIES, LOSSLESS)))
def test_without_tools_and_below_the_limit_nothing_is_shortened_for_it(script: Script, policy: Policy):
    body, model = script.body(CLAUDE), script.model(CLAUDE)
    number = sum(piece.kind == "image" for step in script.steps for piece in step.pieces)
    new, report = sending.send(CLAUDE, body, model, policy)
    if number <= 20:
        with _with(crowd=None, crowd_side=None):
            assert sending.send(CLAUDE, body, model, policy)[0] == new
        assert not any("2,000 px" in d.reason for d in report.decisions)


# The size of a request, at a scale at which hundreds can be tried


@contextmanager
def _with(**changes: Any) -> Iterator[None]:
    real = limits.limits_of

    def changed(target: Target, provider: Provider | None = None) -> Limits:
        return dataclasses.replace(real(target, provider), **changes)

    with mock.patch.object(limits, "limits_of", changed):
        yield


@st.composite
def heavy(draw: st.DrawFn, *, tools: str | None = None) -> Script:
    """Conversations of pictures that weigh something, each about 43,000 characters."""
    steps = []
    for n in range(draw(st.integers(2, 8))):
        pieces = [Piece(kind="image", shot=_noise(n), spelling=draw(st.integers(0, 3)))]
        if draw(st.booleans()):
            pieces.append(Piece(kind="text", text=draw(st.sampled_from(("What is this?", "ok", "ü" * 300)))))
        if n:
            steps.append(Step(role="assistant", pieces=(Piece(kind="text", text="a patch of noise"),)))
        steps.append(Step(role="user", pieces=tuple(pieces)))
    tools = tools or draw(st.sampled_from(["none", "plain", "coordinates"]))
    return Script(head=Head(tools=tools), steps=tuple(steps))  # type: ignore[arg-type]


ROOM = st.sampled_from([20_000, 60_000, 100_000, 150_000, 200_000, 300_000])


@pytest.mark.parametrize("name", bodies.DIALECTS)
@settings(max_examples=20)
@given(script=heavy(), policy=st.sampled_from((*POLICIES, LOSSLESS)), room=ROOM)
def test_a_request_is_light_enough_or_the_report_says_that_it_is_not(
    name: str, script: Script, policy: Policy, room: int
):
    body = script.body(name)
    with _with(request_bytes=room):
        new, report = sending.send(name, body, script.model(name), policy)
        refused = refusals(new, Rules(request_bytes=room))
        assert bool(refused) == _said(report), (refused, report.warnings)
        twice, _ = sending.send(name, new, script.model(name), policy)
    assert twice is new


@settings(max_examples=20)
@given(script=heavy(tools="none"), room=ROOM)
def test_the_newest_pictures_become_lighter_first(script: Script, room: int):
    body, model = script.body(CLAUDE), script.model(CLAUDE)
    plain, _ = sending.send(CLAUDE, body, model, LOSSLESS)
    with _with(request_bytes=room):
        new, report = sending.send(CLAUDE, body, model, LOSSLESS)
    lighter = [
        step.role == "user" and a != b
        for step, a, b in zip(
            script.steps, bodies.turns(CLAUDE, plain), bodies.turns(CLAUDE, new), strict=True
        )
        if step.role == "user"
    ]
    assert lighter == sorted(lighter)
    assert any(lighter) == any("sent in fewer bytes" in warning for warning in report.warnings)


ATTACHING = (
    Policy(router=Wild()),
    Policy(technique="crop"),  # type: ignore[arg-type]
    Policy(technique="full_low"),  # type: ignore[arg-type]
)


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(
    script=st.one_of(bodies.chats(), bodies.long_chats()),
    policy=st.sampled_from(ATTACHING),
    most=st.integers(1, 4),
)
def test_what_was_attached_stays_until_new_pictures_take_its_place(
    name: str, script: Script, policy: Policy, most: int
):
    """A target that takes *most* pictures: attachments never make them more, and cost no cache that could have held."""
    earlier: list[Any] = []
    for n in bodies.requests(script):
        with _with(images=most, small_images=None):
            new, report = sending.send(name, script.body(name, n), script.model(name), policy)
        sent = sum(d.text is None or bool(d.sizes) for d in report.decisions)
        shown = sum(bool(d.sizes) for d in report.attachments)
        assert sent + shown <= max(most, sent)
        now = bodies.turns(name, new)
        if not any("for, not attached" in warning for warning in report.warnings):
            assert now[: len(earlier)] == earlier
        event(
            f"attached: {len(report.attachments)}, at the limit: {any('not attached' in w for w in report.warnings)}"
        )
        earlier = now
