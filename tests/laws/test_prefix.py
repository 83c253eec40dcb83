"""What was sent for a turn is sent byte-identical on every later turn: transform(c)[:n] == transform(c[:n])."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import bodies, sending
from support.bodies import Script

from headroom_sdk import memo
from headroom_sdk.policy import Policy


def _turns(name: str, body: Any) -> list[Any]:
    return bodies.turns(name, body)


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(min_steps=2), policy=sending.policies(), data=st.data(), cold=st.booleans())
def test_a_prefix_is_sent_alike(name: str, script: Script, policy: Policy, data: st.DataObject, cold: bool):
    n = data.draw(st.integers(1, len(script.steps)), label="turns")
    model = script.model(name)
    whole, _ = sending.send(name, script.body(name), model, policy)
    if cold:
        memo.clear()
    part, _ = sending.send(name, script.body(name, n), model, policy)
    sent = _turns(name, part)
    assert json.dumps(_turns(name, whole)[: len(sent)]) == json.dumps(sent)
