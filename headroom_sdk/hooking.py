"""How a passive hook gets onto an SDK's classes, and stays there.

A hook is put, once and for good, on *every* class of the hierarchy that defines the step: other tools put
copies of an inherited step on subclasses, and those would bypass a hook on the base class. It does nothing
until a policy is active for the call, so no order of switching other tools on or off can break anything.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import logging
import re
import sys
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from importlib import metadata
from types import CellType, FunctionType, ModuleType
from typing import Any, Protocol

from . import runs
from .activation import ARMED, MARK, active, in_force
from .adapter import Adapter
from .errors import UnsupportedVersion
from .policy import Policy

log = logging.getLogger("headroom_sdk")

Original = Callable[..., Any]


class Hook(Protocol):
    """What happens in place of a step while a policy is active; *call* is the step, bound to *owner*."""

    def body(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> object:
        """What the step is given of a request as plain data, to find its pictures in; ``None`` if nothing."""
        ...

    def run(
        self, policy: Policy, call: Original, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """In place of a function."""
        ...

    async def wait(
        self, policy: Policy, call: Original, owner: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """In place of a coroutine function."""
        ...


def itself(owner: Any) -> Any:
    """The object on which the step is called is the one that was wrapped."""
    return owner


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One method of an SDK that we hook.

    ``owners``: names of the class in ``module``, the first that exists counts; none: a function of the
    module, whose first argument then stands for the object. ``waits``: it is a coroutine
    function. ``unless``: where this class has this method, that step is hooked instead; ``beside``: only where it
    has this one is there anything to do. ``client``: from the
    object on which the step is called to the one that carries the policy.

    ``behind``: what the module shows is a decorator's function, and the one that does the work stands in this
    variable of its closure. That one is hooked, and so every reference that somebody took before us leads to
    the hook; it is nobody's method, the object is ``None``.
    """

    module: str
    owners: tuple[str, ...]
    method: str
    hook: Hook
    waits: bool = False
    unless: tuple[str, str] | None = None
    beside: tuple[str, str] | None = None
    required: bool = True
    client: Callable[[Any], Any] = itself
    behind: str | None = None

    @property
    def name(self) -> str:
        """As people find it: ``openai._base_client.SyncAPIClient.request``."""
        return ".".join((self.module, *self.owners[:1], self.method))

    def root(self) -> type | ModuleType | None:
        """Where the step is defined first, ``None`` if its module is not loaded or it is not there."""
        module = sys.modules.get(self.module)
        found = (getattr(module, owner, None) for owner in self.owners)
        root = next((c for c in found if isinstance(c, type)), None) if self.owners else module
        if root is None or not hasattr(root, self.method):
            return None
        return root if self.behind is None or self._cell(root) is not None else None

    def current(self, owner: type | ModuleType) -> Any:
        """What stands there now, ours or not."""
        cell = self._cell(owner)
        return vars(owner)[self.method] if cell is None else cell.cell_contents

    def put(self, owner: type | ModuleType, function: FunctionType) -> None:
        """Let *function* stand there."""
        cell = self._cell(owner)
        if cell is None:
            setattr(owner, self.method, function)
        else:
            cell.cell_contents = function

    def _cell(self, owner: type | ModuleType) -> CellType | None:
        shown = getattr(owner, self.method) if self.behind else None
        while shown is not None:  # other tools may have put theirs around it
            code = getattr(shown, "__code__", None)
            if code is not None and self.behind in code.co_freevars:
                cell: CellType = shown.__closure__[code.co_freevars.index(self.behind)]
                return cell
            shown = getattr(shown, "__wrapped__", None)
        return None

    @property
    def superseded(self) -> bool:
        """Whether a better step takes this one's place, or the one that it goes with is not there."""
        return self._has(self.unless) or not (self.beside is None or self._has(self.beside))

    def _has(self, found: tuple[str, str] | None) -> bool:
        if found is None:
            return False
        owner, method = found
        return hasattr(getattr(sys.modules.get(self.module), owner, None), method)


# Ours by identity: a copy of our function's attributes (functools.wraps) does not make another one ours.
_ours: weakref.WeakSet[FunctionType] = weakref.WeakSet()
_lock = threading.RLock()
_awaited: set[tuple[str, ...]] = set()


def is_ours(value: object) -> bool:
    """Whether *value* is a hook of ours (not: something that calls one)."""
    return type(value) is FunctionType and value in _ours


def hooked(step: Step, adapter: str, original: Original) -> FunctionType:
    """*original*, as it stands in a class, with the hook of *step* in front of it."""
    hook, client = step.hook, step.client
    wraps = functools.wraps(original)
    if step.behind is not None:
        return _behind(step, adapter, original)
    if type(original) is not FunctionType:  # a proxy says that it is one
        original = _unbound(original)

    if step.waits:

        @wraps
        async def waiting(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            if not ARMED:
                return await original(self, *args, **kwargs)
            policy, meanwhile = _due(client(self), adapter, hook, args, kwargs)
            with meanwhile:
                if policy is None:
                    return await original(self, *args, **kwargs)
                return await hook.wait(policy, functools.partial(original, self), self, args, kwargs)

        function: Any = waiting
    else:

        @wraps
        def running(self: Any, /, *args: Any, **kwargs: Any) -> Any:
            if not ARMED:
                return original(self, *args, **kwargs)
            policy, meanwhile = _due(client(self), adapter, hook, args, kwargs)
            with meanwhile:
                if policy is None:
                    return original(self, *args, **kwargs)
                return hook.run(policy, functools.partial(original, self), self, args, kwargs)

        function = running
    _ours.add(function)
    return function  # type: ignore[no-any-return]


def _behind(step: Step, adapter: str, original: Original) -> FunctionType:
    """The same for a function that is called without an object."""
    hook, wraps = step.hook, functools.wraps(original)
    if step.waits:

        @wraps
        async def waiting(*args: Any, **kwargs: Any) -> Any:
            if not ARMED:
                return await original(*args, **kwargs)
            policy, meanwhile = _due(None, adapter, hook, args, kwargs)
            with meanwhile:
                if policy is None:
                    return await original(*args, **kwargs)
                return await hook.wait(policy, original, None, args, kwargs)

        function: Any = waiting
    else:

        @wraps
        def running(*args: Any, **kwargs: Any) -> Any:
            if not ARMED:
                return original(*args, **kwargs)
            policy, meanwhile = _due(None, adapter, hook, args, kwargs)
            with meanwhile:
                if policy is None:
                    return original(*args, **kwargs)
                return hook.run(policy, original, None, args, kwargs)

        function = running
    _ours.add(function)
    return function  # type: ignore[no-any-return]


_NOTHING = nullcontext()


def _due(
    owner: Any, adapter: str, hook: Hook, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Policy | None, AbstractContextManager[object]]:
    """The policy for a call, ``None`` if it is to go untouched, and what holds meanwhile.

    A client that was wrapped is nearer to the wire than a framework's run, and that is nearer than a patch.
    """
    policy = active(owner, adapter)
    if not runs.here():
        return policy, _NOTHING
    lease = runs.lease(hook.body(args, kwargs))
    if lease is None:
        return policy, _NOTHING
    return (policy if hasattr(owner, MARK) else in_force(lease.policy)), lease


def _unbound(attribute: Any) -> Original:
    # Other tools' wrappers look at the instance that they are bound to.
    def call(self: Any, /, *args: Any, **kwargs: Any) -> Any:
        bind = getattr(type(attribute), "__get__", None)
        return (attribute if bind is None else bind(attribute, self, type(self)))(*args, **kwargs)

    return call


def install(adapter: Adapter, steps: Iterable[Step]) -> None:
    """Hook *steps* wherever they are defined; those of modules that are not loaded yet, when they are.

    Raises :class:`~headroom_sdk.errors.UnsupportedVersion` if a required one is missing.
    """
    steps = tuple(steps)
    with _lock:
        if adapter.name not in sys.modules:
            _await(adapter, adapter.name, steps)
        lacking = [step for step in steps if not _install(adapter, step)]
    if lacking:
        raise _unsupported(adapter, lacking)


def check(adapter: Adapter, steps: Iterable[Step]) -> None:
    """Raise :class:`~headroom_sdk.errors.UnsupportedVersion` if one of *steps* is required and missing; hook
    nothing. Their modules have to be loaded."""
    lacking = [step for step in steps if step.required and step.root() is None]
    if lacking:
        raise _unsupported(adapter, lacking)


def state(steps: Sequence[Step]) -> Mapping[str, bool]:
    """Whether our hook is in place, for each of *steps* that the installed SDK has."""
    out = {}
    for step in steps:
        root = step.root()
        if not step.superseded and (root is not None or step.required):
            out[step.name] = root is not None and all(
                is_ours(step.current(owner)) for owner in _defining(root, step.method)
            )
    return out


def _install(adapter: Adapter, step: Step) -> bool:
    """Whether it is in place, will be, or need not be."""
    module = sys.modules.get(step.module)
    if module is None:
        if _is_hopeless(adapter, step):
            return not step.required
        _await(adapter, step.module, (step,))
        return True
    spec = module.__spec__
    if getattr(spec, "_initializing", False):
        importlib.import_module(step.module)  # waits for the thread that is importing it
    root = step.root()
    if root is None:
        return not step.required
    if not step.superseded:
        for owner in list(_defining(root, step.method)):
            current = step.current(owner)
            if callable(current) and not is_ours(current) and (step.required or _fits(step, current)):
                step.put(owner, hooked(step, adapter.name, current))
    return True


def _is_hopeless(adapter: Adapter, step: Step) -> bool:
    """Whether the step's module, which is not loaded, will never be."""
    if adapter.name not in sys.modules:
        return _is_too_old(adapter)
    try:
        return importlib.util.find_spec(step.module) is None
    except (ImportError, ValueError):
        return True


def _is_too_old(adapter: Adapter) -> bool:
    distribution, _, floor = adapter.requires.partition(">=")
    try:
        version = metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False  # it came in some other way: its steps will tell
    return _numbers(version) < _numbers(floor)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:2])


def _await(adapter: Adapter, module: str, steps: tuple[Step, ...]) -> None:
    key = (adapter.name, module, *(step.name for step in steps))
    if key in _awaited:
        return
    _awaited.add(key)
    import wrapt

    def imported(_: ModuleType) -> None:
        try:
            install(adapter, steps)
        except Exception as e:  # it would come out of somebody's `import openai`
            log.warning("%s; its requests go out as they are", e)

    wrapt.register_post_import_hook(imported, module)


def _fits(step: Step, current: Any) -> bool:
    """Whether a release that does without the step did not make a generator of it, or the like."""
    function = inspect.unwrap(current)
    return step.waits == inspect.iscoroutinefunction(function) and not inspect.isasyncgenfunction(function)


def _defining(root: type | ModuleType, method: str) -> Iterator[type | ModuleType]:
    if isinstance(root, ModuleType):
        yield root
        return
    seen: set[type] = set()
    waiting = [root]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(type.__subclasses__(current))
            if method in vars(current):
                yield current


def _unsupported(adapter: Adapter, lacking: Sequence[Step]) -> UnsupportedVersion:
    distribution = adapter.requires.partition(">")[0]
    try:
        version = metadata.version(distribution)
    except metadata.PackageNotFoundError:
        version = "of unknown version"
    names = ", ".join(step.name for step in lacking)
    return UnsupportedVersion(
        f"{distribution} {version} has no {names}, which headroom-sdk hooks: it works with {adapter.requires}, "
        "up to releases that move this; a newer headroom-sdk may know where it went"
    )
