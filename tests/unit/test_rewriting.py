"""A step is given, or gives, another request; several layers of ours rewrite it once."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from headroom_sdk import rewriting
from headroom_sdk.policy import Policy
from headroom_sdk.rewriting import Argument, Given, Reading, Returned


@dataclass
class Request:
    body: Any


class Body(dict):  # type: ignore[type-arg]
    """A dict that can be watched."""


READING = Reading(
    body=lambda request: getattr(request, "body", None),
    read=lambda owner, request, policy: request,
    write=lambda request, body: Request(body),
)
ARGUMENT = Argument(keyword="request", index=1)
GIVEN = Given(argument=ARGUMENT, reading=READING)
LAST = Given(argument=ARGUMENT, reading=READING, last_resort=True)
RETURNED = Returned(argument=ARGUMENT, reading=READING)
POLICY = Policy()


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Bodies in the order in which they were rewritten: each becomes ``{"new": …}``."""
    seen: list[Any] = []

    def transform(read: Callable[[], Any], write: Callable[[Any], Any], policy: Policy) -> Any:
        body = read().body
        seen.append(body)
        return None if body == "keep" else write(Body(new=body))

    async def atransform(*args: Any, **kwargs: Any) -> Any:
        return transform(*args)

    monkeypatch.setattr(rewriting, "transform", transform)
    monkeypatch.setattr(rewriting, "atransform", atransform)
    return seen


def send(kind: Any, request: Request) -> Request:
    return request


async def asend(kind: Any, request: Request) -> Request:
    return request


@pytest.mark.parametrize("by_keyword", [False, True])
async def test_the_step_is_given_the_new_request(by_keyword: bool) -> None:
    given = Request("old")
    args, kwargs = ((1,), {"request": given}) if by_keyword else ((1, given), {})
    for got in (
        GIVEN.run(POLICY, send, None, args, kwargs),
        await GIVEN.wait(POLICY, asend, None, args, kwargs),
    ):
        assert got.body == {"new": "old"}
    assert given.body == "old"
    assert kwargs in ({}, {"request": given})


async def test_an_unchanged_request_is_the_very_same_object(done: list[Any]) -> None:
    given = Request("keep")
    assert GIVEN.run(POLICY, send, None, (1, given), {}) is given
    assert await GIVEN.wait(POLICY, asend, None, (1, given), {}) is given
    assert RETURNED.run(POLICY, send, None, (1, given), {}) is given
    assert done == ["keep"] * 3


@pytest.mark.parametrize("request_", [None, Request(None), "no request"])
async def test_what_has_no_body_passes(request_: Any, done: list[Any]) -> None:
    assert GIVEN.run(POLICY, send, None, (1, request_), {}) is request_
    assert await GIVEN.wait(POLICY, asend, None, (1, request_), {}) is request_
    assert done == []


def test_a_call_without_the_argument_passes() -> None:
    assert GIVEN.run(POLICY, lambda *args: args, None, (1,), {}) == (1,)
    assert RETURNED.run(POLICY, lambda *args: args, None, (1,), {}) == (1,)


def test_layers_rewrite_once(done: list[Any]) -> None:
    def inner(kind: Any, request: Request) -> Any:
        return GIVEN.run(POLICY, send, None, (kind, request), {})

    assert GIVEN.run(POLICY, inner, None, (1, Request("old")), {}).body == {"new": "old"}
    assert done == ["old"]


async def test_layers_of_coroutines_rewrite_once(done: list[Any]) -> None:
    async def inner(kind: Any, request: Request) -> Any:
        return await GIVEN.wait(POLICY, asend, None, (kind, request), {})

    assert (await GIVEN.wait(POLICY, inner, None, (1, Request("old")), {})).body == {"new": "old"}
    assert done == ["old"]


def test_another_request_inside_is_rewritten_too(done: list[Any]) -> None:
    def inner(kind: Any, request: Request) -> Any:
        return GIVEN.run(POLICY, send, None, (kind, Request("other")), {})

    GIVEN.run(POLICY, inner, None, (1, Request("old")), {})
    assert done == ["old", "other"]


def test_the_last_resort_is_for_requests_that_came_past_the_rest(done: list[Any]) -> None:
    def inner(kind: Any, request: Request) -> Any:
        copied = Request(Body(request.body))  # some SDKs copy deeply on the way
        return LAST.run(POLICY, send, None, (kind, copied), {})

    assert GIVEN.run(POLICY, inner, None, (1, Request("old")), {}).body == {"new": "old"}
    assert done == ["old"]
    assert LAST.run(POLICY, send, None, (1, Request("passed by")), {}).body == {"new": "passed by"}


def test_the_request_that_a_step_makes_is_rewritten_once(done: list[Any]) -> None:
    def make(kind: Any, request: Request) -> Request:
        return Request(f"made of {request.body}")

    def inner(kind: Any, request: Request) -> Any:
        return RETURNED.run(POLICY, make, None, (kind, request), {})

    assert RETURNED.run(POLICY, inner, None, (1, Request("old")), {}).body == {"new": "made of old"}
    assert done == ["made of old"]


async def test_and_of_coroutines(done: list[Any]) -> None:
    async def inner(kind: Any, request: Request) -> Any:
        return await RETURNED.wait(POLICY, asend, None, (kind, request), {})

    assert (await RETURNED.wait(POLICY, inner, None, (1, Request("old")), {})).body == {"new": "old"}
    assert done == ["old"]


def test_an_error_of_the_step_comes_out_and_leaves_nothing_behind(done: list[Any]) -> None:
    def fail(kind: Any, request: Request) -> Any:
        raise KeyError

    for hook in (GIVEN, RETURNED):
        with pytest.raises(KeyError):
            hook.run(POLICY, fail, None, (1, Request("old")), {})
    assert LAST.run(POLICY, send, None, (1, Request("next")), {}).body == {"new": "next"}


def test_a_context_that_outlives_the_call_does_not_keep_the_body() -> None:
    import contextvars

    kept: list[Any] = []

    def start_a_task(kind: Any, request: Request) -> None:
        kept.append(contextvars.copy_context())
        kept.append(weakref.ref(request.body))

    GIVEN.run(POLICY, start_a_task, None, (1, Request("old")), {})
    gc.collect()
    context, body = kept
    assert body() is None
    later = context.run(LAST.run, POLICY, send, None, (1, Request("later")), {})
    assert later.body == {"new": "later"}, "in that context nothing is on its way any more"


SETTLING = Given(argument=ARGUMENT, reading=READING, settles=True)


async def test_what_a_settling_step_sends_is_left_alone_whatever_object_it_is(done: list[Any]) -> None:
    def inside(owner: Any, request: Request) -> list[Any]:
        other = Request({"made of": request.body})
        return [
            hook.run(POLICY, send, None, ("kind", other), {}) for hook in (GIVEN, LAST, RETURNED, SETTLING)
        ]

    async def ainside(owner: Any, request: Request) -> list[Any]:
        return inside(owner, request)

    first = SETTLING.run(POLICY, inside, None, ("kind", Request("a")), {})
    second = await SETTLING.wait(POLICY, ainside, None, ("kind", Request("b")), {})
    assert done == ["a", "b"]
    assert [request.body for request in first] == [{"made of": {"new": "a"}}] * 4
    assert [request.body for request in second] == [{"made of": {"new": "b"}}] * 4
    GIVEN.run(POLICY, send, None, ("kind", Request("c")), {})
    assert done == ["a", "b", "c"]
