"""Google's Agent Development Kit: runners with a Gemini model, and with any of LiteLLM's."""

from __future__ import annotations

import os
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

pytest.importorskip("google.adk")


def model(kind: str, server: Loopback, monkeypatch: pytest.MonkeyPatch) -> Any:
    if kind == "Gemini":
        monkeypatch.setenv("GOOGLE_API_KEY", "x")
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", server.url)
        monkeypatch.setenv("GOOGLE_GENAI_USE_VERTEXAI", "FALSE")
        return "gemini-2.5-flash"
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    pytest.importorskip("litellm")
    from google.adk.models.lite_llm import LiteLlm

    return LiteLlm(model="anthropic/claude-haiku-4-5", api_base=server.url, api_key="x")


@pytest.mark.parametrize("streams", [False, True], ids=["run_async", "run_async(SSE)"])
@pytest.mark.parametrize("kind", ["Gemini", "LiteLlm"])
async def test_it_is_reached(
    kind: str,
    streams: bool,
    server: Loopback,
    shot: Shot,
    reach: Reach,
    told: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from google.adk.agents import LlmAgent
    from google.adk.agents.run_config import RunConfig, StreamingMode
    from google.adk.runners import InMemoryRunner
    from google.genai import types

    told("Google ADK", "google-adk", f"{kind}, run_async{'(SSE)' if streams else ''}")
    agent = LlmAgent(name="a", model=model(kind, server, monkeypatch))
    config = RunConfig(streaming_mode=StreamingMode.SSE if streams else StreamingMode.NONE)

    async def send() -> None:
        runner = InMemoryRunner(agent=agent, app_name="suite")
        session = await runner.session_service.create_session(app_name="suite", user_id="u")
        parts = [
            types.Part(text="What is this?"),
            types.Part.from_bytes(data=shot.data, mime_type="image/png"),
        ]
        asked = types.Content(role="user", parts=parts)
        async for _ in runner.run_async(
            user_id="u", session_id=session.id, new_message=asked, run_config=config
        ):
            pass

    await reach(send)
