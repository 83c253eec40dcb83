"""Who will bill this request."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

Provider = Literal["openai", "anthropic", "google"]

Cloud = Literal["first_party", "azure", "bedrock", "vertex", "gateway", "unknown"]

# The provider's own service, under its own name and under regional ones (eu.api.openai.com).
_FIRST_PARTY: dict[Provider, str] = {
    "openai": r"(.+\.)?api\.openai\.com",
    "anthropic": r"(.+\.)?api\.anthropic\.com",
    "google": r"generativelanguage(\.mtls)?\.googleapis\.com",
}

_CLOUDS: dict[Cloud, str] = {
    "azure": r".+\.(openai|cognitiveservices|services\.ai)\.azure\.(com|us|cn)|.+\.cognitive\.microsoft\.com",
    "bedrock": r"bedrock[\w-]*\.[\w-]+\.(amazonaws\.com(\.cn)?|api\.aws)|.+\.vpce\.amazonaws\.com",
    "vertex": r"([\w-]+-)?aiplatform(\.[\w-]+\.rep|\.mtls)?\.googleapis\.com",
    # Services that pass a request on to the model's own provider as it is.
    "gateway": (
        r"openrouter\.ai|gateway\.ai\.cloudflare\.com|ai-gateway\.vercel\.sh|api\.portkey\.ai"
        r"|(.+\.)?helicone\.ai|router\.requesty\.ai|.+\.azure-api\.net"
    ),
}


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
    cloud: Cloud = "first_party"
    host: str | None = None
    api_version: str | None = None

    @property
    def takes_detail(self) -> bool:
        """Whether the host is known to understand the provider's ``detail`` values."""
        return self.cloud != "unknown"


def cloud_of(host: str | None, provider: Provider, gateways: Set[str] = frozenset()) -> Cloud:
    """Who answers at *host* (a name or an address, without port) to requests in *provider*'s format.

    *gateways* are the caller's own, as in ``Policy(hosts=...)``; a machine's own addresses count as one: what
    listens there was put there to pass requests on.
    """
    if not host:
        return "unknown"
    host = host.lower().rstrip(".")
    if any(host == own.lower() for own in gateways):
        return "gateway"
    return _cloud_of(host, provider)


@functools.lru_cache(maxsize=256)
def _cloud_of(host: str, provider: Provider) -> Cloud:
    if re.fullmatch(_FIRST_PARTY[provider], host):
        return "first_party"
    for cloud, pattern in _CLOUDS.items():
        if re.fullmatch(pattern, host):
            return cloud
    return "gateway" if _is_loopback(host) else "unknown"


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
