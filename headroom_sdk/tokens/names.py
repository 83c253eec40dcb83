"""One spelling for the many ids of a model: Bedrock, Vertex, OpenRouter, fine-tunes, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 512
"""No id of a model or ARN is longer; whatever is, came from a stranger."""

Version = tuple[int, int]
"""Major and minor; ``(4, 0)`` for a plain 4."""

# `us.anthropic.`, `apac.anthropic.`, `openai.`: regions and vendors before a dot. A version has digits.
_VENDOR = re.compile(r"^(?:[a-z][a-z-]*\.)+(?=[a-z])")

# What names a snapshot of a model, not another model: a date in any spelling, Bedrock's and Google's revisions.
_SNAPSHOT = re.compile(
    r"(?:@.*|\[.*\]|\.ft-.*|-(?:\d{4}-\d{2}-\d{2}|\d{2}-\d{4}|\d{2}-\d{2}|\d{8}|\d{3,4}|v\d+|latest))$"
)

# claude-sonnet-4-5, claude-3-5-sonnet, claude-3.5-sonnet, gemini-flash-1.5: version and name in either order.
_WORD_FIRST = re.compile(r"^(claude|gemini)-([a-z]+)-(\d{1,2})(?:[-.](\d{1,2}))?(?=-|$)")
_VERSION_FIRST = re.compile(r"^(claude)-(\d{1,2})(?:[-.](\d{1,2}))?(?=-|$)")

# A version that other spellings write without its zero: gemini-2.0-flash, gemini-2-flash.
_ZERO = re.compile(r"^((?:gpt|claude|gemini)-\d{1,2})\.0(?=-|$)")

_VERSIONED = re.compile(r"^(?:(gpt|claude|gemini)-|(o))(\d{1,2})(?:\.(\d{1,2}))?(?=o?(?:-|$))")


def candidates(model: str) -> Iterator[str]:
    """The names that the id *model* may stand for, in one spelling, likeliest first."""
    if len(model) > LONGEST:
        return
    if "%" in model:  # an ARN as it stands in a URL
        from urllib.parse import unquote

        model = unquote(model)
    last = re.sub(r"[\s_]+", "-", model.strip().lower()).rsplit("/", 1)[-1]
    pieces = last.split(":")
    if "ft" in pieces:  # `ft:gpt-4o:org:name:id`: only what follows is the model, the name is free text
        pieces = pieces[pieces.index("ft") + 1 :][:1]
    # `openai:gpt-4o`, `…-v1:0`, `…:free`: a vendor before the model, or a tag behind it.
    yield from (canonical(piece) for piece in pieces[:2] if piece)


def canonical(name: str) -> str:
    """*name* (lower case, no path) without vendor and snapshot, its version dotted and first:
    ``claude-4.5-sonnet``, ``gemini-3.1-pro``, ``gpt-5.6-sol``."""
    name = _VENDOR.sub("", name)
    while (shorter := _SNAPSHOT.sub("", name)) != name:
        name = shorter
    if word_first := _WORD_FIRST.match(name):
        line, word, major, minor = word_first.groups()
        name = f"{line}-{_dotted(major, minor)}-{word}{name[word_first.end() :]}"
    elif version_first := _VERSION_FIRST.match(name):
        line, major, minor = version_first.groups()
        name = f"{line}-{_dotted(major, minor)}{name[version_first.end() :]}"
    return _ZERO.sub(r"\1", name)


def version(name: str) -> tuple[str, Version] | None:
    """The product line of a canonical *name* and its version, or ``None`` if it is of no line we know."""
    found = _VERSIONED.match(name)
    if found is None:
        return None
    line, o, major, minor = found.groups()
    return line or o, (int(major), int(minor or 0))


def _dotted(major: str, minor: str | None) -> str:
    return major if minor is None else f"{major}.{int(minor)}"
