"""Pydantic AI: agents of OpenAI, Anthropic and Google models; tools that return pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

pydantic_ai = pytest.importorskip("pydantic_ai")


def agent(model: Any, **more: Any) -> Any:
    return pydantic_ai.Agent(model, **more)


def openai_chat(server: Loopback) -> Any:
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.providers.openai import OpenAIProvider

    return OpenAIChatModel("gpt-4o", provider=OpenAIProvider(base_url=server.openai_url, api_key="x"))


def openai_responses(server: Loopback) -> Any:
    from pydantic_ai.models.openai import OpenAIResponsesModel
    from pydantic_ai.providers.openai import OpenAIProvider

    return OpenAIResponsesModel("gpt-4o", provider=OpenAIProvider(base_url=server.openai_url, api_key="x"))


def anthropic(server: Loopback) -> Any:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    client = AsyncAnthropic(base_url=server.url, api_key="x")
    return AnthropicModel("claude-haiku-4-5", provider=AnthropicProvider(anthropic_client=client))


def google(server: Loopback) -> Any:
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.providers.google import GoogleProvider

    return GoogleModel("gemini-2.5-flash", provider=GoogleProvider(api_key="x", base_url=server.url))


MODELS: dict[str, Callable[[Loopback], Any]] = {
    "OpenAIChatModel": openai_chat,
    "OpenAIResponsesModel": openai_responses,
    "AnthropicModel": anthropic,
    "GoogleModel": google,
}


async def streamed(made: Any, asked: Any) -> None:
    async with made.run_stream(asked) as result:
        async for _ in result.stream_text():
            pass


WAYS: dict[str, Callable[[Any, Any], Any]] = {
    "run": lambda made, asked: made.run(asked),
    "run_stream": streamed,
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", MODELS)
async def test_it_is_reached(
    model: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("Pydantic AI", "pydantic-ai-slim", f"{model}, {way}")
    made = agent(MODELS[model](server))
    asked = ["What is this?", pydantic_ai.BinaryContent(shot.data, media_type="image/png")]
    await reach(lambda: WAYS[way](made, asked))


@pytest.mark.parametrize("model", MODELS)
def test_it_is_reached_without_an_event_loop(model: str, server: Loopback, shot: Shot, told: Any) -> None:
    import headroom_sdk as headroom
    from headroom_sdk import Policy

    told("Pydantic AI", "pydantic-ai-slim", f"{model}, run_sync")
    made = agent(MODELS[model](server))
    asked = ["What is this?", pydantic_ai.BinaryContent(shot.data, media_type="image/png")]
    with headroom.patch(policy=Policy(technique="full_low", on_error="raise")):  # type: ignore[arg-type]
        result = made.run_sync(asked)
    (image,) = server.last.images()
    assert image.size and max(image.size) < 2400
    # The history keeps the picture as it was.
    (content,) = [part for part in result.all_messages()[0].parts[0].content if not isinstance(part, str)]
    assert content.data == shot.data
