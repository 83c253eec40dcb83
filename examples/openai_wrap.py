"""Wraps an OpenAI client: its requests carry smaller images, and nothing else about it changes.

python openai_wrap.py [PICTURE]     with OPENAI_API_KEY set
"""

import base64
import mimetypes
import sys
from pathlib import Path

from openai import OpenAI

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("receipt.jpg")
media_type, _ = mimetypes.guess_type(picture)
data = base64.b64encode(picture.read_bytes()).decode()

client = headroom.wrap(OpenAI())  # the same object, the same type
response = client.responses.create(
    model="gpt-5.1",
    input=[
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "What is the total?"},
                {"type": "input_image", "image_url": f"data:{media_type};base64,{data}", "detail": "auto"},
            ],
        }
    ],
)
print(response.output_text)

report = headroom.last_report()
print(f"image tokens: {report.tokens_before:,} → {report.tokens_after:,}")
print(f"image bytes:  {report.bytes_before:,} → {report.bytes_after:,}")
print(f"why:          {report.decisions[0].reason}")
