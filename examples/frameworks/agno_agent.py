"""Agno under `patch()`: an agent that is shown a picture.

python agno_agent.py [PICTURE]     with OPENAI_API_KEY set
"""

import sys
from pathlib import Path

from agno.agent import Agent
from agno.media import Image
from agno.models.openai import OpenAIChat

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"

with headroom.patch():
    answer = Agent(model=OpenAIChat(id="gpt-4o")).run("What is the total?", images=[Image(filepath=picture)])
print(answer.content)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
