"""Anthropic's SDK, with its clients for other clouds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headroom_sdk.adapter import Adapter
from headroom_sdk.policy import Policy
from headroom_sdk.target import Cloud, Target, cloud_of

from ._stainless import StainlessAdapter, cloud_by_class, host

_CLOUDS: Mapping[str, Cloud] = {
    "Bedrock": "bedrock",
    "Vertex": "vertex",
    "Foundry": "azure",
    # Anthropic's own service, sold and reached through another's.
    "AWS": "first_party",
    "GoogleCloud": "first_party",
}


def _target(client: Any, url: str, body: Mapping[str, Any], policy: Policy) -> Target:
    name = host(client, url)
    model = body.get("model")
    return Target(
        provider="anthropic",
        model=model if isinstance(model, str) else None,
        cloud=cloud_by_class(client, _CLOUDS) or cloud_of(name, "anthropic", policy.hosts),
        host=name,
    )


ADAPTER: Adapter = StainlessAdapter(
    name="anthropic",
    extra="anthropic",
    requires="anthropic>=0.30",
    clients="Anthropic, AnthropicBedrock, AnthropicVertex, AnthropicFoundry, … and their Async twins",
    target=_target,
)
