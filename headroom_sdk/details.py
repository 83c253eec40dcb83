"""Puts a ``detail`` back that a framework has dropped on the way from its caller's message to the request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .body import walk
from .body.dialect import Conversation, Dialect, ImagePart, Kept, Path
from .fingerprint import Fingerprint, fingerprint
from .policy import Policy
from .target import Target
from .tokens import resolve


def restored(
    body: Any, dialect: Dialect, target: Target, policy: Policy, details: Mapping[Fingerprint, str]
) -> Any:
    """*body* with *details* on those of their pictures that carry none; the same object if there are none.

    Only words that the model knows are written, and only for hosts that know its words.
    """
    edits: dict[Path, list[Any]] = {}
    for conversation in dialect.conversations(body):
        model = dialect.facts(conversation.body).model or target.model
        rule = resolve(policy.models.get(model, model)) if model and target.takes_detail else None
        if rule is None or not rule.per_image or rule.provider != conversation.dialect.provider:
            continue
        for part in _silent(conversation):
            key = fingerprint(part.payload or "")
            found = details.get(key) if key else None
            if found in rule.details:
                node = walk.get(conversation.body, part.path)
                blocks = conversation.dialect.blocks(node, part, [Kept(detail=found)])
                edits[conversation.root + part.path] = blocks
    return walk.replace(body, edits)


def _silent(conversation: Conversation) -> Iterator[ImagePart]:
    """The inline pictures that say nothing of their detail and may."""
    for message in conversation.dialect.messages(conversation.body):
        for part in message.parts:
            if isinstance(part, ImagePart) and _may_say(part):
                yield part


def _may_say(part: ImagePart) -> bool:
    return part.source is not None and part.detail is None and part.locked is None and part.detail_allowed
