"""transform(transform(c)) == transform(c), also in another process: what is ours is never decided again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import bodies, sending
from support.bodies import Script

from headroom_sdk import memo
from headroom_sdk.policy import Policy


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies(), cold=st.booleans())
def test_a_second_pass_changes_nothing(name: str, script: Script, policy: Policy, cold: bool):
    model = script.model(name)
    once, _ = sending.send(name, script.body(name), model, policy)
    if cold:
        memo.clear()
    twice, report = sending.send(name, once, model, policy)
    assert twice is once, [d.to_dict() for d in report.decisions if d.changed]


@pytest.mark.parametrize("name", bodies.BATCHED)
@given(data=st.data(), policy=sending.policies())
def test_a_second_pass_over_a_batch_changes_nothing(name: str, data: st.DataObject, policy: Policy):
    body = data.draw(bodies.batches(name))
    once, _ = sending.send(name, body, "gemini-3-flash", policy)
    memo.clear()
    twice, _ = sending.send(name, json.loads(json.dumps(once)), "gemini-3-flash", policy)
    assert twice == once
