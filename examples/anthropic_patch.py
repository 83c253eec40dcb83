"""Patches a whole process: every client in it sends smaller images, code that you cannot change included.

python anthropic_patch.py [PICTURE]     with ANTHROPIC_API_KEY set
"""

import base64
import mimetypes
import sys
from pathlib import Path

from anthropic import Anthropic

import headroom_sdk as headroom

PICTURE = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("receipt.jpg")


def somebody_elses_code() -> str:
    source = {
        "type": "base64",
        "media_type": mimetypes.guess_type(PICTURE)[0],
        "data": base64.b64encode(PICTURE.read_bytes()).decode(),
    }
    message = Anthropic().messages.create(
        model="claude-haiku-4-5",
        max_tokens=200,
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "image", "source": source},
                    {"type": "text", "text": "What is the total?"},
                ],
            }
        ],
    )
    return message.content[0].text


with headroom.patch():  # also a decorator, or .start() and .stop()
    print(somebody_elses_code())

print(headroom.last_report().decisions[0].reason)
print(headroom.stats())  # of the whole process; Claude scales large pictures itself: bytes fall, tokens stay
