"""Google's SDK, for the Gemini API and for Vertex: its models, chats, caches, batches and interactions."""

from __future__ import annotations

import copy
import functools
import json
import re
import sys
import warnings
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from headroom_sdk.activation import mark, unmark
from headroom_sdk.adapter import Adapter
from headroom_sdk.boundary import Call, aattempt, attempt
from headroom_sdk.hooking import Step, check, install, state
from headroom_sdk.policy import Policy
from headroom_sdk.rewriting import Argument, Given, Reading
from headroom_sdk.target import Target, cloud_of

from . import _stainless

_MODEL = re.compile(r"/(?:models|tunedModels|endpoints)/([^/:?]+)")
_VERSION = re.compile(r"/(v\d\w*)(?=/)")
_LINK = "_headroom_api_client"


def _target(api_client: Any, url: str, body: Mapping[str, Any], policy: Policy) -> Target:
    host = urlsplit(url).hostname or urlsplit(str(getattr(api_client, "base_url", ""))).hostname
    path = urlsplit(url).path
    in_path, version = _MODEL.search(path), _VERSION.search(path)
    model = in_path[1] if in_path else body.get("model")
    is_vertex = getattr(api_client, "vertexai", False) is True
    return Target(
        provider="google",
        model=model.rpartition("/")[2] if isinstance(model, str) else None,
        cloud="vertex" if is_vertex else cloud_of(host, "google", policy.hosts),
        host=host,
        api_version=version[1] if version else None,
    )


def _read(api_client: Any, request: Any, policy: Policy) -> Call | None:
    if str(request.method).lower() != "post" or not isinstance(request.data, dict):
        return None
    target = _target(api_client, request.url, request.data, policy)
    return Call(body=request.data, path=urlsplit(request.url).path, target=target)


def _write(request: Any, body: Any) -> Any:
    new = copy.copy(request)
    new.data = body
    return new


def _read_http(resource: Any, request: Any, policy: Policy) -> Call | None:
    if request.method != "POST" or "json" not in request.headers.get("content-type", ""):
        return None
    url, content = str(request.url), request.content
    body = json.loads(content) if b"image" in content else {}
    if not isinstance(body, dict):
        return None
    return Call(body=body, path=urlsplit(url).path, target=_target(_linked(resource), url, body, policy))


def _write_http(request: Any, body: Any) -> Any:
    headers = [
        (key, value) for key, value in request.headers.multi_items() if key.lower() != "content-length"
    ]
    content = json.dumps(body, separators=(",", ":")).encode()
    # Of the same library as the one that we were given: httpx or httpx2.
    return type(request)(
        request.method, request.url, headers=headers, content=content, extensions=request.extensions
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pictures:
    """Encodes PIL images in what a call is given, before the SDK does: once, however many rounds of function
    calls follow, and for coroutines beside the event loop."""

    argument: Argument

    def body(self, args: Any, kwargs: Any) -> object:
        return None  # nothing is on its way yet

    def run(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        given = self.argument.find(args, kwargs)
        if _has_picture(given):
            args, kwargs = self._with(args, kwargs, attempt(functools.partial(_encoded, given), policy))
        return call(*args, **kwargs)

    async def wait(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        given = self.argument.find(args, kwargs)
        if _has_picture(given):
            args, kwargs = self._with(
                args, kwargs, await aattempt(functools.partial(_encoded, given), policy)
            )
        return await call(*args, **kwargs)

    def _with(self, args: Any, kwargs: Any, parts: Any) -> Any:
        return (args, kwargs) if parts is None else self.argument.replaced(args, kwargs, parts)


def _is_picture(value: object) -> bool:
    kind = getattr(sys.modules.get("PIL.Image"), "Image", None)
    return isinstance(kind, type) and isinstance(value, kind) and "image" in type(value).__name__.lower()


def _has_picture(value: object) -> bool:
    return any(map(_has_picture, value)) if isinstance(value, list) else _is_picture(value)


def _encoded(value: Any) -> Any:
    if isinstance(value, list):
        return [_encoded(item) for item in value]
    if not _is_picture(value):
        return value
    from google.genai import _transformers, types

    return types.Part(inline_data=_transformers.pil_to_blob(value))


class _Linking:
    """Lets an interactions client know the API client that it was made from."""

    def body(self, args: Any, kwargs: Any) -> object:
        return None

    def run(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        made = call(*args, **kwargs)
        _link(made, owner)
        return made

    async def wait(self, policy: Policy, call: Callable[..., Any], owner: Any, args: Any, kwargs: Any) -> Any:
        return self.run(policy, await call(*args, **kwargs), owner, args, kwargs)


def _link(resource: Any, api_client: Any) -> None:
    configuration = getattr(resource, "sdk_configuration", None)
    if configuration is not None:
        vars(configuration)[_LINK] = weakref.ref(api_client)


def _linked(resource: Any) -> Any:
    link = getattr(getattr(resource, "sdk_configuration", None), _LINK, None)
    return (link and link()) or resource


def _along(*names: str) -> Callable[[Any], Any]:
    """The API client behind an object of the SDK, by the attributes that lead to it; or else the object."""

    def follow(owner: Any) -> Any:
        found = owner
        for name in names:
            found = getattr(found, name, None)
        return owner if found is None else found

    return follow


_GIVEN = Given(
    argument=Argument(keyword="http_request", index=0),
    reading=Reading(body=lambda request: getattr(request, "data", None), read=_read, write=_write),
)
_HTTP = Given(
    argument=Argument(keyword="request", index=1),
    reading=Reading(
        body=lambda request: request,
        read=_read_http,
        write=_write_http,
        is_heavy=lambda request: b"image" in request.content,
    ),
)
_CONTENTS = _Pictures(argument=Argument(keyword="contents", index=1))
_MESSAGE = _Pictures(argument=Argument(keyword="message", index=0))


@functools.cache
def _requests() -> tuple[Step, ...]:
    module, owners = "google.genai._api_client", ("BaseApiClient", "ApiClient")
    return (
        Step(module=module, owners=owners, method="_request", hook=_GIVEN),
        Step(module=module, owners=owners, method="_async_request", hook=_GIVEN, waits=True),
    )


@functools.cache
def _interactions() -> tuple[Step, ...]:
    gaos, link = "google.genai._gaos", _Linking()

    def step(module: str, method: str, hook: Any, *owners: str, **more: Any) -> Step:
        return Step(
            module=f"{gaos}.{module}", owners=owners, method=method, hook=hook, required=False, **more
        )

    return (
        step("google_genai", "build_google_genai_client", link),
        step("google_genai", "build_google_genai_async_client", link),
        step("basesdk", "do_request", _HTTP, "BaseSDK", client=_linked),
        step("basesdk", "do_request_async", _HTTP, "AsyncBaseSDK", client=_linked, waits=True),
        # before 2.0
        *_stainless.steps(
            "google.genai._interactions._base_client",
            lambda client, url, body, policy: _target(_OLD_OWNER(client), url, body, policy),
            _OLD_OWNER,
            optional=True,
        ),
    )


_OLD_OWNER = _along("client_adapter", "_api_client")


@functools.cache
def _pictures() -> tuple[Step, ...]:
    models, chat = _along("_api_client"), _along("_modules", "_api_client")

    def step(module: str, owner: str, method: str, hook: Any, client: Any, *, waits: bool) -> Step:
        return Step(
            module=f"google.genai.{module}", owners=(owner,), method=method, hook=hook, waits=waits, client=client,
            required=False,
        )  # fmt: skip

    return (
        step("models", "Models", "generate_content", _CONTENTS, models, waits=False),
        step("models", "Models", "generate_content_stream", _CONTENTS, models, waits=False),
        step("models", "AsyncModels", "generate_content", _CONTENTS, models, waits=True),
        step("models", "AsyncModels", "generate_content_stream", _CONTENTS, models, waits=True),
        step("models", "AsyncModels", "count_tokens", _CONTENTS, models, waits=True),
        step("chats", "AsyncChat", "send_message", _MESSAGE, chat, waits=True),
        step("chats", "AsyncChat", "send_message_stream", _MESSAGE, chat, waits=True),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleGenaiAdapter:
    """The adapter: one API client stands behind everything that hangs on a client, and carries the policy."""

    name: str = "google.genai"
    extra: str = "google"
    requires: str = "google-genai>=1.0"
    clients: str = "genai.Client and its aio"

    @property
    def steps(self) -> tuple[Step, ...]:
        return (*_requests(), *_interactions(), *_pictures())

    def serves(self, client: object) -> bool:
        module = sys.modules.get("google.genai.client")
        kinds = [getattr(module, name, None) for name in ("Client", "AsyncClient")]
        return any(isinstance(kind, type) and isinstance(client, kind) for kind in kinds)

    def install(self) -> None:
        install(self, self.steps)

    def hooks(self) -> Mapping[str, bool]:
        return state(self.steps)

    def wrap(self, client: Any, policy: Policy) -> None:
        check(self, _requests())
        self.install()
        api_client = client._api_client
        mark(api_client, policy)
        for holder in _holders(client):
            for name in ("_interactions", "_nextgen_client_instance"):
                _link(getattr(holder, name, None), api_client)
        for unlinked in _unlinked(client):
            mark(unlinked, policy)

    def unwrap(self, client: Any) -> None:
        unmark(client._api_client)
        for unlinked in _unlinked(client):
            unmark(unlinked)


def _holders(client: Any) -> tuple[Any, ...]:
    return (client, client._aio) if hasattr(client, "_aio") else (client,)


def _unlinked(client: Any) -> tuple[Any, ...]:
    """Interactions clients of releases in which they do not know the API client (1.55 to 1.59)."""
    package = "google.genai._interactions"
    if package not in sys.modules or f"{package}._client_adapter" in sys.modules:
        return ()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the SDK says to those who use it, which nobody does yet
        return tuple(holder._nextgen_client for holder in _holders(client))


ADAPTER: Adapter = GoogleGenaiAdapter()
