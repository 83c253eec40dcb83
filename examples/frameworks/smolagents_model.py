"""smolagents under `patch()`: its pictures are PIL images, which it encodes by itself before we see them.

python smolagents_model.py [PICTURE]     with OPENAI_API_KEY set
"""

import os
import sys
from pathlib import Path

from PIL import Image
from smolagents import ChatMessage, OpenAIModel

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
model = OpenAIModel(
    model_id="gpt-4o", api_base=os.environ.get("OPENAI_BASE_URL"), api_key=os.environ["OPENAI_API_KEY"]
)
content = [{"type": "text", "text": "What is the total?"}, {"type": "image", "image": Image.open(picture)}]

with headroom.patch():
    answer = model.generate([ChatMessage(role="user", content=content)])
print(answer.content)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
