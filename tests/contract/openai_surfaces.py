"""Every public method of OpenAI's SDK whose request can carry a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract.scene import Loopback, Shot, Surface, drain

MODEL = "gpt-4o"


def clients(server: Loopback) -> dict[str, Callable[[], Any]]:
    """How each kind of client is made; kinds that this release lacks are missing."""
    import openai

    plain = {"api_key": "x", "base_url": server.openai_url, "max_retries": 0}
    azure = {"api_key": "x", "azure_endpoint": server.url, "api_version": "2024-10-21", "max_retries": 0}
    made = {
        "OpenAI": lambda: openai.OpenAI(**plain),
        "AsyncOpenAI": lambda: openai.AsyncOpenAI(**plain),
        "AzureOpenAI": lambda: openai.AzureOpenAI(**azure),
        "AsyncAzureOpenAI": lambda: openai.AsyncAzureOpenAI(**azure),
        "AzureOpenAI deployment": lambda: openai.AzureOpenAI(**azure, azure_deployment="mine"),
        "module": lambda: _module(server),
    }
    if hasattr(openai, "BedrockOpenAI"):
        made["BedrockOpenAI"] = lambda: openai.BedrockOpenAI(**plain)
        made["AsyncBedrockOpenAI"] = lambda: openai.AsyncBedrockOpenAI(**plain)
    return made


def _module(server: Loopback) -> Any:
    import openai

    openai.api_key, openai.base_url, openai.max_retries = "x", server.openai_url, 0
    openai._reset_client()
    return openai


def chat(shot: Shot, **more: Any) -> dict[str, Any]:
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": shot.url}},
    ]
    return {"model": MODEL, "messages": [{"role": "user", "content": content}], **more}


def item(shot: Shot) -> dict[str, Any]:
    content = [
        {"type": "input_text", "text": "What is this?"},
        {"type": "input_image", "image_url": shot.url},
    ]
    return {"type": "message", "role": "user", "content": content}


def response(shot: Shot, **more: Any) -> dict[str, Any]:
    return {"model": MODEL, "input": [item(shot)], **more}


def _output(shot: Shot) -> list[dict[str, Any]]:
    call = {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"}
    output = [{"type": "input_image", "image_url": shot.url}]
    return [
        {"type": "message", "role": "user", "content": "Look at it."},
        call,
        {"type": "function_call_output", "call_id": "c", "output": output},
    ]


def _screenshot(shot: Shot) -> list[dict[str, Any]]:
    output = {"type": "computer_screenshot", "image_url": shot.url}
    return [{"type": "computer_call_output", "call_id": "c", "output": output}]


def _schema() -> Any:
    import pydantic

    return pydantic.create_model("Seen", answer=(str, ...))


def _in_stream(manager: Any) -> None:
    with manager as stream:
        list(stream)


async def _in_async_stream(manager: Any) -> None:
    async with manager as stream:
        await drain(stream)


def _read(response: Any) -> None:
    with response as opened:
        opened.read()


async def _aread(response: Any) -> None:
    async with response as opened:
        await opened.read()


def _post(client: Any, shot: Shot) -> Any:
    return client.post("/chat/completions", cast_to=object, body=chat(shot))


def _thread_message(client: Any, shot: Shot) -> Any:
    content = [{"type": "image_url", "image_url": {"url": shot.url}}]
    return client.post("/threads/t/messages", cast_to=object, body={"role": "user", "content": content})


def _moderation(client: Any, shot: Shot) -> Any:
    content = [{"type": "image_url", "image_url": {"url": shot.url}}]
    return client.moderations.create(model="omni-moderation-latest", input=content)


def _surface(name: str, call: Callable[[Any, Shot, Any], Any], *needs: str, **more: Any) -> Surface:
    return Surface(sdk="openai", name=name, call=call, needs=needs, **{"client": "OpenAI", **more})


def _sync() -> tuple[Surface, ...]:
    s = _surface
    return (
        s("chat.completions.create", lambda c, p, e: c.chat.completions.create(**chat(p))),
        s("chat.completions.create(stream=True)", lambda c, p, e: list(c.chat.completions.create(**chat(p), stream=True))),
        s("chat.completions.parse", lambda c, p, e: c.chat.completions.parse(**chat(p), response_format=_schema()), "chat.completions.parse"),
        s("chat.completions.stream()", lambda c, p, e: _in_stream(c.chat.completions.stream(**chat(p))), "chat.completions.stream"),
        s("beta.chat.completions.parse", lambda c, p, e: c.beta.chat.completions.parse(**chat(p), response_format=_schema()), "beta.chat.completions.parse"),
        s("beta.chat.completions.stream()", lambda c, p, e: _in_stream(c.beta.chat.completions.stream(**chat(p))), "beta.chat.completions.stream"),
        s("with_raw_response, cached before", lambda c, p, e: e.create(**chat(p)), early=lambda c: c.chat.completions.with_raw_response),
        s("with_raw_response", lambda c, p, e: c.chat.completions.with_raw_response.create(**chat(p))),
        s("client.with_raw_response", lambda c, p, e: c.with_raw_response.chat.completions.create(**chat(p))),
        s("with_streaming_response", lambda c, p, e: _read(c.chat.completions.with_streaming_response.create(**chat(p)))),
        s("with_streaming_response, cached before", lambda c, p, e: _read(e.create(**chat(p))), early=lambda c: c.chat.completions.with_streaming_response),
        s("a bound create, taken before", lambda c, p, e: e(**chat(p)), early=lambda c: c.chat.completions.create),
        s("a bound post, taken before", lambda c, p, e: e("/chat/completions", cast_to=object, body=chat(p)), early=lambda c: c.post),
        s("with_options()", lambda c, p, e: c.with_options(timeout=9).chat.completions.create(**chat(p))),
        s("copy()", lambda c, p, e: c.copy(timeout=9).chat.completions.create(**chat(p))),
        s("extra_body", lambda c, p, e: c.chat.completions.create(model=MODEL, messages=[], extra_body=chat(p))),
        s("client.post", lambda c, p, e: _post(c, p)),
        s("module-level client", lambda c, p, e: c.chat.completions.create(**chat(p)), client="module", modes=("patch",)),
        s("AzureOpenAI chat.completions.create", lambda c, p, e: c.chat.completions.create(**chat(p)), client="AzureOpenAI"),
        s("AzureOpenAI(azure_deployment) chat.completions.create", lambda c, p, e: c.chat.completions.create(**chat(p)), client="AzureOpenAI deployment"),
        s("AzureOpenAI responses.create", lambda c, p, e: c.responses.create(**response(p)), "responses", client="AzureOpenAI"),
        s("BedrockOpenAI chat.completions.create", lambda c, p, e: c.chat.completions.create(**chat(p)), client="BedrockOpenAI"),
        s("responses.create", lambda c, p, e: c.responses.create(**response(p)), "responses"),
        s("responses.create(stream=True)", lambda c, p, e: list(c.responses.create(**response(p), stream=True)), "responses"),
        s("responses.parse", lambda c, p, e: c.responses.parse(**response(p), text_format=_schema()), "responses.parse"),
        s("responses.stream()", lambda c, p, e: _in_stream(c.responses.stream(**response(p))), "responses.stream"),
        s("responses.with_raw_response", lambda c, p, e: c.responses.with_raw_response.create(**response(p)), "responses"),
        s("responses: function_call_output", lambda c, p, e: c.responses.create(model=MODEL, input=_output(p)), "responses"),
        s("responses.compact", lambda c, p, e: c.responses.compact(**response(p)), "responses.compact"),
        s("responses.input_tokens.count", lambda c, p, e: c.responses.input_tokens.count(**response(p)), "responses.input_tokens"),
        s("conversations.create(items=)", lambda c, p, e: c.conversations.create(items=[item(p)]), "conversations", gains=False),
        s("conversations.items.create", lambda c, p, e: c.conversations.items.create("conv", items=[item(p)]), "conversations", gains=False),
        s("beta.responses.create", lambda c, p, e: c.beta.responses.create(**response(p)), "beta.responses"),
        s("decisions.create", lambda c, p, e: c.decisions.create(model=MODEL, input=[item(p)], questions=[]), "decisions"),
        s("responses: computer screenshot (never touched)", lambda c, p, e: c.responses.create(model=MODEL, input=_screenshot(p)), "responses", touched=False),
        s("moderations.create (never touched)", lambda c, p, e: _moderation(c, p), touched=False),
        s("threads.messages.create (never touched)", lambda c, p, e: _thread_message(c, p), touched=False),
    )  # fmt: skip


def _async() -> tuple[Surface, ...]:
    def s(
        name: str,
        call: Callable[[Any, Shot, Any], Any],
        *needs: str,
        client: str = "AsyncOpenAI",
        **more: Any,
    ) -> Surface:
        return _surface(f"Async: {name}", call, *needs, client=client, **more)

    async def streamed(made: Any) -> None:
        await drain(await made)

    return (
        s("chat.completions.create", lambda c, p, e: c.chat.completions.create(**chat(p))),
        s("chat.completions.create(stream=True)", lambda c, p, e: streamed(c.chat.completions.create(**chat(p), stream=True))),
        s("chat.completions.parse", lambda c, p, e: c.chat.completions.parse(**chat(p), response_format=_schema()), "chat.completions.parse"),
        s("chat.completions.stream()", lambda c, p, e: _in_async_stream(c.chat.completions.stream(**chat(p))), "chat.completions.stream"),
        s("beta.chat.completions.parse", lambda c, p, e: c.beta.chat.completions.parse(**chat(p), response_format=_schema()), "beta.chat.completions.parse"),
        s("with_raw_response, cached before", lambda c, p, e: e.create(**chat(p)), early=lambda c: c.chat.completions.with_raw_response),
        s("with_streaming_response", lambda c, p, e: _aread(c.chat.completions.with_streaming_response.create(**chat(p)))),
        s("with_options()", lambda c, p, e: c.with_options(timeout=9).chat.completions.create(**chat(p))),
        s("client.post", lambda c, p, e: _post(c, p)),
        s("AsyncAzureOpenAI chat.completions.create", lambda c, p, e: c.chat.completions.create(**chat(p)), client="AsyncAzureOpenAI"),
        s("AsyncBedrockOpenAI chat.completions.create", lambda c, p, e: c.chat.completions.create(**chat(p)), client="AsyncBedrockOpenAI"),
        s("responses.create", lambda c, p, e: c.responses.create(**response(p)), "responses"),
        s("responses.stream()", lambda c, p, e: _in_async_stream(c.responses.stream(**response(p))), "responses.stream"),
        s("conversations.items.create", lambda c, p, e: c.conversations.items.create("conv", items=[item(p)]), "conversations", gains=False),
    )  # fmt: skip


SURFACES = (*_sync(), *_async())
