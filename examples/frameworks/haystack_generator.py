"""Haystack under `patch()`: a chat generator, alone or in a pipeline.

python haystack_generator.py [PICTURE]     with OPENAI_API_KEY set
"""

import os
import sys
from pathlib import Path

from haystack.components.generators.chat import OpenAIChatGenerator
from haystack.dataclasses import ChatMessage, ImageContent

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
generator = OpenAIChatGenerator(model="gpt-4o", api_base_url=os.environ.get("OPENAI_BASE_URL"))
asked = ChatMessage.from_user(content_parts=["What is the total?", ImageContent.from_file_path(str(picture))])

with headroom.patch():
    answer = generator.run(messages=[asked])
print(answer["replies"][0].text)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
