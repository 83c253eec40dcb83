"""Old screenshots are left out on request, in chunks that pay for the cache that they break."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support import bodies, pictures, sending
from support.bodies import Script
from support.routers import Says
from support.wire import Head, Piece, Step

from headroom_sdk import ConfigurationError, Policy, references
from headroom_sdk.ageing import chunk
from headroom_sdk.report import Report

KEEP = 4


def script(shots: int, **head: Any) -> Script:
    steps = [Step(role="user", pieces=(Piece(kind="text", text="Watch the page."),))]
    names = ("screen", "photo", "tall", "wide")
    for n in range(shots):
        steps.append(Step(role="assistant", pieces=(Piece(kind="text", text=f"look {n}"),), call={"n": n}))
        steps.append(Step(role="tool", pieces=(Piece(kind="image", shot=pictures.shot(names[n % 4])),)))
    return Script(head=Head(tools="plain", **head), steps=tuple(steps))


def send(
    shots: int, keep: int | None = KEEP, name: str = "anthropic_messages", **head: Any
) -> tuple[Any, Report]:
    given = script(shots, **head)
    policy = Policy(router=Says(), keep_recent_images=keep)
    return sending.send(name, given.body(name), given.model(name), policy)


def left_out(report: Report) -> list[bool]:
    return [decision.text == references.LEFT_OUT for decision in report.decisions]


@pytest.mark.parametrize("keep", [1, 2, 4, 10, 30])
def test_a_chunk_pays_for_the_break_and_one_less_would_not(keep: int):
    for provider, read, write in (("anthropic", 0.1, 1.25), ("openai", 0.1, 1.25), ("google", 0.1, 1.0)):
        size = chunk(keep, provider)  # type: ignore[arg-type]
        assert size * size * read >= keep * (write - read) - 1e-9
        assert size == 1 or (size - 1) ** 2 * read < keep * (write - read)


@pytest.mark.parametrize(
    "name", ["anthropic_messages", "openai_responses", "openai_chat", "gemini_interactions"]
)
def test_older_ones_are_left_out_a_chunk_at_a_time(name: str):
    provider = sending.dialect(name).provider
    size = chunk(KEEP, provider)
    for shots in (KEEP, KEEP + size - 1, KEEP + size, KEEP + 2 * size - 1, KEEP + 2 * size):
        new, report = send(shots, name=name)
        gone = max(0, shots - KEEP) // size * size
        assert left_out(report) == [True] * gone + [False] * (shots - gone)
        assert json.dumps(new).count(references.LEFT_OUT) == gone


def test_between_two_chunks_the_prefix_holds():
    size = chunk(KEEP, "anthropic")
    earlier: list[Any] = []
    breaks = 0
    for shots in range(1, KEEP + 3 * size):
        turns = bodies.turns("anthropic_messages", send(shots)[0])
        breaks += turns[: len(earlier)] != earlier
        earlier = turns
    assert breaks == 2


def test_the_report_says_what_a_break_costs():
    _, report = send(KEEP + chunk(KEEP, "anthropic"))
    first = report.decisions[0]
    assert "breaks the cache for about" in first.reason and "saved on every turn" in first.reason
    assert (first.tokens_after or 0) < (first.tokens_before or 0)


def test_a_second_pass_leaves_out_no_more():
    once, _ = send(KEEP + chunk(KEEP, "anthropic") + 2)
    policy = Policy(router=Says(), keep_recent_images=KEEP)
    twice, _ = sending.send("anthropic_messages", once, None, policy)
    assert twice is once


def test_pictures_of_users_and_of_the_providers_computer_tool_stay():
    user = Step(role="user", pieces=(Piece(kind="image", shot=pictures.shot("screen")),))
    chat = Script(
        head=Head(), steps=(user, Step(role="assistant", pieces=(Piece(kind="text", text="ok"),))) * 20
    )
    policy = Policy(router=Says(), keep_recent_images=1, technique="preserve")  # type: ignore[arg-type]
    _, report = sending.send("anthropic_messages", chat.body("anthropic_messages"), None, policy)
    assert not any(left_out(report))
    given = Script(head=Head(tools="computer"), steps=script(20).steps)
    _, report = sending.send("anthropic_messages", given.body("anthropic_messages"), None, policy)
    assert not any(decision.changed for decision in report.decisions)


def test_nothing_is_left_out_unless_asked_for():
    assert not any(left_out(send(30, keep=None)[1]))


def test_a_number_below_one_is_refused():
    with pytest.raises(ConfigurationError, match="keep_recent_images"):
        Policy(keep_recent_images=0)
