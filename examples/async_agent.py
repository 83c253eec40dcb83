"""An async agent whose tool returns pictures: tool results are rewritten, and so is the history that it re-sends.

python async_agent.py [PICTURE]     with ANTHROPIC_API_KEY set
"""

import asyncio
import base64
import mimetypes
import sys
from pathlib import Path

from anthropic import AsyncAnthropic

import headroom_sdk as headroom

PICTURE = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("receipt.jpg")
TOOLS = [
    {
        "name": "newest_receipt",
        "description": "The newest receipt in the inbox, as a picture.",
        "input_schema": {"type": "object", "properties": {}},
    }
]


def newest_receipt() -> list:
    source = {
        "type": "base64",
        "media_type": mimetypes.guess_type(PICTURE)[0],
        "data": base64.b64encode(PICTURE.read_bytes()).decode(),
    }
    return [{"type": "image", "source": source}]


async def main() -> None:
    messages = [{"role": "user", "content": "What did the newest receipt come to?"}]
    # The event loop never waits for a picture: the work on it is done in a thread.
    async with headroom.wrap(AsyncAnthropic()) as client:
        while True:
            answer = await client.messages.create(
                model="claude-haiku-4-5", max_tokens=500, tools=TOOLS, messages=messages
            )
            for decision in headroom.last_report().decisions:
                print(f"{decision.path}: {decision.bytes_before:,} → {decision.bytes_after:,} bytes")
            messages.append({"role": "assistant", "content": answer.content})
            if answer.stop_reason != "tool_use":
                break
            results = [
                {"type": "tool_result", "tool_use_id": block.id, "content": newest_receipt()}
                for block in answer.content
                if block.type == "tool_use"
            ]
            messages.append({"role": "user", "content": results})
    print("".join(block.text for block in answer.content if block.type == "text"))


asyncio.run(main())
