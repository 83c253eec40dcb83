"""What the LangChain tests are made of: models of four providers, blocks that spell a picture, and ways to call."""

from __future__ import annotations

import copy
from collections.abc import Callable
from importlib import metadata
from typing import Any

import pytest
from contract.scene import Loopback, Shot, drain, is_original, is_rewritten
from support.loopback_images import decode_any, image_size

from headroom_sdk import Policy

FULL_LOW = Policy(technique="full_low", on_error="raise")  # type: ignore[arg-type]
LOSSLESS = Policy(mode="lossless", on_error="raise")


def models(server: Loopback) -> dict[str, Callable[..., Any]]:
    """How each kind of model is made; those whose package is missing or sends in another way are not there."""
    made: dict[str, Callable[..., Any]] = {}
    plain = {"model": "gpt-4o", "base_url": server.openai_url, "api_key": "x", "max_retries": 0}
    azure = {"azure_endpoint": server.url, "api_version": "2024-10-21", "azure_deployment": "gpt-4o"}

    def add(name: str, package: str, kind: str, **fixed: Any) -> None:
        def make(**more: Any) -> Any:
            return getattr(pytest.importorskip(package), kind)(**{**fixed, **more})

        made[name] = make

    add("ChatOpenAI", "langchain_openai", "ChatOpenAI", **plain)
    add("ChatOpenAI, responses", "langchain_openai", "ChatOpenAI", **plain, use_responses_api=True)
    add("AzureChatOpenAI", "langchain_openai", "AzureChatOpenAI", **azure, api_key="x", max_retries=0)
    claude = {"model": "claude-haiku-4-5", "base_url": server.url, "api_key": "x", "max_tokens": 9}
    add("ChatAnthropic", "langchain_anthropic", "ChatAnthropic", **claude, max_retries=0)
    gemini = {"model": "gemini-2.5-flash", "base_url": server.url, "google_api_key": "x", "max_retries": 1}
    add("ChatGoogleGenerativeAI", "langchain_google_genai", "ChatGoogleGenerativeAI", **gemini)
    bedrock = {"model": "us.anthropic.claude-haiku-4-5-20251001-v1:0", "endpoint_url": server.url}
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "x", "region_name": "us-east-1"}
    add("ChatBedrockConverse", "langchain_aws", "ChatBedrockConverse", **bedrock, **keys)
    return made


MODELS = ("ChatOpenAI", "ChatOpenAI, responses", "AzureChatOpenAI", "ChatAnthropic", "ChatGoogleGenerativeAI")


def model(name: str, server: Loopback, **more: Any) -> Any:
    """One of them; skips where this set of packages has it not, or not through an SDK that we hook."""
    if name == "ChatGoogleGenerativeAI":
        pytest.importorskip("langchain_google_genai")
        if int(metadata.version("langchain-google-genai").split(".")[0]) < 4:
            pytest.skip("this langchain-google-genai speaks gRPC")
    return models(server)[name](**more)


def core() -> tuple[int, ...]:
    """The release of langchain-core."""
    return tuple(map(int, metadata.version("langchain-core").split(".")[:2]))


def blocks(shot: Shot) -> dict[str, dict[str, Any]]:
    """A picture in every spelling that a message of LangChain's may hold."""
    source = {"type": "base64", "media_type": "image/png", "data": shot.base64}
    return {
        "standard, base64": {"type": "image", "base64": shot.base64, "mime_type": "image/png"},
        "standard, url": {"type": "image", "url": shot.url, "mime_type": "image/png"},
        "v0, base64": {"type": "image", "source_type": "base64", "data": shot.base64, "mime_type": "image/png"},
        "v0, url": {"type": "image", "source_type": "url", "url": shot.url},
        "image_url, dict": {"type": "image_url", "image_url": {"url": shot.url}},
        "image_url, string": {"type": "image_url", "image_url": shot.url},
        "anthropic": {"type": "image", "source": source},
        "input_image": {"type": "input_image", "image_url": shot.url},
        "media, base64": {"type": "media", "mime_type": "image/png", "data": shot.base64},
        "media, bytes": {"type": "media", "mime_type": "image/png", "data": shot.data},
        "bedrock": {"image": {"format": "png", "source": {"bytes": shot.data}}},
        "anthropic, tool_result": {
            "type": "tool_result", "tool_use_id": "t", "content": [{"type": "image", "source": source}],
        },
    }  # fmt: skip


def standard(shot: Shot) -> dict[str, Any]:
    """The block that today's documentation shows."""
    return blocks(shot)["standard, base64" if core() >= (1, 0) else "v0, base64"]


def asked(block: dict[str, Any]) -> list[Any]:
    """A question about one picture."""
    from langchain_core.messages import HumanMessage

    return [HumanMessage(content=[{"type": "text", "text": "What is this?"}, block])]


def from_tool(block: dict[str, Any]) -> list[Any]:
    """A question whose picture came out of a tool."""
    from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

    call = {"name": "look", "args": {}, "id": "t", "type": "tool_call"}
    return [
        HumanMessage("What is on the screen?"),
        AIMessage("", tool_calls=[call]),
        ToolMessage(content=[block], tool_call_id="t"),
    ]


async def _astream_events(model: Any, given: Any, config: Any) -> None:
    await drain(model.astream_events(given, config=config, version="v2"))


async def _v3(model: Any, given: Any, config: Any) -> None:
    stream = model.astream_events(given, config=config, version="v3")
    await drain(await stream if hasattr(stream, "__await__") else stream)


def _generate(model: Any, given: Any, config: Any) -> Any:
    return model.generate([given, given], callbacks=(config or {}).get("callbacks"))


async def _astream(model: Any, given: Any, config: Any) -> None:
    await drain(model.astream(given, config=config))


CALLS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "invoke": lambda model, given, config: model.invoke(given, config=config),
    "stream": lambda model, given, config: list(model.stream(given, config=config)),
    "batch": lambda model, given, config: model.batch([given, given], config=config),
    "generate": _generate,
    "stream_events v3": lambda model, given, config: list(
        model.stream_events(given, config=config, version="v3")
    ),
    "ainvoke": lambda model, given, config: model.ainvoke(given, config=config),
    "astream": _astream,
    "abatch": lambda model, given, config: model.abatch([given, given], config=config),
    "astream_events v2": _astream_events,
    "astream_events v3": _v3,
}
"""Ways to call a model."""


async def call(way: str, model: Any, given: Any, config: Any) -> Any:
    """Call a model that way; skips where this release has it not."""
    if "v3" in way and core() < (1, 2):
        pytest.skip("this release has no third version of events")
    result = CALLS[way](model, given, config)
    return await result if hasattr(result, "__await__") else result


class Unchanged:
    """Asserts at its end that what a caller passed is as it was, to the last byte."""

    def __init__(self, *things: Any) -> None:
        self._things, self._before = things, copy.deepcopy(things)

    def __enter__(self) -> Unchanged:
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind is None:
            for now, before in zip(self._things, self._before, strict=True):
                assert _dumped(now) == _dumped(before)


def _dumped(thing: Any) -> Any:
    return [message.model_dump() if hasattr(message, "model_dump") else message for message in thing]


def rewritten(server: Loopback, shot: Shot) -> bool:
    """Every picture on the wire was rewritten."""
    return is_rewritten(server.requests, shot)


def original(server: Loopback, shot: Shot) -> bool:
    """Every picture on the wire is the caller's."""
    return is_original(server.requests, shot)


def shown(content: Any) -> list[tuple[int, int] | None]:
    """The sizes of the pictures in a message's content, whatever its blocks."""
    if isinstance(content, dict):
        return [size for value in content.values() for size in shown(value)]
    if isinstance(content, list):
        return [size for value in content for size in shown(value)]
    if isinstance(content, bytes):
        return [image_size(content)]
    if isinstance(content, str) and len(content) > 500:
        return [image_size(decode_any(content.partition(",")[2] or content))]
    return []
