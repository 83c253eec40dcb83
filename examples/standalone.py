"""Compresses the images of a list of messages, without any client: for frameworks that build requests themselves.

python standalone.py [PICTURE]     sends nothing
"""

import base64
import mimetypes
import sys
from pathlib import Path

from headroom_sdk.image import ImageCompressor

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("chart.png")
data = base64.b64encode(picture.read_bytes()).decode()
url = f"data:{mimetypes.guess_type(picture)[0]};base64,{data}"
messages = [
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "In which quarter did revenue fall most?"},
            {"type": "image_url", "image_url": {"url": url}},
        ],
    }
]

with ImageCompressor() as compressor:
    smaller = compressor.compress(messages, provider="openai", model="gpt-5.1")
    result = compressor.last_result
    print(f"{result.original_tokens:,} → {result.compressed_tokens:,} tokens, {result.technique}")
    print(f"saved {compressor.last_savings:.0f} %")

    # Lossy techniques can be forced, if you know that the question is about the whole.
    compressor.compress(messages, provider="openai", model="gpt-5.1", technique="full_low")
    result = compressor.last_result
    print(f"{result.original_tokens:,} → {result.compressed_tokens:,} tokens, {result.technique}")

assert messages[0]["content"][1]["image_url"]["url"] == url  # what you pass is never changed
