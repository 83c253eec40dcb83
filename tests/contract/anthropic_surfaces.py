"""Every public method of Anthropic's SDK whose request can carry a picture."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from contract.scene import Loopback, Shot, Surface, drain, waited

MODEL = "claude-haiku-4-5"
BEDROCK = "anthropic.claude-haiku-4-5-20251001-v1:0"
VERTEX = "claude-haiku-4-5@20251001"


def clients(server: Loopback) -> dict[str, Callable[[], Any]]:
    """How each kind of client is made; kinds that this release lacks are missing."""
    import anthropic

    plain = {"api_key": "x", "base_url": server.url, "max_retries": 0}
    bedrock = {
        "aws_access_key": "k",
        "aws_secret_key": "s",
        "aws_region": "us-east-1",
        "base_url": server.url,
    }
    vertex = {"region": "us-east5", "project_id": "p", "access_token": "t", "base_url": server.url + "/v1"}
    cloud = {"api_key": "x", "base_url": server.url}
    options = {
        "Anthropic": plain,
        "AnthropicBedrock": bedrock,
        "AnthropicVertex": vertex,
        "AnthropicFoundry": {"api_key": "x", "base_url": server.url + "/anthropic/"},
        "AnthropicBedrockMantle": {**cloud, "aws_region": "us-east-1"},
        "AnthropicAWS": {**cloud, "aws_region": "us-east-1", "workspace_id": "w"},
        "AnthropicGoogleCloud": {"skip_auth": True, "project": "p", "base_url": server.url},
    }
    made: dict[str, Callable[[], Any]] = {}
    for name, given in options.items():
        for full in (name, f"Async{name}"):
            cls = getattr(anthropic, full, None)
            if cls is not None:
                made[full] = lambda cls=cls, given=given: cls(**given)
    return made


def content(shot: Shot, data: Any = None) -> list[dict[str, Any]]:
    source = {"type": "base64", "media_type": "image/png", "data": shot.base64 if data is None else data}
    return [{"type": "image", "source": source}, {"type": "text", "text": "What is this?"}]


def message(shot: Shot, *, data: Any = None, model: str = MODEL, **more: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": content(shot, data)}]
    return {"model": model, "max_tokens": 9, "messages": messages, **more}


def counted(shot: Shot) -> dict[str, Any]:
    given = message(shot)
    del given["max_tokens"]
    return given


def _tool_result(shot: Shot) -> dict[str, Any]:
    use = {"type": "tool_use", "id": "t", "name": "look", "input": {}}
    result = {"type": "tool_result", "tool_use_id": "t", "content": content(shot)}
    messages = [
        {"role": "user", "content": "Look at it."},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [result]},
    ]
    return {"model": MODEL, "max_tokens": 9, "messages": messages}


def _from_path(client: Any, shot: Shot) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        path.write_bytes(shot.data)
        return client.messages.create(**message(shot, data=path))


async def _afrom_path(client: Any, shot: Shot) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.png"
        path.write_bytes(shot.data)
        await client.messages.create(**message(shot, data=path))


def _generated(shot: Shot) -> dict[str, Any]:
    def turns() -> Iterator[Any]:
        yield from message(shot)["messages"]

    return {**message(shot), "messages": turns()}


def _batch(shot: Shot) -> dict[str, Any]:
    return {"requests": [{"custom_id": name, "params": message(shot)} for name in ("a", "b")]}


def _schema() -> Any:
    import pydantic

    return pydantic.create_model("Seen", answer=(str, ...))


def _parsed(client: Any, shot: Shot, where: Any) -> Any:
    return where.parse(**message(shot), output_format=_schema())


def _in_stream(manager: Any) -> None:
    with manager as stream:
        list(stream)


async def _in_async_stream(manager: Any) -> None:
    async with manager as stream:
        await drain(stream)


def _read(response: Any) -> None:
    with response as opened:
        opened.read()


TOOL_USE = {
    "id": "m", "type": "message", "role": "assistant", "model": MODEL, "stop_reason": "tool_use",
    "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
    "content": [{"type": "tool_use", "id": "t", "name": "look", "input": {}}],
}  # fmt: skip


TOOL_USE_EVENTS = [
    {"type": "message_start", "message": {**TOOL_USE, "content": [], "stop_reason": None}},
    {"type": "content_block_start", "index": 0, "content_block": {**TOOL_USE["content"][0], "input": {}}},
    {"type": "content_block_delta", "index": 0, "delta": {"type": "input_json_delta", "partial_json": "{}"}},
    {"type": "content_block_stop", "index": 0},
    {"type": "message_delta", "delta": {"stop_reason": "tool_use"}, "usage": {"output_tokens": 1}},
    {"type": "message_stop"},
]


def _task() -> dict[str, Any]:
    return {"model": MODEL, "max_tokens": 9, "messages": [{"role": "user", "content": "Look at it."}]}


def _runner(client: Any, shot: Shot, **more: Any) -> Any:
    """A tool runner whose tool brings a picture: it is in the second request only."""
    import anthropic

    def look() -> Any:
        """Look."""
        return content(shot)[:1]

    return client.beta.messages.tool_runner(**_task(), tools=[anthropic.beta_tool(look)], **more)


def _streamed_runner(client: Any, shot: Shot) -> None:
    for stream in _runner(client, shot, stream=True):
        list(stream)


async def _arunner(client: Any, shot: Shot) -> None:
    import anthropic

    async def look() -> Any:
        """Look."""
        return content(shot)[:1]

    runner = client.beta.messages.tool_runner(**_task(), tools=[anthropic.beta_async_tool(look)])
    await runner.until_done()


def _thread(client: Any, shot: Shot) -> Any:
    return client.beta.messages.thread(model=MODEL, max_tokens=9).send(
        {"role": "user", "content": content(shot)}
    )


def _post(client: Any, shot: Shot) -> Any:
    return client.post("/v1/messages", cast_to=object, body=message(shot))


def _session_event(client: Any, shot: Shot) -> Any:
    event = {"type": "user.message", "content": content(shot)[:1]}
    return client.post("/v1/sessions/s/events", cast_to=object, body={"events": [event]})


def _surface(name: str, call: Callable[[Any, Shot, Any], Any], *needs: str, **more: Any) -> Surface:
    return Surface(sdk="anthropic", name=name, call=call, needs=needs, **{"client": "Anthropic", **more})


def _sync() -> tuple[Surface, ...]:
    s = _surface
    return (
        s("messages.create", lambda c, p, e: c.messages.create(**message(p))),
        s("messages.create(stream=True)", lambda c, p, e: list(c.messages.create(**message(p), stream=True))),
        s("messages.stream()", lambda c, p, e: _in_stream(c.messages.stream(**message(p)))),
        s("messages.parse", lambda c, p, e: _parsed(c, p, c.messages), "messages.parse"),
        s("messages.count_tokens", lambda c, p, e: c.messages.count_tokens(**counted(p)), "messages.count_tokens"),
        s("messages.batches.create", lambda c, p, e: c.messages.batches.create(**_batch(p)), "messages.batches"),
        s("tool_result", lambda c, p, e: c.messages.create(**_tool_result(p))),
        s("data = pathlib.Path", lambda c, p, e: _from_path(c, p)),
        s("data = open file", lambda c, p, e: c.messages.create(**message(p, data=io.BytesIO(p.data)))),
        s("messages = generator", lambda c, p, e: c.messages.create(**_generated(p))),
        s("with_raw_response, cached before", lambda c, p, e: e.create(**message(p)), early=lambda c: c.messages.with_raw_response),
        s("with_raw_response", lambda c, p, e: c.messages.with_raw_response.create(**message(p))),
        s("with_streaming_response", lambda c, p, e: _read(c.messages.with_streaming_response.create(**message(p)))),
        s("a bound create, taken before", lambda c, p, e: e(**message(p)), early=lambda c: c.messages.create),
        s("a bound post, taken before", lambda c, p, e: e("/v1/messages", cast_to=object, body=message(p)), early=lambda c: c.post),
        s("with_options()", lambda c, p, e: c.with_options(timeout=9).messages.create(**message(p))),
        s("copy()", lambda c, p, e: c.copy(timeout=9).messages.create(**message(p))),
        s("extra_body", lambda c, p, e: c.messages.create(model=MODEL, max_tokens=9, messages=[], extra_body=message(p))),
        s("client.post", lambda c, p, e: _post(c, p)),
        s("beta.messages.create", lambda c, p, e: c.beta.messages.create(**message(p)), "beta.messages"),
        s("beta.messages.stream()", lambda c, p, e: _in_stream(c.beta.messages.stream(**message(p))), "beta.messages.stream"),
        s("beta.messages.parse", lambda c, p, e: _parsed(c, p, c.beta.messages), "beta.messages.parse"),
        s("beta.messages.count_tokens", lambda c, p, e: c.beta.messages.count_tokens(**counted(p)), "beta.messages.count_tokens"),
        s("beta.messages.batches.create", lambda c, p, e: c.beta.messages.batches.create(**_batch(p)), "beta.messages.batches"),
        s("beta.messages.tool_runner", lambda c, p, e: _runner(c, p).until_done(), "beta.messages.tool_runner", requests=2),
        s("beta.messages.tool_runner(stream=True)", lambda c, p, e: _streamed_runner(c, p), "beta.messages.tool_runner", requests=2),
        s("beta.messages.thread().send", lambda c, p, e: _thread(c, p), "beta.messages.thread"),
        s("AnthropicBedrock messages.create", lambda c, p, e: c.messages.create(**message(p, model=BEDROCK)), client="AnthropicBedrock"),
        s("AnthropicBedrock messages.stream()", lambda c, p, e: _in_stream(c.messages.stream(**message(p, model=BEDROCK))), client="AnthropicBedrock"),
        s("AnthropicBedrock beta.messages.create", lambda c, p, e: c.beta.messages.create(**message(p, model=BEDROCK)), "beta.messages", client="AnthropicBedrock"),
        s("AnthropicVertex messages.create", lambda c, p, e: c.messages.create(**message(p, model=VERTEX)), client="AnthropicVertex"),
        s("AnthropicVertex messages.stream()", lambda c, p, e: _in_stream(c.messages.stream(**message(p, model=VERTEX))), client="AnthropicVertex"),
        s("AnthropicVertex beta.messages.create", lambda c, p, e: c.beta.messages.create(**message(p, model=VERTEX)), "beta.messages", client="AnthropicVertex"),
        s("AnthropicFoundry messages.create", lambda c, p, e: c.messages.create(**message(p)), client="AnthropicFoundry"),
        s("AnthropicFoundry beta.messages.create", lambda c, p, e: c.beta.messages.create(**message(p)), client="AnthropicFoundry"),
        s("AnthropicBedrockMantle messages.create", lambda c, p, e: c.messages.create(**message(p)), client="AnthropicBedrockMantle"),
        s("AnthropicAWS messages.create", lambda c, p, e: c.messages.create(**message(p)), client="AnthropicAWS"),
        s("AnthropicGoogleCloud messages.create", lambda c, p, e: c.messages.create(**message(p)), client="AnthropicGoogleCloud"),
        s("beta.sessions.events.send (never touched)", lambda c, p, e: _session_event(c, p), touched=False),
    )  # fmt: skip


def _async() -> tuple[Surface, ...]:
    def s(
        name: str,
        call: Callable[[Any, Shot, Any], Any],
        *needs: str,
        client: str = "AsyncAnthropic",
        **more: Any,
    ) -> Surface:
        return _surface(f"Async: {name}", call, *needs, client=client, **more)

    async def streamed(made: Any) -> None:
        await drain(await waited(made))

    return (
        s("messages.create", lambda c, p, e: c.messages.create(**message(p))),
        s("messages.create(stream=True)", lambda c, p, e: streamed(c.messages.create(**message(p), stream=True))),
        s("messages.stream()", lambda c, p, e: _in_async_stream(c.messages.stream(**message(p)))),
        s("messages.count_tokens", lambda c, p, e: c.messages.count_tokens(**counted(p)), "messages.count_tokens"),
        s("messages.batches.create", lambda c, p, e: c.messages.batches.create(**_batch(p)), "messages.batches"),
        s("data = pathlib.Path", lambda c, p, e: _afrom_path(c, p)),
        s("messages = generator", lambda c, p, e: c.messages.create(**_generated(p))),
        s("with_raw_response, cached before", lambda c, p, e: e.create(**message(p)), early=lambda c: c.messages.with_raw_response),
        s("with_options()", lambda c, p, e: c.with_options(timeout=9).messages.create(**message(p))),
        s("beta.messages.create", lambda c, p, e: c.beta.messages.create(**message(p)), "beta.messages"),
        s("beta.messages.tool_runner", lambda c, p, e: _arunner(c, p), "beta.messages.tool_runner", requests=2),
        s("AsyncAnthropicBedrock messages.create", lambda c, p, e: c.messages.create(**message(p, model=BEDROCK)), client="AsyncAnthropicBedrock"),
        s("AsyncAnthropicVertex messages.create", lambda c, p, e: c.messages.create(**message(p, model=VERTEX)), client="AsyncAnthropicVertex"),
        s("AsyncAnthropicFoundry messages.create", lambda c, p, e: c.messages.create(**message(p)), client="AsyncAnthropicFoundry"),
    )  # fmt: skip


SURFACES = (*_sync(), *_async())
