"""ChatBedrockConverse: LangChain's model for Bedrock, through boto3, under ``patch()``."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach
from support.aws import KEY, REGION, SECRET, signature_holds

langchain_aws = pytest.importorskip("langchain_aws")


@pytest.mark.parametrize("way", ["invoke", "ainvoke", "stream", "astream"])
async def test_it_is_reached(way: str, server: Loopback, shot: Shot, reach: Reach, told: Any) -> None:
    told("ChatBedrockConverse", "langchain-aws", way)
    model = langchain_aws.ChatBedrockConverse(
        model="us.anthropic.claude-haiku-4-5-20251001-v1:0",
        region_name=REGION,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        base_url=server.url,
    )
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image", "base64": shot.base64, "mime_type": "image/png"},
    ]
    await reach(lambda: getattr(model, way)([{"role": "user", "content": content}]))
    assert signature_holds(server.last, urlsplit(server.url).netloc)
