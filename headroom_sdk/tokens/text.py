"""What a text costs: counted where the model's tokenizer lies on disk, else at most so much."""

from __future__ import annotations

import functools
import hashlib
import importlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from ..target import Provider

_FILES = {
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
}
"""Encoding → its file's name in tiktoken's cache and its sha256, as in tiktoken_ext/openai_public.py of tiktoken
0.14. tiktoken fetches a file that is missing or differs; we ask it only when neither is so."""

_OTHERS = {"openai": 1.2, "anthropic": 1.5, "google": 1.3}
"""How many more tokens than o200k_base a tokenizer that is not public may take (Anthropic states up to 1.35 times
its former one for the newest models)."""

_PIECES = re.compile(
    r"(?P<word>[^\W\d_]+)|(?P<digits>\d+)|(?P<line>\s*\n\s*)|(?P<blank>[^\S\n]+)|(?P<mark>.)", re.S
)


class TextCount(NamedTuple):
    """Tokens of a text; ``exact`` is False for an upper bound."""

    tokens: int
    exact: bool


def text_tokens(text: str, provider: Provider, model: str | None) -> TextCount:
    """What *text* costs on *model*: exact for OpenAI models whose tokenizer tiktoken has on disk."""
    if provider == "openai" and model is not None:
        name = _encoding_name(model)
        encoding = None if name is None else _encoding(name)
        if encoding is not None:
            return TextCount(len(encoding.encode_ordinary(text)), True)
    return TextCount(upper_bound(text, provider), False)


def upper_bound(text: str, provider: Provider) -> int:
    """Tokens that *text* takes at most, by its pieces: words by their letters, digits in threes (Gemini: one by
    one), other signs one by one, letters beyond ASCII by their bytes."""
    total = 0.0
    for piece in _PIECES.finditer(text):
        kind, part = piece.lastgroup, piece[0]
        if kind == "word":
            total += _word(part)
        elif kind == "digits":
            total += len(part) if provider == "google" else -(-len(part) // 3)
        elif kind == "blank":
            # One blank before a word or sign is part of its token, before a digit it is not.
            free = part == " " and not text[piece.end() : piece.end() + 1].isdigit()
            total += 0 if free else 1 + len(part) // 16
        elif kind == "line":
            total += 1 + len(part) // 8
        else:
            total += 1 if part.isascii() else len(part.encode("utf-8", "surrogatepass"))
    return int(total * _OTHERS[provider]) + 2


def _word(word: str) -> float:
    if not word.isascii():
        size = len(word.encode("utf-8", "surrogatepass"))
        return max(1.0, size / 1.8) if word.isalpha() else size
    if word.islower() or word[1:].islower():
        return 1.0 if len(word) <= 4 else 1 + (len(word) - 4) / 6.5
    return 1.0 if len(word) <= 2 else 1 + (len(word) - 2) / 2.5


def _encoding_name(model: str) -> str | None:
    try:
        names: Any = importlib.import_module("tiktoken.model")
    except ImportError:
        return None
    try:
        name = str(names.encoding_name_for_model(model))
    except KeyError:
        return None
    return name if name in _FILES else None


@functools.lru_cache(maxsize=4)
def _encoding(name: str) -> Any | None:
    file, digest = _FILES[name]
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    path = Path(tempfile.gettempdir(), "data-gym-cache") if folder is None else Path(folder)
    try:
        data = (path / file).read_bytes() if str(folder) else b""
    except OSError:
        return None
    if hashlib.sha256(data).hexdigest() != digest:
        return None
    tiktoken: Any = importlib.import_module("tiktoken")
    return tiktoken.get_encoding(name)
