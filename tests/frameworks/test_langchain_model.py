"""Any chat model of LangChain's wrapped, the middleware for its agents, and all of our layers at once."""

from __future__ import annotations

import contextlib
import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from contract.conftest import Runs
from contract.scene import Loopback, Shot, images

pytest.importorskip("langchain_core")
pytest.importorskip("langchain_openai")

from frameworks.langchain_scene import (
    FULL_LOW,
    LOSSLESS,
    MODELS,
    Unchanged,
    asked,
    blocks,
    call,
    core,
    from_tool,
    model,
    original,
    rewritten,
    shown,
    standard,
)
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage
from langchain_core.outputs import ChatGenerationChunk

import headroom_sdk as headroom
from headroom_adapters.langchain import HeadroomCallback, HeadroomMiddleware
from headroom_sdk import Policy

pytestmark = pytest.mark.asyncio(loop_scope="session")

KINDS = (
    "standard, base64", "standard, url", "v0, base64", "v0, url", "image_url, dict", "image_url, string", "anthropic",
    "input_image", "media, base64", "media, bytes", "bedrock", "anthropic, tool_result",
)  # fmt: skip


class Recording(GenericFakeChatModel):
    """A model of a provider that no hook of ours reaches. It keeps what it was given, and has methods of all kinds."""

    messages: Iterator[Any] = iter(())
    model: str = "gpt-4o"

    def bind_tools(self, tools: Any, **kwargs: Any) -> Any:
        return self.bind(tools=[_as_openai(tool) for tool in tools])

    def _keep(self, messages: Any) -> None:
        _GIVEN.append(messages)

    def _generate(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
        self._keep(messages)
        from langchain_core.outputs import ChatGeneration, ChatResult

        return ChatResult(generations=[ChatGeneration(message=AIMessage("Hello."))])

    async def _agenerate(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> Any:
        return Recording._generate(self, messages)

    def _stream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
        self._keep(messages)
        for word in ("Hel", "lo."):
            yield ChatGenerationChunk(message=AIMessageChunk(word))

    async def _astream(self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any) -> Any:
        self._keep(messages)
        for word in ("Hel", "lo."):
            yield ChatGenerationChunk(message=AIMessageChunk(word))


_GIVEN: list[Any] = []


@pytest.fixture(autouse=True)
def nothing_given() -> None:
    _GIVEN.clear()


# wrap() -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "way",
    [
        "invoke",
        "stream",
        "batch",
        "ainvoke",
        "astream",
        "abatch",
        "astream_events v2",
        "stream_events v3",
        "astream_events v3",
    ],
)
@pytest.mark.parametrize("name", [*MODELS, "ChatBedrockConverse"])
async def test_a_wrapped_model(name: str, way: str, server: Loopback, shot: Shot, runs: Runs) -> None:
    made = model(name, server)
    cls = type(made)
    assert headroom.wrap(made, policy=FULL_LOW) is made
    given = asked(standard(shot))
    with Unchanged(given):
        await call(way, made, given, None)
    assert rewritten(server, shot)
    assert len(runs) == len(server.requests)
    assert isinstance(made, cls) and type(made).__name__ == cls.__name__
    headroom.unwrap(made)
    assert type(made) is cls
    server.clear()
    await call(way, made, given, None)
    assert original(server, shot)


@pytest.mark.parametrize("way", ["invoke", "stream", "batch", "ainvoke", "astream", "abatch"])
@pytest.mark.parametrize("kind", KINDS)
async def test_every_block_goes_to_any_model(kind: str, way: str, shot: Shot, runs: Runs) -> None:
    made = headroom.wrap(Recording(), policy=FULL_LOW)
    if kind.startswith("standard") and core() < (1, 0):
        pytest.skip("this release has no such blocks")
    for given in (asked(blocks(shot)[kind]), from_tool(blocks(shot)[kind])):
        _GIVEN.clear()
        count = len(runs)
        with Unchanged(given):
            await call(way, made, given, None)
        assert len(runs) - count == len(_GIVEN)
        for messages in _GIVEN:
            (size,) = shown([message.content for message in messages])
            assert size is not None and max(size) < 2400
            before, after = given[-1].content[-1], messages[-1].content[-1]
            if "v0" not in kind or core() < (
                1,
                0,
            ):  # today's LangChain turns those into standard ones by itself
                assert before.keys() == after.keys()


async def test_what_is_kept_of_a_model(server: Loopback, shot: Shot) -> None:
    import pydantic

    class Seen(pydantic.BaseModel):
        answer: str

    made = headroom.wrap(model("ChatOpenAI", server), policy=FULL_LOW)
    given = asked(standard(shot))
    for used in (
        made.bind_tools([Seen]), made.with_structured_output(Seen, include_raw=True), made.with_config(tags=["t"]),
        made.model_copy(), copy.copy(made), made.bind(temperature=0), made.with_retry(),
    ):  # fmt: skip
        server.clear()
        used.invoke(given)
        await used.ainvoke(given)
        assert rewritten(server, shot)
    assert made.dict() == model("ChatOpenAI", server).dict()


async def test_wrapping_again_replaces_the_policy(shot: Shot) -> None:
    made = headroom.wrap(headroom.wrap(Recording(), policy=FULL_LOW), policy=Policy(dry_run=True))
    made.invoke(asked(standard(shot)))
    assert shown(_GIVEN[-1][0].content) == [(2400, 1600)]
    headroom.unwrap(made)
    assert type(made) is Recording
    headroom.unwrap(made)


async def test_a_model_that_nobody_knows_is_left_alone_unless_a_technique_is_asked_for(shot: Shot) -> None:
    given = asked(standard(shot))
    made = headroom.wrap(Recording(model="llava:7b"), policy=LOSSLESS)
    made.invoke(given)
    assert _GIVEN[-1][0].content == given[0].content
    report = headroom.last_report()
    assert report and "no token rule" in report.decisions[0].reason
    headroom.wrap(made, policy=FULL_LOW).invoke(given)
    (size,) = shown(_GIVEN[-1][0].content)
    assert size and max(size) < 2400
    report = headroom.last_report()
    assert report and not report.exact
    headroom.wrap(made, policy=Policy(models={"llava:7b": "gpt-4o"})).invoke(given)
    report = headroom.last_report()
    assert report and report.decisions[0].tokens_before


async def test_a_tool_that_clicks_keeps_the_grid(shot: Shot) -> None:
    from langchain_core.tools import tool

    @tool
    def click(x: int, y: int) -> str:
        """Click."""
        return ""

    made = headroom.wrap(Recording(), policy=FULL_LOW)
    bound = made.bind(tools=[_as_openai(click)])
    bound.invoke(asked(standard(shot)))
    assert shown(_GIVEN[-1][0].content) == [(2400, 1600)]


def _as_openai(tool: Any) -> Any:
    from langchain_core.utils.function_calling import convert_to_openai_tool

    return convert_to_openai_tool(tool)


def test_a_drawn_picture_of_the_models_own_turn_stays(shot: Shot) -> None:
    made = headroom.wrap(Recording(), policy=FULL_LOW)
    given = [AIMessage(content=[blocks(shot)["image_url, dict"]]), HumanMessage("And now?")]
    made.invoke(given)
    assert _GIVEN[-1][0].content == given[0].content


# The middleware -----------------------------------------------------------------------------------------------------


CALL = {"name": "look", "args": {}, "id": "toolu_1", "type": "tool_call"}
TOOL_USE = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "m",
    "content": [{"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}],
    "stop_reason": "tool_use", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
}  # fmt: skip


def agent(made: Any, shot: Shot, policy: Policy) -> Any:
    """One with our middleware."""
    create = getattr(pytest.importorskip("langchain.agents"), "create_agent", None)
    if create is None:
        pytest.skip("this LangChain has no create_agent")
    from langchain_core.tools import tool

    @tool
    def look() -> list[Any]:
        """Look at the screen."""
        return [standard(shot)]

    return create(made, [look], middleware=[HeadroomMiddleware(policy)])


async def run(app: Any, way: str, given: Any, config: Any = None) -> Any:
    if way == "invoke":
        return app.invoke(given, config)
    if way == "stream":
        return list(app.stream(given, config, stream_mode="values"))[-1]
    if way == "ainvoke":
        return await app.ainvoke(given, config)
    return [state async for state in app.astream(given, config, stream_mode="values")][-1]


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream"])
async def test_an_agents_history_stays_and_the_model_sees_less(
    way: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    made = model("ChatAnthropic", server)
    cls = type(made)
    app = agent(made, shot, FULL_LOW)
    server.reply_next(TOOL_USE)
    question = HumanMessage(content=[{"type": "text", "text": "Is the screen like this?"}, standard(shot)])
    state = await run(app, way, {"messages": [question]})
    assert len(server.requests) == len(runs) == 2
    assert rewritten(server, shot)
    assert [shot.base64 in str(message.content) for message in state["messages"]] == [
        True,
        False,
        True,
        False,
    ]
    assert type(made) is cls
    server.clear()
    made.invoke(asked(standard(shot)))
    assert original(server, shot)


@pytest.mark.parametrize("way", ["invoke", "stream", "ainvoke", "astream"])
async def test_an_agent_with_a_model_that_no_hook_reaches(way: str, shot: Shot) -> None:
    made = Recording()
    state = await run(agent(made, shot, FULL_LOW), way, {"messages": asked(standard(shot))})
    (size,) = shown(_GIVEN[-1][-1].content)
    assert size and max(size) < 2400
    assert shot.base64 in str(state["messages"][0].content)
    assert type(made) is Recording


def test_structured_output_and_another_middleware(server: Loopback, shot: Shot) -> None:
    import pydantic

    middleware = pytest.importorskip("langchain.agents.middleware")
    structured = pytest.importorskip("langchain.agents.structured_output")

    class Seen(pydantic.BaseModel):
        answer: str

    class Other(middleware.AgentMiddleware):
        def wrap_model_call(self, request: Any, handler: Any) -> Any:
            return handler(request)

    for order in ([HeadroomMiddleware(FULL_LOW), Other()], [Other(), HeadroomMiddleware(FULL_LOW)]):
        from langchain.agents import create_agent

        app = create_agent(
            model("ChatOpenAI", server),
            [],
            middleware=order,
            response_format=structured.ProviderStrategy(Seen),
        )
        server.clear()
        app.invoke({"messages": asked(standard(shot))})
        assert rewritten(server, shot)


# All layers at once -------------------------------------------------------------------------------------------------


LAYERS = ("patch", "callback", "model", "client")
DETAILED = Policy(technique="full_low", on_error="raise")  # type: ignore[arg-type]
POLICIES = dict(zip(LAYERS, (DETAILED, LOSSLESS, Policy(dry_run=True), FULL_LOW), strict=True))
COMBINATIONS = [c for n in range(1, 5) for c in itertools.combinations(LAYERS, n)]


def seen_by(policy: Policy, shot: Shot, server: Loopback) -> list[Any]:
    """What goes over the wire where only one layer is there, with this policy."""
    with headroom.patch(policy=policy):
        server.clear()
        model("ChatOpenAI", server).invoke(asked(blocks(shot)["image_url, dict"]))
    sent = [(image.data, image.detail) for image in images(server.requests)]
    server.clear()
    return sent


@pytest.mark.parametrize("same", [True, False], ids=["one policy", "different policies"])
@pytest.mark.parametrize("layers", COMBINATIONS, ids="+".join)
async def test_any_combination_compresses_once_and_the_innermost_wins(
    layers: tuple[str, ...], same: bool, server: Loopback, shot: Shot, runs: Runs
) -> None:
    policies = dict.fromkeys(LAYERS, FULL_LOW) if same else POLICIES
    wanted = seen_by(policies[layers[-1]], shot, server)
    made, callback = model("ChatOpenAI", server), HeadroomCallback(policies["callback"])
    config = {"callbacks": [callback]} if "callback" in layers else None
    with contextlib.ExitStack() as stack:
        if "patch" in layers:
            stack.enter_context(headroom.patch(policy=policies["patch"]))
        if "model" in layers:
            headroom.wrap(made, policy=policies["model"])
        if "client" in layers:
            for client in (made.root_client, made.root_async_client):
                headroom.wrap(client, policy=policies["client"])
        for way in ("invoke", "ainvoke", "stream", "astream"):
            server.clear()
            count = len(runs)
            await call(way, made, asked(blocks(shot)["image_url, dict"]), config)
            assert [(image.data, image.detail) for image in images(server.requests)] == wanted
            assert len(runs) - count == 1
    assert callback.missed == 0
    assert callback.totals.requests == (4 if "callback" in layers else 0)


@pytest.mark.parametrize("kind", ["hooked", "not hooked"])
@pytest.mark.parametrize("layers", [
    c for n in range(4) for c in itertools.combinations(("patch", "callback", "model"), n)
], ids=lambda c: "+".join((*c, "middleware")))  # fmt: skip
async def test_the_middleware_with_any_of_the_others(
    layers: tuple[str, ...], kind: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    made = model("ChatOpenAI", server) if kind == "hooked" else Recording()
    innermost = next((layer for layer in ("model", "callback") if layer in layers), "middleware")
    policies = {layer: FULL_LOW if layer == innermost else LOSSLESS for layer in (*layers, "middleware")}
    app = agent(made, shot, policies["middleware"])
    callback = HeadroomCallback(policies.get("callback"))
    with contextlib.ExitStack() as stack:
        if "patch" in layers:
            stack.enter_context(headroom.patch(policy=policies["patch"]))
        if "model" in layers:
            headroom.wrap(made, policy=policies["model"])
        for way in ("invoke", "ainvoke"):
            server.clear()
            _GIVEN.clear()
            count = len(runs)
            config = {"callbacks": [callback]} if "callback" in layers else None
            await run(app, way, {"messages": asked(blocks(shot)["image_url, dict"])}, config)
            assert len(runs) - count == 1
            if kind == "hooked":
                assert [image.detail for image in images(server.requests)] == ["low"]
            else:
                (size,) = shown(_GIVEN[-1][-1].content)
                assert size and max(size) < 2400
    assert callback.missed == 0
    assert callback.totals.requests == (2 if "callback" in layers else 0)


# detail -------------------------------------------------------------------------------------------------------------


SAID = ({"detail": "low"}, {"extras": {"detail": "low"}}, {"metadata": {"detail": "low"}})


async def send(layer: str, made: Any, given: Any, policy: Policy, shot: Shot) -> None:
    if layer == "callback":
        made.invoke(given, config={"callbacks": [HeadroomCallback(policy)]})
        await made.ainvoke(given, config={"callbacks": [HeadroomCallback(policy)]})
    elif layer == "wrap":
        headroom.wrap(made, policy=policy)
        made.invoke(given)
        await made.ainvoke(given)
    else:
        app = agent(made, shot, policy)
        app.invoke({"messages": given})
        await app.ainvoke({"messages": given})


@pytest.mark.parametrize("layer", ["callback", "wrap", "middleware"])
@pytest.mark.parametrize("name", ["ChatOpenAI", "ChatOpenAI, responses"])
@pytest.mark.parametrize("said", SAID, ids=lambda said: next(iter(said)))
async def test_a_blocks_own_detail_reaches_the_wire(
    said: dict[str, Any], name: str, layer: str, server: Loopback, shot: Shot
) -> None:
    """LangChain drops it: ours is told, for what the caller wrote is what counts, and nothing lossy may follow."""
    given = asked({**standard(shot), **said})
    made = model(name, server)
    made.invoke(given)
    assert [image.detail in (None, "auto") for image in images(server.requests)] == [True]
    server.clear()
    with Unchanged(given[0].content):  # a graph gives a message an id
        await send(layer, made, given, Policy(on_error="raise"), shot)
    assert [image.detail for image in images(server.requests)] == ["low", "low"]
    server.clear()
    given = asked({**standard(shot), "detail": "high"})
    await send(layer, model(name, server), given, FULL_LOW, shot)
    assert [image.detail for image in images(server.requests)] == ["high", "high"]


@pytest.mark.parametrize("layer", ["callback", "wrap", "middleware"])
@pytest.mark.parametrize("name", ["ChatOpenAI", "ChatOpenAI, responses"])
async def test_the_planners_detail_reaches_the_wire(
    name: str, layer: str, server: Loopback, shot: Shot
) -> None:
    await send(layer, model(name, server), asked(standard(shot)), FULL_LOW, shot)
    assert [image.detail for image in images(server.requests)] == ["low", "low"]


@pytest.mark.parametrize("word", ["lowest", "", 7, None, {"detail": "low"}, "original"])
def test_a_word_that_the_model_does_not_know_stays_behind(word: Any, server: Loopback, shot: Shot) -> None:
    given = asked({**standard(shot), "detail": word})
    try:
        model("ChatOpenAI", server).invoke(given)
    except Exception as error:
        pytest.skip(f"not without us either: {type(error).__name__}")
    server.clear()
    model("ChatOpenAI", server).invoke(given, config={"callbacks": [HeadroomCallback(LOSSLESS)]})
    assert [image.detail in (None, "auto") for image in images(server.requests)] == [True]
