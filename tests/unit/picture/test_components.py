"""Parts of a mask: every set pixel belongs to exactly one part, and parts do not touch."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")

from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from headroom_sdk.picture.components import components  # noqa: E402


def flooded(mask):
    """The parts by flood fill, as (left, top, right, bottom, area)."""
    todo = {(int(y), int(x)) for y, x in zip(*np.nonzero(mask), strict=True)}
    found = []
    while todo:
        queue, part = [todo.pop()], []
        while queue:
            y, x = queue.pop()
            part.append((y, x))
            near = {(y + dy, x + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)} & todo
            todo -= near
            queue.extend(near)
        ys, xs = zip(*part, strict=True)
        found.append((min(xs), min(ys), max(xs) + 1, max(ys) + 1, len(part)))
    return sorted(found)


@given(st.integers(1, 12), st.integers(1, 12), st.randoms(use_true_random=False), st.floats(0, 1))
def test_parts_are_those_of_a_flood_fill(height, width, random, density):
    mask = np.array([[random.random() < density for _ in range(width)] for _ in range(height)])
    parts = components(mask)
    rows = zip(parts.left, parts.top, parts.right, parts.bottom, parts.area, strict=True)
    assert sorted(tuple(int(v) for v in row) for row in rows) == flooded(mask)


def test_runs_know_their_part():
    parts = components(np.array([[1, 0, 1], [1, 0, 1]], bool))
    assert parts.owner.tolist() == [0, 0, 1, 1]
    assert parts.runs.tolist() == [[0, 0, 1], [1, 0, 1], [0, 2, 3], [1, 2, 3]]
