"""Rewrites a request body for people who send it with an HTTP library of their own.

python own_http.py [PICTURE]     with OPENAI_API_KEY set
"""

import base64
import json
import mimetypes
import os
import sys
import urllib.request
from pathlib import Path

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("chart.png")
data = base64.b64encode(picture.read_bytes()).decode()
url = f"data:{mimetypes.guess_type(picture)[0]};base64,{data}"
body = {
    "model": "gpt-5.1",
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "In which quarter did revenue fall most?"},
                {"type": "image_url", "image_url": {"url": url}},
            ],
        }
    ],
}

body, report = headroom.compress(body)  # any provider's format, recognised by its shape

request = urllib.request.Request(
    os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1") + "/chat/completions",
    data=json.dumps(body).encode(),
    headers={"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "Content-Type": "application/json"},
)
with urllib.request.urlopen(request) as response:
    print(json.load(response)["choices"][0]["message"]["content"])
print(f"image tokens: {report.tokens_before:,} → {report.tokens_after:,}, {report.dialect}")
