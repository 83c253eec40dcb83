"""Google's Agent Development Kit under `patch()`: a runner whose message carries a picture.

python google_adk_runner.py [PICTURE]     with GEMINI_API_KEY set
"""

import asyncio
import sys
from pathlib import Path

from google.adk.agents import LlmAgent
from google.adk.runners import InMemoryRunner
from google.genai import types

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "chart.png"


async def main() -> None:
    runner = InMemoryRunner(agent=LlmAgent(name="reader", model="gemini-3.5-flash"), app_name="receipts")
    session = await runner.session_service.create_session(app_name="receipts", user_id="me")
    shown = types.Part.from_bytes(data=picture.read_bytes(), mime_type="image/png")
    asked = types.Content(role="user", parts=[types.Part(text="Which month was the best?"), shown])
    async for event in runner.run_async(user_id="me", session_id=session.id, new_message=asked):
        if event.is_final_response():
            print(event.content.parts[0].text)


with headroom.patch():
    asyncio.run(main())
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
