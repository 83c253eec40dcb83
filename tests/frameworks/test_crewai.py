"""CrewAI: its LLM, called and by an agent."""

from __future__ import annotations

import os
from importlib import util
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

if util.find_spec("crewai"):  # where it is not, other tests want OpenTelemetry on
    os.environ |= {
        "CREWAI_DISABLE_TELEMETRY": "true",
        "OTEL_SDK_DISABLED": "true",
        "CREWAI_TRACING_ENABLED": "false",
    }
crewai = pytest.importorskip("crewai")


def llm(model: str, server: Loopback) -> Any:
    if model.startswith("anthropic"):
        return crewai.LLM(model=model, api_key="x", base_url=server.url)
    return crewai.LLM(model=model, api_key="x", base_url=server.openai_url)


def asked(shot: Shot) -> list[dict[str, Any]]:
    picture = {"type": "image_url", "image_url": {"url": shot.url}}
    return [{"role": "user", "content": [{"type": "text", "text": "What is this?"}, picture]}]


@pytest.mark.parametrize("way", ["call", "acall", "call(stream)"])
@pytest.mark.parametrize("model", ["openai/gpt-4o", "anthropic/claude-haiku-4-5"])
async def test_it_is_reached(
    model: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("CrewAI", "crewai", f"LLM({model.partition('/')[0]}), {way}")
    try:
        made = llm(model, server)
    except ImportError as e:
        pytest.skip(str(e))
    made.stream = "stream" in way
    await reach(lambda: getattr(made, way.partition("(")[0])(asked(shot)))
