"""Who is active for a call: the order of precedence, in any order of entering and leaving."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import headroom_sdk as headroom
from headroom_sdk import activation, adapter
from headroom_sdk.activation import active, mark, unmark
from headroom_sdk.errors import (
    ConfigurationError,
    HeadroomError,
    MissingExtra,
    UnsupportedClient,
    UnsupportedVersion,
)
from headroom_sdk.policy import Policy

A, B, C = (Policy(min_saving=x) for x in (0.2, 0.3, 0.4))


class Client:
    """Somebody's client."""


class Made:
    """An adapter for :class:`Client`."""

    name, extra, requires, clients = "made", "made-extra", "made>=1.0", "Client"

    def __init__(self) -> None:
        self.installs = 0
        self.fault: Exception | None = None

    def serves(self, client: object) -> bool:
        return isinstance(client, Client)

    def install(self) -> None:
        self.installs += 1
        if self.fault:
            raise self.fault

    def wrap(self, client: Any, policy: Policy) -> None:
        mark(client, policy)

    def unwrap(self, client: Any) -> None:
        unmark(client)

    def hooks(self) -> dict[str, bool]:
        return {"made.step": True}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """The only adapter that there is, its SDK installed."""
    one = Made()
    monkeypatch.setattr(adapter, "entry_points", lambda: {"made": None})
    monkeypatch.setattr(adapter, "load", lambda name: one)
    monkeypatch.setattr(adapter, "is_installed", lambda name: True)
    monkeypatch.setattr(activation, "_said", set())
    yield one
    assert activation._process == ()


@pytest.fixture
def client(made: Made) -> Client:
    return Client()


def test_nobody_is_active_by_itself(client: Client) -> None:
    assert active(client, "made") is None


def test_a_wrapped_client_has_its_policy_and_others_have_none(client: Client) -> None:
    assert headroom.wrap(client, policy=A) is client
    assert active(client, "made") is A
    assert active(Client(), "made") is None
    assert headroom.unwrap(client) is client
    assert active(client, "made") is None


def test_wrapping_again_replaces_the_policy(client: Client) -> None:
    headroom.wrap(headroom.wrap(client, policy=A), policy=B)
    assert active(client, "made") is B
    headroom.unwrap(client)
    assert active(client, "made") is None


def test_unwrapping_what_is_not_wrapped_does_nothing(client: Client) -> None:
    assert headroom.unwrap(client) is client


def test_without_a_policy_the_environment_decides(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADROOM_SDK_MODE", "aggressive")
    headroom.wrap(client)
    with headroom.patch():
        assert active(client, "made") == active(Client(), "made") == Policy.from_env()
        assert Policy.from_env().mode == "aggressive"


def test_a_bad_environment_is_said_when_wrapping_and_not_when_calling(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADROOM_SDK_MODE", "heroic")
    with pytest.raises(ConfigurationError, match="heroic"):
        headroom.wrap(client)
    with pytest.raises(ConfigurationError, match="heroic"):
        headroom.patch().start()


def test_the_innermost_patch_counts(client: Client) -> None:
    with headroom.patch(policy=A):
        assert active(client, "made") is A
        with headroom.patch(policy=B):
            assert active(client, "made") is B
        assert active(client, "made") is A
    assert active(client, "made") is None


def test_precedence(client: Client) -> None:
    with headroom.patch(policy=A, scope="context"), headroom.patch(policy=B):
        assert active(client, "made") is A, "a patch of this context before one of the process"
        headroom.wrap(client, policy=C)
        assert active(client, "made") is C, "a wrapped client before every patch"
        with headroom.using(B):
            assert active(client, "made") is B, "using() in the place of whichever it is"
            with headroom.paused():
                assert active(client, "made") is None, "paused() before all"


def test_patches_may_be_left_in_any_order(client: Client) -> None:
    first, second = headroom.patch(policy=A), headroom.patch(policy=B)
    first.start()
    second.start()
    first.stop()
    assert active(client, "made") is B
    second.stop()
    assert active(client, "made") is None
    second.stop()


def test_a_patch_can_be_entered_again_while_it_holds(client: Client) -> None:
    one = headroom.patch(policy=A)
    with one, one:
        assert active(client, "made") is A
    assert active(client, "made") is None
    with one:
        assert active(client, "made") is A


def test_a_patch_holds_only_for_what_it_names(client: Client) -> None:
    with headroom.patch("made", policy=A):
        assert active(client, "made") is A
        assert active(client, "other") is None


@pytest.mark.parametrize("name", ["made", "made-extra", "made_extra", "MADE"])
def test_names_may_be_spelled_as_people_do(made: Made, name: str) -> None:
    with headroom.patch(name):
        assert active(Client(), "made") is not None


@pytest.mark.parametrize("name", ["mad", "", None, 3])
def test_an_unknown_name_is_an_error_that_lists_the_known(made: Made, name: Any) -> None:
    with pytest.raises(ConfigurationError, match="made"):
        headroom.patch(name)


def test_patch_without_parentheses_is_an_error_that_says_how(made: Made) -> None:
    with pytest.raises(ConfigurationError, match=r"@patch\(\)"):

        @headroom.patch  # type: ignore[arg-type]
        def work() -> None: ...


def test_an_unknown_scope_is_an_error(made: Made) -> None:
    with pytest.raises(ConfigurationError, match="process, context"):
        headroom.patch(scope="thread")  # type: ignore[arg-type]


@pytest.mark.parametrize("call", [headroom.wrap, headroom.patch, headroom.using])
def test_what_is_no_policy_is_an_error(call: Callable[..., Any], client: Client) -> None:
    with pytest.raises(ConfigurationError, match="Policy"):
        if call is headroom.wrap:
            call(client, policy="lossless")
        elif call is headroom.patch:
            call(policy={"mode": "lossless"})
        else:
            call(None)


def test_a_patch_of_the_process_reaches_other_threads_and_one_of_the_context_does_not(client: Client) -> None:
    def elsewhere() -> Policy | None:
        seen: list[Policy | None] = []
        run = contextvars.Context().run  # what a new thread has before Python 3.14
        thread = threading.Thread(target=run, args=(lambda: seen.append(active(client, "made")),))
        thread.start()
        thread.join()
        return seen[0]

    with headroom.patch(policy=A):
        assert elsewhere() is A
    with headroom.patch(policy=A, scope="context"):
        assert active(client, "made") is A
        assert elsewhere() is None
    with headroom.patch(policy=A), headroom.paused():
        assert elsewhere() is A, "a pause is this context's own"


async def test_tasks_have_what_they_were_started_in(client: Client) -> None:
    ready, go = asyncio.Event(), asyncio.Event()

    async def look() -> Policy | None:
        ready.set()
        await go.wait()
        return active(client, "made")

    outside = asyncio.create_task(look())
    await ready.wait()
    async with headroom.patch(policy=A, scope="context"):
        inside = asyncio.create_task(look())
        go.set()
        assert await outside is None
        assert await inside is A


async def test_two_tasks_may_share_one_patch_of_the_context(client: Client) -> None:
    shared = headroom.patch(policy=A, scope="context")
    first_in, second_in, first_out = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def first() -> None:
        with shared:
            first_in.set()
            await second_in.wait()
        first_out.set()

    async def second() -> Policy | None:
        await first_in.wait()
        with shared:
            second_in.set()
            await first_out.wait()
            return active(client, "made")

    _, seen = await asyncio.gather(first(), second())
    assert seen is A
    assert active(client, "made") is None


def test_a_patch_left_in_another_context_is_left(client: Client) -> None:
    one = headroom.patch(policy=A, scope="context").start()
    contextvars.copy_context().run(one.stop)
    assert active(client, "made") is None


@pytest.mark.parametrize("value", ["off", "OFF", "0", "false", "no"])
def test_the_environment_switches_everything_off(
    client: Client, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    headroom.wrap(client)
    with headroom.patch():
        monkeypatch.setenv("HEADROOM_SDK", value)
        assert active(client, "made") is None
        assert active(Client(), "made") is None
        monkeypatch.setenv("HEADROOM_SDK", "on")
        assert active(client, "made") is not None


def test_using_activates_nothing(client: Client) -> None:
    with headroom.using(A):
        assert active(client, "made") is None


def test_the_innermost_using_counts(client: Client) -> None:
    headroom.wrap(client, policy=A)
    with headroom.using(B):
        with headroom.using(C):
            assert active(client, "made") is C
        assert active(client, "made") is B
    assert active(client, "made") is A


def test_decorated_functions_are_active_inside_only(client: Client) -> None:
    @headroom.patch(policy=A)
    def work() -> Policy | None:
        return active(client, "made")

    @headroom.paused()
    def quiet() -> Policy | None:
        return work()

    assert work() is A
    assert quiet() is None
    assert active(client, "made") is None


async def test_decorated_coroutines_run_side_by_side(client: Client) -> None:
    @headroom.patch(policy=A, scope="context")
    async def work(seconds: float) -> Policy | None:
        await asyncio.sleep(seconds)
        return active(client, "made")

    assert await asyncio.gather(work(0.02), work(0), work(0.01)) == [A, A, A]
    assert active(client, "made") is None


def test_each_entry_looks_for_new_classes_to_hook(made: Made) -> None:
    one = headroom.patch()
    assert made.installs == 0
    with one, one:
        pass
    assert made.installs == 2


def test_a_missing_sdk_is_an_error_where_it_is_named_and_none_where_not(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "is_installed", lambda name: False)
    with headroom.patch():
        pass
    with pytest.raises(MissingExtra, match=r'pip install "headroom-sdk\[made-extra\]"'):
        headroom.patch("made").start()
    assert made.installs == 0
    assert activation.hooks() == {}


def test_an_unsupported_version_is_an_error_where_it_is_named_and_one_warning_where_not(
    made: Made, caplog: pytest.LogCaptureFixture
) -> None:
    made.fault = UnsupportedVersion("made 0.1 has no step")
    with pytest.raises(UnsupportedVersion):
        headroom.patch("made").start()
    with headroom.patch():
        pass
    with headroom.patch():
        pass
    assert [record.getMessage() for record in caplog.records] == [
        "made 0.1 has no step; its requests go out as they are"
    ]
    assert caplog.records[0].name == "headroom_sdk"


def test_a_broken_adapter_leaves_the_others_alone(
    made: Made, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def load(name: str) -> Made:
        if name == "broken":
            raise HeadroomError("the adapter for broken cannot be loaded")
        return made

    monkeypatch.setattr(adapter, "entry_points", lambda: {"broken": None, "made": None})
    monkeypatch.setattr(adapter, "load", load)
    client = headroom.wrap(Client(), policy=A)
    with headroom.patch(policy=B):
        assert active(client, "made") is A
        assert active(Client(), "made") is B
    assert len(caplog.records) == 1
    with pytest.raises(UnsupportedClient):
        headroom.wrap(object())


@pytest.mark.parametrize(
    ("thing", "hint"),
    [
        (None, "not made yet"),
        (Client, "an instance is needed"),
        (object(), "pass the client itself"),
        ("openai", "pass the client itself"),
        (threading, "wrap"),
    ],
)
def test_what_is_no_client_is_an_error_that_says_what_is_one(made: Made, thing: Any, hint: str) -> None:
    for call in (headroom.wrap, headroom.unwrap):
        with pytest.raises(UnsupportedClient, match=hint) as error:
            call(thing)
        assert "made: Client" in str(error.value).replace("of made", "made")


def test_a_module_is_an_error_that_points_to_patch(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "__name__", "made")
    with pytest.raises(UnsupportedClient, match=r"patch\('made'\)"):
        headroom.wrap(threading)


def test_hooks_are_told_by_adapter(made: Made) -> None:
    assert activation.hooks() == {"made": {"made.step": True}}
