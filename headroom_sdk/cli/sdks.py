"""The real SDKs, as their users call them: a client for each provider, and one question about one picture."""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import HeadroomError
from ..target import Provider

# Enough for a word of answer, the least that Responses takes; what is paid for here is the picture.
ANSWER_TOKENS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sdk:
    """How one provider's SDK is got hold of. ``keys``: environment variables, one of which holds the user's key."""

    provider: Provider
    package: str
    distribution: str
    extra: str
    keys: tuple[str, ...]

    @property
    def installed(self) -> bool:
        try:
            return importlib.util.find_spec(self.package) is not None
        except ImportError:
            return False

    @property
    def key(self) -> str | None:
        """The user's own key."""
        return next((os.environ[name] for name in self.keys if os.environ.get(name)), None)

    @property
    def how_to_get(self) -> str:
        return f"pip install 'headroom-sdk[{self.extra}]'"


SDKS: dict[Provider, Sdk] = {
    sdk.provider: sdk
    for sdk in (
        Sdk(
            provider="openai",
            package="openai",
            distribution="openai",
            extra="openai",
            keys=("OPENAI_API_KEY",),
        ),
        Sdk(
            provider="anthropic",
            package="anthropic",
            distribution="anthropic",
            extra="anthropic",
            keys=("ANTHROPIC_API_KEY",),
        ),
        Sdk(
            provider="google",
            package="google.genai",
            distribution="google-genai",
            extra="google",
            keys=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One request: a model, a text and a picture (``None`` asks without one)."""

    model: str
    text: str
    picture: bytes | None
    media_type: str
    detail: str | None = None

    @property
    def url(self) -> str:
        return f"data:{self.media_type};base64,{base64.b64encode(self.picture or b'').decode()}"


class SendFailed(HeadroomError):
    """A provider, or the way to it, refused a request."""


def client_for(provider: Provider, address: str | None) -> Any:
    """A client as users make it, at the provider's own address or at *address* (then without a key)."""
    sdk = SDKS[provider]
    key = sdk.key if address is None else "not-a-key"
    if provider == "openai":
        import openai

        return openai.OpenAI(api_key=key, base_url=address and f"{address}/v1", max_retries=0)
    if provider == "anthropic":
        import anthropic

        return anthropic.Anthropic(api_key=key, base_url=address, max_retries=0)
    from google import genai

    address = address or os.environ.get("GOOGLE_GEMINI_BASE_URL")
    options: dict[str, Any] = {"base_url": address} if address else {}
    return genai.Client(api_key=key, vertexai=False, http_options=genai.types.HttpOptions(**options))


def ask(client: Any, provider: Provider, question: Question) -> int:
    """Send *question*; the input tokens that the provider says it billed. Raises :class:`SendFailed`."""
    send = {"openai": _openai, "anthropic": _anthropic, "google": _google}[provider]
    try:
        return int(send(client, question) or 0)
    except Exception as e:  # three SDKs, three families of errors
        raise SendFailed(f"{type(e).__name__}: {str(e)[:300]}") from e


def _openai(client: Any, question: Question) -> Any:
    shown: dict[str, Any] = {"detail": question.detail} if question.detail else {}
    # Chat Completions for the models of its days, and for an SDK that has nothing else.
    if question.model.startswith("gpt-4") or not hasattr(client, "responses"):
        content: list[dict[str, Any]] = [{"type": "text", "text": question.text}]
        if question.picture is not None:
            content.append({"type": "image_url", "image_url": {"url": question.url, **shown}})
        chat = client.chat.completions.create(
            model=question.model,
            messages=[{"role": "user", "content": content}],
            extra_body={"max_completion_tokens": ANSWER_TOKENS},
        )
        return chat.usage.prompt_tokens
    content = [{"type": "input_text", "text": question.text}]
    if question.picture is not None:
        content.append({"type": "input_image", "image_url": question.url, **shown})
    response = client.responses.create(
        model=question.model,
        input=[{"role": "user", "content": content}],
        max_output_tokens=ANSWER_TOKENS,
    )
    return response.usage.input_tokens


def _anthropic(client: Any, question: Question) -> Any:
    content: list[dict[str, Any]] = [{"type": "text", "text": question.text}]
    if question.picture is not None:
        data = base64.b64encode(question.picture).decode()
        source = {"type": "base64", "media_type": question.media_type, "data": data}
        content.insert(0, {"type": "image", "source": source})
    message = client.messages.create(
        model=question.model,
        max_tokens=ANSWER_TOKENS,
        messages=[{"role": "user", "content": content}],
    )
    return message.usage.input_tokens


def _google(client: Any, question: Question) -> Any:
    from google.genai import types

    contents: list[Any] = [question.text]
    if question.picture is not None:
        contents.insert(0, types.Part.from_bytes(data=question.picture, mime_type=question.media_type))
    config: dict[str, Any] = {"max_output_tokens": ANSWER_TOKENS}
    if question.detail:
        config["media_resolution"] = f"MEDIA_RESOLUTION_{question.detail.upper()}"
    answer = client.models.generate_content(
        model=question.model, contents=contents, config=types.GenerateContentConfig(**config)
    )
    return answer.usage_metadata.prompt_token_count


@contextlib.contextmanager
def no_proxy() -> Iterator[None]:
    """Keep what is sent to this machine away from the proxy that the environment names."""
    names = ("NO_PROXY", "no_proxy")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "127.0.0.1,localhost"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
