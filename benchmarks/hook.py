"""What an inactive hook costs per call of an SDK."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import headroom_sdk as headroom

from .row import Row

CALLS = 50_000


def measure() -> Iterator[Row]:
    try:
        import openai
    except ImportError:
        return

    class Idle(openai.OpenAI):
        """A client whose `request` does nothing, so that only the hook is timed."""

        def request(self, cast_to: Any, options: Any, **_: Any) -> Any:
            return None

    client = Idle(api_key="x", base_url="http://127.0.0.1:9")
    bare = _per_call(client)
    with headroom.patch("openai"):
        pass  # from here on the hook is in place, on this class too, and nothing is active
    hooked = _per_call(client)
    yield Row(
        name="inactive patch(), one call of the hooked step",
        ours=hooked / 1000,
        base=bare / 1000,
        base_name="the same step without hook",
        bar="≤ +1 µs",
        note=f"{hooked - bare:+.2f} µs",
    )


def _per_call(client: Any) -> float:
    """Microseconds of one `request`, best of seven."""
    best = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(CALLS):
            client.request(None, None)
        best = min(best, time.perf_counter() - start)
    return best / CALLS * 1e6
