"""LlamaIndex: its LLMs of OpenAI's, Anthropic's and Google's SDKs."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

pytest.importorskip("llama_index.core")


def made(module: str, name: str, **given: Any) -> Any:
    try:
        found = importlib.import_module(f"llama_index.llms.{module}")
    except ImportError as e:
        pytest.skip(f"llama-index-llms-{module} cannot be imported: {e}")
    return getattr(found, name)(**given)


MODELS: dict[str, Callable[[Loopback], Any]] = {
    "OpenAI": lambda s: made("openai", "OpenAI", model="gpt-4o", api_key="x", api_base=s.openai_url),
    "OpenAIResponses": lambda s: made(
        "openai", "OpenAIResponses", model="gpt-4o", api_key="x", api_base=s.openai_url
    ),
    "Anthropic": lambda s: made(
        "anthropic", "Anthropic", model="claude-haiku-4-5", api_key="x", base_url=s.url
    ),
    "GoogleGenAI": lambda s: made(
        "google_genai", "GoogleGenAI", model="gemini-2.5-flash", api_key="x", http_options={"base_url": s.url}
    ),
}


def asked(shot: Shot) -> list[Any]:
    from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock

    blocks = [TextBlock(text="What is this?"), ImageBlock(image=shot.data, image_mimetype="image/png")]
    return [ChatMessage(role="user", blocks=blocks)]


async def streamed(made_later: Any) -> None:
    async for _ in await made_later:
        pass


WAYS: dict[str, Callable[[Any, Any], Any]] = {
    "chat": lambda llm, messages: llm.chat(messages),
    "stream_chat": lambda llm, messages: list(llm.stream_chat(messages)),
    "achat": lambda llm, messages: llm.achat(messages),
    "astream_chat": lambda llm, messages: streamed(llm.astream_chat(messages)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", MODELS)
async def test_it_is_reached(
    model: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("LlamaIndex", "llama-index-core", f"{model}, {way}")
    llm = MODELS[model](server)
    await reach(lambda: WAYS[way](llm, asked(shot)))
