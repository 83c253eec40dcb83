"""A middleware for a LangChain agent: the pictures that its tools return are smaller when the model sees them.

python langchain_agent.py [PICTURE]     with ANTHROPIC_API_KEY set
"""

import base64
import mimetypes
import sys
from pathlib import Path

from langchain.agents import create_agent
from langchain_anthropic import ChatAnthropic
from langchain_core.tools import tool

import headroom_sdk as headroom
from headroom_adapters.langchain import HeadroomMiddleware

PICTURE = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("receipt.jpg")


@tool
def newest_receipt() -> list:
    """The newest receipt in the inbox, as a picture."""
    data = base64.b64encode(PICTURE.read_bytes()).decode()
    return [{"type": "image", "base64": data, "mime_type": mimetypes.guess_type(PICTURE)[0]}]


agent = create_agent(
    ChatAnthropic(model="claude-haiku-4-5", max_tokens=500),
    [newest_receipt],
    middleware=[HeadroomMiddleware()],
)
state = agent.invoke({"messages": [("user", "What did the newest receipt come to?")]})
print(state["messages"][-1].text)

# What the agent remembers is what the tool returned: checkpoints and later turns have the original.
kept = [message for message in state["messages"] if message.type == "tool"]
print(f"pictures in its history: {len(kept)}")
print(f"saved: {headroom.stats()}")
