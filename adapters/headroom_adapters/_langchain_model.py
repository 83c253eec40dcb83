"""Chat models that compress what they send, whoever calls them: a class made from the model's own."""

from __future__ import annotations

import contextlib
import functools
import sys
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from headroom_sdk import activation
from headroom_sdk.policy import Policy
from headroom_sdk.report import Report
from headroom_sdk.runs import Run
from headroom_sdk.scope import Entry, Scope

from ._langchain_sending import pictures, sender

Method = Callable[..., Any]


def is_model(thing: object) -> bool:
    """Whether *thing* is a chat model of LangChain's; imports nothing."""
    kind = _base()
    return kind is not None and isinstance(thing, kind)


def wrap_model(model: Any, policy: Policy, *, outer: bool = False) -> None:
    """Make *model* compress what it sends; *outer*: a layer further in has the last word on the policy."""
    activation.install_all()
    activation.arm("langchain")
    cls = type(model)
    model.__class__ = _compressing(_bases.get(cls, cls), policy, outer)


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
def _compressing(cls: Any, policy: Policy, outer: bool) -> type:
    """A subclass of a model's class that looks like it. What LangChain's own class does is left to it: it looks
    whether a model has streams of its own."""
    body: dict[str, Any] = {
        "__module__": cls.__module__, "__qualname__": cls.__qualname__, "__doc__": cls.__doc__,
    }  # fmt: skip
    for name, form in _FORMS.items():
        theirs = getattr(cls, name, None)
        if theirs is not None and theirs is not getattr(_base(), name, None):
            body[name] = _method(form(theirs), theirs, policy, outer)
    made: type = type(cls)(cls.__name__, (cls,), body)
    _bases[made] = cls
    return made


def _method(run: Method, theirs: Method, policy: Policy, outer: bool) -> Method:
    @functools.wraps(theirs)
    def call(self: Any, /, messages: Any, *args: Any, **kwargs: Any) -> Any:
        return _Layer(messages, policy, outer)(run)(self, messages, *args, **kwargs)

    return call


class _Layer(Scope):
    """While one model makes and sends its request."""

    def __init__(self, messages: Any, policy: Policy, outer: bool) -> None:
        super().__init__()
        self._pictures, self._policy, self._outer = pictures(messages), policy, outer

    def _open(self) -> Entry[Any]:
        run = Run(
            policy=self._policy, id=self, pictures=self._pictures, sender=sender, told=_heard, once=False,
            outer=self._outer,
        )  # fmt: skip
        run.begin()
        return Entry(self, run)

    def _close(self, entry: Entry[Any]) -> None:
        entry.value.end()


def _heard(report: Report) -> None:
    """Nobody asked for the report of a wrapped model: ``last_report()`` has it."""


def _plain(theirs: Method) -> Method:
    def generate(*args: Any, **kwargs: Any) -> Any:
        return theirs(*args, **kwargs)

    return generate


def _waiting(theirs: Method) -> Method:
    async def generate(*args: Any, **kwargs: Any) -> Any:
        return await theirs(*args, **kwargs)

    return generate


def _streaming(theirs: Method) -> Method:
    def stream(*args: Any, **kwargs: Any) -> Iterator[Any]:
        yield from theirs(*args, **kwargs)

    return stream


def _waiting_stream(theirs: Method) -> Method:
    async def stream(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        async with contextlib.aclosing(theirs(*args, **kwargs)) as chunks:
            async for chunk in chunks:
                yield chunk

    return stream


_FORMS: dict[str, Callable[[Method], Method]] = {
    "_generate": _plain,
    "_agenerate": _waiting,
    "_stream": _streaming,
    "_astream": _waiting_stream,
    "_stream_chat_model_events": _streaming,
    "_astream_chat_model_events": _waiting_stream,
}
"""What a model sends a request in."""
