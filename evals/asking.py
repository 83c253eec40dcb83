"""One question to a real model through its own SDK: the answer, and the input tokens that were billed."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from typing import Any

INSTRUCTION = "Answer with the value alone, as short as possible. If it cannot be told, answer: unknown."
ANSWER_TOKENS = 256
"""Room for a model that thinks before it answers."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """``billed`` are input tokens, text and picture together."""

    text: str
    billed: int


def provider_of(model: str) -> str:
    """Who serves *model*, by its name."""
    name = model.rpartition("/")[2]
    return "anthropic" if name.startswith("claude") else "google" if name.startswith("gemini") else "openai"


def client_for(model: str) -> Any:
    """The SDK's own client; key and address come from the environment, as the SDK reads them."""
    match provider_of(model):
        case "anthropic":
            import anthropic

            return anthropic.Anthropic()
        case "google":
            from google import genai

            address = os.environ.get("GOOGLE_GEMINI_BASE_URL")
            # Old releases know the second name only.
            key = os.environ.get("GEMINI_API_KEY") or os.environ.get("GOOGLE_API_KEY")
            options = genai.types.HttpOptions(base_url=address) if address else None
            return genai.Client(api_key=key, http_options=options)
        case _:
            import openai

            return openai.OpenAI()


def ask(client: Any, model: str, question: str, picture: bytes | None, media_type: str) -> Answer:
    """What *model* answers. Errors are the SDK's own."""
    text = f"{question}\n{INSTRUCTION}"
    data = base64.b64encode(picture).decode() if picture else ""
    match provider_of(model):
        case "anthropic":
            source = {"type": "base64", "media_type": media_type, "data": data}
            shown = [{"type": "image", "source": source}] if data else []
            content = [*shown, {"type": "text", "text": text}]
            message = client.messages.create(
                model=model, max_tokens=ANSWER_TOKENS, messages=[{"role": "user", "content": content}]
            )
            said = "".join(block.text for block in message.content if block.type == "text")
            return Answer(text=said, billed=message.usage.input_tokens)
        case "google":
            from google.genai import types

            parts = [types.Part.from_bytes(data=picture, mime_type=media_type)] if picture else []
            made = client.models.generate_content(model=model, contents=[*parts, text])
            return Answer(text=made.text or "", billed=made.usage_metadata.prompt_token_count)
        case _:
            shown = (
                [{"type": "image_url", "image_url": {"url": f"data:{media_type};base64,{data}"}}]
                if data
                else []
            )
            chat = client.chat.completions.create(
                model=model,
                messages=[{"role": "user", "content": [*shown, {"type": "text", "text": text}]}],
                extra_body={"max_completion_tokens": ANSWER_TOKENS},
            )
            return Answer(text=chat.choices[0].message.content or "", billed=chat.usage.prompt_tokens)
