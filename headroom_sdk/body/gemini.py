"""Google's generateContent with its token counts, batches and caches, on the Developer API and on Vertex."""

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
from .payload import DRAWN, from_base64, from_reference, is_image, is_pdf
from .turn import Role, Turn, outline
from .walk import dicts, field, follow, items, word
from .writing import extend, fresh, swap

_PATH = re.compile(
    r":(?:generateContent|streamGenerateContent|countTokens|computeTokens|batchGenerateContent)$"
    r"|(?:^|/)cachedContents$"
)
_ROLES: dict[str, Role] = {"model": "assistant", "function": "tool", "tool": "tool", "system": "system"}

# The SDK writes most names in camelCase and some in snake_case, the API takes both.
_INLINE = ("inlineData", "inline_data")
_FILE = ("fileData", "file_data")
_MEDIA_TYPE = ("mimeType", "mime_type")
_RESOLUTION = ("mediaResolution", "media_resolution")
_RESPONSE = ("functionResponse", "function_response")
_SYSTEM = ("systemInstruction", "system_instruction")
_CONFIG = ("generationConfig", "generation_config")
_COUNTED = ("generateContentRequest", "generate_content_request")
_BATCH = (("batch",), ("inputConfig", "input_config"), ("requests",), ("requests",))
_SCHEMAS = (("responseSchema", "response_schema"), ("responseJsonSchema", "response_json_schema"))
_CACHE_FIELDS = frozenset(("ttl", "expireTime", "expire_time"))

_MEDIA = frozenset((*_INLINE, *_FILE))
_MEDIA_OR_RESPONSE = frozenset((*_MEDIA, *_RESPONSE))
_PARTS = frozenset((*_MEDIA, *_RESPONSE, "text", "functionCall", "function_call"))
_PREFIX = "MEDIA_RESOLUTION_"


class Gemini:
    """``contents[].parts[]`` with ``{"inlineData": {"mimeType", "data"}}``, also in function responses.

    *stored*: why the server keeps what is sent.
    """

    name = "gemini"
    provider: Provider = "google"

    def __init__(self, stored: str | None = None) -> None:
        self._stored = stored

    def serves(self, path: str) -> bool:
        return _PATH.search(bare_path(path)) is not None

    def recognises(self, body: Json) -> bool:
        if not isinstance(body, dict) or "messages" in body or "input" in body:
            return False
        if "contents" not in body:
            inside = (conversation for conversation in self.conversations(body) if conversation.root)
            return any(field(conversation.body, "contents") is not None for conversation in inside)
        contents = body["contents"]
        if isinstance(contents, list):
            return all(isinstance(entry, (dict, str)) for entry in contents)
        return isinstance(contents, dict)

    def conversations(self, body: Json) -> Iterable[Conversation]:
        counted, batch = follow(body, _COUNTED), follow(body, *_BATCH)
        if counted is not None:
            return (Conversation(root=counted[0], body=counted[1], dialect=DIALECT),)
        if batch is None:
            return (Conversation(root=(), body=body, dialect=_CACHE if _is_cache(body) else self),)
        return [
            Conversation(root=(*batch[0], i, "request"), body=entry["request"], dialect=DIALECT)
            for i, entry in items(batch[1])
            if "request" in entry
        ]

    def has_images(self, body: Json) -> bool:
        for conversation in self.conversations(body):
            contents = field(conversation.body, "contents")
            for content in contents if isinstance(contents, list) else (contents,):
                if isinstance(content, dict) and _has_image(content.get("parts", content)):
                    return True
            system = field(conversation.body, *_SYSTEM)
            if isinstance(system, dict) and _has_image(system.get("parts")):
                return True
        return False

    def facts(self, body: Json) -> Facts:
        model, tools, config = word(body, "model"), field(body, "tools"), field(body, *_CONFIG)
        modalities = field(config, "responseModalities", "response_modalities")
        schemas = [field(config, *keys) for keys in _SCHEMAS]
        asked = (facts.schema_coordinates(schema) for schema in schemas)
        return Facts(
            model=model or None,
            untouchable=facts.untouchable(tools) or facts.draws(model, modalities),
            coordinates=facts.tool_coordinates(tools) or next(filter(None, asked), None),
            stored=self._stored,
            agent=bool(tools),
            schema_text="\n".join(filter(None, map(facts.schema_text, schemas))),
            default_detail=_detail(field(config, *_RESOLUTION)),
            pdfs=sum(_is_pdf(part) for part in _all_parts(field(body, "contents"))),
        )

    def messages(self, body: Json) -> Sequence[Message]:
        messages: list[Message] = []
        system = follow(body, _SYSTEM)
        if system is not None:
            messages.append(_message(*system, role="system"))
        contents = field(body, "contents")
        if isinstance(contents, list):
            messages += _contents(contents)
        elif isinstance(contents, (dict, str)):
            messages.append(_message(("contents",), contents))
        return messages

    def spelling(self, detail: str) -> str:
        return _PREFIX + ("UNSPECIFIED" if detail == "auto" else detail.upper())

    def blocks(self, node: Json, part: ImagePart, outputs: Sequence[Block]) -> list[Json]:
        return swap(node, outputs, lambda output: self._rewritten(node, output), _text)

    def append(self, message: Json, outputs: Sequence[Block]) -> Json:
        parts = message if isinstance(message, list) else field(message, "parts")
        snake = any(_INLINE[1] in part for part in dicts(parts))
        blank = {_INLINE[snake]: {_MEDIA_TYPE[snake]: "", "data": ""}}
        nodes = fresh(outputs, lambda output: self._rewritten(blank, output), _text)
        return [*message, *nodes] if isinstance(message, list) else extend(message, "parts", nodes, _text)

    def _rewritten(self, node: Json, output: Image | Kept) -> Json:
        node = {**node}
        inline = _key(node, _INLINE, False)
        snake = inline == _INLINE[1]
        if isinstance(output, Image):
            blob = node.get(inline)
            blob = {**blob} if isinstance(blob, dict) else {}
            blob[_key(blob, _MEDIA_TYPE, snake)] = output.media_type
            blob["data"] = output.payload
            node[inline] = blob
        if output.detail:
            key, level = _key(node, _RESOLUTION, snake), self.spelling(output.detail)
            given = node.get(key)
            given = given if isinstance(given, dict) else {}
            node[key] = level if isinstance(node.get(key), str) else {**given, "level": level}
        return node


def _contents(contents: list[Json]) -> Iterator[Message]:
    """The turns. Parts that stand where turns belong are the user's, as the SDK reads them."""
    if contents and not any(_is_turn(entry) for entry in contents):
        yield _message(("contents",), {"parts": contents}, at=("contents",))
        return
    for i, entry in enumerate(contents):
        path: Path = ("contents", i)
        if _is_turn(entry):
            yield _message(path, entry)
        elif isinstance(entry, (dict, str)):
            turn = Turn(path, "user")
            _read(turn, path, {"text": entry} if isinstance(entry, str) else entry)
            yield turn.message()


def _is_turn(entry: Json) -> bool:
    return isinstance(entry, dict) and ("parts" in entry or "role" in entry or _PARTS.isdisjoint(entry))


def _message(path: Path, content: Json, role: Role | None = None, at: Path | None = None) -> Message:
    parts = field(content, "parts")
    role = role or _ROLES.get(word(content, "role"), "user")
    turn = Turn(path, role, appendable=role == "user" and isinstance(parts, list))
    turn.text(path, content)
    at = (*path, "parts") if at is None else at
    if isinstance(parts, dict):
        _read(turn, at, parts, alone=True)
    for i, part in enumerate(parts if isinstance(parts, list) else ()):
        turn.text((*at, i), part)
        if isinstance(part, dict):
            _read(turn, (*at, i), part)
    return turn.message()


def _read(turn: Turn, path: Path, part: dict[str, Json], *, alone: bool = False) -> None:
    if part.get("thought") is True:
        return
    image = _image_part(path, part)
    if image is not None:
        drawn = DRAWN if turn.role == "assistant" else None
        turn.add(replace(image, locked=image.locked or drawn, text_allowed=not alone))
    turn.text(path, part.get("text"))
    call = field(part, "functionCall", "function_call")
    if isinstance(call, dict):
        turn.call(path, call.get("name"), call.get("args"))
    response = follow(part, _RESPONSE)
    if response is not None:
        turn.text((*path, *response[0]), outline(field(response[1], "response")), result=True)
        for i, inner in items(field(response[1], "parts")):
            image = _image_part((*path, *response[0], "parts", i), inner)
            if image is not None:
                turn.add(replace(image, text_allowed=False), result=True)


def _image_part(path: Path, part: dict[str, Json]) -> ImagePart | None:
    blob, resolution = field(part, *_INLINE), field(part, *_RESOLUTION)
    media_type = field(blob, *_MEDIA_TYPE)
    if isinstance(blob, dict) and (is_image(media_type) or not isinstance(media_type, str)):
        # The SDK writes the URL-safe alphabet: what fits both counts as that.
        image = from_base64(path, blob.get("data"), media_type, urlsafe=True)
    elif is_image(field(field(part, *_FILE), *_MEDIA_TYPE)):
        image = from_reference(path, field(field(part, *_FILE), "fileUri", "file_uri"))
    else:
        return None
    locked = None
    if field(resolution, "numTokens", "num_tokens") is not None:
        locked = "mediaResolution says how many tokens it is to cost"
    elif field(part, "thoughtSignature", "thought_signature") is not None:
        locked = "the model signed it"
    return replace(image, detail=_detail(resolution), locked=image.locked or locked)


def _detail(resolution: Json) -> str | None:
    level = field(resolution, "level") if isinstance(resolution, dict) else resolution
    if not isinstance(level, str):
        return None
    level = level.lower().removeprefix(_PREFIX.lower())
    return "auto" if level == "unspecified" else level


def _has_image(parts: Json) -> bool:
    for part in parts if isinstance(parts, list) else (parts,):
        if isinstance(part, dict) and not _MEDIA_OR_RESPONSE.isdisjoint(part):
            response = part.get("functionResponse", part.get("function_response"))
            if not isinstance(response, dict) or "parts" in response:
                return True
    return False


def _all_parts(contents: Json) -> Iterator[dict[str, Json]]:
    for content in dicts(contents):
        for part in dicts(content.get("parts")):
            yield part
            yield from dicts(field(field(part, *_RESPONSE), "parts"))


def _is_pdf(part: dict[str, Json]) -> bool:
    return any(is_pdf(field(field(part, *keys), *_MEDIA_TYPE)) for keys in (_INLINE, _FILE))


def _is_cache(body: Json) -> bool:
    # A cache names its model in full, where a request has it in the URL.
    if not isinstance(body, dict) or field(body, *_CONFIG) is not None:
        return False
    return "/" in word(body, "model") or not _CACHE_FIELDS.isdisjoint(body)


def _key(node: Json, names: tuple[str, str], snake: bool) -> str:
    """The one of two spellings that *node* has, else the one that goes with its neighbours."""
    return next((name for name in names if name in node), names[snake])


def _text(text: str) -> Json:
    return {"text": text}


DIALECT: Dialect = Gemini()
_CACHE = Gemini(stored="a cache")
