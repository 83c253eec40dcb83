"""The OpenAI Agents SDK: responses and chat models, streamed and not, and a tool that returns a picture."""

from __future__ import annotations

from typing import Any

import pytest
from contract.scene import Loopback, Shot, images
from frameworks.conftest import Reach

agents = pytest.importorskip("agents")


def model(kind: str, server: Loopback) -> Any:
    from openai import AsyncOpenAI

    agents.set_tracing_disabled(True)
    client = AsyncOpenAI(base_url=server.openai_url, api_key="x")
    return getattr(agents, kind)(model="gpt-4o", openai_client=client)


def asked(shot: Shot) -> list[dict[str, Any]]:
    content = [
        {"type": "input_text", "text": "What is this?"},
        {"type": "input_image", "image_url": shot.url, "detail": "auto"},
    ]
    return [{"role": "user", "content": content}]


async def streamed(agent: Any, given: Any) -> None:
    async for _ in agents.Runner.run_streamed(agent, given).stream_events():
        pass


@pytest.mark.parametrize("way", ["Runner.run", "Runner.run_streamed"])
@pytest.mark.parametrize("kind", ["OpenAIResponsesModel", "OpenAIChatCompletionsModel"])
async def test_it_is_reached(
    kind: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("OpenAI Agents SDK", "openai-agents", f"{kind}, {way}")
    agent = agents.Agent(name="a", model=model(kind, server))
    if way == "Runner.run":
        await reach(lambda: agents.Runner.run(agent, asked(shot)))
    else:
        await reach(lambda: streamed(agent, asked(shot)))


def test_it_is_reached_without_an_event_loop(server: Loopback, shot: Shot, told: Any) -> None:
    import headroom_sdk as headroom
    from headroom_sdk import Policy

    told("OpenAI Agents SDK", "openai-agents", "OpenAIResponsesModel, Runner.run_sync")
    agent = agents.Agent(name="a", model=model("OpenAIResponsesModel", server))
    with headroom.patch(policy=Policy(technique="full_low", on_error="raise")):  # type: ignore[arg-type]
        agents.Runner.run_sync(agent, asked(shot))
    (image,) = images(server.requests)
    assert image.size and max(image.size) < 2400


async def test_a_tools_picture_is_reached(server: Loopback, shot: Shot, reach: Reach, told: Any) -> None:
    told("OpenAI Agents SDK", "openai-agents", "a tool's picture")

    @agents.function_tool
    def look() -> agents.ToolOutputImage:
        """Look at the screen."""
        return agents.ToolOutputImage(image_url=shot.url)

    call = {"type": "function_call", "id": "f", "call_id": "c", "name": "look", "arguments": "{}", "status": "completed"}  # fmt: skip
    agent = agents.Agent(name="a", model=model("OpenAIResponsesModel", server), tools=[look])

    async def send() -> None:
        server.reply_next(
            {
                "id": "r", "object": "response", "created_at": 1, "status": "completed", "model": "m", "output": [call],
                "parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "usage": None,
            }
        )  # fmt: skip
        await agents.Runner.run(agent, "What is on the screen?")

    await reach(send)
