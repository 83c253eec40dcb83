"""A scope holds for every step of what it decorates, for nothing between, and may be left in any order."""

from __future__ import annotations

import contextvars
import inspect
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from headroom_sdk.errors import ConfigurationError
from headroom_sdk.scope import ContextStack, Entry, Scope


class Counted(Scope):
    """Knows how many of its entries are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open = 0

    def _open(self) -> Entry[None]:
        self.open += 1
        return Entry(self, None)

    def _close(self, entry: Entry[Any]) -> None:
        assert entry.alive
        entry.alive = False
        self.open -= 1


def test_it_can_be_entered_again_while_it_holds() -> None:
    scope = Counted()
    with scope:
        with scope:
            assert scope.open == 2
        assert scope.open == 1
    assert scope.open == 0


def test_leaving_once_too_often_does_nothing() -> None:
    scope = Counted()
    scope.__exit__()
    with scope:
        pass
    scope.__exit__()
    assert scope.open == 0


async def test_async_with_is_the_same() -> None:
    scope = Counted()
    async with scope as entered:
        assert entered is scope
        assert scope.open == 1
    assert scope.open == 0


def test_it_ends_when_the_block_raises() -> None:
    scope = Counted()
    with pytest.raises(KeyError), scope:
        raise KeyError
    assert scope.open == 0


def test_many_threads_leave_nothing_open() -> None:
    scope = Counted()
    lock = threading.Lock()

    def work() -> None:
        for _ in range(200):
            with lock:  # the counter of this test is no atomic one
                scope.__enter__()
            with lock:
                scope.__exit__()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert scope.open == 0
    assert scope._entered == []


def test_a_decorated_function_runs_inside_and_keeps_its_name_and_result() -> None:
    scope = Counted()

    @scope
    def add(a: int, b: int = 2) -> tuple[int, int]:
        """Adds."""
        return a + b, scope.open

    assert add(1) == (3, 1)
    assert (add.__name__, add.__doc__) == ("add", "Adds.")
    assert scope.open == 0


def test_a_decorated_function_can_recurse_and_raise() -> None:
    scope = Counted()

    @scope
    def down(n: int) -> int:
        if n == 0:
            assert scope.open == 4
            raise KeyError
        return down(n - 1)

    with pytest.raises(KeyError):
        down(3)
    assert scope.open == 0


async def test_a_decorated_coroutine_function_is_one_and_runs_inside() -> None:
    scope = Counted()

    @scope
    async def answer() -> int:
        return scope.open

    assert inspect.iscoroutinefunction(answer)
    waiting = answer()
    assert scope.open == 0
    assert await waiting == 1
    assert scope.open == 0


def test_a_decorated_generator_holds_it_during_its_steps_only() -> None:
    scope = Counted()

    @scope
    def steps() -> Iterator[int]:
        got = yield scope.open
        try:
            yield got
        except KeyError:
            yield scope.open
        return "end"

    assert inspect.isgeneratorfunction(steps)
    running = steps()
    assert next(running) == 1
    assert scope.open == 0
    assert running.send(7) == 7
    assert running.throw(KeyError()) == 1
    with pytest.raises(StopIteration) as end:
        next(running)
    assert end.value.value == "end"
    assert scope.open == 0


def test_a_decorated_generator_is_closed_inside() -> None:
    scope, seen = Counted(), []

    @scope
    def steps() -> Iterator[int]:
        try:
            yield 1
        finally:
            seen.append(scope.open)

    running = steps()
    next(running)
    running.close()
    assert seen == [1]
    assert scope.open == 0


async def test_a_decorated_async_generator_holds_it_during_its_steps_only() -> None:
    scope, seen = Counted(), []

    @scope
    async def steps() -> AsyncIterator[Any]:
        try:
            got = yield scope.open
            yield got
            yield 3
        except KeyError:
            yield scope.open
        finally:
            seen.append(scope.open)

    assert inspect.isasyncgenfunction(steps)
    running: Any = steps()
    assert await running.asend(None) == 1
    assert scope.open == 0
    assert await running.asend(7) == 7
    assert await running.athrow(KeyError()) == 1
    await running.aclose()
    assert seen == [1]
    assert [item async for item in steps()] == [1, None, 3]
    assert scope.open == 0


@pytest.mark.parametrize("thing", [3, "openai", int, Counted])
def test_what_is_no_function_cannot_be_decorated(thing: Any) -> None:
    with pytest.raises(ConfigurationError, match="function"):
        Counted()(thing)


def test_an_entry_left_in_another_context_no_longer_holds_in_the_first() -> None:
    stack: ContextStack[str] = ContextStack("test")
    entry = Entry(object(), "a")
    stack.push(entry)
    contextvars.copy_context().run(stack.drop, entry)
    assert list(stack.newest_first()) == []


def test_entries_may_go_in_any_order() -> None:
    stack: ContextStack[str] = ContextStack("test")
    a, b = Entry(object(), "a"), Entry(object(), "b")

    def values() -> list[str]:
        return [entry.value for entry in stack.newest_first()]

    stack.push(a)
    stack.push(b)
    assert values() == ["b", "a"]
    stack.drop(a)
    assert values() == ["b"]
    stack.drop(b)
    assert values() == []


def test_another_thread_does_not_see_them() -> None:
    stack: ContextStack[str] = ContextStack("test")
    stack.push(Entry(object(), "a"))
    seen: list[Any] = []
    look: Callable[[], None] = lambda: seen.extend(stack.newest_first())  # noqa: E731
    thread = threading.Thread(target=contextvars.Context().run, args=(look,))
    thread.start()
    thread.join()
    assert seen == []
