"""Something that holds for a stretch of code: ``with``, ``async with``, or a decorator of any function."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable, Generator, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from .errors import ConfigurationError

F = TypeVar("F", bound=Callable[..., Any])
V = TypeVar("V")
S = TypeVar("S", bound="Scope")


@dataclass(slots=True, eq=False)
class Entry(Generic[V]):
    """One time that a scope was entered. A dead one no longer holds, wherever it still lies."""

    scope: object
    value: V
    alive: bool = True


class ContextStack(Generic[V]):
    """What was entered in this thread or task and not left yet; the newest counts.

    Left in another context than it was entered in (fixtures of async test runners do that), an entry only
    dies: nothing is reset that somebody else has set.
    """

    __slots__ = ("_var", "entries")

    def __init__(self, name: str) -> None:
        self._var: ContextVar[tuple[Entry[V], ...]] = ContextVar(name, default=())
        self.entries = self._var.get
        """All of them, dead ones too; as fast as can be."""

    def push(self, entry: Entry[V]) -> None:
        self._var.set((*self._alive(), entry))

    def drop(self, entry: Entry[V]) -> None:
        entry.alive = False
        self._var.set(self._alive())

    def newest_first(self) -> Iterator[Entry[V]]:
        return (entry for entry in reversed(self._var.get()) if entry.alive)

    def _alive(self) -> tuple[Entry[V], ...]:
        return tuple(entry for entry in self._var.get() if entry.alive)


class Scope:
    """Can be entered again while it holds, from any thread, and left in any order."""

    def __init__(self) -> None:
        self._entered: list[Entry[Any]] = []
        self._lock = threading.Lock()

    def _open(self) -> Entry[Any]:
        raise NotImplementedError

    def _close(self, entry: Entry[Any]) -> None:
        raise NotImplementedError

    def _leaving(self) -> Entry[Any]:
        """Which of this scope's entries the caller means when it leaves: there is at least one."""
        return self._entered[-1]

    def __enter__(self: S) -> S:
        entry = self._open()
        with self._lock:
            self._entered.append(entry)
        return self

    def __exit__(self, *exception: object) -> None:
        with self._lock:
            if not self._entered:
                return
            entry = self._leaving()
            self._entered.remove(entry)
        self._close(entry)

    async def __aenter__(self: S) -> S:
        return self.__enter__()

    async def __aexit__(self, *exception: object) -> None:
        self.__exit__()

    def __call__(self, function: F) -> F:
        """*function*, with this scope around each of its runs: a coroutine's, and every step of a generator's.

        Raises :class:`~headroom_sdk.errors.ConfigurationError` for what is not a function.
        """
        if not callable(function) or inspect.isclass(function):
            raise ConfigurationError(f"only a function can be decorated, and {function!r} is none")
        return cast(F, _decorated(function, self))


class _Run:
    """One run of a decorated function: its own entry, whatever else uses the scope meanwhile."""

    __slots__ = ("_entry", "_scope")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __enter__(self) -> None:
        self._entry = self._scope._open()

    def __exit__(self, *exception: object) -> None:
        self._scope._close(self._entry)


class _Steps(Generator[Any, Any, Any]):
    """A generator each of whose steps runs in a scope, and nothing between them."""

    def __init__(self, inner: Generator[Any, Any, Any], scope: Scope) -> None:
        self._inner, self._scope = inner, scope

    def send(self, value: Any) -> Any:
        with _Run(self._scope):
            return self._inner.send(value)

    def throw(self, *error: Any) -> Any:
        with _Run(self._scope):
            return self._inner.throw(*error)

    def close(self) -> None:
        with _Run(self._scope):
            self._inner.close()


def _decorated(function: Any, scope: Scope) -> Any:
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def coroutine(*args: Any, **kwargs: Any) -> Any:
            with _Run(scope):
                return await function(*args, **kwargs)

        return coroutine
    if inspect.isasyncgenfunction(function):

        @functools.wraps(function)
        async def async_generator(*args: Any, **kwargs: Any) -> Any:
            inner = function(*args, **kwargs)
            step, value = inner.asend, None
            while True:
                try:
                    with _Run(scope):
                        item = await step(value)
                except StopAsyncIteration:
                    return
                try:
                    step, value = inner.asend, (yield item)
                except GeneratorExit:
                    with _Run(scope):
                        await inner.aclose()
                    raise
                except BaseException as error:  # what is thrown into the outer one is meant for the inner one
                    step, value = inner.athrow, error

        return async_generator
    if inspect.isgeneratorfunction(function):

        @functools.wraps(function)
        def generator(*args: Any, **kwargs: Any) -> Any:
            return (yield from _Steps(function(*args, **kwargs), scope))

        return generator

    @functools.wraps(function)
    def plain(*args: Any, **kwargs: Any) -> Any:
        with _Run(scope):
            return function(*args, **kwargs)

    return plain
