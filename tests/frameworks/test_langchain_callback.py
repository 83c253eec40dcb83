"""LangChain's callback: it reaches every way to call every model, and changes nothing that a caller holds."""

from __future__ import annotations

import copy
import logging
import os
import pickle
import subprocess
import sys
import textwrap
from typing import Any

import pytest
from contract.conftest import Runs
from contract.scene import Loopback, Shot, images

langchain_core = pytest.importorskip("langchain_core")
pytest.importorskip("langchain_openai")

from frameworks.langchain_scene import (  # noqa: E402
    CALLS,
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
    standard,
)
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel  # noqa: E402
from langchain_core.messages import AIMessage, HumanMessage  # noqa: E402
from langchain_core.runnables import RunnableLambda  # noqa: E402

import headroom_sdk as headroom  # noqa: E402
from headroom_adapters.langchain import HeadroomCallback, install  # noqa: E402
from headroom_sdk import Policy  # noqa: E402
from headroom_sdk.errors import ConfigurationError  # noqa: E402

pytestmark = pytest.mark.asyncio(
    loop_scope="session"
)  # its clients keep a connection, and so the loop that made it


@pytest.mark.parametrize("way", CALLS)
@pytest.mark.parametrize("name", [*MODELS, "ChatBedrockConverse"])
async def test_every_way_to_call_every_model(
    name: str, way: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    made, callback = model(name, server), HeadroomCallback(FULL_LOW)
    for block in (blocks(shot)["image_url, dict"], standard(shot)):
        given = asked(block)
        config: dict[str, Any] = {"callbacks": [callback], "metadata": {"user": "u"}, "tags": ["t"]}
        server.clear()
        count = len(runs)
        with Unchanged(given):
            await call(way, made, given, config)
        assert rewritten(server, shot)
        assert len(runs) - count == len(server.requests)
        assert config == {"callbacks": [callback], "metadata": {"user": "u"}, "tags": ["t"]}
        assert callback.missed == 0
        assert callback.report and callback.report.tokens_after < callback.report.tokens_before
        server.clear()
        await call(way, made, given, None)
        assert original(server, shot)
    assert callback.totals.requests == callback.totals.changed


TAKEN = {
    "ChatOpenAI": (
        "standard, base64",
        "standard, url",
        "v0, base64",
        "v0, url",
        "image_url, dict",
        "anthropic",
    ),
    "ChatOpenAI, responses": ("standard, base64", "v0, base64", "image_url, dict", "input_image"),
    "ChatAnthropic": ("standard, base64", "v0, base64", "image_url, dict", "anthropic"),
    "ChatGoogleGenerativeAI": ("standard, base64", "image_url, dict", "media, base64"),
}
"""The spellings that each model sends as pictures."""

UNSHOWN = {"ChatGoogleGenerativeAI": ("media, base64",)}
"""Those that it does not, of a tool."""


@pytest.mark.parametrize(("name", "kind"), [(name, kind) for name, kinds in TAKEN.items() for kind in kinds])
async def test_every_block_that_a_model_takes(name: str, kind: str, server: Loopback, shot: Shot) -> None:
    made, callback = model(name, server), HeadroomCallback(FULL_LOW)
    if kind.startswith("standard") and core() < (1, 0):
        pytest.skip("this release has no such blocks")
    tool = from_tool(blocks(shot)[kind])
    for given in [asked(blocks(shot)[kind]), *([tool] if kind not in UNSHOWN.get(name, ()) else [])]:
        with Unchanged(given):
            server.clear()
            made.invoke(given)
            assert original(server, shot)
            server.clear()
            made.invoke(given, config={"callbacks": [callback]})
            assert rewritten(server, shot)


def places(made: Any, callback: Any) -> dict[str, Any]:
    """Where a callback may be named."""
    again = RunnableLambda(lambda given: given)
    return {
        "on the model": type(made)(**{**_kept(made), "callbacks": [callback]}),
        "with_config": made.with_config({"callbacks": [callback]}),
        "on a chain": (again | made | again).with_config({"callbacks": [callback]}),
        "with_retry": made.with_retry(stop_after_attempt=2).with_config({"callbacks": [callback]}),
        "with_fallbacks": made.with_fallbacks([made]).with_config({"callbacks": [callback]}),
    }


def _kept(made: Any) -> dict[str, Any]:
    return {"model": "gpt-4o", "base_url": made.openai_api_base, "api_key": "x", "max_retries": 0}


@pytest.mark.parametrize(
    "place", ["on the model", "with_config", "on a chain", "with_retry", "with_fallbacks"]
)
async def test_wherever_the_callback_is_named(place: str, server: Loopback, shot: Shot, runs: Runs) -> None:
    callback = HeadroomCallback(FULL_LOW)
    made = places(model("ChatOpenAI", server), callback)[place]
    for failures in (0, 1) if place.startswith("with_re") or "fallbacks" in place else (0,):
        for wait in (False, True):
            server.clear()
            server.fail_next(failures)
            given = asked(standard(shot))
            await made.ainvoke(given) if wait else made.invoke(given)
            assert len(server.requests) == 1 + failures
            assert rewritten(server, shot)
    assert len(runs) == callback.totals.requests
    assert callback.missed == 0


async def test_structured_output(server: Loopback, shot: Shot) -> None:
    import pydantic

    class Seen(pydantic.BaseModel):
        answer: str

    callback = HeadroomCallback(FULL_LOW)
    for method in ("json_schema", "function_calling"):
        structured = model("ChatOpenAI", server).with_structured_output(Seen, method=method, include_raw=True)
        for wait in (False, True):
            server.clear()
            config = {"callbacks": [callback]}
            given = asked(standard(shot))
            await structured.ainvoke(given, config) if wait else structured.invoke(given, config)
            assert rewritten(server, shot)


def test_a_model_that_was_used_before_anybody_asked(server: Loopback, shot: Shot) -> None:
    code = f"""
        import base64, sys
        from langchain_openai import ChatOpenAI
        from langchain_core.messages import HumanMessage
        data = base64.b64encode(open(sys.argv[1], "rb").read()).decode()
        model = ChatOpenAI(model="gpt-4o", base_url={server.openai_url!r}, api_key="x", max_retries=0)
        block = {{"type": "image_url", "image_url": {{"url": "data:image/png;base64," + data}}}}
        given = [HumanMessage(content=[block])]
        model.invoke(given)
        list(model.stream(given))
        from headroom_adapters.langchain import HeadroomCallback
        from headroom_sdk import Policy
        callback = HeadroomCallback(Policy(technique="full_low"))
        model.invoke(given, config={{"callbacks": [callback]}})
        list(model.stream(given, config={{"callbacks": [callback]}}))
        """
    done = python(code, shot)
    assert done.returncode == 0, done.stderr
    was = [image.data == shot.data for image in images(server.requests)]
    assert was == [True, True, False, False]


def python(code: str, shot: Shot, **environment: str) -> subprocess.CompletedProcess[str]:
    import tempfile

    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        file.write(shot.data)
        file.flush()
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code), file.name],
            capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **environment},
        )  # fmt: skip


# What it tells ------------------------------------------------------------------------------------------------------


SAVING = {"images", "changed", "tokens_before", "tokens_after", "savings_percent", "exact"}


@pytest.mark.parametrize("name", MODELS)
async def test_the_saving_stands_in_the_answer_and_in_the_trace(
    name: str, server: Loopback, shot: Shot
) -> None:
    from langchain_core.tracers.base import BaseTracer

    traced: list[Any] = []

    class Tracer(BaseTracer):
        run_inline = True

        def _persist_run(self, run: Any) -> None:
            traced.append(run)

    made, callback = model(name, server), HeadroomCallback(FULL_LOW)
    for handlers in ([callback, Tracer()], [Tracer(), callback]):
        config = {"callbacks": handlers}
        answer = made.invoke(asked(standard(shot)), config=config)
        saving = answer.response_metadata["headroom"]
        assert saving.keys() == SAVING
        assert saving["images"] == saving["changed"] == 1
        assert 0 < saving["tokens_after"] < saving["tokens_before"]
        assert traced[-1].extra["metadata"]["headroom"] == saving
        awaited = await made.ainvoke(asked(standard(shot)), config=config)
        assert awaited.response_metadata["headroom"] == saving
        chunks = list(made.stream(asked(standard(shot)), config=config))
        whole = chunks[0]
        for chunk in chunks[1:]:
            whole = whole + chunk
        assert whole.response_metadata["headroom"] == saving
        without = made.invoke(asked(standard(shot)))
        assert "headroom" not in without.response_metadata


def test_a_run_without_pictures_leaves_no_trace(server: Loopback, runs: Runs) -> None:
    callback = HeadroomCallback(FULL_LOW)
    answer = model("ChatOpenAI", server).invoke("Hello", config={"callbacks": [callback]})
    assert "headroom" not in answer.response_metadata
    assert (len(runs), callback.missed, callback.report) == (0, 0, None)


class Unhooked(GenericFakeChatModel):
    """A model whose provider no hook of ours reaches."""


def unhooked() -> Unhooked:
    return Unhooked(messages=iter([AIMessage("Hello.") for _ in range(20)]))


async def test_a_run_that_no_hook_met_is_told_once(shot: Shot, caplog: pytest.LogCaptureFixture) -> None:
    callback = HeadroomCallback(FULL_LOW)
    config = {"callbacks": [callback]}
    with caplog.at_level(logging.WARNING, "headroom_sdk"):
        for _ in range(2):
            unhooked().invoke(asked(standard(shot)), config=config)
            await unhooked().ainvoke(asked(standard(shot)), config=config)
            list(unhooked().stream(asked(standard(shot)), config=config))
    assert callback.missed == 6
    (said,) = [record.message for record in caplog.records if "past every SDK" in record.message]
    assert "Unhooked" in said and "wrap(model)" in said and "HeadroomMiddleware" in said
    assert callback.report and callback.report.warnings == (said,)


def test_an_answer_from_the_cache_is_no_missed_run(server: Loopback, shot: Shot) -> None:
    from langchain_core.caches import InMemoryCache

    callback, cached = HeadroomCallback(FULL_LOW), model("ChatOpenAI", server, cache=InMemoryCache())
    for _ in range(2):
        cached.invoke(asked(standard(shot)), config={"callbacks": [callback]})
    assert len(server.requests) == 1
    assert callback.missed == 0


def test_where_everything_is_switched_off_nothing_is_missed(
    server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    callback = HeadroomCallback(FULL_LOW)
    made = model("ChatOpenAI", server)
    with headroom.paused():
        made.invoke(asked(standard(shot)), config={"callbacks": [callback]})
    monkeypatch.setenv("HEADROOM_SDK", "off")
    made.invoke(asked(standard(shot)), config={"callbacks": [callback]})
    assert original(server, shot)
    assert callback.missed == 0


def test_using_another_policy_for_a_block(server: Loopback, shot: Shot) -> None:
    callback = HeadroomCallback(FULL_LOW)
    with headroom.using(Policy(dry_run=True, technique="full_low")):  # type: ignore[arg-type]
        model("ChatOpenAI", server).invoke(asked(standard(shot)), config={"callbacks": [callback]})
    assert original(server, shot)
    assert callback.report and callback.report.dry_run


# Without naming it --------------------------------------------------------------------------------------------------


async def test_installed_for_every_run(server: Loopback, shot: Shot, runs: Runs) -> None:
    made = model("ChatOpenAI", server)
    patch = install(FULL_LOW)
    try:
        made.invoke(asked(standard(shot)))
        answer = await made.ainvoke(asked(standard(shot)))
        assert rewritten(server, shot)
        assert answer.response_metadata["headroom"]["changed"] == 1
        mine = HeadroomCallback(LOSSLESS)
        made.invoke(asked(standard(shot)), config={"callbacks": [mine]})
        assert mine.totals.requests == 1
        assert len(runs) == 3
    finally:
        patch.stop()
    server.clear()
    made.invoke(asked(standard(shot)))
    assert original(server, shot)


def test_a_bare_sdk_beside_it_stays_as_it_is(server: Loopback, shot: Shot) -> None:
    import openai

    with headroom.patch("langchain", policy=FULL_LOW):
        client = openai.OpenAI(api_key="x", base_url=server.openai_url)
        message = {"role": "user", "content": [blocks(shot)["image_url, dict"]]}
        client.chat.completions.create(model="gpt-4o", messages=[message])
        assert original(server, shot)


@pytest.mark.parametrize(("value", "changed"), [("1", True), ("0", False)])
def test_installed_from_the_environment(value: str, changed: bool, server: Loopback, shot: Shot) -> None:
    code = f"""
        import base64, sys
        import headroom_adapters.langchain
        from langchain_openai import ChatOpenAI
        from langchain_core.messages import HumanMessage
        data = base64.b64encode(open(sys.argv[1], "rb").read()).decode()
        model = ChatOpenAI(model="gpt-4o", base_url={server.openai_url!r}, api_key="x", max_retries=0)
        block = {{"type": "image_url", "image_url": {{"url": "data:image/png;base64," + data}}}}
        model.invoke([HumanMessage(content=[block])])
        """
    done = python(code, shot, HEADROOM_SDK_LANGCHAIN=value, HEADROOM_SDK_TECHNIQUE="full_low")
    assert done.returncode == 0, done.stderr
    (image,) = images(server.requests)
    assert (image.data != shot.data) is changed


# Bad input ----------------------------------------------------------------------------------------------------------


def test_without_langchain_the_error_names_the_extra(shot: Shot) -> None:
    done = python(
        """
        import sys
        sys.modules["langchain_core"] = sys.modules["langchain"] = None
        from headroom_adapters.langchain import HeadroomCallback, HeadroomMiddleware, install
        from headroom_sdk.errors import MissingExtra
        import headroom_sdk
        with headroom_sdk.patch():
            pass
        for make in (HeadroomCallback, HeadroomMiddleware):
            try:
                make()
            except MissingExtra as error:
                assert "headroom-sdk[langchain]" in str(error), error
                assert make.__name__ in str(error), error
            else:
                raise SystemExit("made")
        """,
        shot,
    )
    assert done.returncode == 0, done.stderr


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        HeadroomCallback({"mode": "lossless"})  # type: ignore[arg-type]


def test_a_fault_inside_never_reaches_the_run(
    server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch, faults_pass: None
) -> None:
    from headroom_adapters import _langchain_callback

    def broken(*_: Any) -> Any:
        raise RuntimeError("broken")

    callback = HeadroomCallback(Policy(technique="full_low"))  # type: ignore[arg-type]
    made = model("ChatOpenAI", server)
    monkeypatch.setattr(_langchain_callback, "pictures", broken)
    made.invoke(asked(standard(shot)), config={"callbacks": [callback]})
    monkeypatch.undo()
    monkeypatch.setattr(_langchain_callback._Seen, "show", broken)
    made.invoke(asked(standard(shot)), config={"callbacks": [callback]})
    list(made.stream(asked(standard(shot)), config={"callbacks": [callback]}))
    assert [image.data == shot.data for image in images(server.requests)] == [True, False, False]


@pytest.mark.parametrize("content", [
    "text", [], ["text", {}], [{"type": "image"}],
    [{"type": "image", "base64": 7, "mime_type": "image/png"}],
    [{"type": "image_url", "image_url": None}], [{"type": "unknown", "data": "iVBORw0KGgo"}],
    [{"type": "image", "base64": "iVBORw0KGgo" + "A" * 99, "mime_type": "image/png"}],
])  # fmt: skip
def test_any_content_goes_to_the_model_as_it_is(content: Any) -> None:
    callback, fake = HeadroomCallback(FULL_LOW), headroom.wrap(unhooked(), policy=FULL_LOW)
    given = [HumanMessage(content=content)]
    before = copy.deepcopy(given)
    assert fake.invoke(given, config={"callbacks": [callback]}).content == "Hello."
    assert given == before


def test_it_can_be_copied_kept_and_told_apart() -> None:
    callback = HeadroomCallback(FULL_LOW)
    assert copy.deepcopy(callback) is callback and copy.copy(callback) is callback
    assert pickle.loads(pickle.dumps(callback)).policy == FULL_LOW
    assert isinstance(callback, HeadroomCallback)
    assert isinstance(callback, langchain_core.callbacks.BaseCallbackHandler)

    class Mine(HeadroomCallback):
        pass

    assert isinstance(Mine(), Mine)
