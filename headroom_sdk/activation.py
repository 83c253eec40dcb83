"""``wrap`` and ``patch``: who is active for this call, and the one way from an SDK's hook to the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from .policy import Policy
from .target import Target

T = TypeVar("T")


class Adapter(Protocol):
    """What a module of ``headroom_adapters`` provides as ``ADAPTER``, found by entry point."""

    @property
    def name(self) -> str:
        """Short name, as in ``patch("openai")``."""
        ...

    def serves(self, client: object) -> bool:
        """Whether *client* is one of this SDK's clients; imports nothing."""
        ...

    def install(self) -> None:
        """Put our passive hooks into the SDK's classes; idempotent. Raises
        :class:`~headroom_sdk.errors.UnsupportedVersion` if the SDK lacks the step."""
        ...

    def wrap(self, client: Any, policy: Policy | None) -> None:
        """Make *client* compress what it sends, in place; a second call replaces the policy."""
        ...

    def unwrap(self, client: Any) -> None:
        """Undo :meth:`wrap`."""
        ...

    def hooks(self) -> Mapping[str, bool]:
        """Each hooked step of the installed SDK and whether our hook is in place, for ``doctor``."""
        ...


def active(owner: object) -> Policy | None:
    """The policy that holds for a call on *owner* (a client), or ``None`` if it is to go untouched."""
    raise NotImplementedError


def transform(body: Any, *, path: str, target: Target, policy: Policy) -> Any:
    """The body to send instead of *body*: the same object if nothing is gained. Never raises (unless
    ``Policy(on_error="raise")``); records the report in this context."""
    raise NotImplementedError


async def atransform(body: Any, *, path: str, target: Target, policy: Policy) -> Any:
    """:func:`transform` in a worker thread, for asyncio and trio."""
    raise NotImplementedError


def wrap(client: T, *, policy: Policy | None = None) -> T:
    """Make *client* compress the images it sends, in place, and return it."""
    raise NotImplementedError
