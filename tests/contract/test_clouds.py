"""Signatures hold over what is sent, and the engine learns who will bill the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from contract import anthropic_surfaces, google_genai_surfaces, openai_surfaces
from contract.anthropic_surfaces import BEDROCK, message
from contract.conftest import Runs
from contract.google_genai_surfaces import MODEL as GEMINI
from contract.google_genai_surfaces import part
from contract.openai_surfaces import chat
from contract.scene import Loopback, Shot, closed, is_rewritten, waited
from support.aws import KEY, REGION, SECRET, signature_holds

import headroom_sdk as headroom
from headroom_sdk import Policy

openai = pytest.importorskip("openai")
anthropic = pytest.importorskip("anthropic")
genai = pytest.importorskip("google.genai")

BEDROCK_CLIENTS: dict[str, Callable[[Any, Shot], Any]] = {
    "AnthropicBedrock": lambda client, shot: client.messages.create(**message(shot, model=BEDROCK)),
    "AsyncAnthropicBedrock": lambda client, shot: client.messages.create(**message(shot, model=BEDROCK)),
    "AnthropicBedrock, streaming": lambda client, shot: list(
        client.messages.create(**message(shot, model=BEDROCK), stream=True)
    ),
}


@pytest.mark.parametrize("mode", ["wrap", "patch"])
@pytest.mark.parametrize("name", BEDROCK_CLIENTS)
async def test_bedrock_signs_the_body_that_is_sent(
    name: str, mode: str, server: Loopback, shot: Shot
) -> None:
    given = {"aws_access_key": KEY, "aws_secret_key": SECRET, "aws_region": REGION, "base_url": server.url}
    client = getattr(anthropic, name.partition(",")[0])(**given)
    host = urlsplit(server.url).netloc
    if mode == "wrap":
        headroom.wrap(client)
        await waited(BEDROCK_CLIENTS[name](client, shot))
    else:
        with headroom.patch():
            await waited(BEDROCK_CLIENTS[name](client, shot))
    await closed(client)
    (request,) = server.requests
    assert is_rewritten([request], shot)
    assert signature_holds(request, host)
    request.body = request.body.replace(b'"max_tokens":9', b'"max_tokens":8').replace(
        b'"max_tokens": 9', b'"max_tokens": 8'
    )
    assert not signature_holds(request, host), "the check itself must be able to fail"


def test_openai_on_bedrock_signs_the_body_that_is_sent(server: Loopback, shot: Shot) -> None:
    if not hasattr(openai, "BedrockOpenAI"):
        pytest.skip("this release has no BedrockOpenAI")
    client = openai.BedrockOpenAI(
        aws_access_key_id=KEY, aws_secret_access_key=SECRET, aws_region=REGION, base_url=server.openai_url
    )
    headroom.wrap(client)
    client.chat.completions.create(**chat(shot))
    (request,) = server.requests
    assert is_rewritten([request], shot)
    assert signature_holds(request, urlsplit(server.url).netloc)


CLOUDS = [
    ("openai/OpenAI", "gateway", "gpt-4o"),
    ("openai/AzureOpenAI", "azure", "gpt-4o"),
    ("openai/AzureOpenAI deployment", "azure", "gpt-4o"),
    ("openai/BedrockOpenAI", "bedrock", "gpt-4o"),
    ("anthropic/Anthropic", "gateway", "claude-haiku-4-5"),
    ("anthropic/AnthropicBedrock", "bedrock", BEDROCK),
    ("anthropic/AnthropicBedrockMantle", "bedrock", "claude-haiku-4-5"),
    ("anthropic/AnthropicVertex", "vertex", "claude-haiku-4-5"),
    ("anthropic/AnthropicFoundry", "azure", "claude-haiku-4-5"),
    ("anthropic/AnthropicAWS", "first_party", "claude-haiku-4-5"),
    ("anthropic/AnthropicGoogleCloud", "first_party", "claude-haiku-4-5"),
    ("google/Client", "gateway", GEMINI),
    ("google/vertex", "vertex", GEMINI),
]


@pytest.mark.parametrize(("kind", "cloud", "model"), CLOUDS, ids=[kind for kind, *_ in CLOUDS])
async def test_the_engine_learns_cloud_host_and_model(
    kind: str, cloud: str, model: str, server: Loopback, shot: Shot, runs: Runs
) -> None:
    sdk, _, name = kind.partition("/")
    surfaces: Any = {
        "openai": openai_surfaces,
        "anthropic": anthropic_surfaces,
        "google": google_genai_surfaces,
    }
    make = surfaces[sdk].clients(server).get(name)
    if make is None:
        pytest.skip(f"this release has no {name}")
    client = headroom.wrap(make())
    if sdk == "openai":
        client.chat.completions.create(**chat(shot))
    elif sdk == "anthropic":
        client.messages.create(**message(shot, model=model))
    else:
        client.models.generate_content(model=model, contents=[part(shot)])
    await closed(client)
    (target,) = runs.targets
    assert (target.cloud, target.host, target.model) == (cloud, "127.0.0.1", model)
    assert target.provider == sdk
    if "Azure" in name:
        assert target.api_version == "2024-10-21"


def test_a_deployment_in_the_url_is_the_model_where_the_body_names_none(
    server: Loopback, shot: Shot, runs: Runs
) -> None:
    client = openai.AzureOpenAI(
        api_key="x", azure_endpoint=server.url, api_version="v", azure_deployment="my-deployment"
    )
    headroom.wrap(client, policy=Policy(models={"my-deployment": "gpt-4o"}, on_error="raise"))
    body = chat(shot)
    del body["model"]
    client.post("/chat/completions", cast_to=object, body=body)
    assert [target.model for target in runs.targets] == ["my-deployment"]
    assert is_rewritten(server.requests, shot)


def test_gemini_names_its_model_in_the_url(server: Loopback, shot: Shot, runs: Runs) -> None:
    client = headroom.wrap(genai.Client(api_key="x", http_options={"base_url": server.url}))
    for name in (GEMINI, f"models/{GEMINI}", "tunedModels/mine"):
        client.models.generate_content(model=name, contents=[part(shot)])
    assert [target.model for target in runs.targets] == [GEMINI, GEMINI, "mine"]


@pytest.mark.parametrize(("hosts", "cloud"), [(frozenset(), "unknown"), ({"llm.example"}, "gateway")])
def test_own_gateways_are_known_by_the_policy(hosts: Any, cloud: str, shot: Shot, runs: Runs) -> None:
    """No server: the name cannot be resolved, and the target is settled before anybody tries."""
    client = openai.OpenAI(api_key="x", base_url="http://llm.example/v1", max_retries=0, timeout=0.01)
    headroom.wrap(client, policy=Policy(hosts=hosts, on_error="raise"))
    with pytest.raises(openai.APIConnectionError):
        client.chat.completions.create(**chat(shot))
    (target,) = runs.targets
    assert (target.cloud, target.host) == (cloud, "llm.example")


def test_an_absolute_url_names_its_own_host(server: Loopback, shot: Shot, runs: Runs) -> None:
    client = openai.OpenAI(api_key="x", base_url="https://api.openai.com/v1", max_retries=0)
    headroom.wrap(client)
    client.post(f"{server.openai_url}/chat/completions", cast_to=object, body=chat(shot))
    (target,) = runs.targets
    assert (target.cloud, target.host) == ("gateway", "127.0.0.1")
    assert is_rewritten(server.requests, shot)
