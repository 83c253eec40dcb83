"""Who will bill this request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Provider = Literal["openai", "anthropic", "google"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The model, and the service that runs it.

    ``model`` is the caller's own spelling (a deployment name, a Bedrock id); the token rules and
    ``Policy(models=...)`` resolve it. ``None``: the body names no model, and nothing can be counted.

    ``cloud`` is whose limits apply: the provider's own service, a cloud that resells it, a gateway
    that passes requests on, or ``"unknown"`` for a host that only speaks the provider's wire format.
    There no ``detail`` or ``media_resolution`` is ever written, for it may not know the value.
    """

    provider: Provider
    model: str | None
    cloud: Literal["first_party", "azure", "bedrock", "vertex", "gateway", "unknown"] = "first_party"
    host: str | None = None
    api_version: str | None = None

    @property
    def takes_detail(self) -> bool:
        """Whether the host is known to understand the provider's ``detail`` values."""
        return self.cloud != "unknown"
