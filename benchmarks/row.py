"""One line of the benchmark table, and how times are taken."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """*ours* against *base*, both in milliseconds; ``bar``: the ratio (or extra milliseconds) we hold ourselves to."""

    name: str
    ours: float
    base: float
    base_name: str
    bar: str
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.base if self.base else float("inf")


def together(
    ours: Callable[[], object], base: Callable[[], object], *, rounds: int = 9
) -> tuple[float, float]:
    """Median milliseconds of both, taken turn by turn so that a noisy machine disturbs both alike."""
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for into, work in zip(times, (ours, base), strict=True):
                start = time.perf_counter()
                work()
                into.append((time.perf_counter() - start) * 1000)
    finally:
        gc.enable()
    return statistics.median(times[0]), statistics.median(times[1])
