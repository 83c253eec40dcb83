"""Haystack: its chat generators of OpenAI's SDK, alone and in a pipeline."""

from __future__ import annotations

from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

haystack = pytest.importorskip("haystack")


def generator(kind: str, server: Loopback) -> Any:
    from haystack.components.generators import chat
    from haystack.utils import Secret

    found = getattr(chat, kind, None)
    if found is None:
        pytest.skip(f"this release has no {kind}")
    return found(model="gpt-4o", api_key=Secret.from_token("x"), api_base_url=server.openai_url)


def asked(shot: Shot) -> list[Any]:
    from haystack.dataclasses import ChatMessage, ImageContent

    picture = ImageContent(base64_image=shot.base64, mime_type="image/png", validation=False)
    return [ChatMessage.from_user(content_parts=["What is this?", picture])]


def streaming(chunk: Any) -> None:
    pass


@pytest.mark.parametrize("way", ["run", "run(streaming)", "run_async", "Pipeline.run"])
@pytest.mark.parametrize("kind", ["OpenAIChatGenerator", "OpenAIResponsesChatGenerator"])
async def test_it_is_reached(
    kind: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("Haystack", "haystack-ai", f"{kind}, {way}")
    made = generator(kind, server)

    def send() -> Any:
        if way == "run_async":
            return made.run_async(messages=asked(shot))
        if way == "Pipeline.run":
            pipeline = haystack.Pipeline()
            pipeline.add_component("llm", generator(kind, server))
            return pipeline.run({"llm": {"messages": asked(shot)}})
        more = {"streaming_callback": streaming} if "streaming" in way else {}
        return made.run(messages=asked(shot), **more)

    await reach(send)
