"""Boxes of text as the page reads: columns one after the other, rows kept, blanks and indentation kept."""

from __future__ import annotations

from collections.abc import Iterable

from .columns import regions
from .lines import Line
from .rows import level, rows, words_joined
from .tables import block_text, blocks


def layout(lines: Iterable[Line], *, markdown: bool = False) -> str:
    """The text of a page, laid out as a person would type it; the order of *lines* does not matter.

    *markdown* writes tables as Markdown, at about a fifth more tokens.
    """
    along, across = level(lines)
    paragraphs: list[str] = []
    for part in regions(along):
        region = words_joined(part)
        left, right = min(p.left for p in region), max(p.right for p in region)
        for block in blocks(rows(region)):
            paragraphs.append("\n".join(block_text(block, left, right, markdown=markdown)))
    if across:
        paragraphs.append("\n".join(p.text for p in sorted(across, key=lambda p: (p.left, p.top, p.text))))
    return "\n\n".join(paragraphs)
