"""Amazon Bedrock through boto3, and aiobotocore: Converse, InvokeModel with an Anthropic body, and their counts.

Above the signing of a request, so signatures hold over what is sent. A wrapped client has our function on its
official event; ``patch()`` has to reach clients that exist already, and so sits where the event is sent from.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from headroom_sdk.activation import active, mark, unmark
from headroom_sdk.adapter import Adapter
from headroom_sdk.boundary import Call
from headroom_sdk.hooking import Step, install, state
from headroom_sdk.policy import Policy
from headroom_sdk.rewriting import Args, Argument, Given, Kwargs, Reading
from headroom_sdk.target import Target

_SERVICE = "bedrock-runtime"
_EVENT_ID = "headroom-sdk"

_CONVERSE = {"Converse": "converse", "ConverseStream": "converse-stream"}
_INVOKE = ("InvokeModel", "InvokeModelWithResponseStream")
_OPERATIONS = frozenset((*_CONVERSE, *_INVOKE, "CountTokens"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One operation of a client, and its parameters as the caller gave them."""

    operation: str
    params: dict[str, Any]


class _Parameters(Argument):
    """``_make_api_call(operation_name, api_params)``, as far as it is one of ours."""

    __slots__ = ()

    def find(self, args: Args, kwargs: Kwargs) -> _Asked | None:
        operation = _OPERATION.find(args, kwargs)
        params = Argument.find(self, args, kwargs) if operation in _OPERATIONS else None
        return _Asked(operation=operation, params=params) if isinstance(params, dict) else None

    def replaced(self, args: Args, kwargs: Kwargs, value: _Asked) -> tuple[Args, Kwargs]:
        return Argument.replaced(self, args, kwargs, value.params)


_OPERATION = Argument(keyword="operation_name", index=0)


def _read(client: Any, asked: _Asked, policy: Policy) -> Call | None:
    if client.meta.service_model.service_name != _SERVICE:
        return None
    model, params = asked.params.get("modelId"), _inner(asked)
    if not isinstance(model, str):
        return None
    target = Target(
        provider="anthropic",
        model=model,
        cloud="bedrock",
        host=urlsplit(str(client.meta.endpoint_url)).hostname,
    )
    if asked.operation in _CONVERSE or "messages" in params:
        kind = _CONVERSE.get(asked.operation, "converse")
        return Call(body=params, path=f"/model/{quote(model, safe='')}/{kind}", target=target)
    body = _parsed(params.get("body"))
    if isinstance(body, dict) and "anthropic_version" in body:
        # Anthropic's format by what it says itself: an ARN may hide whose model it names.
        return Call(body=body, path="/v1/messages", target=target)
    return None


def _inner(asked: _Asked) -> dict[str, Any]:
    """The parameters of the request, or of the one whose tokens are to be counted."""
    if asked.operation != "CountTokens":
        return asked.params
    given = asked.params.get("input")
    inner = (
        [given[kind] for kind in ("converse", "invokeModel") if kind in given]
        if isinstance(given, dict)
        else []
    )
    return inner[0] if inner and isinstance(inner[0], dict) else {}


def _may_show(body: Any) -> bool:
    """Whether a picture can be in an InvokeModel's *body*; one that reading would use up is left alone."""
    if isinstance(body, str):
        return '"image"' in body
    return isinstance(body, (bytes, bytearray)) and b'"image"' in body


def _parsed(body: Any) -> Any:
    try:
        return json.loads(body) if _may_show(body) else None
    except ValueError:
        return None  # whatever it is, it is not ours


def _write(asked: _Asked, body: Any) -> _Asked:
    params = asked.params
    if asked.operation in _CONVERSE:
        return _Asked(operation=asked.operation, params=body)
    if asked.operation in _INVOKE:
        return _Asked(operation=asked.operation, params={**params, "body": _written(body)})
    given = params["input"]
    if "converse" in given:
        inner = {"converse": body}
    else:
        inner = {"invokeModel": {**given["invokeModel"], "body": _written(body)}}
    return _Asked(operation=asked.operation, params={**params, "input": {**given, **inner}})


def _written(body: Any) -> bytes:
    return json.dumps(body).encode()


_GIVEN = Given(
    argument=_Parameters(keyword="api_params", index=1),
    reading=Reading(
        body=lambda asked: asked.params,
        read=_read,
        write=_write,
        is_heavy=lambda asked: _may_show(_inner(asked).get("body")),
    ),
)


@functools.cache
def _steps() -> tuple[Step, ...]:
    def step(package: str, owner: str, **more: Any) -> Step:
        return Step(module=f"{package}.client", owners=(owner,), method="_make_api_call", hook=_GIVEN, **more)

    return (  # the coroutine first: its class is one of the other's subclasses
        step("aiobotocore", "AioBaseClient", waits=True, required=False),
        step("botocore", "BaseClient"),
    )


def _kind(package: str, name: str) -> type | None:
    found = getattr(sys.modules.get(f"{package}.client"), name, None)
    return found if isinstance(found, type) else None


def _is(client: object, package: str, name: str) -> bool:
    kind = _kind(package, name)
    return kind is not None and isinstance(client, kind)


def _on_event(client: Any) -> Callable[..., Any]:
    """What a wrapped client's event calls: it puts other parameters in the place of those that it is given."""

    def taking(params: dict[str, Any]) -> Callable[[str, dict[str, Any]], None]:
        # In place, for of what several functions return only the first counts. The dict is that of the call,
        # whose values are the caller's.
        return lambda operation, new: None if new is params else params.update(new)

    def due(context: Any) -> Policy | None:
        signs_only = isinstance(context, dict) and context.get("is_presign_request")
        return None if signs_only else active(client, ADAPTER.name)

    def running(params: Any, model: Any, context: Any = None, **_: Any) -> None:
        policy = due(context)
        if policy is not None:
            _GIVEN.run(policy, taking(params), client, (model.name, params), {})

    async def waiting(params: Any, model: Any, context: Any = None, **_: Any) -> None:
        policy = due(context)
        if policy is not None:
            take = taking(params)

            async def taken(operation: str, new: dict[str, Any]) -> None:
                take(operation, new)

            await _GIVEN.wait(policy, taken, client, (model.name, params), {})

    return waiting if _is(client, "aiobotocore", "AioBaseClient") else running


def _events() -> tuple[str, ...]:
    return tuple(f"provide-client-params.{_SERVICE}.{operation}" for operation in sorted(_OPERATIONS))


@dataclass(frozen=True, slots=True, kw_only=True)
class BedrockAdapter:
    """The adapter."""

    name: str = "boto3"
    extra: str = "bedrock"
    requires: str = "boto3>=1.35"
    clients: str = 'boto3.client("bedrock-runtime") and aioboto3\'s'

    @property
    def steps(self) -> tuple[Step, ...]:
        return _steps()

    def serves(self, client: object) -> bool:
        meta = getattr(client, "meta", None) if _is(client, "botocore", "BaseClient") else None
        return meta is not None and meta.service_model.service_name == _SERVICE

    def install(self) -> None:
        install(self, self.steps)

    def hooks(self) -> Mapping[str, bool]:
        return state(self.steps)

    def wrap(self, client: Any, policy: Policy) -> None:
        mark(client, policy)
        function = _on_event(client)
        for event in _events():
            client.meta.events.register_first(event, function, unique_id=_EVENT_ID)

    def unwrap(self, client: Any) -> None:
        unmark(client)
        for event in _events():
            client.meta.events.unregister(event, unique_id=_EVENT_ID)


ADAPTER: Adapter = BedrockAdapter()
