"""Look into a body and write a changed one: copy on write, everything untouched is shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..errors import MalformedBody
from .dialect import Block, Dialect, Json, Path


def items(node: Json) -> Iterator[tuple[int, dict[str, Json]]]:
    """The dicts in a list with their indexes; nothing for anything else."""
    if isinstance(node, list):
        for i, child in enumerate(node):
            if isinstance(child, dict):
                yield i, child


def dicts(node: Json) -> Iterator[dict[str, Json]]:
    """The dicts in a list; nothing for anything else."""
    for _, child in items(node):
        yield child


def field(node: Json, *keys: str) -> Json:
    """The value under the first of *keys* that a dict has, ``None`` if it has none or is no dict."""
    if isinstance(node, dict):
        for key in keys:
            if key in node:
                return node[key]
    return None


def word(node: Json, *keys: str) -> str:
    """:func:`field` where it is a string, else ``""``."""
    value = field(node, *keys)
    return value if isinstance(value, str) else ""


def follow(body: Json, *steps: Sequence[str]) -> tuple[Path, Json] | None:
    """The path and the node that one key of each step leads to, ``None`` if a step has none."""
    path: Path = ()
    for keys in steps:
        key = next((k for k in keys if isinstance(body, dict) and k in body), None)
        if key is None:
            return None
        path, body = (*path, key), body[key]
    return path, body


def get(body: Json, path: Path) -> Json:
    """The node at *path*; raises :class:`~headroom_sdk.errors.MalformedBody` if there is none."""
    node = body
    for step in path:
        node = _child(node, step, path)
    return node


def replace(body: Json, edits: Mapping[Path, Sequence[Json]]) -> Json:
    """*body* with other nodes in place of those at the paths; the same object if nothing differs.

    Paths are those of the given body. An element of a list may become any number of elements, every other
    node one. Raises :class:`~headroom_sdk.errors.MalformedBody` for a path that leads nowhere, several nodes
    where there is room for one, and an edit inside a node that is replaced.
    """
    if not edits:
        return body
    new = _rebuild(body, list(edits.items()), 0)
    if len(new) != 1:
        raise MalformedBody(f"a body cannot become {len(new)} bodies")
    return new[0]


def append(body: Json, path: Path, dialect: Dialect, outputs: Sequence[Block]) -> Json:
    """*body* with blocks added at the end of the message at *path*.

    Append first, replace then: the paths of what is there stay valid.
    """
    return replace(body, {path: [dialect.append(get(body, path), outputs)]})


def _rebuild(node: Json, edits: list[tuple[Path, Sequence[Json]]], depth: int) -> Sequence[Json]:
    """What takes the place of *node*; *edits* all lead to it or into it."""
    path = edits[0][0]
    if any(len(p) == depth for p, _ in edits):
        if len(edits) > 1:
            raise MalformedBody(f"two edits at or inside {path[:depth]}")
        return edits[0][1]
    inside: dict[str | int, list[tuple[Path, Sequence[Json]]]] = {}
    for edit in edits:
        inside.setdefault(edit[0][depth], []).append(edit)
    new = {step: _rebuild(_child(node, step, some[0][0]), some, depth + 1) for step, some in inside.items()}
    if all(len(nodes) == 1 and nodes[0] is node[step] for step, nodes in new.items()):
        return [node]
    return [_splice(node, new, path[:depth])]


def _splice(node: Json, new: Mapping[str | int, Sequence[Json]], path: Path) -> Json:
    if isinstance(node, dict):
        for step, nodes in new.items():
            if len(nodes) != 1:
                raise MalformedBody(f"{(*path, step)} has room for one node, not {len(nodes)}")
        return {**node, **{step: nodes[0] for step, nodes in new.items()}}
    spliced: list[Json] = []
    done = 0
    for step in sorted(step for step in new if isinstance(step, int)):
        spliced += node[done:step]
        spliced += new[step]
        done = step + 1
    return spliced + node[done:]


def _child(node: Json, step: str | int, path: Path) -> Json:
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return node[step]
    if isinstance(node, dict) and isinstance(step, str) and step in node:
        return node[step]
    raise MalformedBody(f"nothing at {path}")
