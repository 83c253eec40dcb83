"""A middleware for LangChain's agents: the model that answers compresses, what the agent remembers stays as it is."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from headroom_sdk import activation
from headroom_sdk.boundary import attempt
from headroom_sdk.policy import Policy

from ._langchain_model import is_wrapped, wrap_model
from ._langchain_sending import MIDDLEWARE, joined, module

if TYPE_CHECKING:
    from langchain.agents.middleware import AgentMiddleware as _Base  # pyright: ignore[reportMissingImports]
else:
    _Base = object


class HeadroomMiddleware(_Base):  # type: ignore[misc, unused-ignore] # where LangChain is not, its class is unknown
    """Compresses the images that an agent sends, tools' results included, whatever its model:
    ``create_agent(model, tools, middleware=[HeadroomMiddleware()])``.

    A model that was wrapped has a policy of its own, and a callback's counts before this one's.

    Raises :class:`~headroom_sdk.errors.MissingExtra` where ``langchain`` is not installed.
    """

    def __new__(cls, *_: Any, **__: Any) -> HeadroomMiddleware:
        base = module("langchain.agents.middleware", "HeadroomMiddleware", "langchain>=1.0").AgentMiddleware
        own: Any = cls
        made: HeadroomMiddleware = object.__new__(own if issubclass(own, base) else joined(own, base))
        return made

    def __init__(self, policy: Policy | None = None) -> None:
        super().__init__()
        self.policy = activation.checked(policy)
        self._made: tuple[Any, Any] | None = None

    def wrap_model_call(self, request: Any, handler: Callable[[Any], Any]) -> Any:
        return handler(self._compressing(request))

    async def awrap_model_call(self, request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        return await handler(self._compressing(request))

    def _compressing(self, request: Any) -> Any:
        new = attempt(lambda: request.override(model=self._model(request.model)), self.policy)
        return request if new is None else new

    def _model(self, model: Any) -> Any:
        """*model* as it compresses: a copy, for it is the caller's."""
        if is_wrapped(model):
            return model
        made = self._made  # one variable: threads may run an agent at once
        if made is None or made[0] is not model:
            made = (model, copy.copy(model))
            wrap_model(made[1], self.policy, distance=MIDDLEWARE)
            self._made = made
        return made[1]
