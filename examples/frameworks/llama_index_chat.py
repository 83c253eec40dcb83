"""LlamaIndex under `patch()`: chat and stream_chat, sync and async.

python llama_index_chat.py [PICTURE]     with OPENAI_API_KEY set
"""

import os
import sys
from pathlib import Path

from llama_index.core.llms import ChatMessage, ImageBlock, TextBlock
from llama_index.llms.openai import OpenAI

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
llm = OpenAI(model="gpt-4o", api_base=os.environ.get("OPENAI_BASE_URL"))
blocks = [TextBlock(text="What is the total?"), ImageBlock(path=picture)]

with headroom.patch():
    answer = llm.chat([ChatMessage(role="user", blocks=blocks)])
print(answer.message.content)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
