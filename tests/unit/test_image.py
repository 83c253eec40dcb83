"""The stand-alone door takes messages of every provider, changes none of them, and says what it did."""

from __future__ import annotations

import copy
import threading
from typing import Any

import pytest
from support import pictures

from headroom_sdk import ConfigurationError, HeadroomError, ImageUnreadable, MalformedBody, Policy, Technique
from headroom_sdk.image import CompressionResult, ImageCompressor, compress_images

SCREEN = pictures.shot("screen")
CHAT = [
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image_url", "image_url": {"url": SCREEN.url}},
        ],
    }
]
RESPONSES = [{"role": "user", "content": [{"type": "input_image", "image_url": SCREEN.url}]}]
CLAUDE = [
    {
        "role": "user",
        "content": [
            {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": SCREEN.base64}},
            {"type": "text", "text": "What is this?"},
        ],
    }
]
GEMINI = [
    {
        "role": "user",
        "parts": [{"inline_data": {"mime_type": "image/png", "data": SCREEN.base64}}, {"text": "?"}],
    }
]
ALL = (("openai", CHAT), ("openai", RESPONSES), ("anthropic", CLAUDE), ("google", GEMINI))


@pytest.mark.parametrize(("provider", "messages"), ALL)
def test_every_format_is_compressed_and_the_input_stays_as_it_was(provider: Any, messages: list[Any]):
    before = copy.deepcopy(messages)
    compressor = ImageCompressor()
    assert compressor.has_images(messages)
    new = compressor.compress(messages, provider, technique="full_low")
    assert messages == before and new != before
    result = compressor.last_result
    assert result is not None and result.technique is Technique.FULL_LOW
    assert result.compressed_tokens < result.original_tokens
    assert compressor.last_savings == result.savings_percent > 0
    assert not any(d.exact for d in result.decisions)  # no model was named: the default family is a guess


def test_a_named_model_counts_exactly():
    _, report = ImageCompressor().compress(CHAT, model="gpt-4o", return_report=True)
    assert report.exact and report.tokens_before == 1105


@pytest.mark.parametrize(
    "messages", [[], [{"role": "user", "content": "hello"}], ["hello"], [{"parts": [{"text": "x"}]}]]
)
def test_without_images_the_same_list_comes_back(messages: list[Any]):
    compressor = ImageCompressor()
    assert not compressor.has_images(messages)
    assert compressor.compress(messages) is messages
    assert compressor.last_result is not None and compressor.last_savings == 0.0


@pytest.mark.parametrize("messages", [None, "text", {"role": "user"}, [42], [None], 7])
def test_malformed_messages_are_named(messages: Any):
    with pytest.raises(MalformedBody, match="messages"):
        ImageCompressor().compress(messages)


@pytest.mark.parametrize("payload", ["@@@", "", "AAAA", "iVBORw0KGgo="])
def test_an_unreadable_picture_is_named_by_its_path(payload: str):
    url = f"data:image/png;base64,{payload}"
    messages = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]
    with pytest.raises(ImageUnreadable, match=r"messages\[0\]\.content\[0\]"):
        ImageCompressor().compress(messages)


def test_unknown_provider_technique_and_contradictions_are_errors():
    with pytest.raises(ConfigurationError, match="openai, anthropic, google"):
        ImageCompressor().compress(CHAT, "mistral")  # type: ignore[call-overload]
    with pytest.raises(ConfigurationError, match="preserve, full_low, crop, transcode"):
        ImageCompressor().compress(CHAT, technique="shrink")
    with pytest.raises(HeadroomError, match="contradict"):
        ImageCompressor(Policy(mode="lossless")).compress(CHAT, technique="full_low")


def test_results_belong_to_the_calling_thread():
    compressor, found = ImageCompressor(), {}
    small = [
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": pictures.shot("icon").url}}]}
    ]

    def work(name: str, messages: list[Any]) -> None:
        for _ in range(20):
            compressor.compress(messages, model="gpt-4o")
            result = compressor.last_result
            assert result is not None
            found.setdefault(name, set()).add(result.original_tokens)

    threads = [threading.Thread(target=work, args=a) for a in (("large", CHAT), ("small", small))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"large": {1105}, "small": {255}}


def test_a_compressor_is_a_context_manager_and_stays_usable():
    with ImageCompressor() as compressor:
        first = compressor.compress(CHAT, model="gpt-4o")
    assert compressor.compress(CHAT, model="gpt-4o") == first


def test_compress_images_is_one_call():
    assert compress_images(CHAT, technique="full_low") != CHAT


def test_a_result_of_nothing_saves_nothing():
    result = CompressionResult(
        technique=Technique.PRESERVE, original_tokens=0, compressed_tokens=0, confidence=1.0, decisions=()
    )
    assert result.savings_percent == 0.0
