"""Of the techniques that the answer survives the cheapest is taken, and nobody is asked where nothing is to gain."""

from __future__ import annotations

from typing import Any

import pytest
from support import pictures, sending
from support.routers import Says

from headroom_sdk import Policy, Technique
from headroom_sdk.errors import ConfigurationError
from headroom_sdk.picture.types import Picture
from headroom_sdk.report import Decision
from headroom_sdk.routing.route import EDGES, Route

QUESTION = "What is in the top left corner?"


def decided(
    policy: Policy, *, query: str = QUESTION, shot: str = "screen", model: str = "gpt-5.6"
) -> Decision:
    image: dict[str, Any] = {"type": "image_url", "image_url": {"url": pictures.shot(shot).url}}
    text = [{"type": "text", "text": query}] if query else []
    body = {"model": model, "messages": [{"role": "user", "content": [*text, image]}]}
    _, report = sending.send("openai_chat", body, model, policy)
    (decision,) = report.decisions
    return decision


def test_a_router_that_is_not_sure_leaves_the_picture_whole():
    decision = decided(Policy(router=Says(full_low=0.94)))
    assert decision.technique is Technique.PRESERVE
    assert dict(decision.probabilities)["full_low"] == 0.94


def test_one_that_is_sure_sends_it_small_and_says_how_sure():
    decision = decided(Policy(router=Says(full_low=0.96)))
    assert decision.technique is Technique.FULL_LOW and decision.changed
    assert decision.confidence == 0.96
    assert max(decision.sizes[0]) >= 512


def test_aggressive_takes_a_lower_bar():
    assert decided(Policy(router=Says(full_low=0.9))).technique is Technique.PRESERVE
    assert decided(Policy(router=Says(full_low=0.9), mode="aggressive")).technique is Technique.FULL_LOW


def test_a_router_may_have_bars_of_its_own():
    class Strict(Says):
        def bar(self, mode: str, technique: Technique) -> float:
            return 0.99

    assert decided(Policy(router=Strict(full_low=0.98))).technique is Technique.PRESERVE
    assert decided(Policy(router=Strict(full_low=0.99))).technique is Technique.FULL_LOW


def test_a_part_is_sent_where_the_whole_would_not_do():
    decision = decided(Policy(router=Says(crop=0.99)))
    assert decision.technique is Technique.CROP and decision.regions
    assert decision.confidence <= 0.99


def test_the_cheaper_of_two_that_clear_the_bar_is_taken():
    low, crop = (decided(Policy(router=r)) for r in (Says(full_low=1.0), Says(crop=1.0)))
    both = decided(Policy(router=Says(full_low=1.0, crop=1.0)))
    assert both.tokens_after == min(low.tokens_after or 0, crop.tokens_after or 0)


@pytest.mark.parametrize("model", ["gpt-4o", "gpt-5.6", "claude-haiku-4-5"])
def test_a_larger_size_is_taken_where_only_that_survives(model: str):
    class Needs1024(Says):
        def route(self, picture: Picture, question: str) -> Route:
            low = tuple(1.0 if edge >= 1024 else 0.0 for edge in EDGES)
            return Route(full_low=low, crop=0.0, transcode=0.0, reason="a test")

    decision = decided(Policy(router=Needs1024()), model=model)
    kept = decided(Policy(router=Says()), model=model)
    assert (decision.tokens_after or 0) <= (kept.tokens_after or 0)
    if decision.technique is Technique.FULL_LOW:
        assert max(decision.sizes[0]) >= 1024


@pytest.mark.parametrize(
    ("policy", "query", "shot"),
    [
        (Policy(router=Says(full_low=1.0)), "", "screen"),
        (Policy(router=Says(full_low=1.0), mode="lossless"), QUESTION, "screen"),
        (Policy(router=Says(full_low=1.0)), QUESTION, "icon"),
        (Policy(router=Says(full_low=1.0)), "Give me the coordinates of the button", "screen"),
        (Policy(router=Says(full_low=1.0), technique="preserve"), QUESTION, "screen"),  # type: ignore[arg-type]
    ],
)
def test_nobody_is_asked_where_nothing_lossy_may_be_done_or_gained(policy: Policy, query: str, shot: str):
    assert isinstance(policy.router, Says)
    policy.router.asked.clear()
    decision = decided(policy, query=query, shot=shot)
    assert decision.technique is Technique.PRESERVE and decision.probabilities == ()
    assert policy.router.asked == []


def test_a_router_that_fails_costs_a_saving_and_no_more():
    class Broken(Says):
        def route(self, picture: Picture, question: str) -> Route:
            raise RuntimeError("no weights")

    decision = decided(Policy(router=Broken()))
    assert decision.technique is Technique.PRESERVE and "no weights" in decision.reason
    with pytest.raises(RuntimeError, match="no weights"):
        decided(Policy(router=Broken(), on_error="raise"), shot="wide")


def test_what_is_no_router_is_an_error_that_says_what_one_is():
    with pytest.raises(ConfigurationError, match="route"):
        Policy(router=object())  # type: ignore[arg-type]


def test_policies_with_other_routers_decide_apart():
    assert Policy(router=Says(full_low=1.0)).fingerprint() != Policy(router=Says()).fingerprint()
