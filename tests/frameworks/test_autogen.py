"""AutoGen, and Microsoft's Agent Framework: agents of OpenAI's and Anthropic's SDKs."""

from __future__ import annotations

from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach


@pytest.mark.parametrize("way", ["run", "run_stream"])
async def test_autogen_is_reached(way: str, server: Loopback, shot: Shot, reach: Reach, told: Any) -> None:
    pytest.importorskip("autogen_agentchat")
    pytest.importorskip("autogen_ext.models.openai")
    from autogen_agentchat.agents import AssistantAgent
    from autogen_agentchat.messages import MultiModalMessage
    from autogen_core import Image
    from autogen_ext.models.openai import OpenAIChatCompletionClient

    told("AutoGen", "autogen-ext", f"OpenAIChatCompletionClient, AssistantAgent.{way}")
    client = OpenAIChatCompletionClient(model="gpt-4o", api_key="x", base_url=server.openai_url)

    def send() -> Any:
        agent = AssistantAgent("a", model_client=client)
        asked = MultiModalMessage(content=["What is this?", Image(shot.image())], source="user")
        return getattr(agent, way)(task=asked)

    await reach(send)


@pytest.mark.parametrize("streams", [False, True], ids=["run", "run(stream=True)"])
@pytest.mark.parametrize("kind", ["OpenAIChatClient", "OpenAIChatCompletionClient", "AnthropicClient"])
async def test_agent_framework_is_reached(
    kind: str, streams: bool, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    framework = pytest.importorskip("agent_framework")
    name = f"agent_framework.{'anthropic' if kind.startswith('Anthropic') else 'openai'}"
    cls = getattr(pytest.importorskip(name), kind, None)
    if cls is None:
        pytest.skip(f"this release has no {kind}")
    told(
        "Microsoft Agent Framework",
        "agent-framework-core",
        f"{kind}, Agent.run{'(stream=True)' if streams else ''}",
    )
    if kind.startswith("Anthropic"):
        from anthropic import AsyncAnthropic

        client = cls(
            model="claude-haiku-4-5", anthropic_client=AsyncAnthropic(base_url=server.url, api_key="x")
        )
    else:
        client = cls(model="gpt-4o", api_key="x", base_url=server.openai_url)
    content = framework.Content.from_data(data=shot.data, media_type="image/png")
    asked = framework.Message(role="user", contents=[framework.Content.from_text("What is this?"), content])

    async def send() -> None:
        agent = framework.Agent(client=client)
        if streams:
            async for _ in agent.run([asked], stream=True):
                pass
        else:
            await agent.run([asked])

    await reach(send)
