"""How blocks take the place of one, or come behind the others, whatever the wire format calls them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import MalformedBody
from .dialect import Block, Image, Json, Kept, Text


def swap(
    node: dict[str, Json],
    outputs: Sequence[Block],
    image: Callable[[Image | Kept], Json],
    text: Callable[[str], Json],
    breakpoint: str | None = None,
) -> list[Json]:
    """The nodes for *outputs* in place of *node*; what it has under *breakpoint* goes to the last of them."""
    nodes = [text(output.text) if isinstance(output, Text) else image(output) for output in outputs]
    if breakpoint is None or breakpoint not in node or not nodes:
        return nodes
    last = nodes.pop()
    nodes = [{key: value for key, value in n.items() if key != breakpoint} for n in nodes]
    return [*nodes, {**last, breakpoint: node[breakpoint]}]


def fresh(
    outputs: Sequence[Block], image: Callable[[Image], Json], text: Callable[[str], Json]
) -> list[Json]:
    """New nodes for *outputs*."""
    nodes: list[Json] = []
    for output in outputs:
        if isinstance(output, Kept):
            raise MalformedBody("only a picture that is there can be kept")
        nodes.append(text(output.text) if isinstance(output, Text) else image(output))
    return nodes


def extend(node: Json, key: str, blocks: list[Json], text: Callable[[str], Json]) -> Json:
    """*node* with blocks behind what it has under *key*, be that a list, one text, or nothing."""
    if not isinstance(node, dict):
        raise MalformedBody(f"no block can be added to a {type(node).__name__}")
    content = node.get(key)
    if content is None or content == "":
        return {**node, key: blocks}
    if isinstance(content, str):
        return {**node, key: [text(content), *blocks]}
    if isinstance(content, list):
        return {**node, key: [*content, *blocks]}
    raise MalformedBody(f"no block can be added to a {type(content).__name__}")
