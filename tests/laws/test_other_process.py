"""The prefix and idempotence laws hold across processes: the same bytes for the same turn, with an empty memory."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support import bodies, sending
from support.bodies import Script
from support.other_process import send_elsewhere


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(
    scripts=st.lists(bodies.scripts(min_steps=2, max_steps=4), min_size=8, max_size=8),
    turns=st.integers(1, 4),
    first=st.sampled_from([0, 4, 8]),
)
def test_prefixes_and_second_passes_are_alike_elsewhere(scripts: list[Script], turns: int, first: int):
    requests, expected = [], []
    for number, script in enumerate(scripts):
        name = bodies.DIALECTS[number % len(bodies.DIALECTS)]
        policy = (number + first) % len(sending.POLICIES)
        model = script.model(name)
        sent, _ = sending.send(name, script.body(name), model, sending.POLICIES[policy])
        common = {"name": name, "model": model, "policy": policy}
        requests.append({**common, "body": sent})
        expected.append((name, sent, None))
        requests.append({**common, "body": script.body(name, turns)})
        expected.append((name, sent, turns))
    for (name, sent, part), other in zip(expected, send_elsewhere(requests), strict=True):
        if part is None:
            assert other == json.loads(json.dumps(sent))
        else:
            prefix = bodies.turns(name, other)
            assert prefix == bodies.turns(name, sent)[: len(prefix)]
