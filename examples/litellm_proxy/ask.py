"""Asks LiteLLM's proxy, which config.yaml lets make images smaller, and reads what was saved off the answer's headers.

python ask.py [PICTURE]     with ANTHROPIC_API_KEY set; starts the proxy, and stops it at the end
"""

import base64
import contextlib
import json
import mimetypes
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
KEY = os.environ.setdefault("LITELLM_MASTER_KEY", f"sk-{secrets.token_hex(16)}")
picture = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.with_name("receipt.jpg")
media_type, _ = mimetypes.guess_type(picture)
data = base64.b64encode(picture.read_bytes()).decode()
question = {
    "model": "claude",
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is the total?"},
                {"type": "image_url", "image_url": {"url": f"data:{media_type};base64,{data}"}},
            ],
        }
    ],
}


@contextlib.contextmanager
def proxy():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).with_name("litellm")
    running = subprocess.Popen(
        [command, "--config", HERE / "config.yaml", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while running.poll() is None:  # it takes a while to start
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/health/liveliness")
                break
            time.sleep(0.5)
        yield address
    finally:
        running.terminate()
        running.wait()


with proxy() as address:
    request = urllib.request.Request(
        f"{address}/chat/completions",
        data=json.dumps(question).encode(),
        headers={"content-type": "application/json", "authorization": f"Bearer {KEY}"},
    )
    with urllib.request.urlopen(request) as answer:
        print(json.load(answer)["choices"][0]["message"]["content"])
        before, after = (answer.headers[f"x-headroom-image-tokens-{when}"] for when in ("before", "after"))
        print(f"image tokens: {int(before):,} → {int(after):,}")
