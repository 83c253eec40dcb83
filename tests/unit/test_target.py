"""Whose service answers at a host decides whose limits hold and whether a ``detail`` may be written."""

from __future__ import annotations

import pytest

from headroom_sdk.target import Provider, Target, cloud_of


@pytest.mark.parametrize(
    ("host", "provider", "cloud"),
    [
        ("api.openai.com", "openai", "first_party"),
        ("API.OpenAI.com.", "openai", "first_party"),
        ("eu.api.openai.com", "openai", "first_party"),
        ("us.api.openai.com", "openai", "first_party"),
        ("api.anthropic.com", "anthropic", "first_party"),
        ("generativelanguage.googleapis.com", "google", "first_party"),
        ("mine.openai.azure.com", "openai", "azure"),
        ("mine.openai.azure.us", "openai", "azure"),
        ("mine.cognitiveservices.azure.com", "openai", "azure"),
        ("mine.services.ai.azure.com", "anthropic", "azure"),
        ("eastus.api.cognitive.microsoft.com", "openai", "azure"),
        ("bedrock-runtime.us-east-1.amazonaws.com", "anthropic", "bedrock"),
        ("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "anthropic", "bedrock"),
        ("bedrock-runtime.cn-north-1.amazonaws.com.cn", "anthropic", "bedrock"),
        ("bedrock-mantle.us-east-1.api.aws", "openai", "bedrock"),
        ("aiplatform.googleapis.com", "google", "vertex"),
        ("us-central1-aiplatform.googleapis.com", "google", "vertex"),
        ("aiplatform.eu.rep.googleapis.com", "anthropic", "vertex"),
        ("openrouter.ai", "openai", "gateway"),
        ("oai.helicone.ai", "openai", "gateway"),
        ("localhost", "openai", "gateway"),
        ("127.0.0.1", "google", "gateway"),
        ("127.8.9.1", "google", "gateway"),
        ("::1", "anthropic", "gateway"),
        ("proxy.localhost", "anthropic", "gateway"),
        ("example.com", "openai", "unknown"),
        ("192.168.1.7", "openai", "unknown"),
        # Somebody else's wire format at a provider's host is not that provider's own service.
        ("generativelanguage.googleapis.com", "openai", "unknown"),
        ("api.anthropic.com", "openai", "unknown"),
        # Looks alike, and is not.
        ("api.openai.com.evil.example", "openai", "unknown"),
        ("evilapi.openai.com", "openai", "unknown"),
        ("notopenrouter.ai", "openai", "unknown"),
        ("localhost.example.com", "openai", "unknown"),
        ("", "openai", "unknown"),
        (None, "openai", "unknown"),
    ],
)
def test_a_host_is_known_for_what_it_is(host: str | None, provider: Provider, cloud: str) -> None:
    assert cloud_of(host, provider) == cloud


def test_own_gateways_count_whatever_they_are_called() -> None:
    assert cloud_of("llm.example.com", "openai", frozenset({"llm.example.com"})) == "gateway"
    assert cloud_of("LLM.example.com", "openai", frozenset({"llm.Example.com"})) == "gateway"
    assert cloud_of("other.example.com", "openai", frozenset({"llm.example.com"})) == "unknown"


def test_an_unknown_host_takes_no_detail() -> None:
    assert not Target(provider="openai", model="gpt-4o", cloud="unknown").takes_detail
    assert Target(provider="openai", model="gpt-4o", cloud="gateway").takes_detail
