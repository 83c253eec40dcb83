"""Remembered decisions and renditions: speed only, never a result.

Decisions are small and kept by the hundred thousand; renditions are large and bounded in bytes. A rendition
that was evicted is rendered again from its decision, never decided again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# How many keys' last use is remembered, entries or not: what the admission rule looks at.
MAX_USES = 200_000


@dataclass(slots=True)
class _Use:
    """When a key was last asked for, in asks, and how many asks lay between that and the time before."""

    at: int
    interval: int | None = None


class Memo(Generic[K, V]):
    """A thread-safe store bounded in weight, with single flight: one thread makes a value, others wait for it.

    The least recently used entry goes first, but only to a newcomer that is asked for at shorter intervals.
    So pictures that are re-sent in turn, more of them than fit, keep as large a share of hits as there is
    room; plain LRU would have none.
    """

    def __init__(self, capacity: int, weigh: Callable[[V], int] = lambda _: 1) -> None:
        self._capacity = capacity
        self._weigh = weigh
        self._entries: OrderedDict[K, tuple[V, int]] = OrderedDict()
        # By the hash of a key: keys are large, and two that share one share no more than their turn to go.
        self._uses: OrderedDict[int, _Use] = OrderedDict()
        self._weight = 0
        self._clock = 0
        self._lock = threading.Lock()
        self._flights: dict[K, threading.Lock] = {}
        self.hits = 0
        self.misses = 0

    def get(self, key: K, make: Callable[[], V], *, capacity: int | None = None) -> V:
        """The value under *key*, made by *make* if it is not there. An error of *make* is not remembered.

        *capacity* is the store's bound from here on.
        """
        with self._lock:
            if capacity is not None and capacity != self._capacity:
                self._resize(capacity)
            self._note_use(hash(key))
            entry = self._entries.get(key)
            if entry is not None:
                return self._hit(key, entry)
            flight = self._flights.setdefault(key, threading.Lock())
        with flight:
            with self._lock:
                entry = self._entries.get(key)
                if entry is not None:
                    return self._hit(key, entry)
                self.misses += 1
            try:
                value = make()
                with self._lock:
                    self._admit(key, value)
            finally:
                with self._lock:
                    self._flights.pop(key, None)
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._uses.clear()
            self._weight = 0
            self.hits = self.misses = 0

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def weight(self) -> int:
        """Sum of the entries' weights; never above the capacity."""
        return self._weight

    def _hit(self, key: K, entry: tuple[V, int]) -> V:
        self.hits += 1
        self._entries.move_to_end(key)
        return entry[0]

    def _note_use(self, key: int) -> None:
        self._clock += 1
        use = self._uses.pop(key, None)
        self._uses[key] = _Use(self._clock, self._clock - use.at if use else None)
        if len(self._uses) > MAX_USES:
            self._uses.popitem(last=False)

    def _admit(self, key: K, value: V) -> None:
        weight = self._weigh(value)
        free = self._capacity - self._weight
        victims: list[K] = []
        for candidate, (_, its) in self._entries.items():
            if free >= weight:
                break
            if not self._yields(candidate, key):
                return
            victims.append(candidate)
            free += its
        if free < weight:
            return
        for victim in victims:
            self._weight -= self._entries.pop(victim)[1]
        self._entries[key] = (value, weight)
        self._weight += weight

    def _yields(self, entry: K, newcomer: K) -> bool:
        """Whether *entry* gives its place: it is overdue, or idle for longer than the newcomer ever is."""
        use, new = self._uses.get(hash(entry)), self._uses.get(hash(newcomer))
        if use is None or new is None:
            return True
        idle = self._clock - use.at
        if new.interval is None:
            return use.interval is None or idle > 2 * use.interval
        return idle >= new.interval or (use.interval is not None and idle > 2 * use.interval)

    def _resize(self, capacity: int) -> None:
        self._capacity = capacity
        while self._weight > capacity:
            self._weight -= self._entries.popitem(last=False)[1][1]


DECISIONS: Memo[Hashable, object] = Memo(100_000)
RENDITIONS: Memo[Hashable, str | bytes] = Memo(256 * 1024 * 1024, len)
READINGS: Memo[Hashable, object] = Memo(1_000)


def clear() -> None:
    """Forget all decisions, renditions and readings of this process."""
    for store in (DECISIONS, RENDITIONS, READINGS):
        store.clear()
