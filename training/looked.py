"""Pairs whose need somebody looked for: questions about pictures of the data, labelled by looking.

`looked_at.jsonl` was written on 2026-11-24 by a vision model (Claude) that saw each picture and a copy of it reduced to
`copy` pixels, and nothing of our rules: `small`, whether the copy answered as surely; `need`, what the answer takes
(`gist`, `words`, `letters`, `detail`); `part` and `text`, whether one part beside a copy, or a perfect transcript
alone, would answer; `null` where it could not tell. The pictures of `evals/looked_at.jsonl` are none of these.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance

from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.probe import probe
from headroom_sdk.routing.legible import Floor, readable

from .licences import commercial
from .pairs import Pair
from .pictures import Sample, encoded, entries, sampled
from .questions.asked import SEEN
from .questions.outcomes import NEEDS, Outcome, outcome
from .questions.typed import dressed

LINES = Path(__file__).parent / "questions" / "looked_at.jsonl"
COPIES = 3
LONGEST = (700, 2600)
"""Longest sides of the copies of a picture: at any of them its 512 pixels show the same."""
MOST = 2.5
"""A picture is drawn so many times larger at most."""
_TEXT = {"words": "words", "letters": "exact"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """One question about the picture in ``file``, and what was seen; crop and transcript as in :class:`Outcome`."""

    file: str
    question: str
    copy: int
    small: bool
    need: str
    part: float
    text: float


def looked() -> list[Looked]:
    rows = [json.loads(line) for line in LINES.read_text("utf-8").splitlines()]
    return [Looked(**{**row, "part": _known(row["part"]), "text": _known(row["text"])}) for row in rows]


def _known(seen: bool | None) -> float:
    return -1.0 if seen is None else float(seen)


def copies(data: Path, seed: int) -> Iterator[Sample]:
    """The pictures asked about, whole, at sizes where the copy that was looked at is one of :data:`SEEN` pixels."""
    size = {one.file: one.copy for one in looked()}
    for entry in entries(data):
        if entry.path.name not in size:
            continue
        image = decode(probe(entry.path.read_bytes()))
        least = max(image.size) * SEEN / size[entry.path.name] if size[entry.path.name] < SEEN else 0.0
        for number in range(COPIES):
            rng = random.Random(f"{seed}/looked/{entry.path.name}/{number}")
            raw = encoded(_drawn(image, rng, least, plain=number == 0), rng, 0.5)
            name = f"{entry.path.name}/looked {number}"
            yield sampled(raw, name, entry.kind, entry.source, commercial(entry.licence))


def _drawn(image: Image.Image, rng: random.Random, least: float, *, plain: bool) -> Image.Image:
    longest = max(image.size)
    wanted = longest if plain else float(np.exp(rng.uniform(*np.log(LONGEST))))
    scale = max(least, min(wanted, MOST * longest)) / longest
    if scale != 1:
        image = image.resize(
            (max(1, round(image.width * scale)), max(1, round(image.height * scale))),
            Image.Resampling.LANCZOS,
        )
    return image if plain else ImageEnhance.Brightness(image).enhance(rng.uniform(0.85, 1.1))


def pairs(
    pictures: Sequence[Sample], floor: Floor, shows: Callable[[Sample], bool], seed: str | None = None
) -> list[Pair]:
    """Those of the pictures that *shows* lets in: each question once of the picture as it was, or, with a *seed*, of
    every copy and dressed in what surrounds questions."""
    asked: dict[str, list[Looked]] = defaultdict(list)
    for one in looked():
        asked[one.file].append(one)
    rng = random.Random(seed)
    found = []
    for number, sample in enumerate(pictures):
        file, _, copy = sample.name.partition("/looked ")
        if not copy or not shows(sample) or (seed is None and copy != "0"):
            continue
        for one in asked[file]:
            text = one.question if seed is None else dressed(one.question, rng)
            found.append(
                Pair(
                    picture=number, text=text, ask=one.need, source="looked",
                    outcome=_outcome(one, sample, floor), weight=1.0,
                )
            )  # fmt: skip
    return found


def _outcome(one: Looked, sample: Sample, floor: Floor) -> Outcome:
    # Who looked reads well. Whether our OCR reads such a picture, too, is what the rule for its kind says.
    usual = outcome("words", sample.kind).transcode
    return Outcome(
        need=_need(one, sample, floor), crop=one.part, transcode=min(one.text, usual) if one.text else 0.0
    )


def _need(one: Looked, sample: Sample, floor: Floor) -> int:
    """A place in :data:`NEEDS`. Exact letters count as seen in the copy only where weaker readers see them, too."""
    clear, sharp = readable(sample.look, SEEN, floor)
    if one.small and one.need != "letters":
        return NEEDS.index("w" if clear else "g") if one.need == "words" else NEEDS.index("g")
    if one.need == "detail":
        return NEEDS.index("-")
    if one.small:
        return NEEDS.index("e")
    by_rule = outcome(_TEXT.get(one.need, "words"), sample.kind).need
    return max(by_rule, NEEDS.index("-" if sharp else "e" if clear else "w"))
