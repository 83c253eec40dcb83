"""With everything on, a conversation costs no more than without us while it attaches, loses no breakpoint, and heeds none that moves."""

from __future__ import annotations

import copy
import dataclasses
import json
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from support import bodies, pictures, sending
from support.bodies import Script
from support.routers import Says, Wild
from support.wire import Head, Piece, Step

from headroom_sdk import memo
from headroom_sdk.policy import Policy

BREAKPOINTS = {"openai_chat": "prompt_cache_breakpoint", "anthropic_messages": "cache_control"}

EVERYTHING = (
    Policy(router=Wild(), stateful="balanced"),
    Policy(router=Wild(), mode="aggressive", stateful="aggressive"),
    Policy(technique="crop", stateful="balanced"),  # type: ignore[arg-type]
    Policy(technique="full_low", stateful="balanced"),  # type: ignore[arg-type]
    Policy(router=Wild(), decide_by="picture", lift_images=True),
    Policy(router=Wild(), honour_detail=False, min_saving=0.3, max_shrink=0.3, lift_images=True),
)
"""Whatever one of them does for one picture, another does otherwise; duplicates and attachments in all."""


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=st.one_of(bodies.chats(), bodies.long_chats()), policy=st.sampled_from(EVERYTHING))
def test_a_conversation_costs_no_more_than_untouched_until_what_was_attached_says_so(
    name: str, script: Script, policy: Policy
):
    """Of every request: without attachments it costs no more than untouched; with them no more than untouched and what
    was attached. Of all requests so far: where something is attached they cost no more in sum, and once they do, for
    it is sent again and again, the report says by how much."""
    before = after = made = 0
    for n in bodies.requests(script):
        _, report = sending.send(name, script.body(name, n), script.model(name), policy)
        attached = sum(d.tokens_after or 0 for d in report.attachments)
        assert report.tokens_after - attached <= report.tokens_before
        assert all(d.reason and d.changed and d.tokens_before == 0 for d in report.attachments)
        before, after = before + report.tokens_before, after + report.tokens_after
        if len(report.attachments) > made:
            assert after <= before
        dearer = [w for w in report.warnings if "more by now than this conversation saved" in w]
        assert bool(dearer) == (after > before)
        assert not dearer or f"{after - before:,} tokens" in dearer[0]
        made = len(report.attachments)
        event(
            f"attached: {made}, references: {sum('[same image]' in (d.text or '') for d in report.decisions)}, "
            f"dearer: {bool(dearer)}"
        )


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(
    script=bodies.chats(),
    policy=st.sampled_from(EVERYTHING),
    memory=st.sampled_from(["warm", "cold", 0, 9_000]),
)
def test_every_turn_is_sent_as_it_was_and_a_second_pass_changes_nothing(
    name: str, script: Script, policy: Policy, memory: str | int
):
    """*memory*: of this process, of a new one, or with room for so many bytes of pictures."""
    model, earlier = script.model(name), "["
    if isinstance(memory, int):
        policy = dataclasses.replace(policy, memo_bytes=memory)
    for n in bodies.requests(script):
        if memory == "cold":
            memo.clear()
        new, _ = sending.send(name, script.body(name, n), model, policy)
        now = json.dumps(bodies.turns(name, new))
        assert now.startswith(earlier.removesuffix("]"))
        earlier = now
        again, _ = sending.send(name, new, model, policy)
        assert again is new


@pytest.mark.parametrize("name", BREAKPOINTS)
@given(script=bodies.chats(), policy=st.sampled_from(EVERYTHING))
def test_a_breakpoint_that_moves_with_the_newest_message_changes_nothing(
    name: str, script: Script, policy: Policy
):
    """As callers do each turn: on the last block of the last message, be that a text or a picture."""
    earlier: list[Any] = []
    for n in bodies.requests(script):
        body = script.body(name, n)
        _spread(body)
        body["messages"][-1]["content"][-1][BREAKPOINTS[name]] = {"type": "ephemeral"}
        new, _ = sending.send(name, body, script.model(name), policy)
        assert json.dumps(new).count('"ephemeral"') == 1
        now = _without(BREAKPOINTS[name], new["messages"])
        assert now[: len(earlier)] == earlier
        earlier = now


def _spread(body: Any) -> None:
    for message in body["messages"]:
        if isinstance(message["content"], str):
            message["content"] = [{"type": "text", "text": message["content"]}]


def _without(key: str, node: Any) -> Any:
    node = copy.deepcopy(node)
    stack = [node]
    while stack:
        found = stack.pop()
        if isinstance(found, dict):
            found.pop(key, None)
            stack += found.values()
        elif isinstance(found, list):
            stack += found
    return node


@pytest.mark.parametrize("preamble", ["long", "reminder"])
def test_what_stands_before_a_question_does_not_hide_it(preamble: str):
    before = (
        "You are careful. " * 2_000
        if preamble == "long"
        else "<system-reminder>Todo: none.</system-reminder>\n"
    )
    shot, asked = pictures.shot("screen"), "What is the serial number?"
    router = Says()
    pieces = (Piece(kind="image", shot=shot), Piece(kind="text", text=before + asked))
    script = Script(head=Head(), steps=(Step(role="user", pieces=pieces),))
    sending.send("openai_responses", script.body("openai_responses"), "gpt-5.6", Policy(router=router))
    assert router.asked == [before + asked]
