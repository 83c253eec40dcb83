"""With everything on, a conversation costs no more than without us while it attaches, loses no breakpoint, and heeds none that moves."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from support import bodies, pictures, sending
from support.bodies import Script
from support.routers import Says, Wild
from support.wire import Head, Piece, Step

from headroom_sdk.policy import Policy

BREAKPOINTS = {"openai_chat": "prompt_cache_breakpoint", "anthropic_messages": "cache_control"}

EVERYTHING = (
    Policy(router=Wild(), stateful="balanced"),
    Policy(router=Wild(), mode="aggressive", stateful="aggressive"),
    Policy(technique="crop", stateful="balanced"),  # type: ignore[arg-type]
    Policy(technique="full_low", stateful="balanced"),  # type: ignore[arg-type]
)
"""Whatever one of them does for one picture, another does otherwise; duplicates and attachments in all."""

QUESTIONS = (
    "The gist?", "What is the total?", "What does the footer say?", "Now the serial number in the first picture.",
    "And in the picture above?", "Give me its x, y coordinates.", "What is in the top right corner?", "Thanks!",
    "Compare all images.", "<system-reminder>Be brief.</system-reminder>", "第一张图片上写了什么？",
)  # fmt: skip


@st.composite
def chats(draw: st.DrawFn) -> Script:
    """Pictures, few and often the same, and questions about them, now and long after."""
    steps: list[Step] = []
    for _ in range(draw(st.integers(1, 5))):
        shown = draw(st.lists(bodies.shots("screen", "photo", "tall"), max_size=2))
        asked = draw(st.sampled_from(QUESTIONS))
        pieces = [*(Piece(kind="image", shot=shot) for shot in shown), Piece(kind="text", text=asked)]
        steps.append(Step(role="user", pieces=tuple(draw(st.permutations(pieces)))))
        steps.append(Step(role="assistant", pieces=(Piece(kind="text", text="ok"),)))
    head = draw(st.builds(Head, model=st.integers(0, 2), tools=st.sampled_from(["none", "none", "plain"])))
    return Script(head=head, steps=tuple(steps[:-1]))


def _requests(script: Script) -> list[int]:
    """The numbers of turns that the requests of a conversation have: one for each answer, and the newest."""
    return [n for n in range(1, len(script.steps) + 1) if script.steps[n - 1].role != "assistant"]


@st.composite
def long_chats(draw: st.DrawFn) -> Script:
    """One or two pictures and many questions: what is attached once is sent again on every later turn."""
    shots = draw(st.lists(bodies.shots("screen", "photo", "tall"), min_size=1, max_size=2))
    steps: list[Step] = []
    for _ in range(draw(st.integers(4, 16))):
        pieces = [Piece(kind="image", shot=shot) for shot in shots]
        pieces.append(Piece(kind="text", text=draw(st.sampled_from(QUESTIONS))))
        steps.append(Step(role="user", pieces=tuple(pieces)))
        steps.append(Step(role="assistant", pieces=(Piece(kind="text", text="ok"),)))
        shots = []
    return Script(head=Head(model=draw(st.integers(0, 2))), steps=tuple(steps[:-1]))


@pytest.mark.parametrize("name", bodies.DIALECTS)
@given(script=st.one_of(chats(), long_chats()), policy=st.sampled_from(EVERYTHING))
def test_a_conversation_costs_no_more_than_untouched_until_what_was_attached_says_so(
    name: str, script: Script, policy: Policy
):
    """Of every request: without attachments it costs no more than untouched; with them no more than untouched and what
    was attached. Of all requests so far: where something is attached they cost no more in sum, and once they do, for
    it is sent again and again, the report says by how much."""
    before = after = made = 0
    for n in _requests(script):
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
@given(script=chats(), policy=st.sampled_from(EVERYTHING))
def test_every_turn_is_sent_as_it_was_and_a_second_pass_changes_nothing(
    name: str, script: Script, policy: Policy
):
    model, earlier = script.model(name), "["
    for n in _requests(script):
        new, _ = sending.send(name, script.body(name, n), model, policy)
        now = json.dumps(bodies.turns(name, new))
        assert now.startswith(earlier.removesuffix("]"))
        earlier = now
        again, _ = sending.send(name, new, model, policy)
        assert again is new


@pytest.mark.parametrize("name", BREAKPOINTS)
@given(script=chats(), policy=st.sampled_from(EVERYTHING))
def test_a_breakpoint_that_moves_with_the_newest_message_changes_nothing(
    name: str, script: Script, policy: Policy
):
    """As callers do each turn: on the last block of the last message, be that a text or a picture."""
    earlier: list[Any] = []
    for n in _requests(script):
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
