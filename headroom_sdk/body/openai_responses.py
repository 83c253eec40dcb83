"""OpenAI's Responses, its token counts and compaction; Conversations and decisions, which take the same items."""

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
from .payload import data_url, from_reference, from_url, is_pdf
from .turn import Role, Turn, outline
from .walk import dicts, field, items, word
from .writing import extend, fresh, swap

_PATH = re.compile(
    r"(?:^|/)responses(?:/compact|/input_tokens)?$"
    r"|(?:^|/)conversations(?:/[^/]+/items)?$"
    r"|(?:^|(?<!beta)(?<!beta1)/)decisions$"  # Google has others of that name
)
_ROLES: dict[str, Role] = {"system": "system", "developer": "system", "assistant": "assistant"}
_BREAKPOINT = "prompt_cache_breakpoint"
_IMAGES = ("input_image", "computer_screenshot")
_TEXTS = ("input_text", "output_text", "text", "refusal")
_ARGUMENTS = ("arguments", "input", "action", "actions", "operation", "queries", "code")

# What other formats with ``input`` have and this one has not.
_FOREIGN_FIELDS = frozenset(
    ("generation_config", "system_instruction", "previous_interaction_id", "response_modalities", "agent")
)
_FOREIGN_KINDS = frozenset((
    "text", "image", "audio", "video", "document", "image_url", "user_input", "model_output", "function_result",
))  # fmt: skip


class OpenAIResponses:
    """``input[]`` with messages and tool outputs, ``{"type": "input_image", "image_url": "data:…", "detail"}``."""

    name = "openai_responses"
    provider: Provider = "openai"

    def serves(self, path: str) -> bool:
        return _PATH.search(bare_path(path)) is not None

    def recognises(self, body: Json) -> bool:
        if not isinstance(body, dict) or "messages" in body or "contents" in body:
            return False
        entries = body.get(_where(body))
        if isinstance(entries, list):
            if not all(isinstance(entry, dict) and ("role" in entry or "type" in entry) for entry in entries):
                return False
            kinds = [word(entry, "type") for entry in entries]
            kinds += [word(block, "type") for entry in entries for block in dicts(entry.get("content"))]
            if any(kind.startswith("input_") for kind in kinds):
                return True
            if not _FOREIGN_KINDS.isdisjoint(kinds) or any(word(e, "role") == "model" for e in entries):
                return False
        elif not isinstance(entries, str) and not isinstance(field(body, "prompt"), dict):
            return False
        return _FOREIGN_FIELDS.isdisjoint(body) and "gemini" not in word(body, "model")

    def conversations(self, body: Json) -> Iterable[Conversation]:
        return (Conversation(root=(), body=body, dialect=self),)

    def has_images(self, body: Json) -> bool:
        entries = field(body, _where(body))
        for item in entries if isinstance(entries, list) else ():
            if isinstance(item, dict):
                content = item.get("content")
                if content is not None and not isinstance(content, str) and _has_image(content):
                    return True
                if "output" in item and not isinstance(item["output"], str) and _has_image(item["output"]):
                    return True
        values = field(field(body, "prompt"), "variables")
        return (isinstance(values, dict) and _has_image(list(values.values()))) or any(
            _has_image(question.get("instructions")) for question in dicts(field(body, "questions"))
        )

    def facts(self, body: Json) -> Facts:
        model, tools = word(body, "model"), field(body, "tools")
        schema = field(field(field(body, "text"), "format"), "schema")
        questions = (_asked(question) for question in dicts(field(body, "questions")))
        return Facts(
            model=model or None,
            untouchable=facts.untouchable(tools) or facts.draws(model),
            coordinates=facts.tool_coordinates(tools) or facts.schema_coordinates(schema),
            stored=_stored(body),
            agent=bool(tools),
            schema_text="\n".join([facts.schema_text(schema), *questions]).strip(),
            pdfs=sum(_is_pdf(block) for block in _blocks(body)),
        )

    def messages(self, body: Json) -> Sequence[Message]:
        reader = _Reader()
        reader.text(("instructions",), "system", field(body, "instructions"))
        reader.variables(("prompt", "variables"), field(field(body, "prompt"), "variables"))
        where = _where(body)
        entries = field(body, where)
        reader.text((where,), "user", entries, appendable=True)
        for i, item in items(entries):
            reader.item((where, i), item)
        for i, question in items(field(body, "questions")):
            reader.question(("questions", i), question)
        return [turn.message() for turn in reader.turns]

    def spelling(self, detail: str) -> str:
        return detail

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        return swap(node, outputs, lambda output: _rewritten(node, output), _text, _BREAKPOINT)

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        nodes = fresh(outputs, _image, _text)
        if isinstance(message, str):
            return [extend({"role": "user", "content": message}, "content", nodes, _text)]
        return extend(message, "output" if field(message, "output") is not None else "content", nodes, _text)


class _Reader:
    """Reads the items in order. What it has met so far decides what may be done to what comes later."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []
        self._locked: str | None = None

    def text(self, path: Path, role: Role, text: Json, *, appendable: bool = False) -> None:
        """A message that is one string, if it is one."""
        if isinstance(text, str):
            self._turn(path, role, appendable=appendable).text(path, text)

    def variables(self, path: Path, values: Json) -> None:
        """What goes into a stored prompt, nobody here knows where."""
        if isinstance(values, dict) and values:
            turn = self._turn(path, "user")
            for name, value in values.items():
                turn.text((*path, name), value)
                if isinstance(value, dict):
                    self._block(turn, (*path, name), value, alone=True)

    def item(self, path: Path, item: dict[str, Json]) -> None:
        """One of ``input``: a message, a call, its output, or news about tools and formats."""
        kind = word(item, "type")
        if kind in ("", "message"):
            role = _ROLES.get(word(item, "role"), "user")
            turn = self._turn(path, role, appendable=role == "user")
            self._content(turn, (*path, "content"), item.get("content"))
        elif kind.endswith("_call_output"):
            locked = facts.ACTS.format("computer") if kind == "computer_call_output" else None
            turn = self._turn(path, "tool", appendable=not locked)
            self._content(turn, (*path, "output"), item.get("output"), locked)
        elif kind.endswith("_call") and kind != "image_generation_call":
            name = item.get("name") or kind
            self._turn(path, "assistant").call(path, name, field(item, *_ARGUMENTS))
        else:
            tools, schema = item.get("tools"), field(field(item.get("text"), "format"), "schema")
            self._locked = (
                self._locked
                or facts.untouchable(tools)
                or facts.tool_coordinates(tools)
                or facts.schema_coordinates(schema)
            )

    def question(self, path: Path, question: dict[str, Json]) -> None:
        """What a decision is asked about the input."""
        self._content(self._turn(path, "user"), (*path, "instructions"), question.get("instructions"))

    def _content(self, turn: Turn, path: Path, content: Json, locked: str | None = None) -> None:
        turn.text(path, content)
        for i, block in items(content):
            self._block(turn, (*path, i), block, locked)
        if isinstance(content, dict):
            self._block(turn, path, content, locked, alone=True)

    def _block(
        self,
        turn: Turn,
        path: Path,
        block: dict[str, Json],
        locked: str | None = None,
        *,
        alone: bool = False,
    ) -> None:
        kind = block.get("type")
        if kind in _IMAGES:
            part = _image_part(path, block)
            shown = kind == "computer_screenshot"
            turn.add(
                replace(
                    part,
                    locked=part.locked or locked or self._locked,
                    # Where one node stands alone, a text would take the picture's place.
                    text_allowed=not (alone or shown),
                    detail_allowed=part.detail_allowed and not shown,
                )
            )
        elif kind in _TEXTS:
            turn.text(path, field(block, "text", "refusal"))
        elif kind == "input_json":
            turn.text(path, outline(block.get("data")))
        if block.get(_BREAKPOINT):
            turn.stop()

    def _turn(self, path: Path, role: Role, *, appendable: bool = False) -> Turn:
        """The turn that an item belongs to: what the assistant says and calls in a row is one."""
        if not (role == "assistant" and self.turns and self.turns[-1].role == "assistant"):
            self.turns.append(Turn(path, role, appendable=appendable))
        return self.turns[-1]


def _where(body: Json) -> str:
    """The field with the items; Conversations have their own name for it."""
    return "items" if field(body, "input") is None and field(body, "items") is not None else "input"


def _stored(body: Json) -> str | None:
    if field(body, "previous_response_id"):
        return "the response follows a stored one"
    return "a Conversation" if field(body, "conversation") or _where(body) == "items" else None


def _asked(question: dict[str, Json]) -> str:
    instructions = question.get("instructions")
    texts = [word(block, "text") for block in dicts(instructions)]
    return "\n".join([word(question, "name"), word(question, "instructions"), *texts]).strip()


def _has_image(content: Json) -> bool:
    if isinstance(content, list):
        for block in content:  # noqa: SIM110 - a generator for each message would double the time
            if isinstance(block, dict) and block.get("type") in _IMAGES:
                return True
        return False
    return isinstance(content, dict) and content.get("type") in _IMAGES


def _blocks(body: Json) -> Iterator[dict[str, Json]]:
    for item in dicts(field(body, _where(body))):
        yield from dicts(item.get("content"))
        yield from dicts(item.get("output"))


def _is_pdf(block: dict[str, Json]) -> bool:
    if block.get("type") != "input_file":
        return False
    names = (word(block, key).partition("?")[0].lower() for key in ("filename", "file_url"))
    return is_pdf(block.get("file_data")) or any(name.endswith(".pdf") for name in names)


def _image_part(path: Path, block: dict[str, Json]) -> ImagePart:
    holder = block.get("image_url")
    url = field(holder, "url") if isinstance(holder, dict) else holder
    detail = field(holder, "detail") or block.get("detail")
    part = from_reference(path, block.get("file_id")) if url is None else from_url(path, url)
    return replace(
        part,
        detail=detail.lower() if isinstance(detail, str) else None,
        detail_allowed=isinstance(detail, (str, type(None))),
    )


def _rewritten(node: Json, output: Image | Kept) -> Json:
    node, holder = {**node}, node.get("image_url")
    if isinstance(output, Image):
        url = data_url(output.payload, output.media_type)
        node["image_url"] = {**holder, "url": url} if isinstance(holder, dict) else url
    if output.detail and isinstance(holder, dict) and "detail" in holder:
        node["image_url"] = {**node["image_url"], "detail": output.detail}
    elif output.detail:
        node["detail"] = output.detail
    return node


def _image(output: Image) -> Json:
    # ``detail`` is required here, and "auto" is what leaving it out means elsewhere.
    return _rewritten({"type": "input_image", "detail": "auto"}, output)


def _text(text: str) -> Json:
    return {"type": "input_text", "text": text}


DIALECT: Dialect = OpenAIResponses()
