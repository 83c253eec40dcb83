"""What a question names, word by word, and whether a text says it."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from ..toml import shipped
from .asking import quoted
from .fields import field_at, other_names
from .numbered import NUMBERED
from .wholeness import focus, names

_SHIPPED = shipped("headroom_sdk.picture", "terms.toml")


def _listed(name: str) -> frozenset[str]:
    return frozenset(word for text in _SHIPPED[name].values() for word in text.split())


_EMPTY, _KINDS, _WEAK = _listed("empty"), _listed("kinds"), _listed("weak")
_APART = _EMPTY - _listed("naming")
"""Words that stand between names, and in none."""
_EASTERN_EMPTY = re.compile("|".join(sorted(_listed("empty_eastern"), key=lambda w: (-len(w), w))))
_WORD = re.compile(r"[^\W_]+(?:[-./'’][^\W_]+)*")
_EASTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]+")
_ELIDED = re.compile(r"^(?:l|d|qu|dell|nell|sull|all|un|s)['’](?=\w{2})")

_PART = re.compile(
    r"([,;:?!\n&+]|\.\s|(?<=\s)(?:and|plus|und|sowie|et|y|e|en|or|oder|ou|o)(?=\s))|([()\[\]])", re.IGNORECASE
)
_BELONGS = re.compile(r"\b(?:of|for|von|vom|für|der|des|de|du|del|di|da|do|van|voor)\s", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:when|why|who|whom|whose|how|wann|warum|wer|wem|quand|pourquoi|qui|comment|cu[aá]ndo|qui[eé]n|c[oó]mo|quando|perch[eé]"
    r"|chi|quem|wanneer|waarom|wie)\b",
    re.IGNORECASE,
)

_WHO_DID = re.compile(
    r"\b(?:did|does|do|has|have|had|hat|haben|was)\s+(?:the|der|die|my|our)\s+(?:customers?|clients?|buyers?|users?|shoppers?|person"
    r"|people|kunden?|kundin|käufer)\b",
    re.IGNORECASE,
)
"""Who does it is not printed on a receipt; whose address it is, is."""

Name = tuple[str, ...]
"""Words that follow each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """``core`` must be found; ``kinds`` (a date, a price) and ``weak`` (a green line) only say which of several places
    is meant. ``quotes`` and ``names`` must be found word for word; ``runs`` are words that follow each other in the
    question. ``plain``: ``core`` is made of words that need not stand in the picture, for there are no better ones."""

    core: tuple[str, ...]
    kinds: tuple[str, ...]
    weak: tuple[str, ...] = ()
    quotes: tuple[Name, ...] = ()
    names: tuple[Name, ...] = ()
    runs: tuple[Name, ...] = ()
    plain: bool = False

    @property
    def shortest(self) -> int:
        """Letters of the shortest text that says one of them."""
        told = [sum(map(len, name)) for name in (*self.quotes, *self.names)]
        told += [
            sum(map(len, name))
            for term in self.core
            for name in (tuple(term.split()), *other_names(tuple(term.split())))
        ]
        return min(told, default=1)


@dataclass(slots=True)
class _Part:
    """What a part of a question names, between two commas."""

    core: list[str]
    kinds: list[str]
    weak: list[str]
    open: bool
    belongs: bool


@functools.lru_cache(maxsize=1024)
def terms(question: str) -> Terms:
    """What *question* names, in its order, each once."""
    text = _WHO_DID.sub(" ", focus(question))
    at_number = tuple(w for m in NUMBERED.finditer(text) for w in words(m.group()))
    text = NUMBERED.sub(" , ", text)
    said_so, word_for_word = quoted(text), names(question)
    for known in (*said_so, *word_for_word):
        text = text.replace(known, " , ")
    parts: list[_Part] = []
    runs: list[Name] = []
    pieces = _PART.split(text)
    for piece, aside in zip(pieces[::3], (None, *pieces[2::3]), strict=True):
        parts.append(_part(piece, aside=aside is not None and aside not in ")]"))
        runs += _runs(piece)
    _joined(parts)
    core = _once(w for p in parts for w in p.core)
    kinds = tuple(dict.fromkeys(w for p in parts for w in p.kinds if w not in core))
    weak = tuple(
        dict.fromkeys(
            w for w in (*(w for p in parts for w in p.weak), *at_number) if w not in core and w not in kinds
        )
    )
    quotes = tuple(name for q in said_so if (name := tuple(words(q))))
    strict = tuple(name for n in word_for_word if (name := tuple(words(n))))
    plain = not core and not quotes and not strict
    if plain:
        core, kinds, weak = (weak, kinds, ()) if weak else (kinds, (), ())
    return Terms(
        core=core,
        kinds=kinds,
        weak=weak,
        quotes=quotes,
        names=strict,
        runs=tuple(dict.fromkeys(runs)),
        plain=plain,
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, and none that means what an earlier one means: "total or grand total"."""
    out: dict[str, None] = {}
    for name in names:
        if not any(tuple(name.split()) in other_names(tuple(known.split())) for known in out):
            out[name] = None
    return tuple(out)


def _part(text: str, *, aside: bool) -> _Part:
    out = _Part(
        core=[], kinds=[], weak=[], open=bool(_ASKS.search(text)), belongs=bool(_BELONGS.search(text))
    )
    found = tuple(words(text))
    at = 0
    while at < len(found):
        word = found[at]
        name = field_at(found, at)
        if name and (len(name) > 1 or word not in _WEAK | _EMPTY | _KINDS):
            (out.weak if aside else out.core).append(" ".join(name))
            at += len(name)
            continue
        at += 1
        if _EASTERN.fullmatch(word):
            out.core += [part for part in _EASTERN_EMPTY.split(word) if len(part) > 1]
        elif word in _KINDS:
            out.kinds.append(word)
        elif word not in _EMPTY:
            optional = aside or word in _WEAK or (len(word) == 1 and word.isalpha())
            (out.weak if optional else out.core).append(word)
    return out


def _joined(parts: list[_Part]) -> None:
    """Settle what a kind of thing in a part of its own is: in "total and date" a date is looked for, in "name and price
    of the bread" it only tells which bread is meant."""
    if not any(p.core for p in parts):
        return
    for at, part in enumerate(parts):
        if part.core:
            continue
        if part.kinds and not any(p.belongs and p.core for p in parts[at + 1 :]):
            part.core, part.kinds = part.kinds, []
        elif part.open and at > 0 and any(p.core for p in parts[:at]):
            part.core = ["?"]  # nothing says it: where the answer to it stands cannot be told


def _runs(text: str) -> list[Name]:
    out: list[Name] = []
    run: list[str] = []
    for word in (*words(text), ""):
        if word and word not in _APART:
            run.append(word)
            continue
        if len(run) > 1:
            out.append(tuple(run))
        run = []
    return out


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


_TRANSLATED, _IN_PARTS = 0.96, 0.95


def said(term: str, line: list[str]) -> float:
    """How surely the words of *line* say *term*, or what it is called elsewhere (0–1)."""
    name = tuple(term.split())
    own = _said(name, line)
    if own >= _TRANSLATED:
        return own
    other = max((_said(n, line) for n in other_names(name)), default=0.0)
    parts = 0.0
    if len(name) > 1:  # "Invoice 12" for the number of the invoice
        telling = [w for w in name if w not in _KINDS and w not in _EMPTY]
        parts = min((_said((w,), line) for w in telling), default=0.0)
    return max(own, _TRANSLATED * other, _IN_PARTS * parts)


def _said(name: Name, line: list[str]) -> float:
    if len(name) == 1:
        return max((_alike(name[0], word) for word in line), default=0.0)
    joined = "".join(name)
    if len(joined) > 3 and joined in line:
        return 0.98
    return max(
        (min(map(_alike, name, line[at : at + len(name)])) for at in range(len(line) - len(name) + 1)),
        default=0.0,
    )


def word_for_word(name: Name, line: list[str]) -> float:
    """How surely *line* says *name* as it is written (0–1), blanks and one letter of six aside."""
    wanted, text = "".join(name), "".join(line)
    if len(wanted) < 2 or not text:
        return 0.0
    if len(name) == 1 and len(wanted) < 5:
        return 1.0 if wanted in line else 0.0
    if wanted in text:
        return 1.0
    if any(c.isdigit() for c in wanted) or len(wanted) < 6:
        return 0.0
    near = difflib.SequenceMatcher(None, wanted, text, autojunk=False)
    block = near.find_longest_match()
    start = max(0, block.b - block.a)
    ratio = difflib.SequenceMatcher(None, wanted, text[start : start + len(wanted)], autojunk=False).ratio()
    return ratio if ratio >= _LIKE else 0.0


def follows(run: Name, line: list[str]) -> int:
    """How many words of *run* follow each other in *line*, two at least; else 0."""
    best = 0
    for a in range(len(run)):
        for b in range(len(line)):
            n = 0
            while a + n < len(run) and b + n < len(line) and _alike(run[a + n], line[b + n]) >= _LIKE:
                n += 1
            best = max(best, n)
    return best if best > 1 else 0


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
