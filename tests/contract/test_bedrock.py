"""Bedrock: signatures over what is sent, other functions on the same event, coroutines, what is not ours."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import copy
import io
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from contract.boto3_surfaces import MODEL, anthropic, clients, converse, counted, titan, tool_result
from contract.conftest import Runs
from contract.scene import Loopback, Shot, images, is_original, is_rewritten
from support.aws import KEY, REGION, SECRET, signature_holds

import headroom_sdk as headroom
from headroom_sdk import Policy
from headroom_sdk.errors import UnsupportedClient

boto3 = pytest.importorskip("boto3")

SENDS: dict[str, Callable[[Any, Shot], Any]] = {
    "converse": lambda c, shot: c.converse(**converse(shot)),
    "converse_stream": lambda c, shot: list(c.converse_stream(**converse(shot))["stream"]),
    "invoke_model": lambda c, shot: c.invoke_model(**anthropic(shot)),
    "invoke_model_with_response_stream": lambda c, shot: list(
        c.invoke_model_with_response_stream(**anthropic(shot))["body"]
    ),
}


@pytest.fixture
def client(server: Loopback) -> Any:
    return clients(server)["bedrock-runtime"]()


@pytest.mark.parametrize("mode", ["wrap", "patch"])
@pytest.mark.parametrize("name", SENDS)
def test_the_signature_holds_over_what_is_sent(
    name: str, mode: str, client: Any, server: Loopback, shot: Shot
) -> None:
    host = urlsplit(server.url).netloc
    if mode == "wrap":
        SENDS[name](headroom.wrap(client), shot)
    else:
        with headroom.patch("bedrock"):
            SENDS[name](client, shot)
    (request,) = server.requests
    assert is_rewritten([request], shot)
    assert signature_holds(request, host)
    forged = copy.deepcopy(request)
    forged.body += b" "
    assert not signature_holds(forged, host)


@pytest.mark.parametrize("name", ["boto3", "bedrock"])
def test_both_names_patch_it(name: str, client: Any, server: Loopback, shot: Shot) -> None:
    with headroom.patch(name):
        client.converse(**converse(shot))
    assert is_rewritten(server.requests, shot)


def test_the_picture_stays_a_picture_and_is_what_the_report_says(
    client: Any, server: Loopback, shot: Shot
) -> None:
    headroom.wrap(client, policy=Policy(technique="full_low", on_error="raise"))  # type: ignore[arg-type]
    client.converse(**converse(shot))
    (image,) = images(server.requests)
    report = headroom.last_report()
    assert report is not None and report.dialect == "bedrock_converse"
    (decision,) = report.decisions
    assert image.media_type == image.real_type
    assert len(image.data or b"") == decision.bytes_after
    assert image.size == decision.sizes[0]
    assert decision.tokens_before and decision.tokens_after
    assert decision.tokens_after < decision.tokens_before


def test_the_engine_learns_who_bills(client: Any, shot: Shot, runs: Runs) -> None:
    headroom.wrap(client)
    client.converse(**converse(shot))
    client.invoke_model(**anthropic(shot))
    for target in runs.targets:
        assert (target.provider, target.cloud, target.host) == ("anthropic", "bedrock", "127.0.0.1")
        assert target.model == MODEL
    assert len(runs) == 2


def test_wrapped_and_patched_is_compressed_once_by_the_clients_own_policy(
    client: Any, server: Loopback, shot: Shot, runs: Runs
) -> None:
    headroom.wrap(client, policy=Policy(dry_run=True))
    with headroom.patch():
        client.converse(**converse(shot))
    assert len(runs) == 1
    assert is_original(server.requests, shot)


def test_wrapping_one_client_touches_no_class(client: Any, server: Loopback, shot: Shot) -> None:
    from botocore.client import BaseClient

    before = dict(vars(BaseClient))
    headroom.wrap(headroom.wrap(client))
    other = clients(server)["bedrock-runtime"]()
    other.converse(**converse(shot))
    assert dict(vars(BaseClient)) == before
    assert is_original(server.requests, shot)
    headroom.unwrap(client)
    client.converse(**converse(shot))
    assert is_original(server.requests, shot)
    headroom.unwrap(client)


def test_a_client_wrapped_again_obeys_the_second_policy(client: Any, server: Loopback, shot: Shot) -> None:
    headroom.wrap(client, policy=Policy(dry_run=True))
    headroom.wrap(client, policy=Policy(on_error="raise"))
    client.converse(**converse(shot))
    assert is_rewritten(server.requests, shot)


@pytest.mark.parametrize("returns", [False, True])
@pytest.mark.parametrize("before", [False, True])
def test_other_functions_on_the_event_keep_their_say(
    before: bool, returns: bool, client: Any, server: Loopback, shot: Shot
) -> None:
    def limit(params: dict[str, Any], **_: Any) -> Any:
        config = {"inferenceConfig": {"maxTokens": 7}}
        if returns:
            return {**params, **config}
        params.update(config)
        return None

    event = "provide-client-params.bedrock-runtime.Converse"
    if before:
        client.meta.events.register_first(event, limit)
        headroom.wrap(client)
    else:
        headroom.wrap(client)
        client.meta.events.register_first(event, limit)
    client.converse(**converse(shot))
    assert server.last.json["inferenceConfig"] == {"maxTokens": 7}
    if before or not returns:
        assert is_rewritten(server.requests, shot)


def test_retries_send_the_same_bytes(client: Any, server: Loopback, shot: Shot, runs: Runs) -> None:
    headroom.wrap(client)
    server.fail_next(1, status=500)
    client.converse(**converse(shot))
    first, second = server.requests
    assert first.body == second.body
    assert is_rewritten([first], shot)
    assert len(runs) == 1


GIVEN: dict[str, tuple[Callable[[Shot], dict[str, Any]], str]] = {
    "converse": (converse, "converse"),
    "tool result": (tool_result, "converse"),
    "invoke_model": (anthropic, "invoke_model"),
    "count_tokens converse": (lambda shot: counted(shot, "converse"), "count_tokens"),
    "count_tokens invokeModel": (lambda shot: counted(shot, "invokeModel"), "count_tokens"),
}


@pytest.mark.parametrize("mode", ["wrap", "patch"])
@pytest.mark.parametrize("name", GIVEN)
def test_the_callers_objects_are_never_changed(
    name: str, mode: str, client: Any, server: Loopback, shot: Shot
) -> None:
    make, method = GIVEN[name]
    if not hasattr(client, method):
        pytest.skip(f"this release has no {method}")
    given = make(shot)
    before = copy.deepcopy(given)
    if mode == "wrap":
        getattr(headroom.wrap(client), method)(**given)
    else:
        with headroom.patch():
            getattr(client, method)(**given)
    assert given == before
    assert server.requests


def test_a_count_of_an_invoke_model_is_of_what_would_be_sent(
    client: Any, server: Loopback, shot: Shot
) -> None:
    if not hasattr(client, "count_tokens"):
        pytest.skip("this release has no count_tokens")
    headroom.wrap(client)
    client.count_tokens(**counted(shot, "invokeModel"))
    client.invoke_model(**anthropic(shot))
    count, sent = server.requests
    assert json.loads(base64.b64decode(count.json["input"]["invokeModel"]["body"])) == sent.json
    assert is_rewritten([sent], shot)


@pytest.mark.usefixtures("faults_pass")
@pytest.mark.parametrize(
    "body",
    [
        b'{"image": 1',
        b'{"image": 1}',
        b'[{"type": "image"}]',
        '{"anthropic_version": "x", "messages": "image"}',
        '{"anthropic_version": "x", "messages": [{"role": "user", "content": {"type": "image"}}], "image": 0}',
        b'\xff\xfe"image"',
        b"",
    ],
)
def test_bodies_that_are_nothing_we_know_go_out_as_they_came(
    body: Any, client: Any, server: Loopback
) -> None:
    server.reply_next({})
    headroom.wrap(client).invoke_model(modelId=MODEL, body=body)
    assert server.last.body == (body.encode() if isinstance(body, str) else body)
    assert headroom.stats()["errors"] == 0


def test_other_models_bodies_and_files_go_out_as_they_came(
    client: Any, server: Loopback, shot: Shot, runs: Runs
) -> None:
    headroom.wrap(client)
    client.invoke_model(**titan(shot))
    given = anthropic(shot)
    whole = given["body"]
    client.invoke_model(**{**given, "body": io.BytesIO(whole)})
    assert [request.body for request in server.requests] == [titan(shot)["body"].encode(), whole]
    assert len(runs) == 0


def test_a_model_without_rule_gets_the_same_bytes(client: Any, server: Loopback, shot: Shot) -> None:
    headroom.wrap(client).converse(**converse(shot, model="amazon.nova-pro-v1:0"))
    assert is_original(server.requests, shot)
    report = headroom.last_report()
    assert report is not None and "no token rule" in report.decisions[0].reason


def test_the_policy_names_what_is_behind_an_application_profile(
    client: Any, server: Loopback, shot: Shot
) -> None:
    arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123def456"
    headroom.wrap(client, policy=Policy(models={arn: "claude-haiku-4-5"}, on_error="raise"))
    client.converse(**converse(shot, model=arn))
    client.invoke_model(**anthropic(shot, model=arn))
    assert all(is_rewritten([request], shot) for request in server.requests)


def test_errors_of_the_caller_come_out_as_ever(client: Any, server: Loopback, shot: Shot) -> None:
    from botocore.exceptions import ClientError, ParamValidationError

    headroom.wrap(client)
    with pytest.raises(ParamValidationError):
        client.converse(modelId=MODEL, messages="hi")
    with pytest.raises(ParamValidationError):
        client.converse(messages=[])
    server.fail_next(1, status=400)
    with pytest.raises(ClientError):
        client.converse(**converse(shot))


@pytest.mark.usefixtures("faults_pass")
def test_a_fault_of_ours_sends_the_original(
    client: Any, server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from headroom_sdk import engine

    def fail(*_: Any, **__: Any) -> Any:
        raise RecursionError("too deep")

    monkeypatch.setattr(engine, "process", fail)
    for name in ("converse", "invoke_model"):
        SENDS[name](headroom.wrap(client), shot)
    assert is_original(server.requests, shot)
    assert headroom.stats()["errors"] == 2


def test_other_services_are_no_clients_of_ours_and_are_not_slowed(server: Loopback) -> None:
    from botocore.exceptions import ClientError

    given = {"region_name": REGION, "aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
    s3 = boto3.client("s3", **given, endpoint_url=server.url)
    with pytest.raises(UnsupportedClient):
        headroom.wrap(s3)
    with headroom.patch(), contextlib.suppress(ClientError):  # the answer is none of S3's
        s3.put_object(Bucket="b", Key="k", Body=b'{"image": 1}')
    assert b'{"image": 1}' in server.last.body


def test_a_presigned_url_changes_nothing(client: Any, shot: Shot) -> None:
    given = converse(shot)
    before = copy.deepcopy(given)
    headroom.wrap(client).generate_presigned_url("converse", Params=given)
    assert given == before


class TestCoroutines:
    """aiobotocore, which aioboto3 is made of."""

    @pytest.fixture
    async def aclient(self, server: Loopback) -> AsyncIterator[Any]:
        session = pytest.importorskip("aiobotocore.session").get_session()
        given = {"region_name": REGION, "aws_access_key_id": KEY, "aws_secret_access_key": SECRET}
        async with session.create_client("bedrock-runtime", endpoint_url=server.url, **given) as client:
            yield client

    @pytest.mark.parametrize("mode", ["wrap", "patch", "both"])
    async def test_every_operation(
        self, mode: str, aclient: Any, server: Loopback, shot: Shot, runs: Runs
    ) -> None:
        host = urlsplit(server.url).netloc

        async def send() -> None:
            await aclient.converse(**converse(shot))
            async for _ in (await aclient.converse_stream(**converse(shot)))["stream"]:
                pass
            await aclient.invoke_model(**anthropic(shot))

        if mode != "patch":
            headroom.wrap(aclient)
        if mode == "wrap":
            await send()
        else:
            with headroom.patch("bedrock"):
                await send()
        assert len(server.requests) == len(runs) == 3
        assert all(is_rewritten([request], shot) for request in server.requests)
        assert all(signature_holds(request, host) for request in server.requests)
        assert threading.get_ident() not in runs.threads
        headroom.unwrap(aclient)
        server.clear()
        await send()
        assert is_original(server.requests, shot)

    async def test_the_event_loop_goes_on(
        self, aclient: Any, server: Loopback, shot: Shot, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from headroom_sdk import engine

        process, ticked = engine.process, threading.Event()

        def slow(*args: Any, **kwargs: Any) -> Any:
            assert ticked.wait(10)
            return process(*args, **kwargs)

        monkeypatch.setattr(engine, "process", slow)
        headroom.wrap(aclient)
        task = asyncio.create_task(aclient.converse(**converse(shot)))
        began = time.monotonic()
        await asyncio.sleep(0.05)
        ticked.set()
        await task
        assert time.monotonic() - began < 10
        assert is_rewritten(server.requests, shot)
