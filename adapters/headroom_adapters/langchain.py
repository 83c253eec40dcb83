"""LangChain and LangGraph: a callback, a middleware for agents, and any chat model.

::

    from headroom_adapters.langchain import HeadroomCallback

    model = ChatOpenAI(model="gpt-4o", callbacks=[HeadroomCallback()])
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headroom_sdk import activation
from headroom_sdk.activation import Patch, patch
from headroom_sdk.adapter import Adapter
from headroom_sdk.policy import Policy

from ._langchain_callback import HeadroomCallback
from ._langchain_middleware import HeadroomMiddleware
from ._langchain_model import is_model, unwrap_model, wrap_model
from ._langchain_sending import PATCH

__all__ = ["ADAPTER", "HeadroomCallback", "HeadroomMiddleware", "install"]


def install(policy: Policy | None = None) -> Patch:
    """Let a callback see every run of every model in this process, without ``callbacks=``; what is returned has
    ``stop()``. ``HEADROOM_SDK_LANGCHAIN=1`` does it as soon as this module is imported.

    Raises :class:`~headroom_sdk.errors.MissingExtra` where LangChain is not installed.
    """
    return patch("langchain", policy=policy).start()


_CONTEXT = "langchain_core.tracers.context"


class _Everywhere:
    """What LangChain asks, where each run is set up, for a callback that nobody has named."""

    def get(self) -> HeadroomCallback | None:
        policy = activation.active(None, ADAPTER.name)
        return None if policy is None else _callback(policy)


@functools.lru_cache(maxsize=8)
def _callback(policy: Policy) -> HeadroomCallback:
    made = HeadroomCallback(policy)
    made._distance = PATCH
    return made


_EVERYWHERE = _Everywhere()


def _is_asked(context: Any = None) -> bool:
    hooks = getattr(context or sys.modules.get(_CONTEXT), "_configure_hooks", ())
    return any(hook[0] is _EVERYWHERE for hook in hooks)


def _ask(context: Any) -> None:
    if not _is_asked(context):
        # A callback that is there already, wherever it was named, stays the only one of a run.
        context.register_configure_hook(_EVERYWHERE, True, HeadroomCallback)


@dataclass(frozen=True, slots=True, kw_only=True)
class LangChainAdapter:
    """The adapter. ``patch("langchain")`` activates a callback for every run; what it takes is a chat model."""

    name: str = "langchain_core"
    extra: str = "langchain"
    requires: str = "langchain-core>=0.3"
    clients: str = "ChatOpenAI and every other BaseChatModel"

    def serves(self, client: object) -> bool:
        return is_model(client)

    def install(self) -> None:
        import wrapt

        wrapt.register_post_import_hook(_ask, _CONTEXT)

    def wrap(self, client: Any, policy: Policy) -> None:
        wrap_model(client, policy)

    def unwrap(self, client: Any) -> None:
        unwrap_model(client)

    def hooks(self) -> Mapping[str, bool]:
        return {f"{_CONTEXT}.register_configure_hook": _is_asked()} if _CONTEXT in sys.modules else {}


ADAPTER: Adapter = LangChainAdapter()

if os.environ.get("HEADROOM_SDK_LANGCHAIN", "").lower() in ("1", "true", "on"):
    install()
