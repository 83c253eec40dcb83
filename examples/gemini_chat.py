"""A Gemini chat about a picture: each turn sends the history again, and the picture is rewritten once.

python gemini_chat.py [PICTURE]     with GEMINI_API_KEY set
"""

import mimetypes
import sys
from pathlib import Path

from google import genai
from google.genai import types

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("chart.png")
part = types.Part.from_bytes(data=picture.read_bytes(), mime_type=mimetypes.guess_type(picture)[0])

client = headroom.wrap(genai.Client())
chat = client.chats.create(model="gemini-3.5-flash")

for said in ([part, "In which quarter did revenue fall most?"], "And how large was the margin then?"):
    print(chat.send_message(said).text)
    report = headroom.last_report()
    print(
        f"image tokens: {report.tokens_before:,} → {report.tokens_after:,} "
        f"({report.decisions[0].detail}), decided in {report.milliseconds:.1f} ms"
    )
