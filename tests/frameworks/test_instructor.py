"""instructor: clients made of OpenAI's and Anthropic's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

instructor = pytest.importorskip("instructor")


def openai(server: Loopback, *, waits: bool) -> Any:
    sdk = pytest.importorskip("openai")
    cls = sdk.AsyncOpenAI if waits else sdk.OpenAI
    return instructor.from_openai(cls(base_url=server.openai_url, api_key="x"), mode=instructor.Mode.JSON)


def anthropic(server: Loopback, *, waits: bool) -> Any:
    sdk = pytest.importorskip("anthropic")
    cls = sdk.AsyncAnthropic if waits else sdk.Anthropic
    return instructor.from_anthropic(
        cls(base_url=server.url, api_key="x"), mode=instructor.Mode.ANTHROPIC_JSON
    )


CLIENTS: dict[str, tuple[Callable[..., Any], str]] = {
    "from_openai": (openai, "gpt-4o"),
    "from_anthropic": (anthropic, "claude-haiku-4-5"),
}


@pytest.mark.parametrize("waits", [False, True], ids=["create", "async create"])
@pytest.mark.parametrize("kind", CLIENTS)
async def test_it_is_reached(
    kind: str, waits: bool, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    import pydantic

    told("instructor", "instructor", f"{kind}, {'async ' if waits else ''}create")
    make, model = CLIENTS[kind]
    client = make(server, waits=waits)
    seen = pydantic.create_model("Seen", answer=(str, ...))
    picture = instructor.Image.from_base64(shot.url)
    asked = [{"role": "user", "content": ["What is this?", picture]}]
    more = {"max_tokens": 9} if kind == "from_anthropic" else {}
    await reach(
        lambda: client.chat.completions.create(model=model, messages=asked, response_model=seen, **more)
    )
