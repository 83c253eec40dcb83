"""Which dialect a URL or a body speaks: every module of this package that has a ``DIALECT`` is one."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from typing import get_args

from ..target import Provider
from .dialect import Dialect, Json


@functools.cache
def all_dialects() -> tuple[Dialect, ...]:
    """Every dialect. Those of a provider stand together, and formats that others imitate come first."""
    package = importlib.import_module(__package__ or "")
    found = []
    for module in pkgutil.iter_modules(package.__path__):
        dialect = getattr(importlib.import_module(f"{package.__name__}.{module.name}"), "DIALECT", None)
        if dialect is not None:
            found.append(dialect)
    return tuple(sorted(found, key=lambda d: (get_args(Provider).index(d.provider), d.name)))


@functools.lru_cache(maxsize=256)
def dialect_for_path(path: str, provider: Provider | None = None) -> Dialect | None:
    """The dialect of what is POSTed to a URL path (a query may follow), ``None`` if we leave that alone."""
    return next((d for d in _of(provider) if d.serves(path)), None)


def dialect_for_body(body: Json, provider: Provider | None = None) -> Dialect | None:
    """The dialect that a body looks like, for callers that have no URL, or ``None``.

    A body that two formats have in common (messages of text alone) is the first one's unless *provider*
    says more.
    """
    return next((d for d in _of(provider) if d.recognises(body)), None)


def _of(provider: Provider | None) -> tuple[Dialect, ...]:
    return tuple(d for d in all_dialects() if provider in (None, d.provider))
