"""LangGraph under `patch()`: what its nodes send carries smaller pictures, its checkpoints the ones that you gave.

python langgraph_graph.py [PICTURE]     with OPENAI_API_KEY set
"""

import base64
import sys
from pathlib import Path

from langchain_openai import ChatOpenAI
from langgraph.graph import END, START, MessagesState, StateGraph

import headroom_sdk as headroom

picture = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "receipt.jpg"
data = base64.b64encode(picture.read_bytes()).decode()
model = ChatOpenAI(model="gpt-4o")

builder = StateGraph(MessagesState)
builder.add_node("ask", lambda state: {"messages": [model.invoke(state["messages"])]})
builder.add_edge(START, "ask")
builder.add_edge("ask", END)
content = [
    {"type": "text", "text": "What is the total?"},
    {"type": "image", "base64": data, "mime_type": "image/jpeg"},
]

with headroom.patch():
    state = builder.compile().invoke({"messages": [{"role": "user", "content": content}]})
print(state["messages"][-1].content)
print("image tokens: {tokens_before:,} → {tokens_after:,}".format(**headroom.stats()))
