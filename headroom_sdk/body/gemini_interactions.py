"""Google's Interactions."""

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
from .payload import DRAWN, from_base64, from_reference, is_pdf
from .turn import MAX_DEPTH, Role, Turn
from .walk import dicts, field, items, word
from .writing import extend, fresh, swap

_PATH = re.compile(r"(?:^|/)interactions$")
_ROLES: dict[str, Role] = {"model": "assistant", "assistant": "assistant", "system": "system"}
_CONTENTS = frozenset(("text", "image", "audio", "video", "document"))
_MEDIA_TYPE = ("mime_type", "mimeType")

# What other formats with ``input`` have and this one has not.
_FOREIGN_FIELDS = frozenset(("messages", "contents", "instructions", "previous_response_id", "prompt"))
_FOREIGN_KINDS = frozenset(("message", "function_call_output", "custom_tool_call_output", "image_url"))


class GeminiInteractions:
    """``input`` as text, content, or steps, with ``{"type": "image", "data", "mime_type", "resolution"}``."""

    name = "gemini_interactions"
    provider: Provider = "google"

    def serves(self, path: str) -> bool:
        return _PATH.search(bare_path(path)) is not None

    def recognises(self, body: Json) -> bool:
        if not isinstance(body, dict) or not _FOREIGN_FIELDS.isdisjoint(body):
            return False
        given = body.get("input")
        if not isinstance(given, list):
            return isinstance(given, str) or word(given, "type") in _CONTENTS
        if not all(isinstance(entry, dict) and ("role" in entry or "type" in entry) for entry in given):
            return False
        kinds = [word(entry, "type") for entry in given]
        kinds += [word(block, "type") for entry in given for block in dicts(entry.get("content"))]
        return _FOREIGN_KINDS.isdisjoint(kinds) and not any(
            kind.startswith(("input_", "output_")) for kind in kinds
        )

    def conversations(self, body: Json) -> Iterable[Conversation]:
        return (Conversation(root=(), body=body, dialect=self),)

    def has_images(self, body: Json) -> bool:
        given = field(body, "input")
        for entry in given if isinstance(given, list) else (given,):
            if isinstance(entry, dict):
                if entry.get("type") == "image":
                    return True
                content = entry.get("content")
                if content is not None and not isinstance(content, str) and _has_image(content):
                    return True
                if "result" in entry and _has_image(entry["result"]):
                    return True
        return False

    def facts(self, body: Json) -> Facts:
        model, tools = word(body, "model"), field(body, "tools")
        schema = field(body, "response_format")
        formats = [field(f, "type") for f in (schema if isinstance(schema, list) else (schema,))]
        modalities = field(body, "response_modalities")
        return Facts(
            model=model or None,
            untouchable=facts.untouchable(tools)
            or facts.draws(model, modalities)
            or facts.draws("", formats),
            coordinates=facts.tool_coordinates(tools) or facts.schema_coordinates(schema),
            stored=_stored(body),
            agent=bool(tools or field(body, "agent")),
            schema_text=facts.schema_text(schema),
            pdfs=sum(_is_pdf(block) for block in _nested(field(body, "input"))),
        )

    def messages(self, body: Json) -> Sequence[Message]:
        reader = _Reader()
        reader.text(("system_instruction",), "system", field(body, "system_instruction"))
        given = field(body, "input")
        if isinstance(given, list):
            reader.steps(("input",), given)
        elif isinstance(given, dict):
            reader.content(("input",), given)
        else:
            reader.text(("input",), "user", given)
        return [turn.message() for turn in reader.turns]

    def spelling(self, detail: str) -> str:
        return detail

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        return swap(node, outputs, lambda output: _rewritten(node, output), _text)

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        nodes = fresh(outputs, _image, _text)
        if isinstance(message, str):
            return [_text(message), *nodes]
        if isinstance(message, list):
            return [*message, *nodes]
        if word(message, "type") in _CONTENTS:
            return [message, *nodes]
        return extend(message, "result" if field(message, "result") is not None else "content", nodes, _text)


class _Reader:
    """Reads the steps in order."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self._open: set[int] = set()

    def text(self, path: Path, role: Role, text: Json) -> None:
        """A message that is one string, if it is one."""
        if isinstance(text, str):
            self._turn(path, role, appendable=role == "user").text(path, text)

    def content(self, path: Path, content: dict[str, Json]) -> None:
        """An input that is one piece of content alone."""
        self._block(self._turn(path, "user", appendable=True), path, content, alone=True)

    def steps(self, path: Path, steps: list[Json]) -> None:
        """An input that is a list: steps and turns, or pieces of content that make one message."""
        if steps and all(word(step, "type") in _CONTENTS for step in steps):
            self._blocks(self._turn(path, "user", appendable=True), path, steps)
            return
        for i, step in items(steps):
            at, kind, role = (*path, i), word(step, "type"), word(step, "role")
            if kind in _CONTENTS:
                self._block(self._turn(at, "user"), at, step)
            elif kind.endswith("_result"):
                self._block(self._turn(at, "tool", appendable=True), at, step)
            elif kind.endswith("_call"):
                self._block(self._turn(at, "assistant"), at, step)
            elif kind in ("model_output", "user_input") or role:
                role = "model" if kind == "model_output" else role
                turn = self._turn(at, _ROLES.get(role, "user"), appendable=role not in _ROLES)
                self._inside(turn, (*at, "content"), step.get("content"))

    def _inside(self, turn: Turn, path: Path, content: Json, *, result: bool = False) -> None:
        turn.text(path, content, result=result)
        if len(self._open) < MAX_DEPTH and id(content) not in self._open:
            self._open.add(id(content))
            self._blocks(turn, path, content, result=result)
            self._open.discard(id(content))

    def _blocks(self, turn: Turn, path: Path, content: Json, *, result: bool = False) -> None:
        for i, block in items(content):
            self._block(turn, (*path, i), block, result=result)

    def _block(
        self, turn: Turn, path: Path, block: dict[str, Json], *, result: bool = False, alone: bool = False
    ) -> None:
        kind = word(block, "type")
        if kind == "image":
            part = _image_part(path, block)
            drawn = DRAWN if turn.role == "assistant" and not result else None
            turn.add(replace(part, locked=part.locked or drawn, text_allowed=not alone), result=result)
        elif kind == "text":
            turn.text(path, block.get("text"), result=result)
        elif kind.endswith("_call"):
            turn.call(path, block.get("name") or kind, block.get("arguments"))
        elif kind.endswith("_result"):
            self._inside(turn, (*path, "result"), block.get("result"), result=True)

    def _turn(self, path: Path, role: Role, *, appendable: bool = False) -> Turn:
        """The turn that a step belongs to: what the model says and calls in a row is one."""
        if not (role == "assistant" and self.turns and self.turns[-1].role == "assistant"):
            self.turns.append(Turn(path, role, appendable=appendable))
        return self.turns[-1]


def _stored(body: Json) -> str | None:
    if field(body, "previous_interaction_id"):
        return "the interaction follows a stored one"
    return None if field(body, "store") is False else "an interaction (store is not false)"


def _nested(given: Json) -> Iterator[dict[str, Json]]:
    """The steps and blocks of an input, those in others too."""
    lists: list[Json] = [given if isinstance(given, list) else [given]]
    seen = {id(given)}
    while lists:
        for block in dicts(lists.pop()):
            yield block
            for inside in (block.get("content"), block.get("result")):
                if isinstance(inside, list) and id(inside) not in seen:
                    seen.add(id(inside))
                    lists.append(inside)


def _has_image(content: Json) -> bool:
    for block in content if isinstance(content, list) else ():
        if isinstance(block, dict):
            kind = block.get("type")
            if kind == "image":
                return True
            if kind != "text" and any(inner.get("type") == "image" for inner in _nested(block.get("result"))):
                return True
    return False


def _is_pdf(block: dict[str, Json]) -> bool:
    return block.get("type") == "document" and is_pdf(field(block, *_MEDIA_TYPE))


def _image_part(path: Path, block: dict[str, Json]) -> ImagePart:
    if block.get("data") is None and block.get("uri") is not None:
        part = from_reference(path, block.get("uri"))
    else:
        part = from_base64(path, block.get("data"), field(block, *_MEDIA_TYPE))
    detail = block.get("resolution")
    return replace(
        part,
        detail=detail.lower() if isinstance(detail, str) else None,
        detail_allowed=isinstance(detail, (str, type(None))),
    )


def _rewritten(node: Json, output: Image | Kept) -> Json:
    node = {**node}
    if isinstance(output, Image):
        node[next((key for key in _MEDIA_TYPE if key in node), _MEDIA_TYPE[0])] = output.media_type
        node["data"] = output.payload
    if output.detail:
        node["resolution"] = output.detail
    return node


def _image(output: Image) -> Json:
    return _rewritten({"type": "image"}, output)


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


DIALECT: Dialect = GeminiInteractions()
