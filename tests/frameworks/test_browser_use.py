"""browser-use: its chat models, as its agent calls them (no browser is started)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

os.environ["ANONYMIZED_TELEMETRY"] = "false"
os.environ["BROWSER_USE_SETUP_LOGGING"] = "false"
browser_use = pytest.importorskip("browser_use")

MODELS: dict[str, Callable[[Loopback], Any]] = {
    "ChatOpenAI": lambda s: browser_use.ChatOpenAI(model="gpt-4o", api_key="x", base_url=s.openai_url),
    "ChatAnthropic": lambda s: browser_use.ChatAnthropic(
        model="claude-haiku-4-5", api_key="x", base_url=s.url
    ),
    "ChatGoogle": lambda s: browser_use.ChatGoogle(
        model="gemini-2.5-flash", api_key="x", http_options={"base_url": s.url}
    ),
}


@pytest.mark.parametrize("model", MODELS)
async def test_it_is_reached(model: str, server: Loopback, shot: Shot, reach: Reach, told: Any) -> None:
    from browser_use.llm.messages import ContentPartImageParam, ContentPartTextParam, ImageURL, UserMessage

    told("browser-use", "browser-use", f"{model}.ainvoke")
    llm = MODELS[model](server)
    picture = ContentPartImageParam(image_url=ImageURL(url=shot.url, media_type="image/png"))
    asked = [UserMessage(content=[ContentPartTextParam(text="What is this?"), picture])]
    await reach(lambda: llm.ainvoke(asked))
