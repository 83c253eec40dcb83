"""Strands: agents of Bedrock (its default), OpenAI, Anthropic and Google models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach
from support.aws import KEY, REGION, SECRET

strands = pytest.importorskip("strands")


def bedrock(server: Loopback) -> Any:
    import boto3
    from strands.models import BedrockModel

    session = boto3.Session(aws_access_key_id=KEY, aws_secret_access_key=SECRET, region_name=REGION)
    model = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
    return BedrockModel(boto_session=session, endpoint_url=server.url, model_id=model)


def openai(server: Loopback) -> Any:
    from strands.models.openai import OpenAIModel

    return OpenAIModel(client_args={"api_key": "x", "base_url": server.openai_url}, model_id="gpt-4o")


def anthropic(server: Loopback) -> Any:
    from strands.models.anthropic import AnthropicModel

    given = {"api_key": "x", "base_url": server.url}
    return AnthropicModel(client_args=given, model_id="claude-haiku-4-5", max_tokens=9)


def google(server: Loopback) -> Any:
    from strands.models.gemini import GeminiModel

    given = {"api_key": "x", "http_options": {"base_url": server.url}}
    return GeminiModel(client_args=given, model_id="gemini-2.5-flash")


MODELS: dict[str, Callable[[Loopback], Any]] = {
    "BedrockModel": bedrock,
    "OpenAIModel": openai,
    "AnthropicModel": anthropic,
    "GeminiModel": google,
}


@pytest.mark.parametrize("way", ["agent()", "invoke_async", "stream_async"])
@pytest.mark.parametrize("model", MODELS)
async def test_it_is_reached(
    model: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("Strands", "strands-agents", f"{model}, {way}")
    picture = {"image": {"format": "png", "source": {"bytes": shot.data}}}

    def send() -> Any:
        agent = strands.Agent(model=MODELS[model](server), callback_handler=None)
        asked = [{"text": "What is this?"}, picture]
        return agent(asked) if way == "agent()" else getattr(agent, way)(asked)

    await reach(send)
