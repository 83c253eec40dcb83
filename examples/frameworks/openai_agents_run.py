"""The OpenAI Agents SDK under `patch()`: pictures in messages and in tools' results, run or streamed.

python openai_agents_run.py [PICTURE]     with OPENAI_API_KEY set
"""

import base64
import sys
from pathlib import Path

from agents import Agent, Runner

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
url = f"data:image/jpeg;base64,{base64.b64encode(picture.read_bytes()).decode()}"
content = [
    {"type": "input_text", "text": "What is the total?"},
    {"type": "input_image", "image_url": url, "detail": "auto"},
]

with headroom.patch():
    answer = Runner.run_sync(Agent(name="Reader", model="gpt-4o"), [{"role": "user", "content": content}])
print(answer.final_output)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
