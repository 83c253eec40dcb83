"""LangChain's own content blocks, and those of providers that its messages may hold, as a wire format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from headroom_sdk.body import facts
from headroom_sdk.body.dialect import Block, Conversation, Facts, Image, ImagePart, Json, Kept, Message, Path
from headroom_sdk.body.payload import (
    DRAWN,
    data_url,
    from_base64,
    from_bytes,
    from_reference,
    from_url,
    is_image,
    is_pdf,
)
from headroom_sdk.body.turn import MAX_DEPTH, Role, Turn
from headroom_sdk.body.walk import dicts, field, items, word
from headroom_sdk.body.writing import extend, fresh, swap
from headroom_sdk.target import Provider

from ._langchain_sending import detail

_ROLES: dict[str, Role] = {
    "ai": "assistant", "assistant": "assistant", "system": "system", "developer": "system", "tool": "tool",
    "function": "tool",
}  # fmt: skip
_BREAKPOINT = "cache_control"

Form = Literal["standard", "url", "anthropic", "media", "bedrock"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LangChainBlocks:
    """``messages[].content[]`` of LangChain's messages; *provider* is whose token rules hold."""

    provider: Provider
    name: str = "langchain"

    def serves(self, path: str) -> bool:
        return False

    def recognises(self, body: Json) -> bool:
        return False

    def conversations(self, body: Json) -> Iterable[Conversation]:
        return (Conversation(root=(), body=body, dialect=self),)

    def has_images(self, body: Json) -> bool:
        return any(_has_image(message.get("content")) for message in dicts(field(body, "messages")))

    def facts(self, body: Json) -> Facts:
        model, tools, functions = word(body, "model"), field(body, "tools"), field(body, "functions")
        schema = field(field(body, "response_format"), "json_schema") or field(body, "format")
        return Facts(
            model=model or None,
            untouchable=facts.untouchable(tools) or (facts.draws(model) if model else None),
            coordinates=facts.tool_coordinates(tools, functions) or facts.schema_coordinates(schema),
            agent=bool(tools or functions),
            schema_text=facts.schema_text(schema),
            pdfs=sum(
                is_pdf(block.get("mime_type"))
                for message in dicts(field(body, "messages"))
                for block in dicts(message.get("content"))
            ),
        )

    def messages(self, body: Json) -> Sequence[Message]:
        return [_message(("messages", i), message) for i, message in items(field(body, "messages"))]

    def spelling(self, detail: str) -> str:
        return detail

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        bare = "type" not in node  # Bedrock's own blocks say nothing of their type
        return swap(
            node, outputs, lambda output: _rewritten(node, output), _bare if bare else _text, _BREAKPOINT
        )

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        return extend(message, "content", fresh(outputs, _image, _text), _text)


def body(messages: Sequence[Any], asked: Mapping[str, Any], model: str | None) -> Json:
    """A request of *messages* and what else a model is given (*asked*: tools, formats); contents are shared."""
    turns = [
        {
            "role": getattr(m, "role", m.type),
            "content": m.content,
            "tool_calls": getattr(m, "tool_calls", None),
        }
        for m in messages
    ]
    more = {key: asked[key] for key in ("tools", "functions", "response_format", "format") if asked.get(key)}
    return {**more, "model": model, "messages": turns}


def written(messages: Sequence[Any], new: Json) -> list[Any]:
    """*messages* with the contents of *new*; what did not change is the caller's own."""
    return [
        message
        if turn["content"] is message.content
        else message.model_copy(update={"content": turn["content"]})
        for message, turn in zip(messages, new["messages"], strict=True)
    ]


def _message(path: Path, message: dict[str, Json]) -> Message:
    role = _ROLES.get(word(message, "role"), "user")
    turn = Turn(path, role, appendable=role == "user")
    _read(turn, (*path, "content"), message.get("content"), result=False, depth=0)
    for i, call in items(message.get("tool_calls")):
        turn.call((*path, "tool_calls", i), call.get("name"), call.get("args"))
    return turn.message()


def _read(turn: Turn, path: Path, content: Json, *, result: bool, depth: int) -> None:
    turn.text(path, content, result=result)
    for i, block in items(content):
        at = (*path, i)
        form = _form(block)
        if form is not None:
            part = _part(at, block, form)
            drawn = DRAWN if turn.role == "assistant" else None
            turn.add(replace(part, locked=part.locked or drawn), result=result)
        elif block.get("type") in ("tool_use", "function_call", "tool_call"):
            turn.call(at, block.get("name"), field(block, "input", "arguments", "args"))
        else:
            turn.text(at, block.get("text"), result=result)
            inside = _inside(block)
            if inside is not None and depth < MAX_DEPTH:
                _read(turn, (*at, *inside[0]), inside[1], result=True, depth=depth + 1)
        if block.get(_BREAKPOINT) or "cachePoint" in block:
            turn.stop()


def _inside(block: dict[str, Json]) -> tuple[Path, Json] | None:
    """Where a result of a tool holds its content."""
    if block.get("type") == "tool_result":
        return ("content",), block.get("content")
    result = block.get("toolResult")
    return (("toolResult", "content"), result.get("content")) if isinstance(result, dict) else None


def _has_image(content: Json, depth: int = 0) -> bool:
    for block in dicts(content):
        if _form(block) is not None:
            return True
        inside = _inside(block)
        if inside is not None and depth < MAX_DEPTH and _has_image(inside[1], depth + 1):
            return True
    return False


def _form(block: dict[str, Json]) -> Form | None:
    """How a block spells a picture, ``None`` if it shows none."""
    kind = block.get("type")
    if kind in ("image_url", "input_image") or (kind is None and "image_url" in block):
        return "url"
    if isinstance(block.get("image"), dict) and kind in (None, "image"):
        return "bedrock"
    if kind == "image":
        return "anthropic" if isinstance(block.get("source"), dict) else "standard"
    return "media" if kind == "media" and is_image(block.get("mime_type")) else None


def _part(path: Path, block: dict[str, Json], form: Form) -> ImagePart:
    part = _payload(path, block, form)
    literal = isinstance(block.get("image_url"), dict) or block.get("type") == "input_image"
    return replace(part, detail=detail(block), detail_allowed=literal)


def _payload(path: Path, block: dict[str, Json], form: Form) -> ImagePart:
    if form == "url":
        holder = block.get("image_url")
        if holder is None:
            return from_reference(path, block.get("file_id"))
        return from_url(path, field(holder, "url") if isinstance(holder, dict) else holder)
    if form == "anthropic":
        source = block["source"]
        data, media_type = field(source, "data"), field(source, "media_type")
        given = field(source, "url", "file_id")
    elif form == "bedrock":
        image = block["image"]
        source = field(image, "source")
        kind = word(image, "format")
        data, media_type = field(source, "bytes"), kind and f"image/{kind}"
        given = field(field(source, "s3Location"), "uri")
    else:
        data, media_type = field(block, "base64", "data"), block.get("mime_type")
        given = field(block, "url", "file_id", "file_uri", "id")
    if isinstance(data, (bytes, bytearray)):
        return from_bytes(path, data, media_type)
    if data is not None:
        return from_base64(path, data, media_type)
    return from_url(path, given)


def _rewritten(node: dict[str, Json], output: Image | Kept) -> Json:
    form = _form(node)
    holder = node.get("image_url")
    if isinstance(output, Kept):
        spoken = {"detail": output.detail}
        return {**node, "image_url": {**holder, **spoken}} if isinstance(holder, dict) else {**node, **spoken}
    payload, media_type = output.payload, output.media_type
    if form == "url":
        new: Json = {**holder, "url": data_url(payload, media_type)} if isinstance(holder, dict) else None
        if output.detail and new is not None:
            new["detail"] = output.detail
        more = {"detail": output.detail} if output.detail and new is None else {}
        return {**node, "image_url": data_url(payload, media_type) if new is None else new, **more}
    if form == "anthropic":
        source = {"type": "base64", "media_type": media_type, "data": payload}
        return {**node, "source": {**_without(node["source"], "url", "file_id"), **source}}
    if form == "bedrock":
        image = node["image"]
        source = {**field(image, "source"), "bytes": payload}
        return {**node, "image": {**image, "format": media_type.removeprefix("image/"), "source": source}}
    if isinstance(node.get("url"), str):
        return {
            **node,
            "url": data_url(payload, media_type),
            **({"mime_type": media_type} if "mime_type" in node else {}),
        }
    return {**node, "base64" if "base64" in node else "data": payload, "mime_type": media_type}


def _without(node: dict[str, Json], *keys: str) -> dict[str, Json]:
    return {key: value for key, value in node.items() if key not in keys}


def _image(output: Image) -> Json:
    # The one spelling that every integration of LangChain's reads.
    return _rewritten({"type": "image_url", "image_url": {}}, output)


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def _bare(text: str) -> Json:
    return {"text": text}
