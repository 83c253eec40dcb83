"""What is known of a question before anything is decided: hashed pieces of its words, and what it asks for."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from . import intents

BUCKETS = 1 << 15
PIECES = 900
"""At most so many; a longer text gives those of its beginning and its end."""
LETTERS = 3000
"""Of a longer text, so many characters in all are looked at."""
VERSION = 1

SHAPE = (
    "log_words", "log_sentences", "questions", "digits", "quotes", "lines", "capitals", "latin", "cyrillic",
    "east_asian", "other_script", "known", "last_question", "brackets",
)  # fmt: skip
TRAITS = (*intents.NAMES, *(f"last_{name}" for name in intents.NAMES), *SHAPE)

_WORD = re.compile(r"[^\W\d_]+|\d+", re.UNICODE)
_SENTENCE = re.compile(r"(?<=[.!?。？！])\s+|\n+")
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """``pieces`` are buckets of hashed words, pairs of words and parts of words; bucket 0 is never used.
    ``traits`` are as many numbers as :data:`TRAITS` names. ``known`` is the share (0–1) of words that training
    has seen."""

    pieces: npt.NDArray[np.int64]
    traits: npt.NDArray[np.float32]
    known: float
    tampers: bool


def query(text: str, vocabulary: bytes = b"") -> Query:
    """What *text* asks. *vocabulary* has a bit for each word that training has seen, by :func:`word_bit`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) > LETTERS:
        plain = plain[: LETTERS // 2] + "\n" + plain[-LETTERS // 2 :]
    lower = plain.lower()
    words = list(words_of(lower))
    pieces = list(_pieces(words))
    if len(pieces) > PIECES:
        pieces = pieces[: PIECES // 2] + pieces[-PIECES // 2 :]
    sentences = [part for part in _SENTENCE.split(lower) if part.strip()] or [""]
    known = _known(words, vocabulary)
    whole = intents.intents(lower)
    last = intents.intents(sentences[-1]) if len(sentences) > 1 else whole
    traits = [*whole, *last, *_shape(plain, words, sentences, known)]
    return Query(
        pieces=np.array(pieces or [1], np.int64),
        traits=np.array(traits, np.float32),
        known=known,
        tampers=intents.tampers(lower),
    )


def words_of(lower: str) -> Iterator[str]:
    """Words and numbers; scripts without blanks give a word for each character."""
    for match in _WORD.finditer(lower):
        word = match.group()
        if _EAST.search(word):
            yield from word
        else:
            yield word


def word_bit(word: str) -> int:
    """The place of *word* in a vocabulary of 2¹⁶ bits."""
    return zlib.crc32(word.encode("utf-8", "replace")) & 0xFFFF


def _known(words: list[str], vocabulary: bytes) -> float:
    telling = [word for word in words if not word.isdigit()]
    if not vocabulary or not telling:
        return 1.0 if telling else 0.0
    bits = [word_bit(word) for word in telling]
    return sum(vocabulary[bit >> 3] >> (bit & 7) & 1 for bit in bits) / len(bits)


def _pieces(words: list[str]) -> Iterator[int]:
    before = "^"
    for word in words:
        if word.isdigit():
            word = f"#{min(len(word), 5)}"
        yield _bucket(f"w {word}")
        yield _bucket(f"p {before} {word}")
        before = word
        if len(word) > 3:
            framed = f"<{word[:18]}>"
            for start in range(len(framed) - 3):
                yield _bucket(f"c {framed[start : start + 4]}")


def _bucket(piece: str) -> int:
    return 1 + zlib.crc32(piece.encode("utf-8", "replace")) % (BUCKETS - 1)


def _shape(plain: str, words: list[str], sentences: list[str], known: float) -> list[float]:
    letters = [c for c in plain[:LETTERS] if c.isalpha()]
    count = max(1, len(letters))
    east = sum(1 for c in letters if _EAST.match(c))
    latin = sum(1 for c in letters if c < "\u0250")
    cyrillic = sum(1 for c in letters if "\u0400" <= c < "\u0530")
    return [
        float(np.log2(1 + len(words)) / 8),
        float(np.log2(1 + len(sentences)) / 5),
        min(plain.count("?") + plain.count("？"), 4) / 4,
        min(sum(word.isdigit() for word in words), 8) / 8,
        float(any(mark in plain for mark in "\"“”'«»「")),
        min(plain.count("\n"), 8) / 8,
        sum(c.isupper() for c in letters) / count,
        latin / count,
        cyrillic / count,
        east / count,
        (len(letters) - latin - cyrillic - east) / count,
        known,
        float("?" in sentences[-1]),
        float(any(mark in plain for mark in "{[<")),
    ]
