"""Only listed URLs are served, each by one dialect; a body is known by its shape; a dialect is one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from support.bodies import DIALECTS

import headroom_sdk.body
from headroom_sdk.body import registry
from headroom_sdk.body.registry import all_dialects, dialect_for_body, dialect_for_path

SERVED = {
    "openai_chat": [
        "/chat/completions",
        "chat/completions",
        "/v1/chat/completions",
        "/v1/chat/completions/",
        "/api/v1/chat/completions",
        "/openai/deployments/gpt-4o/chat/completions?api-version=2025-01-01",
        "/openai/deployments/images/chat/completions",
    ],
    "openai_responses": [
        "/responses",
        "/responses?beta=true",
        "/v1/responses",
        "/openai/responses?api-version=preview",
        "/openai/v1/responses",
        "/responses/compact",
        "/responses/compact?beta=true",
        "/responses/input_tokens",
        "/v1/responses/input_tokens?beta=true",
        "/conversations",
        "/v1/conversations/conv_1/items",
        "/v1/conversations/conv_1/items?include=x",
        "/decisions",
        "/v1/decisions",
    ],
    "anthropic_messages": [
        "/v1/messages",
        "/v1/messages?beta=true",
        "/v1/messages/count_tokens",
        "/v1/messages/count_tokens?beta=true",
        "/v1/messages/batches",
        "/anthropic/v1/messages",
        "/model/anthropic.claude-opus-5-5/invoke",
        "/model/eu.anthropic.claude-sonnet-5-v1%3A0/invoke-with-response-stream",
        "/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-5-5:rawPredict",
        "/v1/projects/p/locations/eu/publishers/anthropic/models/claude-opus-5-5:streamRawPredict",
        "/v1/projects/p/locations/eu/publishers/anthropic/models/count-tokens:rawPredict",
    ],
    "bedrock_converse": [
        "/model/anthropic.claude-opus-5-5/converse",
        "/model/us.anthropic.claude-sonnet-5-v1%3A0/converse-stream",
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aapplication-inference-profile%2Fabc/converse",
    ],
    "gemini": [
        "/v1beta/models/gemini-3-flash:generateContent",
        "/v1beta/models/gemini-3-flash:streamGenerateContent?alt=sse",
        "/v1beta/models/gemini-3-flash%3AgenerateContent",
        "/v1beta/models/gemini-3-flash:countTokens",
        "/v1beta/models/gemini-3-flash:batchGenerateContent",
        "/v1beta1/projects/p/locations/l/publishers/google/models/gemini-3-flash:generateContent",
        "/v1beta1/projects/p/locations/l/publishers/google/models/gemini-3-flash:computeTokens",
        "/v1beta1/projects/p/locations/l/endpoints/1:generateContent",
        "/v1beta/cachedContents",
        "/v1beta1/projects/p/locations/l/cachedContents",
        "cachedContents",
    ],
    "gemini_interactions": [
        "/v1beta/interactions",
        "/v1beta1/projects/p/locations/l/interactions",
        "interactions",
    ],
}

NEVER = [
    "",
    "/",
    "/v1/moderations",
    "/v1/embeddings",
    "/v1/completions",
    "/v1/images/edits",
    "/v1/images/variations",
    "/v1/images/generations",
    "/v1/videos",
    "/v1/files",
    "/v1/uploads",
    "/v1/batches",
    "/v1/evals",
    "/v1/evals/e/runs",
    "/v1/fine_tuning/jobs",
    "/v1/realtime/calls",
    "/v1/realtime/client_secrets",
    "/v1/threads",
    "/v1/threads/t/messages",
    "/v1/threads/runs",
    "/v1/threads/t/runs",
    "/v1/assistants",
    "/v1/agents/sessions",
    "/v1/agents/sessions/s/events",
    "/v1/chat/completions/chatcmpl-1",
    "/v1/responses/resp_1",
    "/v1/responses/resp_1/cancel",
    "/v1/responses/resp_1/input_items",
    "/v1/conversations/conv_1",
    "/v1/conversations/conv_1/items/item_1",
    "/v1/messages/batches/b/cancel",
    "/v1/complete",
    "/v1/sessions/s/events",
    "/v1/skills",
    "/model/meta.llama3/invoke",
    "/model/amazon.titan-embed-image-v1/invoke",
    "/v1/projects/p/locations/l/publishers/anthropic/models/claude:predict",
    "/v1beta/models/m:embedContent",
    "/v1beta/models/m:batchEmbedContents",
    "/v1beta/models/m:predict",
    "/v1beta/models/m:predictLongRunning",
    "/v1beta/models/m:asyncBatchEmbedContent",
    "/v1beta/cachedContents/c",
    "/v1beta/interactions/i",
    "/v1beta/interactions/i/cancel",
    "/v1beta/decisions",
    "/v1beta1/decisions",
    "/upload/v1beta/files",
    "/v1beta/models",
]


@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in SERVED.items() for path in paths])
def test_listed_urls_have_their_dialect(name: str, path: str):
    found = dialect_for_path(path)
    assert found is not None and found.name == name
    assert [d.name for d in all_dialects() if d.serves(path)] == [name]
    assert dialect_for_path(path, found.provider) is found


@pytest.mark.parametrize("path", NEVER)
def test_every_other_url_has_none(path: str):
    assert dialect_for_path(path) is None


def test_a_provider_is_served_by_its_own_dialects_alone():
    assert dialect_for_path("/v1/messages", "openai") is None
    assert dialect_for_path("/chat/completions", "google") is None


def test_dialects_are_in_a_stable_order():
    assert tuple(d.name for d in all_dialects()) == (
        "openai_chat", "openai_responses", "anthropic_messages", "bedrock_converse", "gemini", "gemini_interactions",
    )  # fmt: skip
    assert {d.name for d in all_dialects()} == set(DIALECTS)


IMAGE_URL = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
ANTHROPIC_IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}
GOOGLE_IMAGE = {"type": "image", "data": "AAAA", "mime_type": "image/png"}

RECOGNISED: list[tuple[str | None, Any]] = [
    ("openai_chat", {"model": "gpt-5.6", "messages": [{"role": "user", "content": "hi"}]}),
    ("openai_chat", {"messages": [{"role": "user", "content": [IMAGE_URL]}]}),
    ("openai_chat", {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": [IMAGE_URL]}]}),
    ("openai_chat", {"messages": [{"role": "tool", "content": "x"}], "tools": [{"function": {}}]}),
    ("anthropic_messages", {"model": "claude-opus-5-5", "messages": [{"role": "user", "content": "hi"}]}),
    ("anthropic_messages", {"messages": [{"role": "user", "content": [ANTHROPIC_IMAGE]}]}),
    ("anthropic_messages", {"messages": [{"role": "user", "content": "x"}], "system": "s"}),
    (
        "anthropic_messages",
        {"anthropic_version": "bedrock-2023-05-31", "messages": [{"role": "user", "content": "x"}]},
    ),
    ("anthropic_messages", {"messages": [{"role": "user", "content": "x"}], "tools": [{"input_schema": {}}]}),
    ("anthropic_messages", {"requests": [{"custom_id": "1", "params": {"messages": []}}]}),
    ("bedrock_converse", {"messages": [{"role": "user", "content": [{"text": "x"}]}]}),
    (
        "bedrock_converse",
        {"modelId": "m", "messages": [{"role": "user", "content": [{"image": {"source": {}}}]}]},
    ),
    ("openai_responses", {"model": "gpt-5.6", "input": "hi"}),
    ("openai_responses", {"input": [{"role": "user", "content": [{"type": "input_text", "text": "x"}]}]}),
    ("openai_responses", {"input": [{"type": "function_call_output", "call_id": "1", "output": []}]}),
    ("openai_responses", {"items": [{"type": "message", "role": "user", "content": "x"}]}),
    ("openai_responses", {"prompt": {"id": "p"}}),
    ("gemini", {"contents": [{"parts": [{"text": "x"}]}]}),
    ("gemini", {"contents": {"parts": [{"text": "x"}]}}),
    ("gemini", {"generateContentRequest": {"contents": []}}),
    ("gemini", {"batch": {"inputConfig": {"requests": {"requests": [{"request": {"contents": []}}]}}}}),
    ("gemini_interactions", {"model": "gemini-3-flash", "input": "hi"}),
    ("gemini_interactions", {"input": GOOGLE_IMAGE}),
    ("gemini_interactions", {"input": [GOOGLE_IMAGE]}),
    ("gemini_interactions", {"input": [{"type": "user_input", "content": [GOOGLE_IMAGE]}]}),
    ("gemini_interactions", {"input": [{"role": "user", "content": [GOOGLE_IMAGE]}]}),
    ("gemini_interactions", {"input": "hi", "generation_config": {}}),
    # Not ours.
    (None, {"model": "omni-moderation-latest", "input": [IMAGE_URL]}),
    (None, {"model": "text-embedding-3-large", "input": ["a", "b"]}),
    (None, {"requests": [{"model": "m", "content": {}}]}),
    (None, {"instances": [{"image": "AAAA"}]}),
    (None, {"prompt": "draw a cat", "image": "AAAA"}),
    (None, {"messages": [{"role": "user", "content": [{"text": "x"}, {"words": "y"}]}]}),
    (None, {"messages": "hi"}),
    (None, {"messages": [1]}),
    (None, {"contents": 5}),
    (None, {}),
    (None, []),
    (None, None),
    (None, "messages"),
]


@pytest.mark.parametrize(("name", "body"), RECOGNISED, ids=str)
def test_a_body_is_known_by_its_shape(name: str | None, body: Any):
    found = dialect_for_body(body)
    assert (found.name if found else None) == name


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_a_provider_settles_what_two_formats_have_in_common(provider: Any):
    found = dialect_for_body({"messages": [{"role": "user", "content": "hi"}]}, provider)
    assert found is not None and found.provider == provider


MADE_UP = """
from headroom_sdk.body.openai_chat import OpenAIChat

class MadeUp(OpenAIChat):
    name = "made_up"

    def serves(self, path):
        return path == "/made/up"

DIALECT = MadeUp()
"""


def test_a_new_dialect_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "made_up.py").write_text(MADE_UP)
    monkeypatch.setattr(headroom_sdk.body, "__path__", [*headroom_sdk.body.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "headroom_sdk.body.made_up", raising=False)
    caches = (registry.all_dialects, registry.dialect_for_path)
    for cached in caches:
        cached.cache_clear()
    try:
        found = dialect_for_path("/made/up")
        assert found is not None and found.name == "made_up"
    finally:
        sys.modules.pop("headroom_sdk.body.made_up", None)
        for cached in caches:
            cached.cache_clear()
