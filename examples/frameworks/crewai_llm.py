"""CrewAI under `patch()`: its LLM is shown a picture.

python crewai_llm.py [PICTURE]     with OPENAI_API_KEY set
"""

import base64
import sys
from pathlib import Path

from crewai import LLM

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
url = f"data:image/jpeg;base64,{base64.b64encode(picture.read_bytes()).decode()}"
content = [{"type": "text", "text": "What is the total?"}, {"type": "image_url", "image_url": {"url": url}}]

with headroom.patch():
    print(LLM(model="openai/gpt-4o").call([{"role": "user", "content": content}]))
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
