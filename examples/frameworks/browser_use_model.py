"""browser-use under `patch()`: its chat model, asked about a screenshot as its agent would ask.

python browser_use_model.py [PICTURE]     with OPENAI_API_KEY set
"""

import asyncio
import base64
import sys
from pathlib import Path

from browser_use import ChatOpenAI
from browser_use.llm.messages import ContentPartImageParam, ContentPartTextParam, ImageURL, UserMessage

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
url = f"data:image/jpeg;base64,{base64.b64encode(picture.read_bytes()).decode()}"
shown = ContentPartImageParam(image_url=ImageURL(url=url, media_type="image/jpeg"))
asked = UserMessage(content=[ContentPartTextParam(text="What is the total?"), shown])

with headroom.patch():
    answer = asyncio.run(ChatOpenAI(model="gpt-4o").ainvoke([asked]))
print(answer.completion)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
