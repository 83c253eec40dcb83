"""Ids in every spelling find the family that bills them, and nothing else finds one."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.tokens import resolve

NAMED = {
    "gpt-6": "gpt-6-astra gpt-6-astra-2026-09-01 openai/gpt-6-astra",
    "gpt-5.6": "gpt-5.6 gpt-5.6-sol gpt-5.6-terra gpt-5.6-luna openai.gpt-5.6-sol us.openai.gpt-5.6-terra",
    "gpt-5.5": "gpt-5.5",
    "gpt-5.4": "gpt-5.4 gpt-5.4-mini gpt-5.4-nano gpt-5.4-mini-2026-03-17",
    "gpt-5.2": "gpt-5.2 gpt-5.2-2025-12-11",
    "gpt-5.1": "gpt-5.1 gpt-5.1-2025-11-13",
    "gpt-5": "gpt-5 gpt-5-2025-08-07",
    "gpt-5-mini": "gpt-5-mini gpt-5-mini-2025-08-07",
    "gpt-5-nano": "gpt-5-nano",
    "gpt-4.1-mini": "gpt-4.1-mini gpt-4.1-mini-2025-04-14",
    "gpt-4.1-nano": "gpt-4.1-nano",
    "o4-mini": "o4-mini o4-mini-2025-04-16",
    "gpt-4o": (
        "gpt-4o GPT-4O openai/gpt-4o azure/gpt-4o openrouter/openai/gpt-4o openai:gpt-4o gpt-4o-2024-08-06 "
        "ft:gpt-4o-2024-08-06:org::id gpt-4o-2024-08-06.ft-0123abc chatgpt-4o-latest gpt-4.1 gpt-4.1-2025-04-14 "
        "gpt-4.5-preview gpt-4.5-preview-2025-02-27 gpt-4-turbo gpt-4-turbo-2024-04-09 gpt-4-vision-preview "
        "gpt-4-1106-vision-preview"
    ),
    "gpt-4o-mini": "gpt-4o-mini gpt-4o-mini-2024-07-18 ft:gpt-4o-mini-2024-07-18:org:gpt-4o:id:ckpt-step-80",
    "o3": "o1 o1-2024-12-17 o1-pro o3 o3-2025-04-16",
    "computer-use-preview": "computer-use-preview computer-use-preview-2025-03-11",
    "claude-4.7": (
        "claude-opus-4-7 claude-opus-4-8 claude-opus-5 claude-opus-5-5 claude-opus-5.5 claude-sonnet-5 "
        "claude-sonnet-5-5 claude-haiku-5-5 claude-fable-5 claude-fable-5-1 claude-fable-5-2 claude-mythos-5 "
        "claude-mythos-5-1 claude-mythos-5-2 claude-opus-5-5-20261001[1m] eu.anthropic.claude-opus-5-v1:0 "
        "vertex_ai/claude-opus-5@20260801 anthropic/claude-opus-5.5:beta bedrock/converse/us.anthropic.claude-opus-5 "
        "projects/p/locations/l/publishers/anthropic/models/claude-sonnet-5 global.anthropic.claude-opus-4-7"
    ),
    "claude-3": (
        "claude-3-opus-20240229 claude-3-opus-latest claude-3-sonnet-20240229 claude-3-haiku-20240307 "
        "claude-3-5-sonnet-20241022 claude-3-5-sonnet-latest claude-3.5-sonnet claude-3-5-haiku-20241022 "
        "claude-3-7-sonnet-20250219 claude-3.7-sonnet:thinking claude-opus-4-20250514 claude-opus-4-0 claude-sonnet-4 "
        "claude-4-sonnet claude-4.5-sonnet claude-opus-4-1-20250805 claude-opus-4.1 claude-sonnet-4-5 claude-sonnet-4.5 "
        "claude-sonnet-4-5-20250929 claude-haiku-4-5-20251001 claude-opus-4-5 claude-opus-4-6 claude-sonnet-4-6 "
        "claude-sonnet-4-5[1m] claude-sonnet-4-5@20250929 claude-3-5-sonnet-v2@20241022 claude-opus-4-1@default "
        "anthropic.claude-sonnet-4-5-20250929-v1:0 us.anthropic.claude-sonnet-4-5-20250929-v1:0 "
        "apac.anthropic.claude-3-5-sonnet-20241022-v2:0 us-gov.anthropic.claude-3-haiku-20240307-v1:0 "
        "anthropic.claude-3-sonnet-20240229-v1:0:200k openrouter/anthropic/claude-sonnet-4.5 "
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-4-6-v1 "
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    ),
    "gemini-4": "gemini-4-argon gemini-4-argon-high",
    "gemini-3": (
        "gemini-3-pro-preview gemini-3-flash gemini-3.1-pro-preview gemini-3.1-flash-lite gemini-3.5-flash "
        "gemini-3.5-flash-lite gemini-3.6-flash gemini-3.7-flash gemini-3.8-flash models/gemini-3.5-flash "
        "publishers/google/models/gemini-3.5-flash google/gemini-3.1-pro-preview google_genai:gemini-3.5-flash "
        "gemini/gemini-3-pro-preview google-gla:gemini-3-flash"
    ),
    "gemini-2": (
        "gemini-2.0-flash gemini-2.0-flash-001 gemini-2.0-flash-exp gemini-2.5-pro gemini-2.5-flash-lite "
        "gemini-2.5-flash-preview-05-20 gemini-2.5-flash-preview-09-2025 models/gemini-2.5-pro "
        "projects/p/locations/us/publishers/google/models/gemini-2.5-pro"
    ),
    "gemini-1": "gemini-1.5-pro gemini-1.5-flash-002 gemini-1.5-flash-8b gemini-flash-1.5 gemini-pro-vision",
}

INHERITED = {
    "gpt-6": "gpt-6 gpt-6-sol gpt-6-luna gpt-6.1-sol gpt-6.1-terra gpt-6.2-luna gpt-6-cyber gpt-6-astra-aeon gpt-7 gpt-7-mini",
    "gpt-5.6": "gpt-5.9-x gpt-5.7 gpt-5.6-sol-pro",
    "gpt-5.5": "gpt-5.5-pro",
    "gpt-5.4": "gpt-5.4-pro",
    "gpt-5.2": "gpt-5.3 gpt-5.3-codex gpt-5.3-chat-latest gpt-5.2-chat-latest gpt-5.2-codex gpt-5.2-pro",
    "gpt-5.1": "gpt-5.1-codex gpt-5.1-codex-max gpt-5.1-chat-latest",
    "gpt-5": "gpt-5-chat-latest gpt-5-pro gpt-5-codex",
    "gpt-5-mini": "gpt-5-codex-mini gpt-5.1-codex-mini",
    "gpt-4o": "gpt-4o-eastus",
    "o3": "o3-pro o3-deep-research",
    "o4-mini": "o4-mini-high o4-mini-deep-research o5 o5-mini",
    "claude-4.7": "claude-opus-9 claude-sonnet-4-7 claude-haiku-5 claude-saga-6 claude-opus-latest anthropic/claude-opus",
    "claude-3": "claude-mythos-preview claude-sonnet-4-3",
    "gemini-4": "gemini-5-pro gemini-4.1-x",
    "gemini-3": "gemini-3.9-flash gemini-flash-latest gemini-pro-latest gemini-flash-lite-latest",
    "gemini-2": "gemini-2.7-flash",
}

UNKNOWN = """
my-gpt my-gpt-4o gpt-oss-120b openai.gpt-oss-120b-1:0 gpt-oss:20b gpt-20b gpt-3.5-turbo gpt-35-turbo gpt-35-turbo-16k
gpt-4 gpt-4-0613 gpt-4-32k gpt-4-1106-preview gpt-4-turbo-preview gpt-4-0125-preview text-embedding-3-large
llama-3.2-90b-vision llama4 meta.llama3-2-90b-instruct-v1:0 gemma-3-27b google/gemma-4 dall-e-3 gpt-image-1
gpt-image-2.5 chatgpt-image-latest gpt-5-image-mini gpt-audio gpt-4o-audio-preview gpt-4o-realtime-preview gpt-realtime
gpt-4o-transcribe gpt-4o-mini-tts gpt-4o-search-preview gpt-5-search-api o1-mini o1-preview o3-mini o3-mini-high
openai/o3-mini omni-moderation-latest whisper-1 sora-2 claude-2.1 claude-2 claude-instant-1.2 anthropic.claude-v2:1
gemini-embedding-001 gemini-embedding-2 gemini-2.5-flash-image gemini-3-pro-image-preview gemini-2.5-flash-preview-tts
gemini-live-2.5-flash gemini-1.0-pro gemini-robotics-er-1.5-preview gemini amazon.nova-pro-v1:0 mistral-large grok-4
qwen3-vl deepseek-chat o200k_base cl100k_base gpt2 gpt claude opus o 0 5 - : / . gpt- gpt-x ft: ft:davinci-002:org:gpt-4o:id
arn:aws:bedrock:us-east-1:123:application-inference-profile/abc123def arn:aws:sagemaker:us-east-1:1:endpoint/x
projects/p/locations/l/endpoints/123 tunedModels/my-model imagen-4 veo-3 codex-mini-latest default gpt-4o/
"""


def each(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(model, family) for family, models in table.items() for model in models.split()]


@pytest.mark.parametrize(("model", "family"), each(NAMED))
def test_an_id_that_the_source_names_finds_its_rule(model: str, family: str) -> None:
    rule = resolve(model)
    assert rule is not None
    assert (rule.family, rule.inherited) == (family, False)


@pytest.mark.parametrize(("model", "family"), each(INHERITED))
def test_an_unseen_id_of_a_known_line_inherits_and_says_so(model: str, family: str) -> None:
    rule = resolve(model)
    assert rule is not None
    assert (rule.family, rule.inherited, rule.exact) == (family, True, False)
    assert rule.note and family in rule.note
    assert not rule.count(800, 600).exact


@pytest.mark.parametrize("model", UNKNOWN.split())
def test_an_unknown_id_finds_nothing(model: str) -> None:
    assert resolve(model) is None


def test_an_arn_is_understood_as_it_stands_in_a_url() -> None:
    arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-5"
    rule = resolve(quote(arn, safe=""))
    assert rule is not None and rule.family == "claude-4.7"


def test_a_provider_knows_its_own_models_only() -> None:
    assert resolve("gpt-4o", "openai") is resolve("gpt-4o")
    assert resolve("gpt-4o", "google") is None


@given(st.text(max_size=80))
def test_any_text_finds_a_rule_or_nothing(model: str) -> None:
    resolve(model)


@pytest.mark.parametrize("model", ["gpt-4o" + "x" * 10**6, "/" * 10**6, "gpt-4o" + "-2024" * 100, "a." * 255])
def test_an_endless_id_costs_no_time(model: str) -> None:
    resolve(model)


@pytest.mark.parametrize("model", [None, 5, ["gpt-4o"], {"id": "gpt-4o"}])
def test_what_is_no_text_finds_nothing(model: object) -> None:
    assert resolve(model) is None  # type: ignore[arg-type]
