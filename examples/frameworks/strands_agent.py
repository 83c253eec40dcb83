"""Strands under `patch()`: its default is Bedrock, which is hooked above the signature.

python strands_agent.py [PICTURE]     with AWS credentials and a region, and access to the model
"""

import sys
from pathlib import Path

from strands import Agent

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
agent = Agent(model="us.anthropic.claude-haiku-4-5-20251001-v1:0", callback_handler=None)

with headroom.patch():
    answer = agent(
        [
            {"text": "What is the total?"},
            {"image": {"format": "jpeg", "source": {"bytes": picture.read_bytes()}}},
        ]
    )
print(answer)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
