"""A memo changes speed only: cold, warm, shared or evicted, results are equal."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import bodies, sending
from support.bodies import Script

from headroom_sdk import memo
from headroom_sdk.policy import Policy


def _stable(decision: Any) -> Any:
    return dataclasses.replace(decision, milliseconds=0.0)


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=bodies.scripts(), policy=sending.policies(), room=st.sampled_from([0, 1000, 50_000]))
def test_cold_warm_and_evicted_results_are_equal(name: str, script: Script, policy: Policy, room: int):
    model = script.model(name)
    memo.clear()
    cold, first = sending.send(name, script.body(name), model, policy)
    warm, second = sending.send(name, script.body(name), model, policy)
    tight, third = sending.send(name, script.body(name), model, dataclasses.replace(policy, memo_bytes=room))
    assert memo.RENDITIONS.weight <= room or not third.decisions
    assert json.dumps(cold) == json.dumps(warm) == json.dumps(tight)
    reports = [[_stable(d) for d in r.decisions] for r in (first, second, third)]
    assert reports[0] == reports[1] == reports[2]
