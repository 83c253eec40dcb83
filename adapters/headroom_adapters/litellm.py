"""LiteLLM: its completions, responses and messages for any model, and a callback for its proxy.

Behind each of its functions stands another that does the work; that one is hooked, so that routers, batches and
whoever imported the function before us all come past. What is sent inside, maybe through an SDK that we hook too, is
settled there: once, and for the model that answers.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from headroom_sdk.activation import Patch, active, mark, patch
from headroom_sdk.adapter import Adapter, is_installed, missing
from headroom_sdk.boundary import Call
from headroom_sdk.errors import UnsupportedClient
from headroom_sdk.hooking import Step, state
from headroom_sdk.hooking import install as put
from headroom_sdk.policy import Policy
from headroom_sdk.report import Report, last_report
from headroom_sdk.rewriting import Args, Argument, Given, Kwargs, Reading
from headroom_sdk.target import Cloud, Provider, Target, cloud_of
from headroom_sdk.tokens import resolve

_CLOUDS: Mapping[str, Cloud] = {
    "openai": "first_party", "anthropic": "first_party", "gemini": "first_party",
    "azure": "azure", "azure_ai": "azure",
    "bedrock": "bedrock", "bedrock_converse": "bedrock", "bedrock_mantle": "bedrock",
    "vertex_ai": "vertex", "vertex_ai_beta": "vertex",
    "openrouter": "gateway", "vercel_ai_gateway": "gateway", "litellm_proxy": "gateway",
}  # fmt: skip
"""Whose limits hold, by LiteLLM's name of a provider; one that is not listed speaks somebody's format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The turns of one call, and what else it was given by name."""

    turns: list[Any]
    model: str
    more: Kwargs


@dataclass(frozen=True, slots=True)
class _Turns(Argument):
    """The argument that holds the turns, beside one that names the model."""

    model: int
    most: int

    def find(self, args: Args, kwargs: Kwargs) -> _Asked | None:
        if len(args) > self.most:
            return (
                None  # what else stands at a place of its own is not read, and might forbid what we would do
            )
        turns = Argument.find(self, args, kwargs)
        model = Argument(keyword="model", index=self.model).find(args, kwargs)
        if not isinstance(turns, list) or not isinstance(model, str):
            return None
        return _Asked(turns=turns, model=model, more=kwargs)

    def replaced(self, args: Args, kwargs: Kwargs, value: _Asked) -> tuple[Args, Kwargs]:
        return Argument.replaced(self, args, kwargs, value.turns)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    """How one kind of LiteLLM's functions is called, and what they take."""

    argument: _Turns
    path: str
    speaks: Provider
    facts: tuple[str, ...]
    """Names of arguments that say what the answer is for."""

    @property
    def reading(self) -> Reading:
        return Reading(body=lambda asked: asked.turns, read=self._read, write=self._write)

    @property
    def hook(self) -> Given:
        return Given(argument=self.argument, reading=self.reading, settles=True)

    def _read(self, owner: Any, asked: _Asked, policy: Policy) -> Call:
        target = _target(asked, policy)
        given = {name: value for name in self.facts if (value := asked.more.get(name)) is not None}
        body = {_NAMES.get(name, name): _plain(name, value) for name, value in given.items()}
        body |= {"model": target.model, self.argument.keyword: asked.turns}
        return Call(body=body, path=self.path, target=target, speaks=self.speaks)

    def _write(self, asked: _Asked, body: Any) -> _Asked:
        return replace(asked, turns=body[self.argument.keyword])


_CHAT = _Format(
    argument=_Turns(keyword="messages", index=1, model=0, most=2),
    path="/chat/completions",
    speaks="openai",
    facts=("tools", "functions", "response_format", "modalities"),
)
_RESPONSES = _Format(
    argument=_Turns(keyword="input", index=0, model=1, most=2),
    path="/responses",
    speaks="openai",
    facts=("instructions", "tools", "text_format", "text", "previous_response_id", "conversation", "store"),
)
_MESSAGES = _Format(
    argument=_Turns(keyword="messages", index=1, model=2, most=3),
    path="/v1/messages",
    speaks="anthropic",
    facts=("system", "tools", "output_config", "output_format"),
)


_NAMES = {"text_format": "text"}


def _plain(name: str, value: Any) -> Any:
    """*value* in JSON: the schema of a class that stands for one, the words of a system text."""
    if name == "system" and isinstance(value, list):
        return "\n".join(b["text"] for b in value if isinstance(b, dict) and isinstance(b.get("text"), str))
    schema = getattr(value, "model_json_schema", None) if isinstance(value, type) else None
    return value if schema is None else {"json_schema": {"schema": schema()}, "format": {"schema": schema()}}


def _target(asked: _Asked, policy: Policy) -> Target:
    info, more = asked.more.get("model_info"), asked.more
    behind = more.get("base_model") or (info.get("base_model") if isinstance(info, dict) else None)
    model = behind if isinstance(behind, str) and asked.model not in policy.models else asked.model
    rule = resolve(policy.models.get(model, model))
    provider = rule.provider if rule is not None else "openai"
    prefix, slash, _ = asked.model.partition("/")
    service = more.get("custom_llm_provider") or (prefix if slash else _OWN[provider])
    base = more.get("api_base") or more.get("base_url") or _base(service)
    host = urlsplit(base).hostname if isinstance(base, str) else None
    cloud = _CLOUDS.get(service, "unknown")
    if host and cloud in ("first_party", "unknown"):
        cloud = cloud_of(host, provider, policy.hosts)
    return Target(provider=provider, model=model, cloud=cloud, host=host)


_OWN: Mapping[Provider, str] = {"openai": "openai", "anthropic": "anthropic", "google": "gemini"}


def _base(service: str) -> str | None:
    """Where requests of *service* go if the call does not say."""
    everywhere = getattr(sys.modules.get("litellm"), "api_base", None)
    if isinstance(everywhere, str) or service != "openai":
        return everywhere if isinstance(everywhere, str) else None
    return os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE")


@functools.cache
def _steps() -> tuple[Step, ...]:
    def step(module: str, method: str, form: _Format, *, required: bool = False) -> Step:
        return Step(
            module=f"litellm.{module}",
            owners=(),
            method=method,
            hook=form.hook,
            waits=method[0] == "a",
            required=required,
            behind="original_function",
        )

    before_1_100 = "llms.anthropic.experimental_pass_through.messages.handler"
    return (
        step("main", "completion", _CHAT, required=True),
        step("main", "acompletion", _CHAT, required=True),
        step("responses.main", "responses", _RESPONSES),
        step("responses.main", "aresponses", _RESPONSES),
        step("messages.dispatch", "anthropic_messages", _MESSAGES),
        step(before_1_100, "anthropic_messages", _MESSAGES),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LiteLLMAdapter:
    """The adapter. LiteLLM is functions: there is no client to wrap."""

    name: str = "litellm"
    extra: str = "litellm"
    requires: str = "litellm>=1.75"
    clients: str = 'none, patch("litellm") serves its functions and routers'

    @property
    def steps(self) -> tuple[Step, ...]:
        return _steps()

    def serves(self, client: object) -> bool:
        return False

    def install(self) -> None:
        put(self, self.steps)

    def hooks(self) -> Mapping[str, bool]:
        return state(self.steps)

    def wrap(self, client: Any, policy: Policy) -> None:
        raise UnsupportedClient(f"litellm has no clients: {self.clients}")

    def unwrap(self, client: Any) -> None:
        """Nothing was wrapped."""


ADAPTER: Adapter = LiteLLMAdapter()


def install(policy: Policy | None = None) -> Patch:
    """Compress what every call of LiteLLM in this process sends, from now on; ``.stop()`` ends it.

    Raises :class:`~headroom_sdk.errors.MissingExtra` where LiteLLM is not installed.
    """
    return patch(ADAPTER.name, policy=policy).start()


_FORMS: Mapping[str, _Format] = {
    "completion": _CHAT, "acompletion": _CHAT, "responses": _RESPONSES, "aresponses": _RESPONSES,
    "anthropic_messages": _MESSAGES,
}  # fmt: skip

_MANY = 1_000


@functools.cache
def _callback() -> type:
    if not is_installed(ADAPTER.name):
        raise missing(ADAPTER)
    base: Any = importlib.import_module("litellm.integrations.custom_logger").CustomLogger

    class ProxyCallback(base):  # type: ignore[misc] # a class that is only known when LiteLLM is there
        """For ``litellm_settings.callbacks`` of LiteLLM's proxy: compresses the pictures of each request that goes to
        a deployment, and says so in the answer's headers ``x-headroom-image-tokens-before`` and ``-after``.

        Without a *policy* the environment's is read now.
        """

        def __init__(self, policy: Policy | None = None) -> None:
            super().__init__()
            mark(self, Policy.from_env() if policy is None else policy)
            self._reports: OrderedDict[str, Report] = OrderedDict()

        async def async_pre_call_deployment_hook(self, kwargs: Any, call_type: Any) -> Any:
            form = _FORMS.get(getattr(call_type, "value", ""))
            policy = active(self, ADAPTER.name)
            if form is None or policy is None or active(None, ADAPTER.name) is not None:
                return None
            asked = form.argument.find((), kwargs)
            if asked is None:
                return None
            new = await form.reading.arewritten(None, asked, policy)
            self._note(kwargs.get("litellm_call_id"), last_report())
            return None if new is None else {**kwargs, form.argument.keyword: new.turns}

        def _note(self, call: Any, report: Report | None) -> None:
            if not isinstance(call, str) or report is None or not report.decisions:
                return
            # LiteLLM may make one call of another; what the first has changed the second finds as it is.
            if call not in self._reports or any(decision.changed for decision in report.decisions):
                self._reports[call] = report
                while len(self._reports) > _MANY:
                    self._reports.popitem(last=False)

        async def async_post_call_response_headers_hook(
            self, data: Any, user_api_key_dict: Any, response: Any, **_: Any
        ) -> dict[str, str] | None:
            call = data.get("litellm_call_id") if isinstance(data, dict) else None
            report = self._reports.pop(call, None) if isinstance(call, str) else None
            if report is None:
                return None
            name = "x-headroom-image-tokens"
            return {f"{name}-before": str(report.tokens_before), f"{name}-after": str(report.tokens_after)}

    return ProxyCallback


@functools.cache
def _proxy() -> Any:
    return _callback()()


def __getattr__(name: str) -> Any:
    # A class of LiteLLM's cannot be made before LiteLLM is loaded, and that takes seconds.
    if name == "ProxyCallback":
        return _callback()
    if name == "proxy":
        return _proxy()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
