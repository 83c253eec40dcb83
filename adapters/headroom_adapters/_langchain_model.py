"""Chat models that compress what they send, whoever calls them: a class made from the model's own.

Where a model sends through an SDK that we hook, that step rewrites what goes over the wire, and knows for whom. Any
other model is given other messages.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from headroom_sdk import activation, adapter, runs
from headroom_sdk.boundary import Call, atransform, attempt, transform
from headroom_sdk.policy import Policy
from headroom_sdk.report import Report
from headroom_sdk.rewriting import Settled, is_settled
from headroom_sdk.scope import Entry, Scope
from headroom_sdk.target import Target
from headroom_sdk.tokens import default_rule, resolve

from . import _langchain_blocks as blocks
from ._langchain_sending import pictures, sender

Method = Callable[..., Any]


def is_model(thing: object) -> bool:
    """Whether *thing* is a chat model of LangChain's; imports nothing."""
    kind = _base()
    return kind is not None and isinstance(thing, kind)


def wrap_model(model: Any, policy: Policy, *, distance: int = 0) -> None:
    """Make *model* compress what it sends; *distance*: of the layer that asks for it."""
    activation.install_all()
    activation.arm("langchain")
    cls = type(model)
    model.__class__ = _compressing(_bases.get(cls, cls), policy, distance)


def unwrap_model(model: Any) -> None:
    """Undo that."""
    base = _bases.get(type(model))
    if base is not None:
        model.__class__ = base


def is_wrapped(model: object) -> bool:
    """Whether it compresses."""
    return type(model) in _bases


_bases: weakref.WeakKeyDictionary[type, type] = weakref.WeakKeyDictionary()


def _base() -> Any:
    return getattr(sys.modules.get("langchain_core.language_models.chat_models"), "BaseChatModel", None)


@functools.lru_cache(maxsize=64)
def _compressing(cls: Any, policy: Policy, distance: int) -> type:
    """A subclass of a model's class that looks like it. A method that is LangChain's own stays: it looks whether a
    model has one."""
    body: dict[str, Any] = {
        "__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__,
    }  # fmt: skip
    for name, form in _FORMS.items():
        theirs = getattr(cls, name, None)
        if theirs is not None and theirs is not getattr(_base(), name, None):
            body[name] = functools.wraps(theirs)(form(theirs, functools.partial(_Sent, policy, distance)))
    made: type = type(cls)(cls.__name__, (cls,), body)
    _bases[made] = cls
    return made


class _Sent:
    """One call of a model: the messages to send, and what holds while it sends them."""

    def __init__(
        self, policy: Policy, distance: int, model: Any, messages: Any, asked: dict[str, Any]
    ) -> None:
        self._run = runs.Run(
            policy=policy,
            id=self,
            pictures=pictures(messages),
            sender=sender,
            told=_heard,
            once=False,
            distance=distance,
        )
        self._model, self._messages, self._asked = model, messages, asked
        # A model may call one of these methods in another.
        self._rewrites = not (is_settled() or attempt(functools.partial(_is_hooked, model), policy))

    def around(self, function: Method) -> Method:
        """*function*, with what holds meanwhile."""
        return (Settled() if self._rewrites else _Counting(self._run))(function)

    def ready(self) -> Any:
        """The messages to send."""
        policy = self._due()
        if policy is None:
            return self._messages
        with self._lease:
            new = transform(functools.partial(self._read, policy), self._write, policy)
        return self._messages if new is None else new

    async def aready(self) -> Any:
        """The same, with the work beside the event loop."""
        policy = self._due()
        if policy is None:
            return self._messages
        with self._lease:
            new = await atransform(functools.partial(self._read, policy), self._write, policy)
        return self._messages if new is None else new

    def _due(self) -> Policy | None:
        """The policy for the messages, ``None`` if they are to stay."""
        if not self._rewrites or not self._run.pictures:
            return None
        self._run.begin()
        lease = runs.lease([message.content for message in self._messages])
        self._run.end()
        if lease is None:
            return None
        self._lease = lease
        return activation.in_force(lease.policy)

    def _read(self, policy: Policy) -> Call:
        name = _name(self._model)
        rule = resolve(policy.models.get(name, name)) if name else None
        provider = rule.provider if rule is not None else "openai"
        # Nobody says what such a model bills: only who asks for a technique by name gets one.
        assumed = default_rule(provider) if rule is None and policy.technique is not None else None
        known = None if assumed is not None else name
        return Call(
            body=blocks.body(self._messages, self._asked, known),
            path="",
            target=Target(provider=provider, model=known, cloud="unknown"),
            dialect=blocks.LangChainBlocks(provider=provider),
            default=assumed,
        )

    def _write(self, new: Any) -> Any:
        return blocks.written(self._messages, new)


class _Counting(Scope):
    """While a run may be met by a hooked step."""

    def __init__(self, run: runs.Run) -> None:
        super().__init__()
        self._run = run

    def _open(self) -> Entry[Any]:
        return self._run.begin()

    def _close(self, entry: Entry[Any]) -> None:
        entry.alive = False


def _heard(report: Report) -> None:
    """Nobody asked for the report of a wrapped model: ``last_report()`` has it."""


def _is_hooked(model: Any) -> bool:
    """Whether *model* holds a client of an SDK that we hook."""
    kept = [*vars(model).values(), getattr(model, "_client", None)]  # made at first use, by some
    serving = [adapter.load(name) for name in adapter.entry_points() if name in sys.modules]
    return any(one.serves(thing) for one in serving for thing in kept if not is_model(thing))


def _name(model: Any) -> str | None:
    """What a model calls the model behind it."""
    for key in ("model_name", "model", "model_id", "deployment_name"):
        name = getattr(model, key, None)
        if isinstance(name, str) and name:
            return name
    return None


# LangChain looks at these methods by name, and so does who asks whether a model is sending.


def _plain(theirs: Method, sent: Callable[..., _Sent]) -> Method:
    def _generate(self: Any, messages: Any, *args: Any, **kwargs: Any) -> Any:
        now = sent(self, messages, kwargs)
        return now.around(theirs)(self, now.ready(), *args, **kwargs)

    return _generate


def _waiting(theirs: Method, sent: Callable[..., _Sent]) -> Method:
    async def wait(*args: Any, **kwargs: Any) -> Any:
        return await theirs(*args, **kwargs)

    async def _agenerate(self: Any, messages: Any, *args: Any, **kwargs: Any) -> Any:
        now = sent(self, messages, kwargs)
        return await now.around(wait)(self, await now.aready(), *args, **kwargs)

    return _agenerate


def _streaming(theirs: Method, sent: Callable[..., _Sent]) -> Method:
    def steps(*args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from theirs(*args, **kwargs)

    def _stream(self: Any, messages: Any, *args: Any, **kwargs: Any) -> Iterator[Any]:
        now = sent(self, messages, kwargs)
        yield from now.around(steps)(self, now.ready(), *args, **kwargs)

    return _stream


def _waiting_stream(theirs: Method, sent: Callable[..., _Sent]) -> Method:
    async def steps(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async with contextlib.aclosing(theirs(*args, **kwargs)) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _astream(self: Any, messages: Any, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        now = sent(self, messages, kwargs)
        async with contextlib.aclosing(
            now.around(steps)(self, await now.aready(), *args, **kwargs)
        ) as chunks:
            async for chunk in chunks:
                yield chunk

    return _astream


_FORMS: dict[str, Callable[[Method, Callable[..., _Sent]], Method]] = {
    "_generate": _plain,
    "_agenerate": _waiting,
    "_stream": _streaming,
    "_astream": _waiting_stream,
    "_stream_chat_model_events": _streaming,
    "_astream_chat_model_events": _waiting_stream,
}
"""What a model sends a request in."""
