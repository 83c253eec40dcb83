"""AutoGen under `patch()`: an assistant that is shown a picture.

python autogen_agent.py [PICTURE]     with OPENAI_API_KEY set
"""

import asyncio
import sys
from pathlib import Path

from autogen_agentchat.agents import AssistantAgent
from autogen_agentchat.messages import MultiModalMessage
from autogen_core import Image
from autogen_ext.models.openai import OpenAIChatCompletionClient

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"


async def main() -> None:
    agent = AssistantAgent("reader", model_client=OpenAIChatCompletionClient(model="gpt-4o"))
    asked = MultiModalMessage(content=["What is the total?", Image.from_file(picture)], source="user")
    answer = await agent.run(task=asked)
    print(answer.messages[-1].content)


with headroom.patch():
    asyncio.run(main())
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
