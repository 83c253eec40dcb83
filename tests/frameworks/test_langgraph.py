"""LangGraph: graphs and prebuilt agents of LangChain's models, under ``patch()``."""

from __future__ import annotations

from typing import Any

import pytest
from contract.scene import Loopback, Shot
from frameworks.conftest import Reach

pytest.importorskip("langgraph")
pytestmark = pytest.mark.asyncio(loop_scope="module")  # LangChain keeps connections for longer than a test


def model(kind: str, server: Loopback) -> Any:
    if kind == "ChatOpenAI":
        return pytest.importorskip("langchain_openai").ChatOpenAI(
            model="gpt-4o", api_key="x", base_url=server.openai_url
        )
    return pytest.importorskip("langchain_anthropic").ChatAnthropic(
        model="claude-haiku-4-5", api_key="x", base_url=server.url
    )


def graph(kind: str, server: Loopback) -> Any:
    from langgraph.graph import END, START, MessagesState, StateGraph

    made = model(kind, server)

    def ask(state: MessagesState) -> dict[str, Any]:
        return {"messages": [made.invoke(state["messages"])]}

    async def aask(state: MessagesState) -> dict[str, Any]:
        return {"messages": [await made.ainvoke(state["messages"])]}

    from langchain_core.runnables import RunnableLambda

    builder = StateGraph(MessagesState)
    builder.add_node("ask", RunnableLambda(ask, afunc=aask))
    builder.add_edge(START, "ask")
    builder.add_edge("ask", END)
    return builder.compile()


@pytest.mark.parametrize("way", ["invoke", "ainvoke", "stream", "astream"])
@pytest.mark.parametrize("kind", ["ChatOpenAI", "ChatAnthropic"])
async def test_it_is_reached(
    kind: str, way: str, server: Loopback, shot: Shot, reach: Reach, told: Any
) -> None:
    told("LangGraph", "langgraph", f"{kind}, {way}")
    made = graph(kind, server)
    content = [
        {"type": "text", "text": "What is this?"},
        {"type": "image", "base64": shot.base64, "mime_type": "image/png"},
    ]
    await reach(lambda: getattr(made, way)({"messages": [{"role": "user", "content": content}]}))
