"""The prefix and idempotence laws hold across processes: the same bytes for the same turn, with an empty memory."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, event, given, settings
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


CHANGING = [n for n, policy in enumerate(sending.POLICIES) if policy.mode != "lossless" and n > 2]
"""Policies that leave something for a later question to ask for."""


@settings(max_examples=3, suppress_health_check=list(HealthCheck))
@given(scripts=st.lists(bodies.chats(), min_size=24, max_size=24), first=st.integers(0, 23))
def test_references_and_attachments_are_the_same_elsewhere(scripts: list[Script], first: int):
    """All requests of a chat in this process, each of them with nothing before it in another."""
    requests, expected, attached = [], [], 0
    for number, script in enumerate(scripts):
        name = bodies.DIALECTS[number % len(bodies.DIALECTS)]
        policy = CHANGING[(number // len(bodies.DIALECTS) + first) % len(CHANGING)]
        model = script.model(name)
        for n in bodies.requests(script):
            sent, report = sending.send(name, script.body(name, n), model, sending.POLICIES[policy])
            attached += len(report.attachments)
            expected.append(sent)
            requests.append({"name": name, "model": model, "policy": policy, "body": script.body(name, n)})
    order = sorted(range(len(requests)), key=lambda n: (n * 7919 + first) % len(requests))
    there = send_elsewhere([requests[n] for n in order])
    assert [json.dumps(body) for body in there] == [json.dumps(expected[n]) for n in order]
    event(f"attached: {min(attached, 10)} or more")
