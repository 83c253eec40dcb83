"""Pairs of a picture and a question, with what survives: what the heads are trained, calibrated and judged on."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from headroom_sdk.routing.query import TRAITS, VERSION, query

from .pictures import Sample
from .questions.asked import Asked
from .questions.outcomes import NEEDS, Outcome, outcome
from .questions.typed import Template, alien, dressed, filled, joined, lists
from .splits import judges, judging_template, picture_fold, question_fold

TECHNIQUES = ("preserve", "full_low", "crop", "transcode")
JUDGED = 24
"""Kinds with fewer pictures, copies counted, do not judge: a handful would be asked hundreds of times."""
OTHER_KINDS = {
    "dense_document": ("form", "receipt", "document_photo"), "ui_mobile": ("ui_desktop", "web_page"),
    "natural_photo": ("product_photo", "scene_text_photo"), "scene_text_photo": ("natural_photo",),
    "chart": ("infographic",), "infographic": ("chart",), "table": (),
}  # fmt: skip
"""Kinds that questions of the data make sense for, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """``picture`` is a place in the list of pictures. ``ask`` may be two, joined by ``+``."""

    picture: int
    text: str
    ask: str
    source: str
    outcome: Outcome
    weight: float


class Maker:
    """Makes pairs of the pictures that ``shows`` lets in and the questions (text, source) that ``asks`` lets in. Kinds
    with fewer than ``least`` pictures are left out."""

    def __init__(
        self,
        pictures: Sequence[Sample],
        asked: Sequence[Asked],
        *,
        shows: Callable[[Sample], bool],
        asks: Callable[[str, str], bool],
        unfitting: float = 0.08,
        least: int = 1,
    ) -> None:
        self._unfitting = unfitting
        self._by_kind: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, sample in enumerate(pictures):
            if shows(sample):
                self._by_kind[sample.kind][sample.source].append(number)
        for kind, sources in list(self._by_kind.items()):
            if sum(map(len, sources.values())) < least:
                del self._by_kind[kind]
        self._kinds = sorted(self._by_kind)
        self._templates: dict[str, list[Template]] = defaultdict(list)
        for template in lists()[0]:
            if asks(template.text, "typed"):
                self._templates[template.ask].append(template)
        self._asked: dict[str, list[Asked]] = defaultdict(list)
        for one in asked:
            if asks(one.text, one.source):
                self._asked[one.source].append(one)

    def pairs(self, count: int, seed: str, *, dress: bool = True) -> list[Pair]:
        """*count* pairs; the same *seed* gives the same ones."""
        rng = random.Random(seed)
        return [self._pair(rng, dress) for _ in range(count)]

    def _pair(self, rng: random.Random, dress: bool) -> Pair:
        chance = rng.random()
        if chance < 0.04:
            kind = rng.choice(self._kinds)
            text = alien(rng) if rng.random() < 0.8 else ""
            where = self._picture(kind, rng)
            return Pair(
                picture=where,
                text=text,
                ask="alien",
                source="alien",
                outcome=outcome("alien", kind),
                weight=1,
            )
        text, ask, kinds, source, weight = self._question(rng)
        apart = rng.random() < self._unfitting
        kind = rng.choice(self._kinds if apart else [k for k in kinds if k in self._by_kind] or self._kinds)
        found = outcome(ask, kind)
        if chance < 0.14:
            other, second, *_, more = self._question(rng)
            text, ask, found = joined(text, other, rng), f"{ask}+{second}", found.both(outcome(second, kind))
            weight = min(weight, more)
        if dress:
            text = dressed(text, rng)
        return Pair(
            picture=self._picture(kind, rng), text=text, ask=ask, source=source, outcome=found, weight=weight
        )

    def _question(self, rng: random.Random) -> tuple[str, str, tuple[str, ...], str, float]:
        if rng.random() < 0.62 or not self._asked:
            asks = sorted(self._templates)
            ask = rng.choices(asks, [len(self._templates[a]) ** 0.6 for a in asks])[0]
            template = rng.choice(self._templates[ask])
            return filled(template, rng), ask, template.kinds, "typed", 1.0
        sources = sorted(self._asked)
        source = rng.choices(sources, [len(self._asked[s]) ** 0.4 for s in sources])[0]
        one = rng.choice(self._asked[source])
        return one.text, one.ask, (one.kind, one.kind, *OTHER_KINDS.get(one.kind, ())), source, one.weight

    def _picture(self, kind: str, rng: random.Random) -> int:
        sources = self._by_kind[kind]
        names = sorted(sources)
        return rng.choice(sources[rng.choices(names, [len(sources[n]) ** 0.6 for n in names])[0]])


def learnt(
    pictures: Sequence[Sample], asked: Sequence[Asked], *, hold_out: bool, without: int | None = None
) -> Maker:
    """Pairs that may enter weights that are sold; ``hold_out`` leaves out what judges, ``without`` one fold."""
    # Learning from questions that do not fit the picture teaches to look at it; people ask few of them.
    return _part(pictures, asked, hold_out, lambda fold: fold != without, 0.2)


def checking(pictures: Sequence[Sample], asked: Sequence[Asked], *, hold_out: bool, fold: int) -> Maker:
    """Pairs of one fold: neither its pictures nor its questions are among those learnt without it."""
    return _part(pictures, asked, hold_out, lambda found: found == fold, 0.08)


def _part(
    pictures: Sequence[Sample],
    asked: Sequence[Asked],
    hold_out: bool,
    inside: Callable[[int], bool],
    unfitting: float,
) -> Maker:
    def asks(text: str, source: str) -> bool:
        held = judging_template(text) if source == "typed" else judges(source)
        return inside(question_fold(text, source)) and not (hold_out and held)

    return Maker(
        pictures,
        [one for one in asked if one.shippable],
        shows=lambda s: (
            s.shippable
            and inside(picture_fold(s.name, s.kind, s.source))
            and not (hold_out and judges(s.source))
        ),
        asks=asks,
        unfitting=unfitting,
    )


def judged(pictures: Sequence[Sample], asked: Sequence[Asked]) -> Maker:
    """Pairs of the sources that only judge, whatever their licence."""
    return Maker(
        pictures,
        asked,
        shows=lambda s: judges(s.source),
        asks=lambda text, source: judging_template(text) if source == "typed" else judges(source),
        least=JUDGED,
    )


@dataclass(slots=True)
class Table:
    """Pairs as arrays: ``pieces`` padded with 0."""

    picture: np.ndarray
    pieces: np.ndarray
    traits: np.ndarray
    need: np.ndarray
    crop: np.ndarray
    transcode: np.ndarray
    weight: np.ndarray


def table(pairs: Sequence[Pair], vocabulary: bytes, store: Path, most: int = 256) -> Table:
    """*pairs* as the network takes them; of longer questions the first *most* pieces. *store* remembers what is known
    of the questions."""
    texts = "\0".join([pair.text for pair in pairs])
    key = hashlib.sha256(f"{texts}/{TRAITS}/{most}/{VERSION}".encode() + vocabulary).hexdigest()[:16]
    kept = store / f"heard-{key}.npz"
    if not kept.exists():
        asked = [query(pair.text, vocabulary) for pair in pairs]
        rows = np.zeros((len(pairs), most), np.int32)
        for row, each in zip(rows, asked, strict=True):
            row[: min(most, len(each.pieces))] = each.pieces[:most]
        np.savez(kept, pieces=rows, traits=np.stack([each.traits for each in asked]))
    with np.load(kept) as found:
        pieces, traits = found["pieces"].astype(np.int64), found["traits"]
    return Table(
        picture=np.array([p.picture for p in pairs]),
        pieces=pieces,
        traits=traits,
        need=np.array([p.outcome.need for p in pairs]),
        crop=np.array([p.outcome.crop for p in pairs], np.float32),
        transcode=np.array([p.outcome.transcode for p in pairs], np.float32),
        weight=np.array([p.weight for p in pairs], np.float32),
    )


def technique(found: Outcome) -> int:
    """The cheapest technique, as a rule, that keeps the answer: a place in :data:`TECHNIQUES`."""
    if found.need == NEEDS.index("g"):
        return 1
    return 3 if found.transcode == 1 else 2 if found.crop == 1 else 0
