"""Pictures that stand in a request as base64 in plain text: said, and on request moved into real image blocks.

As text a picture costs ten to twenty times what it costs as a picture, and the model cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import limits
from .body import walk
from .body.dialect import Block, Conversation, Image, ImagePart, Json, Message, Path, Text, TextPart
from .body.embedded import OPENINGS, SHORTEST
from .errors import ImageRejected, ImageUnreadable
from .picture.types import Picture
from .policy import Policy
from .source import from_base64
from .target import Target
from .tokens import Rule

_CHARACTERS_PER_TOKEN = 4
"""More than any tokenizer makes of base64: what a text costs at least."""

_BASE64 = re.compile(
    rf"(?<![\w+/-])(?:{'|'.join(OPENINGS)})[A-Za-z0-9+/_-]{{{SHORTEST - 11},}}={{0,2}}", re.ASCII
)
_HEADER = re.compile(r"data:image/[\w.+-]{1,40}(?:;[\w=.-]{1,40}){0,3};base64,$", re.ASCII)

_STRINGS = frozenset(("content", "output", "result"))
"""Keys whose string may be a list of blocks instead."""


def lifted(
    conversation: Conversation,
    messages: Sequence[Message],
    rule: Rule | None,
    target: Target,
    policy: Policy,
    model: str | None,
    untouchable: str | None,
) -> tuple[dict[Path, list[Json]], list[str]]:
    """What to write where in the conversation's body, and what to say: one line for each place that holds a picture.

    Nothing is written without ``Policy(lift_images=True)``, where the slot takes no picture, and where a text is
    cheaper.
    """
    edits: dict[Path, list[Json]] = {}
    said: list[str] = []
    shown = sum(isinstance(part, ImagePart) for message in messages for part in message.parts)
    limit = limits.limits_of(target).images_for(model)
    for message in messages:
        for part in message.parts:
            if not isinstance(part, TextPart) or part.call or len(part.text) < SHORTEST:
                continue
            if not any(opening in part.text for opening in OPENINGS):
                continue
            found = [one for one in _found(part.text, policy) if rule is None or one.saves(rule)]
            if not found:
                continue
            slot = None if untouchable or rule is None else _slot(conversation, message, part)
            fits = limit is None or shown + len(found) <= limit
            is_lifted = policy.lift_images and slot is not None and fits and _taken(found, target)
            said.append(_line(part.path, found, rule, lifted=is_lifted, takes=slot is not None))
            if is_lifted and slot is not None:
                shown += len(found)
                edits[slot] = _nodes(conversation, slot, part.text, found)
    return edits, said


@dataclass(frozen=True, slots=True)
class _Found:
    """A picture in a text, with the header of a data URL if it has one."""

    start: int
    end: int
    payload: str
    picture: Picture

    def saves(self, rule: Rule) -> bool:
        """Whether it costs less as a picture."""
        try:
            return rule.count(*self.picture.size).tokens < (self.end - self.start) // _CHARACTERS_PER_TOKEN
        except ImageRejected:
            return False


def _found(text: str, policy: Policy) -> Iterator[_Found]:
    from .picture.probe import probe

    for match in _BASE64.finditer(text):
        try:
            picture = probe(from_base64(match[0]), max_megapixels=policy.max_megapixels)
        except ImageUnreadable:
            continue
        header = _HEADER.search(text, max(0, match.start() - 200), match.start())
        start = header.start() if header else match.start()
        yield _Found(start, match.end(), match[0], picture)


def _slot(conversation: Conversation, message: Message, part: TextPart) -> Path | None:
    """The path of what blocks can take the place of, ``None`` where no picture may stand."""
    is_result = part.path in message.tool_results or message.role == "tool"
    if message.role not in ("user", "tool") or (is_result and conversation.dialect.name in _TEXT_RESULTS):
        return None
    path, node = part.path, walk.get(conversation.body, part.path)
    if isinstance(node, str) and len(path) > 1:
        if path[-1] in _STRINGS:
            return None if "variables" in path else path  # a stored prompt's: nobody here knows where it goes
        if path[-1] != "text":
            return None
        path = path[:-1]
        node = walk.get(conversation.body, path)
    # What else a block says would have no place to go.
    is_bare = isinstance(node, dict) and node.keys() <= {"type", "text"}
    return path if is_bare and any(isinstance(step, int) for step in path[-1:]) else None


_TEXT_RESULTS = frozenset(("openai_chat", "langchain"))
"""Formats in which a tool's result is text, for all or for some models."""


def _taken(found: Sequence[_Found], target: Target) -> bool:
    accepted = limits.formats(target)
    return all(one.picture.media_type in accepted for one in found)


def _nodes(conversation: Conversation, slot: Path, text: str, found: Sequence[_Found]) -> list[Json]:
    """What takes the place of *text*: blocks among others, or one list of them where it stands alone."""
    blocks: list[Block] = []
    at = 0
    for one in found:
        blocks += _text(text[at : one.start])
        blocks.append(_image(conversation, one))
        at = one.end
    blocks += _text(text[at:])
    (nodes,) = conversation.dialect.append({}, blocks).values()
    return [nodes] if isinstance(walk.get(conversation.body, slot), str) else nodes


def _text(text: str) -> list[Block]:
    return [Text(text=text)] if text.strip() else []


def _image(conversation: Conversation, one: _Found) -> Image:
    # boto3 takes bytes where the wire has base64; it is the one that names the model in the body.
    holds_bytes = conversation.dialect.name == "bedrock_converse" and "modelId" in conversation.body
    return Image(payload=one.picture.data if holds_bytes else one.payload, media_type=one.picture.media_type)


def _line(path: Path, found: Sequence[_Found], rule: Rule | None, *, lifted: bool, takes: bool) -> str:
    place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
    characters = sum(one.end - one.start for one in found)
    sizes = ", ".join(f"{one.picture.format} of {one.picture.width}×{one.picture.height}" for one in found)
    what = f"{place}: {sizes} in base64 as plain text, {characters:,} characters"
    if rule is not None:
        tokens = sum(rule.count(*one.picture.size).tokens for one in found)
        what += f" or at least {characters // _CHARACTERS_PER_TOKEN:,} tokens, as a picture {tokens:,}"
    if lifted:
        return f"{what}: moved into an image block"
    return f"{what}: {_CURE if takes else _ELSEWHERE}"


_CURE = "send it as an image block, or set Policy(lift_images=True)"
_ELSEWHERE = "no picture can be lifted here; send it as an image block in a message of the user"
