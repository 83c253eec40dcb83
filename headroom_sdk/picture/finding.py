"""The rows of a picture that a question means: told from the words that they share, and how these follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .lines import Line
from .rows import Piece, Row
from .terms import Name, Terms, follows, said, word_for_word, words

MOST_PLACES = 3
MOST_ROWS = 3
_MOST_QUOTING = 12
"""Rows that one place may have: of those that quote what the question quotes it is a list."""
_WELL_READ = 0.75
_WINDOW = 3
"""Rows that follow each other and may say together what is asked."""
_NEAR = 4.0
"""Rows closer than so many usual distances are one place."""
SURE = 0.97
_BY_TITLE, _IN_PART = 0.96, 0.955
"""How sure it is where only a title, or only most of the names, is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A row that is meant; ``title``: its words stand above what is asked for."""

    row: int
    pieces: tuple[Piece, ...]
    title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The rows that are meant, how sure that is, and the words that led to them."""

    hits: tuple[Hit, ...]
    confidence: float
    words: str


class Finder:
    """What the rows of one page say."""

    def __init__(self, rows: Sequence[Row], read: Mapping[Piece, Line], pitch: float) -> None:
        self._rows = rows
        self._pitch = pitch
        self._middles = [median(p.middle for p in row) for row in rows]
        self._words = [
            [(p, words(p.text) if read[p].confidence >= _WELL_READ else []) for p in row] for row in rows
        ]

    def find(self, terms: Terms) -> Found | str:
        """The rows that *terms* mean, or why that cannot be told."""
        strict = (*terms.quotes, *terms.names)
        if strict:
            return self._strictly(terms, strict)
        found = self._by_core(terms)
        if isinstance(found, str):
            title = self._by_title(terms)
            return title if title is not None else found
        return found

    def _strictly(self, terms: Terms, strict: Sequence[Name]) -> Found | str:
        """By what has to be found word for word; the other names only choose between several places."""
        chosen: set[int] = set()
        told = self._said(terms)
        for name in strict:
            rows = [
                n
                for n, row in enumerate(self._words)
                if any(word_for_word(name, w) for w in self._texts(row))
            ]
            if not rows:
                return f"the picture does not say {' '.join(name)!r}"
            if len(self._places(rows)) > 1:
                most = max(
                    sum(t in told.get(n, ()) for t in (*terms.core, *terms.kinds, *terms.weak)) for n in rows
                )
                rows = [
                    n
                    for n in rows
                    if most == sum(t in told.get(n, ()) for t in (*terms.core, *terms.kinds, *terms.weak))
                ]
            if len(self._places(rows)) > 1:
                return f"the picture says {' '.join(name)!r} in several places"
            chosen.update(rows)
        if terms.names:
            missing = [t for t in terms.core if not any(t in known for known in told.values())]
            if missing and len(missing) == len(terms.core):
                return f"the picture does not say {missing[0]!r}"
            near = [n for n in told if any(t in told[n] for t in terms.core)]
            if len(self._places([*chosen, *near])) <= MOST_PLACES:
                chosen.update(near)
        if len(chosen) > _MOST_QUOTING or len(self._places(sorted(chosen))) > MOST_PLACES:
            return f"the picture says it in {len(chosen)} places"
        return self._found(sorted(chosen), terms, SURE, ", ".join(" ".join(name) for name in strict), strict)

    def _by_core(self, terms: Terms) -> Found | str:
        told = self._said(terms)
        missing = [t for t in terms.core if not any(t in known for known in told.values())]
        core = tuple(t for t in terms.core if t not in missing)
        if missing and (terms.plain or not self._mostly(terms, core, len(missing))):
            return f"the picture does not say {missing[0]!r}"
        whole = [n for n, known in told.items() if all(t in known for t in core)]
        if whole:
            chosen = self._best(whole, told, core, terms)
        else:
            chosen = self._together(told, core) or sorted(
                n for n, known in told.items() if any(t in known for t in core)
            )
        places = self._places(chosen)
        if len(places) == 1 and len(chosen) <= _MOST_QUOTING and self._alike(chosen):
            pass
        elif len(places) > MOST_PLACES or len(chosen) > (MOST_ROWS if whole else 2 * MOST_ROWS):
            return f"the picture says it in {len(chosen)} places"
        surely = min(max(told[n].get(t, 0.0) for n in chosen) for t in core)
        if not whole:
            surely *= 0.985
        # A term that was found through a likeness only is as sure as the likeness is close.
        sure = (_IN_PART if missing else SURE) - 0.1 * (1 - surely)
        return self._found(chosen, terms, sure, ", ".join(core), ())

    def _mostly(self, terms: Terms, core: tuple[str, ...], missing: int) -> bool:
        """Whether the names that are found follow each other, so that one more need not be."""
        return missing == 1 and any(
            sum(w in core for w in run) > 1 and follows(tuple(w for w in run if w in core), text) > 1
            for run in terms.runs
            for row in self._words
            for text in self._texts(row)
        )

    def _by_title(self, terms: Terms) -> Found | None:
        """By lines that are nothing but words that follow each other in the question: "in the file list"."""
        chosen: dict[int, set[Piece]] = {}
        names: list[str] = []
        for run in terms.runs:
            for length in range(min(len(run), 4), 1, -1):
                parts = {run[a : a + length] for a in range(len(run) - length + 1)}
                hits = [
                    (n, p, part)
                    for n, row in enumerate(self._words)
                    for p, text in row
                    for part in parts
                    if len(text) == length and follows(part, text) == length
                ]
                if hits:
                    if len(hits) > 1:
                        return None
                    for n, p, part in hits:
                        chosen.setdefault(n, set()).add(p)
                        names.append(" ".join(part))
                    break
        wanted = set(terms.core) - {w for name in names for w in name.split()}
        if not chosen or len(chosen) > MOST_PLACES or (not terms.plain and len(wanted) > 0):
            return None
        hits_ = tuple(
            Hit(row=n, pieces=tuple(sorted(chosen[n], key=lambda p: p.left)), title=True)
            for n in sorted(chosen)
        )
        return Found(hits=hits_, confidence=_BY_TITLE, words=", ".join(names))

    def _said(self, terms: Terms) -> dict[int, dict[str, float]]:
        out: dict[int, dict[str, float]] = {}
        for n, row in enumerate(self._words):
            for text in self._texts(row):
                for term in (*terms.core, *terms.kinds, *terms.weak):
                    surely = said(term, text) if text else 0.0
                    if surely:
                        known = out.setdefault(n, {})
                        known[term] = max(surely, known.get(term, 0.0))
        return out

    def _texts(self, row: Sequence[tuple[Piece, list[str]]]) -> list[list[str]]:
        """The words of each piece of a row, and of all of it: the detector may have parted a name."""
        texts = [w for _, w in row if w]
        return [*texts, [w for text in texts for w in text]] if len(texts) > 1 else texts

    def _best(
        self, whole: list[int], told: Mapping[int, Mapping[str, float]], core: tuple[str, ...], terms: Terms
    ) -> list[int]:
        """Rows that say it all: the closest, and those of them that also say which kind of thing is asked for."""

        def merit(n: int) -> tuple[int, int, int]:
            exact = sum(told[n][t] >= 0.97 for t in core)
            together = max(
                (follows(run, text) for run in terms.runs for text in self._texts(self._words[n])), default=0
            )
            return (
                exact,
                sum(t in told[n] for t in terms.kinds) + sum(t in told[n] for t in terms.weak),
                together,
            )

        best = max(map(merit, whole))
        return sorted(n for n in whole if merit(n) == best)

    def _together(self, told: Mapping[int, Mapping[str, float]], core: tuple[str, ...]) -> list[int]:
        """Rows close to each other that say it all between them; none if there are none, or in many places."""
        out: list[int] = []
        for first in range(len(self._rows)):
            window = [n for n in range(first, min(first + _WINDOW, len(self._rows))) if n in told]
            if first not in told or self._middles[window[-1]] - self._middles[first] > _NEAR * self._pitch:
                continue
            if all(any(t in told[n] for n in window) for t in core):
                out += [n for n in window if any(t in told[n] for t in core)]
        return sorted(set(out)) if len(self._places(sorted(set(out)))) <= 1 else []

    def _alike(self, rows: Sequence[int]) -> bool:
        """Whether these rows begin alike: one thing, bought several times."""
        return len({tuple(self._words[n][0][1]) for n in rows}) == 1

    def _places(self, rows: Sequence[int]) -> list[list[int]]:
        out: list[list[int]] = []
        for n in sorted(set(rows)):
            if out and self._middles[n] - self._middles[out[-1][-1]] <= _NEAR * self._pitch:
                out[-1].append(n)
            else:
                out.append([n])
        return out

    def _found(
        self, rows: Sequence[int], terms: Terms, sure: float, name: str, strict: Sequence[Name]
    ) -> Found:
        hits: list[Hit] = []
        for n in rows:
            naming = [
                p
                for p, text in self._words[n]
                if any(said(t, text) for t in terms.core if text)
                or any(word_for_word(q, text) for q in strict)
            ]
            hits.append(Hit(row=n, pieces=tuple(sorted(naming or self._rows[n], key=lambda p: p.left))))
        return Found(hits=tuple(hits), confidence=sure, words=name)
