"""Every public method of Google's SDK whose request can carry a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contract.scene import Loopback, Shot, Surface, drain, waited

MODEL = "gemini-3-pro-preview"


def clients(server: Loopback) -> dict[str, Callable[[], Any]]:
    """How each kind of client is made."""
    from google import genai

    return {
        "Client": lambda: genai.Client(api_key="x", http_options={"base_url": server.url}),
        "Client.aio": lambda: genai.Client(api_key="x", http_options={"base_url": server.url}),
        "vertex": lambda: _vertex(server),
        "vertex.aio": lambda: _vertex(server),
    }


def _vertex(server: Loopback) -> Any:
    import google.auth.credentials
    from google import genai

    class Fake(google.auth.credentials.Credentials):
        def refresh(self, request: Any) -> None:
            self.token = "t"

    fake = Fake()
    fake.token = "t"
    options = {"base_url": server.url, "api_version": "v1"}
    return genai.Client(
        vertexai=True, project="p", location="us-central1", credentials=fake, http_options=options
    )


def part(shot: Shot) -> Any:
    from google.genai import types

    return types.Part.from_bytes(data=shot.data, mime_type="image/png")


def _content(shot: Shot) -> Any:
    from google.genai import types

    return types.Content(role="user", parts=[types.Part(text="What is this?"), part(shot)])


def _snake(shot: Shot) -> list[Any]:
    blob = {"mime_type": "image/png", "data": shot.data}
    return [{"role": "user", "parts": [{"text": "What is this?"}, {"inline_data": blob}]}]


def _camel(shot: Shot) -> list[Any]:
    blob = {"mimeType": "image/png", "data": shot.base64}
    return [{"role": "user", "parts": [{"text": "What is this?"}, {"inlineData": blob}]}]


def _function_response(shot: Shot) -> list[Any]:
    from google.genai import types

    blob = types.FunctionResponseBlob(mime_type="image/png", data=shot.data)
    response = types.FunctionResponse(
        name="look", response={"ok": True}, parts=[types.FunctionResponsePart(inline_data=blob)]
    )
    call = types.Part(function_call=types.FunctionCall(name="look", args={}))
    return [
        "Look at it.",
        types.Content(role="model", parts=[call]),
        types.Content(role="user", parts=[types.Part(function_response=response)]),
    ]


def _with_system(client: Any, shot: Shot) -> Any:
    from google.genai import types

    config = types.GenerateContentConfig(system_instruction=[part(shot)])
    return client.models.generate_content(model=MODEL, contents="What is this?", config=config)


def _extra_body(client: Any, shot: Shot) -> Any:
    return client.models.generate_content(
        model=MODEL, contents="x", config={"http_options": {"extra_body": {"contents": _camel(shot)}}}
    )


def _chat(client: Any, shot: Shot, *, turns: int = 1) -> Any:
    chat = client.chats.create(model=MODEL)
    for turn in range(turns):
        chat.send_message([f"Question {turn}", *([] if turn else [part(shot)])])


def _chat_streamed(client: Any, shot: Shot) -> Any:
    return list(client.chats.create(model=MODEL).send_message_stream(["What?", part(shot)]))


CALL = {
    "candidates": [
        {
            "content": {"role": "model", "parts": [{"functionCall": {"name": "look", "args": {}}}]},
            "finishReason": "STOP",
        }
    ]
}


def called(client: Any, contents: list[Any]) -> Any:
    """Automatic function calling: the picture goes out in both rounds."""

    def look() -> str:
        """Look."""
        return "seen"

    return client.models.generate_content(model=MODEL, contents=contents, config={"tools": [look]})


def _cache(client: Any, shot: Shot) -> Any:
    return client.caches.create(model=f"models/{MODEL}", config={"contents": [_content(shot)]})


def _batch(client: Any, shot: Shot) -> Any:
    return client.batches.create(model=MODEL, src=[{"contents": _camel(shot)}])


def _interaction(shot: Shot) -> dict[str, Any]:
    image = {"type": "image", "data": shot.base64, "mime_type": "image/png"}
    return {"model": MODEL, "input": [{"type": "text", "text": "What is this?"}, image]}


def _embedded(client: Any, shot: Shot) -> Any:
    return client.models.embed_content(model="gemini-embedding-2", contents=[part(shot)])


def _surface(name: str, call: Callable[[Any, Shot, Any], Any], *needs: str, **more: Any) -> Surface:
    return Surface(sdk="google-genai", name=name, call=call, needs=needs, **{"client": "Client", **more})


def _sync() -> tuple[Surface, ...]:
    s = _surface

    def generated(contents: Callable[[Shot], Any]) -> Callable[[Any, Shot, Any], Any]:
        return lambda c, p, e: c.models.generate_content(model=MODEL, contents=contents(p))

    return (
        s("models.generate_content [str, Part]", generated(lambda p: ["What is this?", part(p)])),
        s("contents = Part", generated(part)),
        s("contents = types.Content", generated(_content)),
        s("contents = [dict, inline_data]", generated(_snake)),
        s("contents = [dict, inlineData as base64]", generated(_camel)),
        s("contents = [PIL.Image]", generated(lambda p: ["What is this?", p.image()])),
        s("contents = PIL.Image", generated(lambda p: p.image())),
        s("function_response.parts[].inline_data", generated(_function_response), "types.FunctionResponsePart"),
        s("system_instruction = [Part]", lambda c, p, e: _with_system(c, p)),
        s("http_options.extra_body", lambda c, p, e: _extra_body(c, p), "types.HttpOptions.model_fields.extra_body"),
        s("models.generate_content_stream", lambda c, p, e: list(c.models.generate_content_stream(model=MODEL, contents=[part(p)]))),
        s("chats send_message", lambda c, p, e: _chat(c, p)),
        s("chats send_message_stream", lambda c, p, e: _chat_streamed(c, p)),
        s("chat of two turns", lambda c, p, e: _chat(c, p, turns=2), requests=2),
        s("automatic function calling", lambda c, p, e: called(c, ["What?", part(p)]), requests=2),
        s("models.count_tokens", lambda c, p, e: c.models.count_tokens(model=MODEL, contents=[part(p)])),
        s("caches.create", lambda c, p, e: _cache(c, p)),
        s("batches.create (inline)", lambda c, p, e: _batch(c, p), "types.InlinedRequest"),
        s("models taken before", lambda c, p, e: e.generate_content(model=MODEL, contents=[part(p)]), early=lambda c: c.models),
        s("interactions.create", lambda c, p, e: c.interactions.create(**_interaction(p)), "interactions"),
        s("interactions.create(stream=True)", lambda c, p, e: list(c.interactions.create(**_interaction(p), stream=True)), "interactions"),
        s("interactions.with_raw_response", lambda c, p, e: c.interactions.with_raw_response.create(**_interaction(p)), "interactions"),
        s("interactions taken before", lambda c, p, e: e.create(**_interaction(p)), "interactions", early=lambda c: c.interactions),
        s("Vertex generate_content", generated(lambda p: ["What is this?", part(p)]), client="vertex"),
        s("Vertex count_tokens", lambda c, p, e: c.models.count_tokens(model=MODEL, contents=[part(p)]), client="vertex"),
        s("models.embed_content (never touched)", lambda c, p, e: _embedded(c, p), touched=False),
    )  # fmt: skip


def _async() -> tuple[Surface, ...]:
    def s(
        name: str, call: Callable[[Any, Shot, Any], Any], *needs: str, client: str = "Client.aio", **more: Any
    ) -> Surface:
        return _surface(f"aio: {name}", call, *needs, client=client, **more)

    async def streamed(made: Any) -> None:
        await drain(await waited(made))

    async def chatted(client: Any, shot: Shot) -> None:
        chat = client.aio.chats.create(model=MODEL)
        await chat.send_message(["What is this?", shot.image()])
        await streamed(chat.send_message_stream("And now?"))

    return (
        s("generate_content", lambda c, p, e: c.aio.models.generate_content(model=MODEL, contents=["What?", part(p)])),
        s("generate_content [PIL.Image]", lambda c, p, e: c.aio.models.generate_content(model=MODEL, contents=["What?", p.image()])),
        s("generate_content_stream", lambda c, p, e: streamed(c.aio.models.generate_content_stream(model=MODEL, contents=[part(p)]))),
        s("count_tokens", lambda c, p, e: c.aio.models.count_tokens(model=MODEL, contents=[part(p)])),
        s("chats, two turns", lambda c, p, e: chatted(c, p), requests=2),
        s("interactions.create", lambda c, p, e: c.aio.interactions.create(**_interaction(p)), "aio.interactions"),
        s("interactions taken before", lambda c, p, e: e.create(**_interaction(p)), "aio.interactions", early=lambda c: c.aio.interactions),
        s("Vertex generate_content", lambda c, p, e: c.aio.models.generate_content(model=MODEL, contents=[part(p)]), client="vertex.aio"),
    )  # fmt: skip


SURFACES = (*_sync(), *_async())
