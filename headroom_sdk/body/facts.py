"""What model names, tools and schemas say about a whole request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .coordinates import coordinates, said
from .dialect import Json
from .walk import dicts, field

_LONGEST_SCHEMA_TEXT = 8000

# A model that draws: "gemini-3-pro-image", "gpt-image-2", "gpt-5-image-mini", "chatgpt-image-latest".
_DRAWS = re.compile(r"(?:^|[-/])(?:image|imagen|nano-banana)(?:[-.@:]|$)", re.IGNORECASE)


ACTS = "the {} tool acts on the pixels that it is shown"
"""Why pictures for a provider's own computer and browser tools stay as they are."""


def acts(reason: str) -> bool:
    """Whether a picture stays as it is because a provider's own tool acts on it."""
    return reason.endswith(ACTS.partition("{}")[2])


def draws(model: str, modalities: Json = None) -> str | None:
    """Why pictures may be edited and not only seen, or ``None``: the model draws, or the answer's *modalities*
    say so."""
    if isinstance(modalities, list) and any(isinstance(m, str) and m.lower() == "image" for m in modalities):
        return "the answer may be an edited picture"
    return f"{model} draws: it may edit the picture" if _DRAWS.search(model) else None


def untouchable(tools: Json) -> str | None:
    """Why a tool of the provider needs pictures as they are, or ``None``: it clicks in them or edits them."""
    for tool in dicts(tools):
        kind = tool.get("type")
        kind = kind if isinstance(kind, str) else ""
        if kind.startswith(("computer", "browser")) or "computerUse" in tool or "computer_use" in tool:
            return ACTS.format(kind or "computerUse")
        if kind == "image_generation":
            return "the image_generation tool may edit the picture"
    return None


def tool_coordinates(*tools: Json) -> str | None:
    """Why a function offered to the model takes places in a picture, or ``None``."""
    for tool in (function for some in tools for function in _functions(some)):
        found = said(tool.get("description"))
        for key in _PARAMETERS:
            found = found or coordinates(tool.get(key))
        if found:
            name = tool.get("name")
            return f"tool {name} takes {found}" if isinstance(name, str) else f"a tool takes {found}"
    return None


def schema_coordinates(schema: Json) -> str | None:
    """Why the answer's schema holds places in a picture, or ``None``."""
    found = coordinates(schema)
    return f"the response schema has {found}" if found else None


def schema_text(schema: Json) -> str:
    """Names and descriptions of a JSON schema, one to a line, in its order."""
    lines: list[str] = []
    size = 0
    stack: list[tuple[Json, bool]] = [(schema, False)]
    seen: set[int] = set()
    while stack and size < _LONGEST_SCHEMA_TEXT:
        node, is_map = stack.pop()
        if isinstance(node, str):
            lines.append(node[: _LONGEST_SCHEMA_TEXT - size])
            size += len(lines[-1]) + 1
        if not isinstance(node, (dict, list)) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            stack += ((child, False) for child in reversed(node) if not isinstance(child, str))
        elif is_map:
            for name, child in reversed(node.items()):
                stack += ((child if not isinstance(child, str) else None, False), (name, False))
        else:
            stack += (
                (child, key == "properties")
                for key, child in reversed(node.items())
                if key == "description" or not isinstance(child, str)
            )
    return "\n".join(lines)[:_LONGEST_SCHEMA_TEXT]


_PARAMETERS = (
    "parameters", "input_schema", "inputSchema", "parametersJsonSchema", "parameters_json_schema",
)  # fmt: skip
_LISTS = ("functionDeclarations", "function_declarations", "tools")


def _functions(tools: Json) -> Iterator[dict[str, Json]]:
    """Every function that the tools declare, in groups or alone."""
    stack = list(dicts(tools))[::-1]
    while stack:
        tool = stack.pop()
        for key in _LISTS:
            stack += dicts(tool.get(key))
        inner = field(tool, "function", "custom")
        yield inner if isinstance(inner, dict) else tool
