"""OpenAI's Chat Completions, and everyone who imitates it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..target import Provider
from . import facts
from .dialect import (
    Block,
    Conversation,
    Dialect,
    Facts,
    Image,
    ImagePart,
    Json,
    Kept,
    Message,
    Path,
    bare_path,
)
from .payload import data_url, from_url, is_pdf
from .turn import Role, Turn
from .walk import dicts, field, items, word
from .writing import extend, fresh, swap

_PATH = re.compile(r"(?:^|/)chat/completions$")
_ROLES: dict[str, Role] = {
    "system": "system", "developer": "system", "assistant": "assistant", "tool": "tool", "function": "tool",
}  # fmt: skip
_BREAKPOINT = "prompt_cache_breakpoint"

# What other formats with ``messages`` have and this one has not.
_FOREIGN_FIELDS = frozenset(
    ("anthropic_version", "system", "stop_sequences", "thinking", "input", "contents")
)
_FOREIGN_BLOCKS = frozenset(
    ("image", "document", "tool_use", "tool_result", "thinking", "input_text", "input_image")
)


class OpenAIChat:
    """``messages[].content[]`` with ``{"type": "image_url", "image_url": {"url", "detail"}}``."""

    name = "openai_chat"
    provider: Provider = "openai"

    def serves(self, path: str) -> bool:
        return _PATH.search(bare_path(path)) is not None

    def recognises(self, body: Json) -> bool:
        messages = field(body, "messages")
        if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
            return False
        kinds = [block.get("type") for message in messages for block in dicts(message.get("content"))]
        if "image_url" in kinds:
            return True
        if any(not isinstance(kind, str) or kind in _FOREIGN_BLOCKS for kind in kinds):
            return False
        if any("input_schema" in tool for tool in dicts(body.get("tools"))):
            return False
        return _FOREIGN_FIELDS.isdisjoint(body) and "claude" not in word(body, "model")

    def conversations(self, body: Json) -> Iterable[Conversation]:
        return (Conversation(root=(), body=body, dialect=self),)

    def has_images(self, body: Json) -> bool:
        messages = field(body, "messages")
        for message in messages if isinstance(messages, list) else ():
            if isinstance(message, dict):
                content = message.get("content")
                if isinstance(content, list):
                    for block in content:
                        if isinstance(block, dict) and ("image_url" in block or _is_image(block)):
                            return True
        return False

    def facts(self, body: Json) -> Facts:
        model, tools, functions = word(body, "model"), field(body, "tools"), field(body, "functions")
        schema = field(field(body, "response_format"), "json_schema")
        blocks = (b for m in dicts(field(body, "messages")) for b in dicts(m.get("content")))
        return Facts(
            model=model or None,
            untouchable=facts.untouchable(tools) or facts.draws(model, field(body, "modalities")),
            coordinates=facts.tool_coordinates(tools, functions) or facts.schema_coordinates(schema),
            agent=bool(tools or functions),
            schema_text=facts.schema_text(schema),
            pdfs=sum(_is_pdf(field(block, "file")) for block in blocks),
        )

    def messages(self, body: Json) -> Sequence[Message]:
        return [_message(("messages", i), message) for i, message in items(field(body, "messages"))]

    def spelling(self, detail: str) -> str:
        return detail

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        return swap(node, outputs, lambda output: _rewritten(node, output), _text, _BREAKPOINT)

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        return extend(message, "content", fresh(outputs, _image, _text), _text)


def _message(path: Path, message: dict[str, Json]) -> Message:
    role = _ROLES.get(word(message, "role"), "user")
    turn = Turn(path, role, appendable=role == "user")
    content = message.get("content")
    turn.text((*path, "content"), content)
    for i, block in items(content):
        _read(turn, (*path, "content", i), block)
    for i, call in items(message.get("tool_calls")):
        made = field(call, "function", "custom")
        turn.call((*path, "tool_calls", i), field(made, "name"), field(made, "arguments", "input"))
    legacy = message.get("function_call")
    if isinstance(legacy, dict):
        turn.call((*path, "function_call"), legacy.get("name"), legacy.get("arguments"))
    return turn.message()


def _read(turn: Turn, path: Path, block: dict[str, Json]) -> None:
    stop = bool(block.get(_BREAKPOINT))
    if _is_image(block):
        turn.add(_image_part(path, block, stop))
    elif block.get("type") in ("text", "refusal"):
        turn.text(path, field(block, "text", "refusal"), stop=stop)
    elif stop:
        turn.stop()


def _image_part(path: Path, block: dict[str, Json], stop: bool) -> ImagePart:
    holder = block.get("image_url")
    detail = field(holder, "detail")
    return replace(
        from_url(path, holder.get("url") if isinstance(holder, dict) else holder),
        detail=detail.lower() if isinstance(detail, str) else None,
        # A bare string is no form of OpenAI's own: whoever takes it may not know the value.
        detail_allowed=isinstance(holder, dict) and isinstance(detail, (str, type(None))),
        cache_breakpoint=stop,
    )


def _is_image(block: dict[str, Json]) -> bool:
    return block.get("type") == "image_url" or "image_url" in block


def _is_pdf(file: Json) -> bool:
    return is_pdf(field(file, "file_data")) or word(file, "filename").lower().endswith(".pdf")


def _rewritten(node: Json, output: Image | Kept) -> Json:
    holder = node.get("image_url")
    url = field(holder, "url") if isinstance(holder, dict) else holder
    if isinstance(output, Image):
        url = data_url(output.payload, output.media_type)
    if isinstance(holder, dict) or output.detail:
        holder = {**holder, "url": url} if isinstance(holder, dict) else {"url": url}
        if output.detail:
            holder["detail"] = output.detail
        return {**node, "image_url": holder}
    return {**node, "image_url": url}


def _image(output: Image) -> Json:
    return _rewritten({"type": "image_url", "image_url": {}}, output)


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


DIALECT: Dialect = OpenAIChat()
