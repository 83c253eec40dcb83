"""Lines that run over a gutter are parted where the columns around them begin, and nowhere else."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from headroom_sdk.picture.lines import Line, box
from headroom_sdk.picture.ocr_gutters import gutters
from headroom_sdk.picture.ocr_reading import Reading
from headroom_sdk.picture.ocr_recognise import lines

LEFT = (
    "The committee met on Tuesday",
    "to discuss a bridge over the",
    "river. Most of those present",
    "agreed the old one could not",
    "be saved, and a new one must",
)
RIGHT = (
    "Costs will be shared between",
    "two towns, which have shared",
    "nothing since the war, which",
    "ended in a draw that neither",
    "of them admits. The mayor is",
)
WIDTH, HEIGHT, GUTTER = 9, 20, 18


def one(row, text, x=0.0):
    """A row of text at *x*, one character a cell; ``|`` is a gutter."""
    at, characters = x, []
    for c in text:
        wide = WIDTH + (GUTTER if c == "|" else 0)
        characters.append((" " if c == "|" else c, at + wide / 2))
        at += wide
    places = tuple((middle - x) / (at - x) for _, middle in characters)
    text = "".join(c for c, _ in characters)
    return (
        box(x, row * 26, at, row * 26 + HEIGHT),
        Reading(text=text, characters=(0.99,) * len(text), places=places),
    )


def columns(joined):
    read = []
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        if row in joined:
            read.append(one(row, f"{left}|{right}"))
        else:
            read += [one(row, left), one(row, right, x=WIDTH * (len(left) + 1) + GUTTER)]
    return read


@pytest.mark.parametrize("joined", [{0}, {2}, {1, 4}])
def test_a_line_over_the_gutter_is_two(joined):
    read = columns(joined)
    parted: list[Line] = []
    for (quad, reading), blanks in zip(read, gutters(read), strict=True):
        parted += lines(quad, reading, blanks)
    assert sorted(line.text for line in parted) == sorted(LEFT + RIGHT)
    edge = WIDTH * (len(LEFT[0]) + 1) + GUTTER
    for line in parted:
        assert line.quad[1][0] < edge or line.quad[0][0] > edge - HEIGHT


def test_running_text_is_not_parted():
    text = " ".join(LEFT + RIGHT).split()
    read = [one(row, " ".join(text[row : row + 12])) for row in range(8)]
    assert not any(gutters(read))


def test_a_title_over_the_columns_is_not_parted():
    read = [one(-2, "The bridge that nobody in two towns wants to pay for"), *columns(set())]
    assert not gutters(read)[0]


def test_nothing_read_has_no_gutter():
    assert gutters([]) == []
    assert gutters([(box(0, 0, 400, 10), Reading(text="", characters=(), places=()))]) == [frozenset()]
