"""OpenAI's SDK, with its Azure and Bedrock clients."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from headroom_sdk.adapter import Adapter
from headroom_sdk.policy import Policy
from headroom_sdk.target import Cloud, Target, cloud_of

from ._stainless import StainlessAdapter, cloud_by_class, host

_CLOUDS: Mapping[str, Cloud] = {"Azure": "azure", "Bedrock": "bedrock"}


def _target(client: Any, url: str, body: Mapping[str, Any], policy: Policy) -> Target:
    name = host(client, url)
    deployment = re.search(r"/deployments/([^/?]+)", f"{urlsplit(str(client.base_url)).path}{url}")
    model = body.get("model") or (deployment and deployment[1])
    version = getattr(client, "_api_version", None)
    return Target(
        provider="openai",
        model=model if isinstance(model, str) else None,
        cloud=cloud_by_class(client, _CLOUDS) or cloud_of(name, "openai", policy.hosts),
        host=name,
        api_version=version if isinstance(version, str) else None,
    )


ADAPTER: Adapter = StainlessAdapter(
    name="openai",
    extra="openai",
    requires="openai>=1.30",
    clients="OpenAI, AzureOpenAI, BedrockOpenAI and their Async twins",
    target=_target,
)
