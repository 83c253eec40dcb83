"""How long four concurrent calls with a 4K picture stall the event loop, wrapped and not."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import headroom_sdk as headroom
from headroom_sdk import memo
from headroom_sdk.cli.loopback import Loopback

from . import pictures
from .row import Row


def measure() -> Iterator[Row]:
    try:
        import anthropic  # noqa: F401
    except ImportError:
        return
    with Loopback() as server:
        bare = min(asyncio.run(_stall(server.url, wrapped=False)) for _ in range(5))
        ours = min(asyncio.run(_stall(server.url, wrapped=True)) for _ in range(5))
    yield Row(
        name="longest stall of the event loop, four calls with a 4K PNG at once",
        ours=ours,
        base=bare,
        base_name="the unwrapped SDK",
        bar="≤ +15 ms",
        note=f"{ours - bare:+.1f} ms; best of five each",
    )


async def _stall(url: str, *, wrapped: bool) -> float:
    import anthropic

    memo.clear()
    client = anthropic.AsyncAnthropic(api_key="x", base_url=url, max_retries=0)
    if wrapped:
        headroom.wrap(client)
    bodies = [_messages(seed) for seed in range(4)]
    worst, running = 0.0, True

    async def tick() -> None:
        nonlocal worst
        while running:
            start = time.perf_counter()
            await asyncio.sleep(0.001)
            worst = max(worst, (time.perf_counter() - start) * 1000 - 1)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0.02)
    await asyncio.gather(
        *(client.messages.create(model="claude-haiku-4-5", max_tokens=5, messages=b) for b in bodies)
    )
    running = False
    await ticking
    await client.close()
    return worst


def _messages(seed: int) -> list[dict[str, object]]:
    data = pictures.base64_text(pictures.screenshot(seed=seed))
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
    return [{"role": "user", "content": [image, {"type": "text", "text": "What is this?"}]}]
