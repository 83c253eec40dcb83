"""Amazon Bedrock's Converse, as boto3 takes it (pictures are bytes) and as it goes over the wire (base64)."""

from __future__ import annotations

import json
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
from .payload import DRAWN, from_base64, from_bytes, from_reference
from .turn import Role, Turn
from .walk import dicts, field, items, word
from .writing import extend, fresh, swap

# The id of a model may be an ARN, with slashes of its own.
_PATH = re.compile(r"/model/.+/converse(?:-stream)?$")
_ROLES: dict[str, Role] = {"system": "system", "assistant": "assistant"}

# What every content block has one of, and blocks of other formats have not: those say their `type`.
_BLOCKS = frozenset((
    "text", "image", "document", "video", "audio", "toolUse", "toolResult", "guardContent", "cachePoint",
    "reasoningContent", "citationsContent", "searchResult", "toolAddition", "toolRemoval",
))  # fmt: skip

GUARDED = "a guardrail looks at it"
"""Why a picture in a guardContent block stays as it is."""


class BedrockConverse:
    """``messages[].content[]`` with ``{"image": {"format": "png", "source": {"bytes"}}}``, also in tool results."""

    name = "bedrock_converse"
    provider: Provider = "anthropic"
    """Whose models people show pictures to here; those of others have no rule, and stay as they are."""

    def serves(self, path: str) -> bool:
        return _PATH.search(bare_path(path)) is not None

    def recognises(self, body: Json) -> bool:
        messages = field(body, "messages")
        if not isinstance(messages, list) or not all(isinstance(m, dict) for m in messages):
            return False
        blocks = [block for message in messages for block in dicts(message.get("content"))]
        return bool(blocks) and all("type" not in b and not _BLOCKS.isdisjoint(b) for b in blocks)

    def conversations(self, body: Json) -> Iterable[Conversation]:
        return (Conversation(root=(), body=body, dialect=self),)

    def has_images(self, body: Json) -> bool:
        if any("guardContent" in block for block in dicts(field(body, "system"))):
            return True
        messages = field(body, "messages")
        for message in messages if isinstance(messages, list) else ():
            content = message.get("content") if isinstance(message, dict) else None
            for block in content if isinstance(content, list) else ():
                if isinstance(block, dict) and "text" not in block:
                    if "image" in block or "guardContent" in block:
                        return True
                    if any("image" in inner for inner in dicts(field(block.get("toolResult"), "content"))):
                        return True
        return False

    def facts(self, body: Json) -> Facts:
        model, extra = word(body, "modelId"), field(body, "additionalModelRequestFields")
        own = [*_tools(body)]
        theirs = field(extra, "tools")
        schema = _schema(body) or field(field(field(extra, "output_config"), "format"), "schema")
        return Facts(
            model=model or None,
            untouchable=facts.untouchable(theirs) or facts.draws(model),
            coordinates=facts.tool_coordinates(own, theirs) or facts.schema_coordinates(schema),
            agent=bool(own or theirs),
            schema_text=facts.schema_text(schema),
            pdfs=sum(
                word(block.get("document"), "format") == "pdf"
                for message in dicts(field(body, "messages"))
                for block in _nested(message.get("content"))
            ),
        )

    def messages(self, body: Json) -> Sequence[Message]:
        messages = []
        if isinstance(field(body, "system"), list):
            messages.append(_message(("system",), "system", field(body, "system"), ("system",)))
        for i, message in items(field(body, "messages")):
            path: Path = ("messages", i)
            role = _ROLES.get(word(message, "role"), "user")
            messages.append(_message(path, role, message.get("content"), (*path, "content")))
        return messages

    def spelling(self, detail: str) -> str:
        return detail

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        return swap(node, outputs, lambda output: _rewritten(node, output), _text)

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        return extend(message, "content", fresh(outputs, _image, _text), _text)


def _message(path: Path, role: Role, content: Json, at: Path) -> Message:
    turn = Turn(path, role, appendable=role == "user")
    for i, block in items(content):
        _read(turn, (*at, i), block)
    return turn.message()


def _read(turn: Turn, path: Path, block: dict[str, Json]) -> None:
    if "cachePoint" in block:
        turn.stop()
    turn.text((*path, "text"), block.get("text"))
    if "image" in block:
        part = _image_part(path, block["image"])
        turn.add(replace(part, locked=part.locked or (DRAWN if turn.role == "assistant" else None)))
    guarded = block.get("guardContent")
    turn.text((*path, "guardContent", "text", "text"), field(field(guarded, "text"), "text"))
    if field(guarded, "image") is not None:
        turn.add(replace(_image_part((*path, "guardContent"), field(guarded, "image")), locked=GUARDED))
    use = block.get("toolUse")
    if isinstance(use, dict):
        turn.call((*path, "toolUse"), use.get("name"), use.get("input"))
    for i, inner in items(field(block.get("toolResult"), "content")):
        place: Path = (*path, "toolResult", "content", i)
        turn.text((*place, "text"), inner.get("text"), result=True)
        if "image" in inner:
            turn.add(_image_part(place, inner["image"]), result=True)
    for i, inner in items(field(block.get("citationsContent"), "content")):
        turn.text((*path, "citationsContent", "content", i, "text"), inner.get("text"))


def _nested(content: Json) -> Iterator[dict[str, Json]]:
    """The blocks in *content*, and those in its tools' results."""
    for block in dicts(content):
        yield block
        yield from dicts(field(block.get("toolResult"), "content"))


def _tools(body: Json) -> Iterator[dict[str, Json]]:
    """The tools that Bedrock itself knows, each with its schema where other formats have it."""
    for tool in dicts(field(field(body, "toolConfig"), "tools")):
        spec = tool.get("toolSpec")
        if isinstance(spec, dict):
            yield {**spec, "inputSchema": field(spec.get("inputSchema"), "json")}


def _schema(body: Json) -> Json:
    """The answer's schema, which stands in the body as text."""
    structure = field(field(field(body, "outputConfig"), "textFormat"), "structure")
    written = word(field(structure, "jsonSchema"), "schema")
    try:
        return json.loads(written) if written else None
    except (ValueError, RecursionError):
        return None


def _image_part(path: Path, image: Json) -> ImagePart:
    source = field(image, "source")
    data, kind = field(source, "bytes"), word(image, "format")
    media_type = f"image/{kind}" if kind else None
    if isinstance(data, (bytes, bytearray)):
        part = from_bytes(path, data, media_type)
    elif data is not None:
        part = from_base64(path, data, media_type)
    else:
        part = from_reference(path, field(field(source, "s3Location"), "uri"))
    return replace(part, detail_allowed=False)


def _rewritten(node: Json, output: Image | Kept) -> Json:
    if isinstance(output, Kept):
        return node
    image = node["image"]
    written = {"bytes": output.payload}
    source = field(image, "source")
    new = {
        "format": output.media_type.removeprefix("image/"),
        "source": {**source, **written} if isinstance(source, dict) else written,
    }
    return {**node, "image": {**image, **new} if isinstance(image, dict) else new}


def _image(output: Image) -> Json:
    return _rewritten({"image": {}}, output)


def _text(text: str) -> Json:
    return {"text": text}


DIALECT: Dialect = BedrockConverse()
