"""What the SDKs that Stainless generates have in common: openai, anthropic, and Google's older interactions."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MethodType
from typing import Any
from urllib.parse import urlsplit

from headroom_sdk.activation import MARK, mark, unmark
from headroom_sdk.boundary import Call
from headroom_sdk.hooking import Hook, Step, check, hooked, install, itself, state
from headroom_sdk.policy import Policy
from headroom_sdk.rewriting import Argument, Around, Given, Reading, Returned
from headroom_sdk.target import Cloud, Target

TargetOf = Callable[[Any, str, Mapping[str, Any], Policy], Target]
"""``(client, URL, body, policy)`` → who will bill it."""


def host(client: Any, url: str) -> str | None:
    """The host that a request for *url*, as a rule relative, goes to."""
    return urlsplit(url).hostname or urlsplit(str(client.base_url)).hostname


def cloud_by_class(client: Any, clouds: Mapping[str, Cloud]) -> Cloud | None:
    """Whose service a client is for by the name of its class (or of one that it inherits from)."""
    for cls in type(client).__mro__:
        for word, cloud in clouds.items():
            if word in cls.__name__:
                return cloud
    return None


def reading(target: TargetOf) -> Reading:
    """How these SDKs hold a request: ``FinalRequestOptions`` with ``url``, ``json_data`` and ``extra_json``."""

    def read(client: Any, options: Any, policy: Policy) -> Call | None:
        if str(options.method).lower() != "post" or options.files is not None:
            return None
        body, extra = options.json_data, options.extra_json
        if extra:  # what the caller added by hand wins
            body = {**body, **extra}
        if not isinstance(body, dict):
            return None
        url = urlsplit(options.url)
        path = f"{url.path}?{url.query}" if url.query else url.path
        return Call(body=body, path=path, target=target(client, options.url, body, policy))

    return Reading(body=lambda options: getattr(options, "json_data", None), read=read, write=_write)


def _write(options: Any, body: Any) -> Any:
    copy = options.model_copy() if hasattr(options, "model_copy") else options.copy()
    copy.json_data = body
    if copy.extra_json:
        copy.extra_json = {}  # is in the body; not None, so that the SDK still drops what was marked to be omitted
    return copy


def steps(
    module: str, target: TargetOf, client: Callable[[Any], Any] = itself, *, optional: bool = False
) -> tuple[Step, ...]:
    """The steps of an SDK whose base client lives in *module*.

    Newer ones turn parameters into JSON in a step of its own, once per call. In the others JSON reaches
    ``request``; requests whose ``request`` somebody captured before us are met in ``_build_request``, once
    per attempt.
    """
    found = reading(target)
    given = Given(argument=Argument(keyword="options", index=1), reading=found)
    prepared = Returned(argument=Argument(keyword="options", index=0), reading=found)
    last = Given(argument=Argument(keyword="options", index=0), reading=found, last_resort=True)
    around = Around(argument=Argument(keyword="options", index=1), reading=found)
    new = ("SyncAPIClient", "_copy_and_prepare")

    def step(owner: str, method: str, hook: Hook, *, waits: bool = False) -> Step:
        is_new = method == new[1] or hook is around
        return Step(
            module=module,
            owners=(owner,),
            method=method,
            hook=hook,
            waits=waits,
            unless=None if is_new else new,
            beside=new if hook is around else None,
            required=not (is_new or optional),
            client=client,
        )

    return (
        step("SyncAPIClient", new[1], prepared),
        step("AsyncAPIClient", new[1], prepared, waits=True),
        step("SyncAPIClient", "request", around),
        step("AsyncAPIClient", "request", around, waits=True),
        step("SyncAPIClient", "request", given),
        step("AsyncAPIClient", "request", given, waits=True),
        step("BaseClient", "_build_request", last),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StainlessAdapter:
    """The adapter for such an SDK."""

    name: str
    extra: str
    requires: str
    clients: str
    target: TargetOf

    @property
    def module(self) -> str:
        return f"{self.name}._base_client"

    @property
    def steps(self) -> tuple[Step, ...]:
        return _steps(self.module, self.target)

    def serves(self, client: object) -> bool:
        base = getattr(sys.modules.get(self.module), "BaseClient", None)
        return isinstance(base, type) and isinstance(client, base)

    def install(self) -> None:
        install(self, self.steps)

    def hooks(self) -> Mapping[str, bool]:
        return state(self.steps)

    def wrap(self, client: Any, policy: Policy) -> None:
        check(self, self.steps)
        mark(client, policy)
        for step in _taken(self, type(client)):
            theirs = vars(client).get(step.method)
            if theirs is not None and _replaced(theirs) is None:
                client.__dict__[step.method] = MethodType(_in_front_of(theirs, step, self.name), client)
        cls: Any = type(client)
        if not any(_BASE in vars(base) for base in cls.__mro__):
            client.__class__ = _compressing(cls, self)

    def unwrap(self, client: Any) -> None:
        unmark(client)
        for step in _taken(self, type(client)):
            theirs = _replaced(vars(client).get(step.method))
            if theirs is not None:
                client.__dict__[step.method] = theirs
        # A class that somebody put on top of ours stays, and so does ours: without the mark it is passive.
        base = vars(type(client)).get(_BASE)
        if base is not None:
            client.__class__ = base


_steps = functools.cache(steps)

_BASE = "_headroom_base"
_THEIRS = "_headroom_theirs"


def _taken(adapter: StainlessAdapter, cls: type) -> Iterator[Step]:
    """The steps that requests of this class of client take: those of functions or those of coroutines."""
    for step in adapter.steps:
        root = step.root()
        if isinstance(root, type) and issubclass(cls, root) and not step.superseded:
            yield step


def _in_front_of(theirs: Any, step: Step, name: str) -> Any:
    """The hook for a step that another tool has put on one client: it has to stay, and to be reached."""

    @functools.wraps(theirs)
    def original(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        return theirs(*args, **kwargs)

    function = hooked(step, name, original)
    setattr(function, _THEIRS, theirs)
    return function


def _replaced(value: Any) -> Any:
    return getattr(value, _THEIRS, None) if isinstance(value, MethodType) else None


@functools.cache
def _compressing(cls: Any, adapter: StainlessAdapter) -> type:
    """A subclass of a client's class that looks like it, with our hooks in the steps."""

    def inherited(method: str) -> Any:
        @functools.wraps(getattr(cls, method))
        def call(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            # No super(): whoever keeps this method may call it after unwrap(). Looked up each time, for tools
            # that put theirs on the class later.
            return getattr(cls, method)(self, *args, **kwargs)

        return call

    def clone(method: str) -> Any:
        original = inherited(method)

        @functools.wraps(original)
        def call(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            new = original(self, *args, **kwargs)
            policy = vars(self).get(MARK)
            if policy is not None and adapter.serves(new):
                adapter.wrap(new, policy)
            return new

        return call

    body: dict[str, Any] = {
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
        "__doc__": cls.__doc__,
        _BASE: cls,
    }
    for step in _taken(adapter, cls):
        body[step.method] = hooked(step, adapter.name, inherited(step.method))
    for method in ("copy", "with_options"):
        if hasattr(cls, method):
            body[method] = clone(method)
    return type(cls.__name__, (cls,), body)
