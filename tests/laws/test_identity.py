"""No image, or nothing to gain: the same body object, byte-identical on the wire."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import bodies, sending
from support.bodies import Script

from headroom_sdk.policy import Policy


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(data=st.data(), policy=sending.policies())
def test_a_body_without_images_is_the_same_object(name: str, data: st.DataObject, policy: Policy):
    body = data.draw(bodies.bodies(name, images=False))
    new, report = sending.send(name, body, "gpt-4o", policy)
    assert new is body and not report.decisions


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies())
def test_a_body_in_which_nothing_changed_is_the_same_object(name: str, script: Script, policy: Policy):
    body = script.body(name)
    before = json.dumps(body)
    new, report = sending.send(name, body, script.model(name), policy)
    assert (new is body) == (not any(d.changed for d in report.decisions))
    if new is not body:
        assert json.dumps(new) != before


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts())
def test_an_unknown_model_is_left_alone(name: str, script: Script):
    body = script.body(name)
    for key in {"model", "modelId"} & set(body):
        body[key] = "a-model-nobody-knows"
    new, report = sending.send(name, body, "a-model-nobody-knows", Policy(technique="full_low"))  # type: ignore[arg-type]
    assert new is body
    assert all(d.tokens_before is None for d in report.decisions)


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies())
def test_a_dry_run_reports_what_would_be_done_and_sends_the_original(
    name: str, script: Script, policy: Policy
):
    import dataclasses

    body = script.body(name)
    _, wet = sending.send(name, body, script.model(name), policy)
    new, dry = sending.send(name, body, script.model(name), dataclasses.replace(policy, dry_run=True))
    assert new is body
    assert [d.tokens_after for d in dry.decisions] == [d.tokens_after for d in wet.decisions]
