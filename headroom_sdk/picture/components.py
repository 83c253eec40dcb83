"""Connected parts of a mask, with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """The 8-connected parts of a mask; arrays have one entry per part, except ``runs`` and ``owner``.

    ``right`` and ``bottom`` are exclusive. ``runs`` is ``(n, 3)``: row, first column, column after the last;
    ``owner`` is the part that each run belongs to, in ascending order.
    """

    left: Ints
    top: Ints
    right: Ints
    bottom: Ints
    area: Ints
    runs: Ints
    owner: Ints

    def __len__(self) -> int:
        return len(self.area)


def components(mask: npt.NDArray[np.bool_]) -> Components:
    """Label *mask* (rows × columns)."""
    height, width = mask.shape
    edges = np.zeros((height, width + 2), np.int8)
    edges[:, 1:-1] = mask
    steps = np.diff(edges, axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    if not len(rows):
        none = np.zeros(0, np.int64)
        return Components(
            left=none,
            top=none,
            right=none,
            bottom=none,
            area=none,
            runs=np.zeros((0, 3), np.int64),
            owner=none,
        )
    labels = _joined(len(rows), *_touching(rows, starts, ends, width))
    order = np.argsort(labels, kind="stable")
    rows, starts, ends, labels = rows[order], starts[order], ends[order], labels[order]
    first = np.flatnonzero(np.r_[True, labels[1:] != labels[:-1]])
    return Components(
        left=np.minimum.reduceat(starts, first),
        top=rows[first],
        right=np.maximum.reduceat(ends, first),
        bottom=np.maximum.reduceat(rows, first) + 1,
        area=np.add.reduceat(ends - starts, first),
        runs=np.stack([rows, starts, ends], axis=1),
        owner=np.cumsum(np.r_[0, labels[1:] != labels[:-1]]),
    )


def _touching(rows: Ints, starts: Ints, ends: Ints, width: int) -> tuple[Ints, Ints]:
    """Pairs of runs in neighbouring rows that touch, corners included."""
    stride = width + 2
    first = np.searchsorted(rows * stride + ends, (rows + 1) * stride + starts, side="left")
    after = np.searchsorted(rows * stride + starts, (rows + 1) * stride + ends, side="right")
    counts = np.maximum(after - first, 0)
    upper = np.repeat(np.arange(len(rows)), counts)
    offset = np.arange(len(upper)) - np.repeat(np.cumsum(counts) - counts, counts)
    return upper, np.repeat(first, counts) + offset


def _joined(count: int, a: Ints, b: Ints) -> Ints:
    """The smallest run of each run's part, by pointer jumping: a few passes over arrays, no loop over runs."""
    parent = np.arange(count)
    while True:
        root_a, root_b = parent[a], parent[b]
        low = np.minimum(root_a, root_b)
        if np.array_equal(root_a, root_b):
            return parent
        np.minimum.at(parent, root_a, low)
        np.minimum.at(parent, root_b, low)
        while not np.array_equal(parent, parent[parent]):
            parent = parent[parent]
