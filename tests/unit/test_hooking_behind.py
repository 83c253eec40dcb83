"""A function that stands behind a decorator's is hooked for whoever holds the decorated one, since whenever."""

from __future__ import annotations

import functools
import inspect
import sys
import types
from collections.abc import Callable
from typing import Any

import pytest
import wrapt

import headroom_sdk as headroom
from headroom_sdk import adapter, hooking
from headroom_sdk.errors import UnsupportedVersion
from headroom_sdk.hooking import Step
from headroom_sdk.policy import Policy


class Noted:
    def __init__(self) -> None:
        self.calls: list[Any] = []

    def body(self, args: Any, kwargs: Any) -> object:
        return None

    def run(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        self.calls.append((owner, args, kwargs))
        return call(*args, **kwargs)

    async def wait(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        self.calls.append((owner, args, kwargs))
        return await call(*args, **kwargs)


class Made:
    name, extra, requires, clients = "made_functions", "made", "pip>=1.0", "none"

    def __init__(self, *steps: Step) -> None:
        self.steps = steps

    def install(self) -> None:
        hooking.install(self, self.steps)  # type: ignore[arg-type]


def timed(original: Any) -> Any:
    if inspect.iscoroutinefunction(original):

        @functools.wraps(original)
        async def ashown(*args: Any, **kwargs: Any) -> Any:
            return f"timed {await original(*args, **kwargs)}"

        return ashown

    @functools.wraps(original)
    def shown(*args: Any, **kwargs: Any) -> Any:
        return f"timed {original(*args, **kwargs)}"

    return shown


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    made: Any = types.ModuleType("made_functions")

    @timed
    def ask(model: str = "m", *, words: str = "") -> str:
        """Asks."""
        return f"{model}: {words}"

    @timed
    async def aask(model: str = "m", *, words: str = "") -> str:
        return f"{model}: {words}"

    made.ask, made.aask = ask, aask
    monkeypatch.setitem(sys.modules, "made_functions", made)
    monkeypatch.setattr(hooking, "_awaited", set())
    return made


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch, module: Any) -> Noted:
    noted = Noted()
    made = Made(
        Step(module="made_functions", owners=(), method="ask", hook=noted, behind="original"),
        Step(module="made_functions", owners=(), method="aask", hook=noted, waits=True, behind="original"),
    )
    monkeypatch.setattr(adapter, "entry_points", lambda: {"made_functions": None})
    monkeypatch.setattr(adapter, "load", lambda name: made)
    monkeypatch.setattr(headroom.activation, "_loaded", lambda name: made)
    return noted


async def test_whoever_holds_the_function_already_comes_past_the_hook(module: Any, hook: Noted) -> None:
    ask, aask = module.ask, module.aask
    with headroom.patch():
        assert ask(words="x") == "timed m: x"
        assert await aask("n", words="y") == "timed n: y"
    assert hook.calls == [(None, (), {"words": "x"}), (None, ("n",), {"words": "y"})]
    assert ask(words="x") == "timed m: x"
    assert len(hook.calls) == 2
    assert module.ask is ask


def test_it_is_found_behind_what_other_tools_put_around_it(module: Any, hook: Noted) -> None:
    def around(wrapped: Any, instance: Any, args: Any, kwargs: Any) -> Any:
        return f"seen {wrapped(*args, **kwargs)}"

    module.ask = wrapt.FunctionWrapper(module.ask, around)
    with headroom.patch():
        assert module.ask(words="x") == "seen timed m: x"
    assert len(hook.calls) == 1


def test_it_is_hooked_once_and_looks_like_the_original(module: Any, hook: Noted) -> None:
    with headroom.patch(), headroom.patch():
        module.ask()
        (cell,) = module.ask.__closure__
        assert (cell.cell_contents.__name__, cell.cell_contents.__doc__) == ("ask", "Asks.")
        assert hooking.is_ours(cell.cell_contents)
    with headroom.patch():
        assert module.ask.__closure__[0].cell_contents is cell.cell_contents
    assert len(hook.calls) == 1


def test_a_release_that_decorates_in_another_way_is_said_to_lack_the_step(
    module: Any, hook: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    step = Step(module="made_functions", owners=(), method="ask", hook=hook, behind="another")
    monkeypatch.setitem(sys.modules, "made_functions", module)
    with pytest.raises(UnsupportedVersion, match=r"made_functions\.ask"):
        hooking.install(Made(step), (step,))  # type: ignore[arg-type]
    assert hooking.state((step,)) == {"made_functions.ask": False}
