"""What a question names, word by word, and whether a text says it."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from dataclasses import dataclass

from ..toml import shipped

_SHIPPED = shipped("headroom_sdk.picture", "terms.toml")


def _listed(name: str) -> frozenset[str]:
    return frozenset(word for text in _SHIPPED[name].values() for word in text.split())


_EMPTY, _KINDS = _listed("empty"), _listed("kinds")
_EASTERN_EMPTY = re.compile("|".join(sorted(_listed("empty_eastern"), key=lambda w: (-len(w), w))))
_WORD = re.compile(r"[^\W_]+(?:[-./'’][^\W_]+)*")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]+")
_ELIDED = re.compile(r"^(?:l|d|qu|dell|nell|sull|all|un|s)['’](?=\w{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """``core`` must be found, ``kinds`` (a date, a price) only say which of several places is meant."""

    core: tuple[str, ...]
    kinds: tuple[str, ...]


@functools.lru_cache(maxsize=1024)
def terms(question: str) -> Terms:
    """What *question* names, in its order, each once."""
    core: dict[str, None] = {}
    kinds: dict[str, None] = {}
    for word in words(question):
        if _EASTERN.fullmatch(word):
            for part in _EASTERN_EMPTY.split(word):
                if len(part) > 1:
                    core[part] = None
        elif word in _KINDS:
            kinds[word] = None
        elif word not in _EMPTY:
            core[word] = None
    if not core:
        return Terms(core=tuple(kinds), kinds=())
    return Terms(core=tuple(core), kinds=tuple(kinds))


def words(text: str) -> list[str]:
    """The words of *text*, lower case, without accents; a run of Chinese, Japanese or Korean is one."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    out: list[str] = []
    at = 0
    for run in _EASTERN.finditer(flat):
        out += map(_bare, _WORD.findall(flat[at : run.start()]))
        out.append(run[0])
        at = run.end()
    out += map(_bare, _WORD.findall(flat[at:]))
    return [
        part
        for word in out
        for part in (word.split("-") if word.replace("-", "").isalpha() else (word,))
        if part
    ]


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word)
    plain = "".join(c for c in parts if not unicodedata.combining(c)).replace("ß", "ss")
    plain = _ELIDED.sub("", plain)
    return re.sub(r"['’]s$", "", plain)


_LIKE = 0.84
"""How like two longer words must be: one letter of six read wrongly."""


def said(term: str, line: list[str]) -> float:
    """How surely the words of *line* say *term* (0–1)."""
    return max((_alike(term, word) for word in line), default=0.0)


@functools.lru_cache(maxsize=8192)
def _alike(term: str, word: str) -> float:
    if term == word:
        return 1.0
    if _EASTERN.fullmatch(term):
        return 1.0 if term in word else 0.0
    if any(c.isdigit() for c in term + word):
        return 0.95 if re.sub(r"\W", "", term) == re.sub(r"\W", "", word) else 0.0
    short, long = sorted((term, word), key=len)
    if len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 3:
        return 0.98  # plurals and endings
    if len(term) >= 5 and word.endswith(term):
        return 0.9  # the last part of a compound says what it is
    if len(short) >= 5 and short[:2] == long[:2]:
        ratio = difflib.SequenceMatcher(None, term, word, autojunk=False).ratio()
        return ratio if ratio >= _LIKE else 0.0
    return 0.0
