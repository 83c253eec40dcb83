"""The hooks that send another body: in what a step is given, or in what it gives back."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from .boundary import Call, Read, Write, atransform, transform
from .policy import Policy
from .scope import Entry, Scope

Args = tuple[Any, ...]
Kwargs = dict[str, Any]


class _Mark:
    """What is on its way out, so that layers of ours further down know it.

    Empty once the call is over: a task that was started meanwhile keeps its context, and must not keep megabytes.
    """

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing: object = thing


_sending: ContextVar[_Mark | None] = ContextVar("headroom_sdk_sending", default=None)


class Sending:
    """Inside, *thing* is on its way out."""

    __slots__ = ("_before", "_mark")

    def __init__(self, thing: object) -> None:
        self._mark = _Mark(thing)

    def __enter__(self) -> None:
        self._before = _sending.get()
        _sending.set(self._mark)

    def __exit__(self, *exception: object) -> None:
        self._mark.thing = None
        _sending.set(self._before)  # no token: it would raise where a coroutine goes on in another context


EVERYTHING = object()
"""Is on its way out where a layer of ours has settled all that is sent inside its step."""


def _on_its_way() -> object:
    mark = _sending.get()
    return None if mark is None else mark.thing


class Settled(Scope):
    """Says that all that is sent meanwhile is settled."""

    def _open(self) -> Entry[Sending]:
        entry = Entry(self, Sending(EVERYTHING))
        entry.value.__enter__()
        return entry

    def _close(self, entry: Entry[Sending]) -> None:
        entry.value.__exit__()


def is_settled() -> bool:
    """Whether a layer of ours further up has settled all that is sent here."""
    return _on_its_way() is EVERYTHING


def _is_settled(thing: object) -> bool:
    """Whether a layer of ours further up has looked at *thing*."""
    done = _on_its_way()
    return done is thing or done is EVERYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """Where a step is given something: by this keyword, or else at this index."""

    keyword: str
    index: int

    def find(self, args: Args, kwargs: Kwargs) -> Any:
        """What the step was given, ``None`` if it is missing."""
        if self.keyword in kwargs:
            return kwargs[self.keyword]
        return args[self.index] if len(args) > self.index else None

    def replaced(self, args: Args, kwargs: Kwargs, value: Any) -> tuple[Args, Kwargs]:
        """The arguments with *value* in its place."""
        if self.keyword in kwargs:
            return args, {**kwargs, self.keyword: value}
        return (*args[: self.index], value, *args[self.index + 1 :]), kwargs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an SDK holds a request.

    ``body`` gives its JSON, as the SDK holds it, or ``None``; it never raises. ``read`` makes a
    :class:`~headroom_sdk.boundary.Call` of ``(owner, request, policy)``. ``write`` gives a request with
    another body and leaves the caller's own objects alone. ``is_heavy``: reading or writing this one takes
    so long that no event loop should wait for it.
    """

    body: Callable[[Any], object]
    read: Callable[[Any, Any, Policy], Call | None]
    write: Callable[[Any, Any], Any]
    is_heavy: Callable[[Any], bool] | None = None

    def _both(self, owner: Any, request: Any, policy: Policy) -> tuple[Read, Write[Any]]:
        read = functools.partial(self.read, owner, request, policy)
        return read, functools.partial(self.write, request)

    def rewritten(self, owner: Any, request: Any, policy: Policy) -> Any:
        """The request to send instead, ``None`` for this one."""
        read, write = self._both(owner, request, policy)
        return transform(read, write, policy)

    async def arewritten(self, owner: Any, request: Any, policy: Policy) -> Any:
        """:meth:`rewritten`, with the work beside the event loop."""
        read, write = self._both(owner, request, policy)
        is_heavy = None if self.is_heavy is None else functools.partial(self.is_heavy, request)
        return await atransform(read, write, policy, is_heavy=is_heavy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Rewrites the request that a step is given.

    ``last_resort``: only if the request came past every step further up. ``settles``: what the step sends is made
    of this request, but is another object, maybe for another of the SDKs that we hook.
    """

    argument: Argument
    reading: Reading
    last_resort: bool = False
    settles: bool = False

    def body(self, args: Args, kwargs: Kwargs) -> object:
        request = self.argument.find(args, kwargs)
        return None if request is None else self.reading.body(request)

    def run(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Args, kwargs: Kwargs) -> Any:
        request = self._mine(args, kwargs)
        if request is None:
            return call(*args, **kwargs)
        new = self.reading.rewritten(owner, request, policy)
        if new is not None:
            args, kwargs = self.argument.replaced(args, kwargs, new)
        with Sending(self._sent(request if new is None else new)):
            return call(*args, **kwargs)

    async def wait(
        self, policy: Policy, call: Callable[..., Any], owner: Any, args: Args, kwargs: Kwargs
    ) -> Any:
        request = self._mine(args, kwargs)
        if request is None:
            return await call(*args, **kwargs)
        new = await self.reading.arewritten(owner, request, policy)
        if new is not None:
            args, kwargs = self.argument.replaced(args, kwargs, new)
        with Sending(self._sent(request if new is None else new)):
            return await call(*args, **kwargs)

    def _sent(self, request: Any) -> object:
        return EVERYTHING if self.settles else self.reading.body(request)

    def _mine(self, args: Args, kwargs: Kwargs) -> Any:
        request = self.argument.find(args, kwargs)
        body = None if request is None else self.reading.body(request)
        if body is None or _is_settled(body) or (self.last_resort and _on_its_way() is not None):
            return None
        return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Rewrites the request that a step makes of what it is given."""

    argument: Argument
    reading: Reading

    def body(self, args: Args, kwargs: Kwargs) -> object:
        given = self.argument.find(args, kwargs)
        return None if given is None else self.reading.body(given)

    def run(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Args, kwargs: Kwargs) -> Any:
        given = self.argument.find(args, kwargs)
        if given is None or _is_settled(given):
            return call(*args, **kwargs)
        with Sending(given):
            request = call(*args, **kwargs)
        new = self.reading.rewritten(owner, request, policy)
        return request if new is None else new

    async def wait(
        self, policy: Policy, call: Callable[..., Any], owner: Any, args: Args, kwargs: Kwargs
    ) -> Any:
        given = self.argument.find(args, kwargs)
        if given is None or _is_settled(given):
            return await call(*args, **kwargs)
        with Sending(given):
            request = await call(*args, **kwargs)
        new = await self.reading.arewritten(owner, request, policy)
        return request if new is None else new


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Rewrites nothing: the step is where a request whose making is hooked further down is answered, and so how long
    a framework's run is on its way."""

    argument: Argument
    reading: Reading

    def body(self, args: Args, kwargs: Kwargs) -> object:
        given = self.argument.find(args, kwargs)
        return None if given is None else self.reading.body(given)

    def run(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Args, kwargs: Kwargs) -> Any:
        return call(*args, **kwargs)

    async def wait(
        self, policy: Policy, call: Callable[..., Any], owner: Any, args: Args, kwargs: Kwargs
    ) -> Any:
        return await call(*args, **kwargs)
