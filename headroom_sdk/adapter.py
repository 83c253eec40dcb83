"""Which SDKs and frameworks we can hook: adapters, found by entry point and loaded when they are needed."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Mapping
from importlib import metadata
from typing import Any, Protocol

from .errors import ConfigurationError, HeadroomError, MissingExtra
from .policy import Policy

GROUP = "headroom_sdk.adapters"


class Adapter(Protocol):
    """What a module of ``headroom_adapters`` provides as ``ADAPTER``."""

    @property
    def name(self) -> str:
        """The import package that it serves, as in ``patch("openai")``; also the entry point's name."""
        ...

    @property
    def extra(self) -> str:
        """What brings that package: ``pip install "headroom-sdk[EXTRA]"``. ``patch()`` takes this name, too."""
        ...

    @property
    def requires(self) -> str:
        """The distribution and its oldest release that works, as pip spells it: ``openai>=1.30``."""
        ...

    @property
    def clients(self) -> str:
        """The classes that :meth:`wrap` takes, for people."""
        ...

    def serves(self, client: object) -> bool:
        """Whether *client* is one of this SDK's clients; imports nothing."""
        ...

    def install(self) -> None:
        """Put our passive hooks into the SDK's classes, or see to it that they come in when it is imported;
        idempotent. Raises :class:`~headroom_sdk.errors.UnsupportedVersion` if the SDK lacks the step."""
        ...

    def wrap(self, client: Any, policy: Policy) -> None:
        """Make *client* compress what it sends, in place; a second call replaces the policy. Raises
        :class:`~headroom_sdk.errors.UnsupportedVersion` if the SDK lacks the step."""
        ...

    def unwrap(self, client: Any) -> None:
        """Undo :meth:`wrap`; nothing happens to a client that is not wrapped."""
        ...

    def hooks(self) -> Mapping[str, bool]:
        """Each step of the installed SDK that we hook, and whether our hook is in place, for ``doctor``."""
        ...


@functools.cache
def entry_points() -> Mapping[str, metadata.EntryPoint]:
    """Adapters by name, nothing loaded.

    Raises :class:`~headroom_sdk.errors.ConfigurationError` where not even our own are registered.
    """
    found = {point.name: point for point in metadata.entry_points(group=GROUP)}
    if not found:
        raise ConfigurationError(
            f"no entry point of group {GROUP!r}: the metadata of headroom-sdk is missing. Install it with pip; "
            "a frozen application has to include the metadata (PyInstaller: --copy-metadata headroom-sdk)"
        )
    return found


@functools.cache
def load(name: str) -> Adapter:
    """The adapter behind an entry point's name; its SDK is not imported."""
    try:
        adapter: Adapter = entry_points()[name].load()
    except (ImportError, AttributeError) as e:
        raise HeadroomError(
            f"the adapter for {name} ({entry_points()[name].value}) cannot be loaded: {e}"
        ) from e
    return adapter


def find(name: object) -> str:
    """The entry point that a caller means: its name, with any of ``.-_`` in it, or the extra's.

    Raises :class:`~headroom_sdk.errors.ConfigurationError` for what is neither.
    """
    if isinstance(name, str):
        wanted = _plain(name)
        for candidate in entry_points():
            if wanted == _plain(candidate):
                return candidate
        for candidate in entry_points():
            if wanted == _plain(load(candidate).extra):
                return candidate
    known = ", ".join(sorted(entry_points()))
    raise ConfigurationError(f"{name!r} names no adapter; there are {known}")


def is_installed(name: str) -> bool:
    """Whether the package that the adapter serves could be imported; does not import it."""
    if name in sys.modules:
        return True
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def missing(adapter: Adapter) -> MissingExtra:
    """The error to raise where the SDK of *adapter* is not installed."""
    return MissingExtra(f'{adapter.name} is not installed: pip install "headroom-sdk[{adapter.extra}]"')


def _plain(name: str) -> str:
    return name.lower().replace("-", ".").replace("_", ".")
