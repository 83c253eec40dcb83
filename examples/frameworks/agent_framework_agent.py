"""Microsoft's Agent Framework under `patch()`: an agent that is shown a picture.

python agent_framework_agent.py [PICTURE]     with OPENAI_API_KEY set
"""

import asyncio
import sys
from pathlib import Path

from agent_framework import Agent, Content, Message
from agent_framework.openai import OpenAIChatClient

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"


async def main() -> None:
    agent = Agent(client=OpenAIChatClient(model="gpt-4o"))
    shown = Content.from_data(data=picture.read_bytes(), media_type="image/jpeg")
    print(await agent.run([Message(role="user", contents=[Content.from_text("What is the total?"), shown])]))


with headroom.patch():
    asyncio.run(main())
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
