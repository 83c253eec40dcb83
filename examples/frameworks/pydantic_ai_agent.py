"""Pydantic AI under `patch()`: what its models send carries smaller pictures, its history the ones that you gave.

python pydantic_ai_agent.py [PICTURE]     with OPENAI_API_KEY set
"""

import sys
from pathlib import Path

from pydantic_ai import Agent, BinaryContent

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
agent = Agent("openai:gpt-4o")

with headroom.patch():
    answer = agent.run_sync(["What is the total?", BinaryContent.from_path(picture)])
print(answer.output)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
