"""A hook is on every class that defines the step, passive until somebody is active, whatever others do around it."""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import wrapt

import headroom_sdk as headroom
from headroom_sdk import adapter, hooking
from headroom_sdk.activation import mark, unmark
from headroom_sdk.errors import UnsupportedVersion
from headroom_sdk.hooking import Step
from headroom_sdk.policy import Policy


class Noted:
    """A hook that notes each call."""

    def __init__(self) -> None:
        self.calls: list[Any] = []

    def run(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        self.calls.append((owner, args, kwargs))
        return call(*args, **kwargs)

    async def wait(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        self.calls.append((owner, args, kwargs))
        return await call(*args, **kwargs)


class Made:
    name, extra, requires, clients = "made_sdk", "made", "pip>=1.0", "Client"

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    def install(self) -> None:
        hooking.install(self, self.steps)  # type: ignore[arg-type]


@pytest.fixture
def sdk(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A loaded SDK with one base class and one subclass that overrides the step."""
    module = types.ModuleType("made_sdk")

    class Base:
        def send(self, body: str, *, twice: bool = False) -> str:
            """Sends."""
            return f"{type(self).__name__} sent {body}{body if twice else ''}"

        async def asend(self, body: str) -> str:
            return f"sent {body}"

    class Loud(Base):
        def send(self, body: str, *, twice: bool = False) -> str:
            return super().send(body.upper(), twice=twice)

    class Plain(Base):
        pass

    module.Base, module.Loud, module.Plain = Base, Loud, Plain  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "made_sdk", module)
    monkeypatch.setattr(hooking, "_awaited", set())
    return module


@pytest.fixture
def hook() -> Noted:
    return Noted()


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch, sdk: types.ModuleType, hook: Noted) -> Iterator[Callable[[], Any]]:
    """patch(), for the made SDK alone."""
    made = Made(
        Step(module="made_sdk", owners=("Old", "Base"), method="send", hook=hook),
        Step(module="made_sdk", owners=("Base",), method="asend", hook=hook, waits=True),
    )
    monkeypatch.setattr(adapter, "entry_points", lambda: {"made_sdk": None})
    monkeypatch.setattr(adapter, "load", lambda name: made)
    yield headroom.patch


def test_every_class_that_defines_the_step_is_hooked_and_no_other(on: Any, sdk: Any) -> None:
    with on():
        assert hooking.is_ours(vars(sdk.Base)["send"])
        assert hooking.is_ours(vars(sdk.Loud)["send"])
        assert "send" not in vars(sdk.Plain)


def test_a_hook_sees_the_call_and_lets_it_through(on: Any, sdk: Any, hook: Noted) -> None:
    client = sdk.Plain()
    with on():
        assert client.send("x", twice=True) == "Plain sent xx"
    assert hook.calls == [(client, ("x",), {"twice": True})]


def test_it_is_passive_before_and_after_and_installed_once(on: Any, sdk: Any, hook: Noted) -> None:
    with on():
        pass
    first = vars(sdk.Base)["send"]
    assert sdk.Plain().send("x") == "Plain sent x"
    with on():
        assert vars(sdk.Base)["send"] is first
    assert hook.calls == []


def test_a_hooked_step_looks_like_the_original(on: Any, sdk: Any) -> None:
    before = inspect.signature(sdk.Base.send)
    with on():
        assert inspect.signature(sdk.Base.send) == before
        assert (sdk.Base.send.__name__, sdk.Base.send.__doc__) == ("send", "Sends.")
        assert inspect.iscoroutinefunction(sdk.Base.asend)
        assert not inspect.iscoroutinefunction(sdk.Base.send)


async def test_coroutines_are_hooked_too(on: Any, sdk: Any, hook: Noted) -> None:
    client = sdk.Plain()
    with on():
        assert await client.asend("x") == "sent x"
    assert hook.calls == [(client, ("x",), {})]
    assert await client.asend("y") == "sent y"


def test_a_bound_method_taken_inside_is_passive_outside(on: Any, sdk: Any, hook: Noted) -> None:
    with on():
        send = sdk.Plain().send
    assert send("x") == "Plain sent x"
    assert hook.calls == []


def test_a_class_made_later_is_hooked_by_the_next_patch(on: Any, sdk: Any, hook: Noted) -> None:
    with on():
        pass
    later = type("Later", (sdk.Base,), {"send": lambda self, body: f"later {body}"})
    with on():
        assert later().send("x") == "later x"
    assert len(hook.calls) == 1


def test_a_copy_that_another_tool_puts_on_a_subclass_is_hooked(on: Any, sdk: Any, hook: Noted) -> None:
    theirs: list[Any] = []
    inherited = sdk.Plain.send

    def traced(self: Any, *args: Any, **kwargs: Any) -> Any:
        theirs.append(args)
        return inherited(self, *args, **kwargs)

    sdk.Plain.send = traced
    with on():
        sdk.Plain().send("x")
    assert (len(theirs), len(hook.calls)) == (1, 1), "a hook on the base class alone would be bypassed"
    sdk.Plain().send("x")
    assert (len(theirs), len(hook.calls)) == (2, 1)


def test_a_wrapt_wrapper_of_another_tool_still_knows_its_instance(on: Any, sdk: Any) -> None:
    seen: list[Any] = []

    def wrapper(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        seen.append(instance)
        return wrapped(*args, **kwargs)

    wrapt.wrap_function_wrapper(sdk, "Base.send", wrapper)
    client = sdk.Plain()
    with on():
        assert client.send("x") == "Plain sent x"
    assert seen == [client]


def test_a_wrapt_wrapper_on_top_of_ours_is_not_ours(on: Any, sdk: Any, hook: Noted) -> None:
    with on():
        pass
    wrapt.wrap_function_wrapper(
        sdk, "Base.send", lambda wrapped, instance, args, kwargs: wrapped(*args, **kwargs)
    )
    assert not hooking.is_ours(vars(sdk.Base)["send"])
    with on():
        assert sdk.Plain().send("x") == "Plain sent x"
    assert hook.calls


def test_another_tool_that_restores_the_original_takes_ours_away_until_the_next_patch(
    on: Any, sdk: Any, hook: Noted
) -> None:
    original = vars(sdk.Base)["send"]
    with on():
        sdk.Base.send = original
        sdk.Plain().send("x")
        assert hook.calls == []
        with on():
            sdk.Plain().send("x")
    assert len(hook.calls) == 1


def test_what_copies_our_attributes_is_not_ours(on: Any, sdk: Any) -> None:
    with on():
        ours = vars(sdk.Base)["send"]

        @functools.wraps(ours)
        def theirs(self: Any, *args: Any) -> Any:
            return ours(self, *args)

        assert hooking.is_ours(ours)
        assert not hooking.is_ours(theirs)


def test_a_static_method_keeps_its_arguments(on: Any, sdk: Any, hook: Noted) -> None:
    sdk.Plain.send = staticmethod(lambda body: f"static {body}")
    with on():
        assert sdk.Plain().send("x") == "static x"
    assert len(hook.calls) == 1


def test_a_marked_object_is_active_alone(on: Any, sdk: Any, hook: Noted) -> None:
    with on():
        pass
    client, other = sdk.Plain(), sdk.Plain()
    mark(client, Policy())
    client.send("x")
    other.send("y")
    unmark(client)
    client.send("z")
    assert [call[1] for call in hook.calls] == [("x",)]


def test_a_missing_step_is_an_error_that_names_it_and_versions(sdk: Any, hook: Noted) -> None:
    made = Made(Step(module="made_sdk", owners=("Base",), method="gone", hook=hook))
    with pytest.raises(
        UnsupportedVersion, match=r"pip \d.* has no made_sdk\.Base\.gone.*works with pip>=1\.0"
    ):
        made.install()


def test_a_missing_step_that_is_not_required_is_none(sdk: Any, hook: Noted) -> None:
    made = Made(Step(module="made_sdk", owners=("Base",), method="gone", hook=hook, required=False))
    made.install()
    assert hooking.state(made.steps) == {}


def test_a_better_step_takes_the_place_of_another(sdk: Any, hook: Noted) -> None:
    made = Made(
        Step(module="made_sdk", owners=("Base",), method="send", hook=hook, unless=("Base", "asend")),
        Step(module="made_sdk", owners=("Base",), method="asend", hook=hook, waits=True),
    )
    made.install()
    assert not hooking.is_ours(vars(sdk.Base)["send"])
    assert hooking.state(made.steps) == {"made_sdk.Base.asend": True}


def test_what_another_release_made_a_generator_of_is_left_alone(sdk: Any, hook: Noted) -> None:
    async def asend(self: Any) -> Any:
        yield 1

    sdk.Base.asend = asend
    Made(
        Step(module="made_sdk", owners=("Base",), method="asend", hook=hook, waits=True, required=False)
    ).install()
    assert vars(sdk.Base)["asend"] is asend


def test_a_function_of_the_module_is_a_step_of_its_first_argument(sdk: Any, hook: Noted) -> None:
    sdk.build = lambda thing: f"built {thing}"
    made = Made(Step(module="made_sdk", owners=(), method="build", hook=hook))
    made.install()
    thing = sdk.Plain()
    mark(thing, Policy())
    assert sdk.build(thing).startswith("built")
    assert hook.calls == [(thing, (), {})]


@pytest.fixture
def unloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An SDK that can be imported and is not."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(hooking, "_awaited", set())
    name = f"made_sdk_{abs(hash(tmp_path))}"
    package = tmp_path / name
    package.mkdir()
    (package / "__init__.py").write_text("from ._base import Base\n")
    (package / "_base.py").write_text("class Base:\n    def send(self):\n        return 'sent'\n")
    yield name
    for module in [m for m in sys.modules if m.startswith(name)]:
        del sys.modules[module]


def test_an_sdk_that_is_imported_later_is_hooked_then(unloaded: str, hook: Noted) -> None:
    made = Made(Step(module=f"{unloaded}._base", owners=("Base",), method="send", hook=hook))
    made.name = unloaded
    made.install()
    assert unloaded not in sys.modules
    module = importlib.import_module(unloaded)
    assert hooking.is_ours(vars(module.Base)["send"])


def test_an_sdk_that_is_imported_later_without_the_step_is_one_warning(
    unloaded: str, hook: Noted, caplog: pytest.LogCaptureFixture
) -> None:
    made = Made(Step(module=f"{unloaded}._gone", owners=("Base",), method="send", hook=hook))
    made.name = unloaded
    made.install()
    importlib.import_module(unloaded)
    assert "has no" in caplog.text
    assert len(caplog.records) == 1


def test_an_sdk_that_is_too_old_is_an_error_before_it_is_imported(unloaded: str, hook: Noted) -> None:
    made = Made(Step(module=f"{unloaded}._base", owners=("Base",), method="send", hook=hook))
    made.name, made.requires = unloaded, "pip>=999.0"
    with pytest.raises(UnsupportedVersion, match="999"):
        made.install()
    assert unloaded not in sys.modules


def test_two_loops_may_wait_at_once(on: Any, sdk: Any, hook: Noted) -> None:
    with on():
        for _ in range(2):
            assert asyncio.run(sdk.Plain().asend("x")) == "sent x"
    assert len(hook.calls) == 2
