"""A run of LangChain's: what ends it, and what is sent beside it and goes out as it is."""

from __future__ import annotations

import asyncio
import gc
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from contract.conftest import Runs
from contract.scene import Loopback, Shot, images

pytest.importorskip("langchain_core")
openai = pytest.importorskip("openai")
pytest.importorskip("langchain_openai")

from frameworks.langchain_scene import (  # noqa: E402
    FULL_LOW,
    MODELS,
    Unchanged,
    asked,
    blocks,
    model,
    original,
    rewritten,
    standard,
)
from langchain_core.messages import AIMessage  # noqa: E402
from langchain_core.rate_limiters import BaseRateLimiter  # noqa: E402

from headroom_adapters.langchain import HeadroomCallback  # noqa: E402

pytestmark = pytest.mark.asyncio(loop_scope="session")


def bare(server: Loopback) -> Any:
    return openai.OpenAI(api_key="x", base_url=server.openai_url, max_retries=0)


def send(server: Loopback, shot: Shot) -> None:
    """The same picture, by the bare SDK."""
    message = {"role": "user", "content": [blocks(shot)["image_url, dict"]]}
    bare(server).chat.completions.create(model="gpt-4o", messages=[message])


def was(server: Loopback, shot: Shot) -> list[str]:
    """What was sent, in order."""
    return ["as it came" if image.data == shot.data else "rewritten" for image in images(server.requests)]


# Beside a run -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", MODELS)
async def test_the_bare_sdk_in_a_stream_and_after_it(name: str, server: Loopback, shot: Shot) -> None:
    made, config = model(name, server), {"callbacks": [HeadroomCallback(FULL_LOW)]}
    for _ in made.stream(asked(standard(shot)), config=config):
        send(server, shot)
        break
    send(server, shot)
    async for _ in made.astream(asked(standard(shot)), config=config):
        send(server, shot)
    send(server, shot)
    sent = was(server, shot)
    assert sent.count("rewritten") == 2
    assert sent[0] == "rewritten"
    assert sent[-1] == "as it came"


def test_the_bare_sdk_in_another_callback_of_the_run(server: Loopback, shot: Shot) -> None:
    from langchain_core.callbacks import BaseCallbackHandler

    class Checking(BaseCallbackHandler):
        raise_error = True

        def on_chat_model_start(self, *_: Any, **__: Any) -> None:
            send(server, shot)

        def on_llm_new_token(self, *_: Any, **__: Any) -> None:
            send(server, shot)

        def on_llm_end(self, *_: Any, **__: Any) -> None:
            send(server, shot)

    for handlers in ([HeadroomCallback(FULL_LOW), Checking()], [Checking(), HeadroomCallback(FULL_LOW)]):
        server.clear()
        list(model("ChatOpenAI", server).stream(asked(standard(shot)), config={"callbacks": handlers}))
        sent = was(server, shot)
        assert sent[1] == "rewritten" and sent.count("rewritten") == 1
        assert len(sent) >= 3


def test_a_stream_that_nobody_finishes(server: Loopback, shot: Shot) -> None:
    callback = HeadroomCallback(FULL_LOW)
    made = model("ChatOpenAI", server)
    kept = []
    for close in (True, False):
        server.clear()
        stream = made.stream(asked(standard(shot)), config={"callbacks": [callback]})
        next(stream)
        if close:
            stream.close()
        else:
            kept.append(stream)
        send(server, shot)
        made.invoke(asked(standard(shot)))
        assert was(server, shot) == ["rewritten", "as it came", "as it came"]


async def test_an_async_stream_that_nobody_finishes(server: Loopback, shot: Shot) -> None:
    callback, made = HeadroomCallback(FULL_LOW), model("ChatOpenAI", server)
    async for _ in made.astream(asked(standard(shot)), config={"callbacks": [callback]}):
        break
    gc.collect()
    send(server, shot)
    await made.ainvoke(asked(standard(shot)))
    assert was(server, shot) == ["rewritten", "as it came", "as it came"]


# Many at once -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ChatOpenAI", "ChatAnthropic"])
def test_threads_with_and_without(name: str, server: Loopback, shot: Shot) -> None:
    made, callback = model(name, server), HeadroomCallback(FULL_LOW)
    start = threading.Barrier(8)

    def work(i: int) -> list[bool]:
        start.wait()
        config = {"callbacks": [callback]} if i % 2 else None
        return [
            "headroom" in made.invoke(asked(standard(shot)), config=config).response_metadata
            for _ in range(3)
        ]

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(work, range(8)))
    assert told == [[bool(i % 2)] * 3 for i in range(8)]
    sent = was(server, shot)
    assert (sent.count("rewritten"), sent.count("as it came")) == (12, 12)
    assert callback.totals.requests == 12


@pytest.mark.parametrize("name", ["ChatOpenAI", "ChatAnthropic"])
async def test_tasks_with_and_without(name: str, server: Loopback, shot: Shot) -> None:
    made, callback = model(name, server), HeadroomCallback(FULL_LOW)
    configs = [{"callbacks": [callback]} if i % 2 else None for i in range(8)]
    await asyncio.gather(*(made.ainvoke(asked(standard(shot)), config=config) for config in configs))
    sent = was(server, shot)
    assert (sent.count("rewritten"), sent.count("as it came")) == (4, 4)


def test_two_runs_that_show_one_picture_are_two_runs(server: Loopback, shot: Shot) -> None:
    callback = HeadroomCallback(FULL_LOW)
    given = asked(standard(shot))
    result = model("ChatOpenAI", server).generate([given, given, given], callbacks=[callback])
    told = [batch[0].message.response_metadata["headroom"]["images"] for batch in result.generations]
    assert told == [1, 1, 1]
    assert (callback.totals.requests, callback.missed) == (3, 0)


# Cancelled, timed out, failed ---------------------------------------------------------------------------------------


class Slow(BaseRateLimiter):
    """Lets nobody through."""

    def acquire(self, *, blocking: bool = True) -> bool:
        raise TimeoutError

    async def aacquire(self, *, blocking: bool = True) -> bool:
        await asyncio.sleep(30)
        return True


async def timed_out(work: Any) -> None:
    """Give up in this very task: what it did to this task's context stays."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().call_later(0.15, task.cancel)
    try:
        await work
    except asyncio.CancelledError:
        if sys.version_info >= (3, 11):
            task.uncancel()


async def in_stream(stream: Any) -> None:
    async for _ in stream:
        pass


@pytest.mark.parametrize(
    "name", ["ChatOpenAI", "ChatOpenAI, responses", "ChatAnthropic", "ChatGoogleGenerativeAI"]
)
@pytest.mark.parametrize("way", ["ainvoke", "astream"])
async def test_cancelled_before_the_request(name: str, way: str, server: Loopback, shot: Shot) -> None:
    callback, given = HeadroomCallback(FULL_LOW), asked(standard(shot))
    limited, free = model(name, server, rate_limiter=Slow()), model(name, server)
    config = {"callbacks": [callback]}
    await timed_out(
        limited.ainvoke(given, config=config)
        if way == "ainvoke"
        else in_stream(limited.astream(given, config=config))
    )
    assert not server.requests
    send(server, shot)
    await asyncio.gather(asyncio.to_thread(send, server, shot))
    gc.collect()
    await free.ainvoke(given)
    assert was(server, shot) == ["as it came"] * 3
    await free.ainvoke(given, config=config)
    assert was(server, shot)[-1] == "rewritten"
    assert callback.missed == 0


@pytest.mark.parametrize(
    "name", ["ChatOpenAI", "ChatOpenAI, responses", "ChatAnthropic", "ChatGoogleGenerativeAI"]
)
@pytest.mark.parametrize("way", ["ainvoke", "astream"])
async def test_cancelled_during_the_request(name: str, way: str, server: Loopback, shot: Shot) -> None:
    callback, given, made = HeadroomCallback(FULL_LOW), asked(standard(shot)), model(name, server)
    config = {"callbacks": [callback]}
    await made.ainvoke(given, config=config)  # what is slow is only the provider
    server.clear()
    server.reply_next(lambda _: time.sleep(0.6) or {})
    await timed_out(
        made.ainvoke(given, config=config)
        if way == "ainvoke"
        else in_stream(made.astream(given, config=config))
    )
    send(server, shot)
    await made.ainvoke(given)
    assert was(server, shot) == ["rewritten", "as it came", "as it came"]
    await made.ainvoke(given, config=config)
    assert was(server, shot)[-1] == "rewritten"
    assert callback.missed == 0


async def test_timed_out_by_wait_for_and_tried_elsewhere(server: Loopback, shot: Shot) -> None:
    callback, made = HeadroomCallback(FULL_LOW), model("ChatOpenAI", server)
    server.reply_next(lambda _: time.sleep(0.6) or {})
    try:
        await asyncio.wait_for(made.ainvoke(asked(standard(shot)), config={"callbacks": [callback]}), 0.2)
    except asyncio.TimeoutError:
        send(server, shot)
        await made.ainvoke(asked(standard(shot)))
    assert was(server, shot) == ["rewritten", "as it came", "as it came"]


@pytest.mark.parametrize("name", MODELS)
def test_an_error_gives_the_lease_back(name: str, server: Loopback, shot: Shot, runs: Runs) -> None:
    """Who tries again inside one run means the same run."""
    callback, kind = HeadroomCallback(FULL_LOW), type(model(name, server))

    class Stubborn(kind):  # type: ignore[misc, valid-type]
        def _generate(self, *args: Any, **kwargs: Any) -> Any:
            try:
                return super()._generate(*args, **kwargs)
            except Exception:
                return super()._generate(*args, **kwargs)

    made = model(name, server)
    made.__class__ = Stubborn
    server.fail_next(1, status=400)
    answer = made.invoke(asked(standard(shot)), config={"callbacks": [callback]})
    assert was(server, shot) == ["rewritten", "rewritten"]
    assert answer.response_metadata["headroom"]["images"] == 1
    send(server, shot)
    assert was(server, shot)[-1] == "as it came"


@pytest.mark.parametrize("name", MODELS)
async def test_a_run_that_failed_is_over(name: str, server: Loopback, shot: Shot) -> None:
    callback, made = HeadroomCallback(FULL_LOW), model(name, server)
    given, config = asked(standard(shot)), {"callbacks": [callback]}
    for wait in (False, True):
        server.clear()
        server.fail_next(1, status=400)
        with pytest.raises(Exception, match="mock failure"):
            await made.ainvoke(given, config=config) if wait else made.invoke(given, config=config)
        made.invoke(given)
        await made.ainvoke(given)
        assert was(server, shot) == ["rewritten", "as it came", "as it came"]
    assert callback.missed == 0


async def test_the_table_of_runs_is_bounded(shot: Shot, monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel

    from headroom_adapters import _langchain_callback

    monkeypatch.setattr(_langchain_callback, "_MANY_RUNS", 3)
    callback = HeadroomCallback(FULL_LOW)
    fake = GenericFakeChatModel(messages=iter([AIMessage("a")]), rate_limiter=Slow())
    for _ in range(5):
        task = asyncio.ensure_future(fake.ainvoke(asked(standard(shot)), config={"callbacks": [callback]}))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert len(callback._seen) <= 3


# Agents and graphs --------------------------------------------------------------------------------------------------


@pytest.fixture
def look(shot: Shot) -> Callable[..., Any]:
    from langchain_core.tools import tool

    @tool
    def look() -> list[Any]:
        """Look at the screen."""
        return [standard(shot)]

    return look  # type: ignore[return-value]


TOOL_USE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "m",
    "content": [{"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}],
    "stop_reason": "tool_use", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
}  # fmt: skip


@pytest.mark.parametrize("wait", [False, True])
async def test_an_agents_tool_result(wait: bool, server: Loopback, shot: Shot, look: Any) -> None:
    pytest.importorskip("langchain_anthropic")
    agents = pytest.importorskip("langchain.agents")
    create = (
        getattr(agents, "create_agent", None) or pytest.importorskip("langgraph.prebuilt").create_react_agent
    )
    agent, callback = create(model("ChatAnthropic", server), [look]), HeadroomCallback(FULL_LOW)
    server.reply_next(TOOL_USE)
    given, config = {"messages": [("user", "What is on the screen?")]}, {"callbacks": [callback]}
    state = await agent.ainvoke(given, config) if wait else agent.invoke(given, config)
    assert len(server.requests) == 2
    assert rewritten(server, shot)
    assert shot.base64 in str(state["messages"][2].content)
    assert state["messages"][-1].response_metadata["headroom"]["changed"] == 1


@pytest.mark.parametrize("wait", [False, True])
async def test_a_node_of_a_graph_that_passes_no_config(wait: bool, server: Loopback, shot: Shot) -> None:
    if wait and sys.version_info < (3, 11):
        pytest.skip("LangGraph hands the config on by itself from Python 3.11 on")
    graph = pytest.importorskip("langgraph.graph")
    made = model("ChatOpenAI", server)

    def node(state: Any) -> Any:
        return {"messages": [made.invoke(state["messages"])]}

    async def anode(state: Any) -> Any:
        return {"messages": [await made.ainvoke(state["messages"])]}

    drawn = graph.StateGraph(graph.MessagesState)
    drawn.add_node("ask", anode if wait else node)
    drawn.add_edge(graph.START, "ask")
    app, config = drawn.compile(), {"callbacks": [HeadroomCallback(FULL_LOW)]}
    given = asked(standard(shot))
    content = given[0].content
    with Unchanged(content):  # the graph gives a message an id
        await app.ainvoke({"messages": given}, config) if wait else app.invoke({"messages": given}, config)
    assert rewritten(server, shot)
    server.clear()
    await app.ainvoke({"messages": given}) if wait else app.invoke({"messages": given})
    assert original(server, shot)
