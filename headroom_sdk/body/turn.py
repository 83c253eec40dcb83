"""The parts of one message, collected as the model reads them."""

from __future__ import annotations

import dataclasses
from typing import Literal

from .dialect import ImagePart, Json, Message, Path, TextPart

Role = Literal["system", "user", "assistant", "tool"]

MAX_DEPTH = 64
"""How deep results may nest in results; what lies deeper goes out unread."""

# A tool call is context for a question: as much of it as a question could need.
_LONGEST_CALL = 2000


class Turn:
    """Collects parts, then makes the :class:`Message`."""

    __slots__ = ("_appendable", "_parts", "_path", "_results", "role")

    def __init__(self, path: Path, role: Role, *, appendable: bool = False) -> None:
        self.role: Role = role
        self._path = path
        self._appendable = appendable
        self._parts: list[ImagePart | TextPart] = []
        self._results: set[Path] = set()

    def add(self, part: ImagePart | TextPart, *, result: bool = False) -> None:
        """One more part; *result*: it came out of a tool."""
        self._parts.append(part)
        if result or self.role == "tool":
            self._results.add(part.path)

    def text(self, path: Path, text: Json, *, stop: bool = False, result: bool = False) -> None:
        """One more text, if it is one. *stop*: a prompt-cache breakpoint lies on it."""
        if isinstance(text, str):
            self.add(TextPart(path=path, text=text, cache_breakpoint=stop), result=result)

    def call(self, path: Path, name: Json, arguments: Json) -> None:
        """One more tool call."""
        words = outline([name, arguments])
        self._parts.append(TextPart(path=path, text=words, call=True))

    def stop(self) -> None:
        """A prompt-cache breakpoint lies behind everything that was collected."""
        if self._parts:
            self._parts[-1] = dataclasses.replace(self._parts[-1], cache_breakpoint=True)

    def message(self) -> Message:
        """The message; one that carries nothing but results is the tool's."""
        role = self.role
        if role == "user" and self._parts and len(self._results) == len(self._parts):
            role = "tool"
        return Message(
            path=self._path,
            role=role,
            parts=tuple(self._parts),
            tool_results=frozenset(self._results),
            appendable=self._appendable,
        )


def outline(node: Json, limit: int = _LONGEST_CALL) -> str:
    """The words of a JSON value, keys and values in order, *limit* characters at most; never raises."""
    words: list[str] = []
    size = 0
    stack = [node]
    while stack and size < limit:
        node = stack.pop()
        if isinstance(node, dict):
            for key, value in reversed(node.items()):
                stack += (value, key)
        elif isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, str):
            words.append(node[: limit - size])
            size += len(words[-1]) + 1
        elif isinstance(node, float) or (isinstance(node, int) and -_PRINTABLE < node < _PRINTABLE):
            words.append(str(node))
            size += len(words[-1]) + 1
    return " ".join(words)[:limit]


# Python refuses to print integers of thousands of digits.
_PRINTABLE = 10**18
