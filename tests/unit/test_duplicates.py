"""A picture that was sent before in the same conversation is referred to, where nothing is lost by it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from support import bodies, pictures, sending, wire
from support.bodies import Script
from support.routers import Says
from support.wire import Head, Piece, Step

from headroom_sdk import Policy, Technique, references
from headroom_sdk.report import Report

SCREEN, PHOTO = pictures.shot("screen"), pictures.shot("photo")
UNSURE = Policy(router=Says(), stateful="balanced")
FULL_LOW = Policy(technique=Technique.FULL_LOW)
AGAIN = references.same(1)


def text(words: str) -> Piece:
    return Piece(kind="text", text=words)


def picture(shot: pictures.Shot = SCREEN, **fields: Any) -> Piece:
    return Piece(kind="image", shot=shot, **fields)


def user(*pieces: Piece) -> Step:
    return Step(role="user", pieces=pieces)


def answer(words: str = "ok") -> Step:
    return Step(role="assistant", pieces=(text(words),))


def conversation(*steps: Step, **head: Any) -> Script:
    return Script(head=Head(**head), steps=steps)


def send(
    script: Script, policy: Policy | None = None, name: str = "anthropic_messages"
) -> tuple[Any, Report]:
    return sending.send(name, script.body(name), script.model(name), policy or UNSURE)


TWICE = conversation(
    user(picture(), text("What is the total?")), answer(), user(picture(), text("And the first row?"))
)


@pytest.mark.parametrize("name", bodies.DIALECTS)
def test_the_second_copy_becomes_a_reference(name: str):
    new, report = send(TWICE, name=name)
    first, second = report.decisions
    assert second.text == AGAIN and second.changed and second.technique is Technique.PRESERVE
    assert (second.tokens_after or 0) < (second.tokens_before or 0) and second.bytes_after == 0
    assert first.text is None
    turns = bodies.turns(name, new)
    assert AGAIN in json.dumps(turns[2]) and "base64" not in json.dumps(turns[2])
    assert len(json.dumps(turns[2])) < 1_000


def test_it_says_which_one_counted_backwards():
    script = conversation(
        user(picture(), text("What?")), user(picture(PHOTO), text("And this?")), user(picture())
    )
    _, report = send(script)
    assert report.decisions[2].text == references.same(2)
    assert "2nd image above, counting backwards" in (report.decisions[2].text or "")


def test_a_picture_that_nobody_can_see_counts_too():
    seen, unseen = picture(), Piece(kind="url", shot=PHOTO)
    _, report = send(conversation(user(seen, text("What?")), user(unseen), user(seen)))
    assert report.decisions[2].text == references.same(2)


def test_a_third_copy_refers_to_the_picture_and_not_to_a_reference():
    _, report = send(conversation(user(picture(), text("A?")), user(picture()), user(picture())))
    assert [d.text for d in report.decisions] == [None, AGAIN, AGAIN]


def test_not_within_one_message():
    _, report = send(conversation(user(picture(), picture(), text("Which differs?"))))
    assert [d.text for d in report.decisions] == [None, None]


def test_not_in_mode_lossless():
    _, report = send(TWICE, Policy(mode="lossless"))
    assert [d.text for d in report.decisions] == [None, None]


def test_not_where_the_server_keeps_the_pictures_unless_told_so():
    script = conversation(*TWICE.steps, stored=True)
    assert send(script, Policy(router=Says()))[1].decisions[1].text is None
    assert send(script, UNSURE)[1].decisions[1].text == AGAIN


def test_not_where_every_picture_is_to_be_preserved():
    assert send(TWICE, Policy(technique=Technique.PRESERVE))[1].decisions[1].text is None


@pytest.mark.parametrize("detail", ["high", "low"])
def test_not_where_the_caller_set_a_detail(detail: str):
    script = conversation(
        user(picture(detail=detail), text("?")), user(picture(detail=detail), text("And now?"))
    )
    assert send(script, name="openai_chat")[1].decisions[1].text is None


def test_not_where_the_earlier_one_was_sent_with_less_detail():
    script = conversation(user(picture(detail="low"), text("?")), user(picture(), text("And now?")))
    assert send(script, name="openai_chat")[1].decisions[1].text is None


def test_not_a_picture_that_its_sender_wants_refused():
    script = conversation(user(picture(), text("?")), user(picture(detail="high"), text("And?")))
    assert send(script)[1].decisions[1].text is None  # detail "high" writes oversized_image "error" there


def test_not_where_no_text_may_stand():
    quoted = picture(spelling=2)  # inside a document: citations count its blocks
    assert send(conversation(user(picture(), text("?")), user(quoted)))[1].decisions[1].text is None


def test_not_where_the_picture_costs_no_more_than_the_words():
    icon = picture(pictures.shot("icon"))
    _, report = send(conversation(user(icon, text("?")), user(icon)), name="openai_responses")
    assert report.decisions[1].text is None


def test_not_for_the_providers_own_computer_tool():
    body = conversation(*TWICE.steps, tools="computer")
    new, report = send(body)
    assert [d.changed for d in report.decisions] == [False, False]
    assert new == body.body("anthropic_messages")


def test_not_where_it_cannot_be_counted():
    _, report = send(conversation(*TWICE.steps, model=3))
    assert [d.changed for d in report.decisions] == [False, False]


def test_lossy_renditions_that_are_alike_stand_for_each_other():
    _, report = send(TWICE, FULL_LOW)
    assert report.decisions[0].technique is Technique.FULL_LOW and report.decisions[1].text == AGAIN


class Router:
    """Sure of little where the question speaks of the whole, of nothing elsewhere."""

    name = "by the word 'gist'"

    def route(self, picture: Any, question: str) -> Any:
        from headroom_sdk.routing.route import EDGES, Route

        p = 1.0 if "gist" in question else 0.0
        return Route(full_low=(p,) * len(EDGES), crop=0.0, transcode=0.0, reason="told")


def test_a_question_that_needs_more_than_was_sent_gets_the_picture():
    script = conversation(
        user(picture(), text("The gist?")),
        user(picture(), text("Every word!")),
        user(picture(), text("The gist?")),
    )
    _, report = send(script, Policy(router=Router()))
    low, full, reference = report.decisions
    assert (low.technique, low.text) == (Technique.FULL_LOW, None)
    assert full.technique is Technique.PRESERVE and full.text is None
    assert reference.text == AGAIN


def test_places_to_click_may_be_found_in_the_same_picture_sent_whole():
    script = conversation(*TWICE.steps, tools="coordinates")
    _, report = send(script)
    assert not report.decisions[0].changed and report.decisions[1].text == AGAIN


def test_places_to_click_are_not_looked_for_in_a_smaller_one():
    script = conversation(
        user(picture(), text("What is it?")), user(picture(), text("Coordinates of row 3?"))
    )
    _, report = send(script, FULL_LOW)
    assert report.decisions[0].sizes != ((1600, 1000),)
    assert report.decisions[1].text is None and not report.decisions[1].changed


@pytest.mark.parametrize("name", bodies.BATCHED)
def test_every_entry_of_a_batch_is_a_conversation_of_its_own(name: str):
    one = conversation(user(picture(), text("?")))
    batch = bodies.batch(name, [one.body(name), one.body(name), TWICE.body(name)])
    _, report = sending.send(name, batch, wire.MODELS[name][0], UNSURE)
    assert [d.text for d in report.decisions] == [None, None, None, AGAIN]


def test_a_breakpoint_and_what_else_stands_on_the_block_around_it_stay():
    body = TWICE.body("anthropic_messages")
    block = body["messages"][2]["content"][0]
    block["cache_control"] = {"type": "ephemeral", "ttl": "1h"}
    new, _ = sending.send("anthropic_messages", body, "claude-haiku-4-5", UNSURE)
    assert new["messages"][2]["content"][0] == {
        "type": "text",
        "text": AGAIN,
        "cache_control": {"type": "ephemeral", "ttl": "1h"},
    }


def test_a_tool_result_that_shows_the_same_page_again():
    steps = (
        user(text("Watch the page.")),
        Step(role="assistant", pieces=(text("look"),), call={"n": 1}),
        Step(role="tool", pieces=(picture(),)),
        Step(role="assistant", pieces=(text("again"),), call={"n": 2}),
        Step(role="tool", pieces=(picture(),)),
    )
    new, report = send(conversation(*steps, tools="plain"))
    assert report.decisions[1].text == AGAIN
    (result,) = new["messages"][4]["content"]
    assert result["content"] == [{"type": "text", "text": AGAIN}]


def test_when_old_messages_are_dropped_the_first_copy_left_is_the_picture_again():
    """The message that the application dropped was the beginning of the prompt: no cache survives that, with us or
    without. Behind it, nothing changes but the picture that would otherwise be in no message at all, and how far back
    a reference across it points."""
    steps = (
        user(picture(PHOTO), text("What is it?")), answer("a ramp"),
        user(picture(), text("And this?")), answer("a table"),
        user(picture(), text("Read it again.")), answer("rows"),
        user(picture(PHOTO), text("Which is larger?")), answer("both"),
        user(picture(), text("And now?")),
    )  # fmt: skip
    whole, _ = send(conversation(*steps))
    before = copy.deepcopy(whole["messages"])
    for dropped, first_copies, across in ((2, [4], [6]), (4, [0, 2], [4])):
        left, _ = send(conversation(*steps[dropped:]))
        pairs = list(zip(before[dropped:], left["messages"], strict=True))
        assert [n for n, (a, b) in enumerate(pairs) if a != b] == sorted(first_copies + across)
        assert all(left["messages"][n]["content"][0]["type"] == "image" for n in first_copies)
        assert all(left["messages"][n]["content"][0]["text"] == references.same(2) for n in across)
        # Turn by turn from here on, the prefix holds again.
        shorter, _ = send(conversation(*steps[dropped:-2]))
        assert left["messages"][: len(shorter["messages"])] == shorter["messages"]
