"""``wrap``, ``patch``, ``paused`` and ``using``: who is active for this call, and with which policy.

What counts, first to last: ``HEADROOM_SDK=off`` and ``paused()`` switch everything off; a wrapped client has
its own policy; then ``patch(scope="context")``, then ``patch()``, the innermost of each. ``using(policy)``
puts its policy in the place of whichever it was, and activates nothing by itself.
"""

from __future__ import annotations

import inspect
import logging
import os
import threading
from collections.abc import Mapping
from types import ModuleType
from typing import Any, Literal, TypeVar, get_args

from . import adapter as adapters
from .adapter import Adapter
from .errors import ConfigurationError, HeadroomError, UnsupportedClient, UnsupportedVersion
from .policy import Policy
from .regions import NOWHERE, Given, RegionsOfInterest
from .scope import ContextStack, Entry, Scope

T = TypeVar("T")
Reach = Literal["process", "context"]

log = logging.getLogger("headroom_sdk")

MARK = "_headroom_policy"
"""Where a wrapped client carries its policy; adapters carry it over to clones."""

ARMED: list[object] = []
"""Empty as long as nobody can be active: what hooks look at first, on every call of everybody."""

_OFF = frozenset(("off", "0", "false", "no"))

_Patched = tuple["frozenset[str] | None", Policy]
_context: ContextStack[_Patched] = ContextStack("headroom_sdk_patch")
_process: tuple[Entry[_Patched], ...] = ()
_process_lock = threading.Lock()
_pauses: ContextStack[None] = ContextStack("headroom_sdk_paused")
_overrides: ContextStack[tuple[Policy, RegionsOfInterest]] = ContextStack("headroom_sdk_using")


def active(owner: object, name: str) -> Policy | None:
    """The policy that holds for a call on *owner* (a client) of the adapter *name*, or ``None`` if it is to go
    untouched."""
    policy: Policy | None = getattr(owner, MARK, None)
    if policy is None:
        if not _process and not _context.entries():
            return None
        policy = _patched(name)
        if policy is None:
            return None
    return in_force(policy)


def in_force(policy: Policy) -> Policy | None:
    """*policy* as it holds for a call made now: none where everything is off, another inside ``using()``."""
    if (_pauses.entries() and any(_pauses.newest_first())) or os.environ.get(
        "HEADROOM_SDK", ""
    ).lower() in _OFF:
        return None
    for entry in _overrides.newest_first():
        return entry.value[0]
    return policy


def regions_of_interest() -> RegionsOfInterest:
    """What ``using(…, regions=…)`` says matters in the pictures of a call made now."""
    for entry in _overrides.newest_first():
        return entry.value[1]
    return NOWHERE


def arm(who: object) -> None:
    """Let hooks look whether anybody is active, from now on; *who* may be."""
    if who not in ARMED:
        ARMED.append(who)


def mark(client: object, policy: Policy) -> None:
    """Give *client* a policy of its own: what an adapter's ``wrap`` does first."""
    arm(MARK)
    vars(client)[MARK] = policy


def unmark(client: object) -> None:
    """Take it away again."""
    vars(client).pop(MARK, None)


def _patched(name: str) -> Policy | None:
    for entries in (_context.newest_first(), reversed(_process)):
        for entry in entries:
            names, policy = entry.value
            if names is None or name in names:
                return policy
    return None


class Patch(Scope):
    """What :func:`patch` returns."""

    def __init__(self, names: frozenset[str] | None, policy: Policy | None, reach: Reach) -> None:
        super().__init__()
        self._names, self._policy, self._reach = names, policy, reach

    def start(self) -> Patch:
        """Begin, without ``with``."""
        return self.__enter__()

    def stop(self) -> None:
        """End what :meth:`start` began; nothing happens where nothing was begun."""
        self.__exit__()

    def _open(self) -> Entry[_Patched]:
        global _process
        policy = Policy.from_env() if self._policy is None else self._policy
        _install(self._names)
        entry: Entry[_Patched] = Entry(self, (self._names, policy))
        ARMED.append(entry)
        if self._reach == "context":
            _context.push(entry)
        else:
            with _process_lock:
                _process = (*_process, entry)
        return entry

    def _close(self, entry: Entry[Any]) -> None:
        global _process
        ARMED.remove(entry)
        _context.drop(entry)
        with _process_lock:
            _process = tuple(e for e in _process if e is not entry)

    def _leaving(self) -> Entry[Any]:
        here = (entry for entry in _context.newest_first() if entry.scope is self and entry in self._entered)
        return next(here, None) or super()._leaving()


def patch(*names: str, policy: Policy | None = None, scope: Reach = "process") -> Patch:
    """Compress what every client in this process sends while it holds: ``with``, ``async with``, a decorator,
    or ``.start()`` and ``.stop()``.

    *names* are the SDKs (``"openai"``, ``"anthropic"``, ``"google.genai"``), all that are installed if none is
    named; one that is imported later is covered, too. ``scope="context"`` holds for this thread or task and
    the tasks that it starts, not for threads of its own. Without a *policy* the environment's is read at entry.

    Raises :class:`~headroom_sdk.errors.ConfigurationError` for a name that no adapter has,
    :class:`~headroom_sdk.errors.MissingExtra` (at entry) for an SDK that is named and not installed, and
    :class:`~headroom_sdk.errors.UnsupportedVersion` for one that lacks the step which we hook.
    """
    if scope not in get_args(Reach):
        raise ConfigurationError(f"scope={scope!r}: one of {', '.join(get_args(Reach))}")
    _check(policy)
    for name in names:
        if callable(name):
            raise ConfigurationError(f"patch takes names of SDKs: write @patch() to decorate {name!r}")
    return Patch(frozenset(map(adapters.find, names)) or None, policy, scope)


class _Paused(Scope):
    def _open(self) -> Entry[None]:
        entry: Entry[None] = Entry(self, None)
        _pauses.push(entry)
        return entry

    def _close(self, entry: Entry[Any]) -> None:
        _pauses.drop(entry)


def paused() -> Scope:
    """Let every call of this thread or task through untouched while it holds."""
    return _Paused()


class _Using(Scope):
    def __init__(self, policy: Policy, regions: RegionsOfInterest) -> None:
        super().__init__()
        self._value = (policy, regions)

    def _open(self) -> Entry[tuple[Policy, RegionsOfInterest]]:
        entry = Entry(self, self._value)
        _overrides.push(entry)
        return entry

    def _close(self, entry: Entry[Any]) -> None:
        _overrides.drop(entry)


def using(policy: Policy, *, regions: Given | None = None) -> Scope:
    """Another policy for this thread or task while it holds, wherever a client is wrapped or patched.

    *regions* are all that matters in the pictures that are sent meanwhile: ``[(x, y, width, height), …]`` in
    pixels of the upright picture for every one of a request, or one such list for each, in their order. A picture
    of an earlier turn is sent alike only if it is given the same regions again.

    Raises :class:`~headroom_sdk.errors.ConfigurationError` for what is no policy or no such box.
    """
    if policy is None:
        raise ConfigurationError("using() takes a Policy; paused() is what switches off for a block")
    _check(policy)
    return _Using(policy, RegionsOfInterest.of(regions))


def wrap(client: T, *, policy: Policy | None = None) -> T:
    """Make *client* compress the images that it sends, in place, and return it; its clones
    (``with_options()``, ``copy()``) do, too. ``wrap(client.copy())`` leaves the original as it is.

    Wrapping again replaces the policy; without one the environment's is read now.

    Raises :class:`~headroom_sdk.errors.UnsupportedClient` for what no adapter serves, and
    :class:`~headroom_sdk.errors.UnsupportedVersion` if its SDK lacks the step which we hook.
    """
    _check(policy)
    _serving(client).wrap(client, Policy.from_env() if policy is None else policy)
    return client


def unwrap(client: T) -> T:
    """Undo :func:`wrap`, and return *client*; nothing happens to one that is not wrapped. Clones that were
    made meanwhile stay wrapped.

    Raises :class:`~headroom_sdk.errors.UnsupportedClient` for what no adapter serves.
    """
    _serving(client).unwrap(client)
    return client


def checked(policy: Policy | None) -> Policy:
    """*policy*, or the environment's. Raises :class:`~headroom_sdk.errors.ConfigurationError` for what is none."""
    _check(policy)
    return Policy.from_env() if policy is None else policy


def _check(policy: object) -> None:
    if policy is not None and not isinstance(policy, Policy):
        raise ConfigurationError(f"policy={policy!r}: a headroom_sdk.Policy, e.g. Policy(mode='lossless')")


def _serving(client: object) -> Adapter:
    known = []
    for name in adapters.entry_points():
        adapter = _loaded(name)
        if adapter is not None:
            if not isinstance(client, (type, ModuleType)) and adapter.serves(client):
                return adapter
            known.append(f"{name}: {adapter.clients}")
    if isinstance(client, ModuleType) and client.__name__ in adapters.entry_points():
        hint = f"patch({client.__name__!r}) serves all clients of a module"
    elif inspect.isclass(client):
        hint = "an instance is needed, not the class"
    elif client is None:
        hint = "is the client not made yet?"
    else:
        hint = "pass the client itself, not what hangs on it"
    raise UnsupportedClient(
        f"wrap() takes clients, and {_described(client)} is none: {hint}. Clients are, of {'; of '.join(known)}"
    )


def _described(thing: object) -> str:
    if thing is None or isinstance(thing, (type, ModuleType)):
        return repr(thing)
    return f"an object of {type(thing).__module__}.{type(thing).__qualname__}"


def install_all() -> None:
    """Put the hooks of every adapter in place whose SDK is installed, now or when it is imported."""
    _install(None)


def _install(names: frozenset[str] | None) -> None:
    for name in adapters.entry_points() if names is None else names:
        if names is not None:
            adapter = adapters.load(name)
            if not adapters.is_installed(name):
                raise adapters.missing(adapter)
            adapter.install()
        elif adapters.is_installed(name):
            known = _loaded(name)
            try:
                if known is not None:
                    known.install()
            except UnsupportedVersion as e:
                _say_once(name, str(e))


def _loaded(name: str) -> Adapter | None:
    """The adapter, ``None`` where it is broken: the others still work."""
    try:
        return adapters.load(name)
    except HeadroomError as e:
        _say_once(name, str(e))
        return None


_said: set[str] = set()


def _say_once(name: str, message: str) -> None:
    if name not in _said:
        _said.add(name)
        log.warning("%s; its requests go out as they are", message)


def hooks() -> Mapping[str, Mapping[str, bool]]:
    """For each adapter whose SDK is installed: the steps that it hooks, and whether the hook is in place."""
    found = {name: _loaded(name) for name in adapters.entry_points() if adapters.is_installed(name)}
    return {name: adapter.hooks() for name, adapter in found.items() if adapter is not None}
