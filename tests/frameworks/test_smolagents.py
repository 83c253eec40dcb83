"""smolagents: its models of OpenAI's SDK and of LiteLLM; a picture of a task is a PIL image."""

from __future__ import annotations

import os
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

smolagents = pytest.importorskip("smolagents")


def model(kind: str, server: Loopback) -> Any:
    if kind == "OpenAIModel":
        cls = getattr(smolagents, "OpenAIModel", None) or smolagents.OpenAIServerModel
        return cls(model_id="gpt-4o", api_base=server.openai_url, api_key="x")
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    pytest.importorskip("litellm")
    return smolagents.LiteLLMModel(model_id="anthropic/claude-haiku-4-5", api_base=server.url, api_key="x")


def asked(shot: Shot) -> list[Any]:
    content = [{"type": "text", "text": "What is this?"}, {"type": "image", "image": shot.image()}]
    return [smolagents.ChatMessage(role="user", content=content)]


@pytest.mark.parametrize("way", ["generate", "generate_stream"])
@pytest.mark.parametrize("kind", ["OpenAIModel", "LiteLLMModel"])
async def test_a_model_is_reached(
    kind: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("smolagents", "smolagents", f"{kind}, {way}")
    made = model(kind, server)
    await reach(lambda: getattr(made, way)(asked(shot)))


async def test_an_agents_pictures_are_reached(server: Loopback, shot: Shot, reach: Reach, told: Any) -> None:
    told("smolagents", "smolagents", "ToolCallingAgent.run(images=)")
    function = {"name": "final_answer", "arguments": '{"answer": "a picture"}'}
    message = {
        "role": "assistant", "content": None, "tool_calls": [{"id": "c", "type": "function", "function": function}],
    }  # fmt: skip
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls"}
    answer = {
        "id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }  # fmt: skip

    def send() -> Any:
        server.reply_next(answer)
        agent = smolagents.ToolCallingAgent(tools=[], model=model("OpenAIModel", server), verbosity_level=0)
        return agent.run("What is this?", images=[shot.image()])

    await reach(send)
