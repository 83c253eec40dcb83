"""A text is counted exactly or bounded from above, and nothing is ever fetched."""

from __future__ import annotations

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headroom_sdk.tokens.text import text_tokens, upper_bound

COUNTED = (
    ("Item        Qty  Price\nBolt M6      12   1.20\nWasher      100   0.05", 28),
    ("The committee met on Tuesday to discuss the plans for a bridge over the river.", 16),
    ("Invoice no  P-74177\nDate  25/03/2022\nTotal due  EUR 2,243.14", 28),
    ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 43),
    ("Straßenbahnhaltestelle Überschußbeteiligung", 13),
    ("Η ταχύτητα του φωτός", 7),
    ("今天天气很好，我们去公园散步吧。", 12),
)
"""Texts with their number of o200k_base tokens, counted with a public tokenizer."""


@pytest.mark.parametrize(("text", "tokens"), COUNTED)
@pytest.mark.parametrize("provider", ["openai", "anthropic", "google"])
def test_the_bound_is_not_below_the_count(text, tokens, provider):
    assert upper_bound(text, provider) >= tokens


@pytest.mark.parametrize(("text", "tokens"), COUNTED[:4])
def test_the_bound_of_what_documents_say_is_not_far_above(text, tokens):
    assert upper_bound(text, "openai") <= 1.6 * tokens


@given(st.text(), st.text())
def test_more_text_never_costs_less(a, b):
    assert upper_bound(a + b, "openai") >= upper_bound(a, "openai") - 1


@given(st.text(max_size=200))
def test_any_text_has_a_bound(text):
    assert upper_bound(text, "anthropic") >= 1


def test_a_tokenizer_that_is_not_on_disk_is_never_fetched(tmp_path, monkeypatch):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("went to the network"))
    count = text_tokens("hello", "openai", "gpt-4o")
    assert not count.exact


def test_a_damaged_file_of_a_tokenizer_counts_as_none(tmp_path, monkeypatch):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", lambda *a: pytest.fail("went to the network"))
    damaged = tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790"
    damaged.write_bytes(b"aGVsbG8= 0\n")
    assert not text_tokens("hello", "openai", "gpt-4o").exact
    assert damaged.read_bytes() == b"aGVsbG8= 0\n"


def test_models_without_a_public_tokenizer_are_bounded():
    assert not text_tokens("hello", "anthropic", "claude-opus-4-8").exact
    assert not text_tokens("hello", "google", "gemini-3-pro").exact
    assert not text_tokens("hello", "openai", None).exact
