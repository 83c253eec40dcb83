"""Agno: agents of OpenAI, Anthropic and Google models."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

pytest.importorskip("agno")


def made(module: str, name: str, **given: Any) -> Any:
    return getattr(importlib.import_module(f"agno.models.{module}"), name)(**given)


MODELS: dict[str, Callable[[Loopback], Any]] = {
    "OpenAIChat": lambda s: made("openai", "OpenAIChat", id="gpt-4o", api_key="x", base_url=s.openai_url),
    "OpenAIResponses": lambda s: made(
        "openai", "OpenAIResponses", id="gpt-4o", api_key="x", base_url=s.openai_url
    ),
    "Claude": lambda s: made(
        "anthropic", "Claude", id="claude-haiku-4-5", api_key="x", client_params={"base_url": s.url}
    ),
    "Gemini": lambda s: made(
        "google", "Gemini", id="gemini-2.5-flash", api_key="x", client_params={"http_options": {"base_url": s.url}}
    ),
}  # fmt: skip

WAYS: dict[str, Callable[[Any, Any], Any]] = {
    "run": lambda agent, pictures: agent.run("What is this?", images=pictures),
    "run(stream=True)": lambda agent, pictures: list(
        agent.run("What is this?", images=pictures, stream=True)
    ),
    "arun": lambda agent, pictures: agent.arun("What is this?", images=pictures),
    "arun(stream=True)": lambda agent, pictures: agent.arun("What is this?", images=pictures, stream=True),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("model", MODELS)
async def test_it_is_reached(
    model: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    from agno.agent import Agent
    from agno.media import Image

    told("Agno", "agno", f"{model}, {way}")

    def send() -> Any:
        agent = Agent(model=MODELS[model](server), telemetry=False)
        return WAYS[way](agent, [Image(content=shot.data, format="png", mime_type="image/png")])

    await reach(send)
