"""Pictures that stand as base64 in a plain text, told by how they begin."""

from __future__ import annotations

from .dialect import Json

SHORTEST = 1000
"""Characters; shorter base64 costs less than most pictures."""

OPENINGS = ("iVBORw0KGgo", "/9j/", "_9j_", "UklGR", "R0lGOD")
"""How base64 of a PNG, JPEG, WebP and GIF begins, in either alphabet."""


def may_hold(node: Json) -> bool:
    """Whether a text in *node* may hold a picture; costs a small part of what serialising it does."""
    waiting, seen = [node], set[int]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            if len(node) >= SHORTEST and any(opening in node for opening in OPENINGS):
                return True
        elif isinstance(node, (dict, list)) and id(node) not in seen:
            seen.add(id(node))
            waiting += node.values() if isinstance(node, dict) else node
    return False
