"""Anthropic's Messages, its token counts and its batches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
from .payload import from_base64, from_reference, is_pdf
from .turn import MAX_DEPTH, Role, Turn
from .walk import dicts, field, items, word
from .writing import extend, fresh, swap

# Bedrock's and Vertex's are what the Anthropic clients rewrite the URL to.
_PATH = re.compile(
    r"(?:^|/)(?:v1|anthropic)/messages(?:/count_tokens|/batches)?$"
    r"|/model/[^/]*anthropic[^/]*/invoke(?:-with-response-stream)?$"
    r"|/publishers/anthropic/models/[^/]+:(?:rawPredict|streamRawPredict)$"
)
_ROLES: dict[str, Role] = {"system": "system", "assistant": "assistant"}
_BREAKPOINT = "cache_control"
_CALLS = ("tool_use", "server_tool_use", "mcp_tool_use")
_RESULTS = ("tool_result", "mcp_tool_result")
_HOLDERS = (*_RESULTS, "search_result")

# What other formats with ``messages`` have and this one has not.
_FOREIGN_FIELDS = frozenset(("response_format", "functions", "input", "contents"))
_FOREIGN_BLOCKS = frozenset(("image_url", "input_audio", "file", "refusal", "input_text", "input_image"))
_FOREIGN_ROLES = frozenset(("developer", "tool", "function"))


class AnthropicMessages:
    """``messages[].content[]`` with ``{"type": "image", "source": {"type": "base64", "media_type", "data"}}``,
    also in tool results and documents."""

    name = "anthropic_messages"
    provider: Provider = "anthropic"

    def serves(self, path: str) -> bool:
        return _PATH.search(bare_path(path)) is not None

    def recognises(self, body: Json) -> bool:
        if any(isinstance(field(entry, "params"), dict) for entry in dicts(field(body, "requests"))):
            return True
        messages = field(body, "messages")
        if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
            return False
        if not _FOREIGN_FIELDS.isdisjoint(body) or any(word(m, "role") in _FOREIGN_ROLES for m in messages):
            return False
        kinds = (block.get("type") for message in messages for block in dicts(message.get("content")))
        return all(isinstance(kind, str) and kind not in _FOREIGN_BLOCKS for kind in kinds) and not any(
            "function" in tool for tool in dicts(body.get("tools"))
        )

    def conversations(self, body: Json) -> Iterable[Conversation]:
        requests = field(body, "requests")
        if not isinstance(requests, list) or "messages" in body:
            return (Conversation(root=(), body=body, dialect=self),)
        return [
            Conversation(root=("requests", i, "params"), body=entry["params"], dialect=self)
            for i, entry in items(requests)
            if "params" in entry
        ]

    def has_images(self, body: Json) -> bool:
        for conversation in self.conversations(body):
            messages = field(conversation.body, "messages")
            for message in messages if isinstance(messages, list) else ():
                if isinstance(message, dict):
                    content = message.get("content")
                    if not isinstance(content, str) and _has_image(content):
                        return True
            if _has_image(field(conversation.body, "system")):
                return True
        return False

    def facts(self, body: Json) -> Facts:
        model, tools, thread = word(body, "model"), field(body, "tools"), field(body, "thread")
        schema = field(field(field(body, "output_config"), "format"), "schema") or field(
            field(body, "output_format"), "schema"
        )
        return Facts(
            model=model or None,
            untouchable=facts.untouchable(tools) or facts.draws(model),
            coordinates=facts.tool_coordinates(tools) or facts.schema_coordinates(schema),
            stored="a thread" if thread else None,
            agent=bool(tools or field(body, "mcp_servers")),
            schema_text=facts.schema_text(schema),
            pdfs=sum(_is_pdf(b) for m in dicts(field(body, "messages")) for b in _nested(m.get("content"))),
        )

    def messages(self, body: Json) -> Sequence[Message]:
        reader = _Reader()
        messages = []
        system = field(body, "system")
        if isinstance(system, (str, list)):
            messages.append(reader.message(("system",), "system", system, ("system",)))
        for i, message in items(field(body, "messages")):
            path: Path = ("messages", i)
            role = _ROLES.get(word(message, "role"), "user")
            messages.append(reader.message(path, role, message.get("content"), (*path, "content")))
        return messages

    def spelling(self, detail: str) -> str:
        return detail

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        return swap(node, outputs, lambda output: _rewritten(node, output), _text, _BREAKPOINT)

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        return extend(message, "content", fresh(outputs, _image, _text), _text)


class _Reader:
    """Reads one conversation. What it has met so far decides what may be done to what comes later."""

    def __init__(self) -> None:
        self._locked: str | None = None
        self._open: set[int] = set()

    def message(self, path: Path, role: Role, content: Json, at: Path) -> Message:
        """The message at *path*, its content at *at*."""
        turn = Turn(path, role, appendable=role == "user")
        self._read(turn, at, content, None, quoted=False)
        return turn.message()

    def _read(self, turn: Turn, at: Path, content: Json, result_of: Json, *, quoted: bool) -> None:
        if not quoted:
            turn.text(at, content, result=result_of is not None)
        if len(self._open) == MAX_DEPTH or id(content) in self._open:
            return
        self._open.add(id(content))
        for i, block in items(content):
            self._read_block(turn, (*at, i), block, result_of, quoted=quoted)
            if block.get(_BREAKPOINT):
                turn.stop()
        self._open.discard(id(content))

    def _read_block(
        self, turn: Turn, path: Path, block: dict[str, Json], result_of: Json, *, quoted: bool
    ) -> None:
        kind = block.get("type")
        if kind == "image":
            part = _image_part(path, block)
            locked = part.locked or self._locked or _acts(result_of)
            # Citations count the blocks of a document: one must stay one.
            part = replace(part, locked=locked, text_allowed=not quoted)
            turn.add(part, result=result_of is not None)
        elif kind == "text":
            # What a document says is no question about the pictures beside it.
            turn.text(path, None if quoted else block.get("text"), result=result_of is not None)
        elif kind in _CALLS:
            turn.call(path, block.get("name"), block.get("input"))
        elif kind in _RESULTS:
            self._read(turn, (*path, "content"), block.get("content"), block, quoted=quoted)
        elif kind == "search_result":
            self._read(turn, (*path, "content"), block.get("content"), result_of, quoted=True)
        elif kind == "document":
            content = field(block.get("source"), "content")
            self._read(turn, (*path, "source", "content"), content, result_of, quoted=True)
        else:
            tools = _tools(block)
            self._locked = self._locked or facts.untouchable(tools) or facts.tool_coordinates(tools)


def _inside(block: dict[str, Json]) -> Json:
    if block.get("type") in _HOLDERS:
        return block.get("content")
    return field(block.get("source"), "content") if block.get("type") == "document" else None


def _nested(content: Json) -> Iterator[dict[str, Json]]:
    """The blocks in *content*, those in blocks too."""
    lists, seen = [content], {id(content)}
    while lists:
        for block in dicts(lists.pop()):
            yield block
            inside = _inside(block)
            if isinstance(inside, list) and id(inside) not in seen:
                seen.add(id(inside))
                lists.append(inside)


def _has_image(content: Json, *, deep: bool = False) -> bool:
    if isinstance(content, list):
        for block in content:
            if isinstance(block, dict):
                kind = block.get("type")
                if kind == "image":
                    return True
                if kind != "text":
                    inside = _inside(block)
                    if isinstance(inside, list):
                        if not deep and _has_image(inside, deep=True):
                            return True
                        if deep and any(inner.get("type") == "image" for inner in _nested(inside)):
                            return True
    return False


def _tools(block: dict[str, Json]) -> list[Json]:
    """The tools that a block offers from here on."""
    if block.get("type") == "mcp_tool_listing":
        return list(dicts(block.get("tools")))
    changes = [block, *dicts(block.get("tool_changes"))]
    return [field(change.get("tool"), "definition") for change in changes]


def _acts(result: Json) -> str | None:
    """Why the pictures of a tool's result are clicked in, or ``None``."""
    toolset = word(result, "toolset_name")
    return facts.ACTS.format(toolset) if toolset else None


def _is_pdf(block: dict[str, Json]) -> bool:
    if block.get("type") != "document":
        return False
    source = block.get("source")
    return word(source, "type") in ("url", "file") or is_pdf(field(source, "media_type"))


def _image_part(path: Path, block: dict[str, Json]) -> ImagePart:
    source = block.get("source")
    if "data" in source if isinstance(source, dict) else False:
        part = from_base64(path, field(source, "data"), field(source, "media_type"))
    else:
        part = from_reference(path, field(source, "url", "file_id"))
    strict = field(block.get("transformations"), "oversized_image") == "error"
    return replace(
        part,
        lossless_only='transformations.oversized_image is "error"' if strict else None,
        detail_allowed=False,
    )


def _rewritten(node: Json, output: Image | Kept) -> Json:
    if isinstance(output, Kept):
        return node
    source = field(node, "source")
    written = {"type": "base64", "media_type": output.media_type, "data": output.payload}
    return {**node, "source": {**source, **written} if isinstance(source, dict) else written}


def _image(output: Image) -> Json:
    return _rewritten({"type": "image", "source": {}}, output)


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


DIALECT: Dialect = AnthropicMessages()
