"""What type checkers see: a wrapped client is of the type that it was, with its overloads. Checked, never run."""

from __future__ import annotations

from typing import Any

import anthropic
import openai
from anthropic.types import Message
from google import genai
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from typing_extensions import assert_type

import headroom_sdk as headroom

client = headroom.wrap(openai.OpenAI())
assert_type(client, openai.OpenAI)
assert_type(headroom.wrap(openai.AsyncOpenAI(), policy=headroom.Policy(mode="lossless")), openai.AsyncOpenAI)
assert_type(headroom.wrap(client.copy()), openai.OpenAI)
assert_type(headroom.unwrap(client), openai.OpenAI)
assert_type(headroom.wrap(openai.AzureOpenAI()), openai.AzureOpenAI)
assert_type(headroom.wrap(anthropic.Anthropic()), anthropic.Anthropic)
assert_type(headroom.wrap(anthropic.AsyncAnthropicBedrock()), anthropic.AsyncAnthropicBedrock)
assert_type(headroom.wrap(genai.Client()), genai.Client)

assert_type(client.chat.completions.create(model="m", messages=[]), ChatCompletion)
assert_type(
    client.chat.completions.create(model="m", messages=[], stream=True), openai.Stream[ChatCompletionChunk]
)
assert_type(
    headroom.wrap(anthropic.Anthropic()).messages.create(model="m", max_tokens=1, messages=[]), Message
)


@headroom.patch("openai", policy=headroom.Policy())
def decorated(x: int) -> str:
    return str(x)


@headroom.paused()
async def waiting(x: int, *, y: str = "") -> dict[str, Any]:
    return {y: x}


assert_type(decorated(1), str)


async def use() -> None:
    assert_type(await waiting(1, y="2"), dict[str, Any])
    async with headroom.patch(scope="context") as patch:
        patch.stop()
    with headroom.using(headroom.Policy()):
        pass
