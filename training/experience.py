"""What real models still answered: pairs with their outcomes from a user's own file.

JSON lines, one for each rendition that was tried::

    {"image": "a.png", "question": "What is the total?", "technique": "full_low", "edge": 768, "kept": true}

``image`` is a path (relative to the file), ``technique`` one of ``full_low`` (with ``edge``, the longest side in
pixels that the model saw), ``crop`` and ``transcode``; ``kept`` says whether the answer was as good as that to the
original. Lines with the same image and question belong together.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from headroom_sdk.picture.probe import probe
from headroom_sdk.routing.features import look
from headroom_sdk.routing.legible import Floor, readable

from .pairs import Pair
from .pictures import Sample
from .questions.outcomes import NEEDS, Outcome

GIST = 512
_FLOOR = Floor(words=5.5, exact=7.0)


def experience(file: Path) -> tuple[list[Sample], list[Pair]]:
    """The pictures that *file* names, and a pair for each question; ``picture`` is a place among them."""
    by_image: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row = json.loads(line)
        if row.get("technique") not in ("full_low", "crop", "transcode") or not isinstance(
            row.get("kept"), bool
        ):
            raise ValueError(
                f"{file}, line {number}: needs `technique` (full_low, crop, transcode) and `kept`"
            )
        by_image[row["image"]][row["question"]].append(row)
    samples, pairs = [], []
    for image, asked in by_image.items():
        seen = look(probe((file.parent / image).read_bytes()))
        samples.append(
            Sample(name=image, kind="natural_photo", source=f"own:{file.name}", shippable=True, look=seen)
        )
        for text, rows in asked.items():
            found = Outcome(
                need=_need(rows, samples[-1]), crop=_kept(rows, "crop"), transcode=_kept(rows, "transcode")
            )
            pairs.append(
                Pair(picture=len(samples) - 1, text=text, ask="own", source="own", outcome=found, weight=1.0)
            )
    return samples, pairs


def _kept(rows: list[dict[str, Any]], technique: str) -> float:
    tried = [row["kept"] for row in rows if row["technique"] == technique]
    return float(all(tried)) if tried else -1.0


def _need(rows: list[dict[str, Any]], sample: Sample) -> int:
    """The least that kept the answer: gist size, or a size where words or letters were legible."""
    kept = [int(row["edge"]) for row in rows if row["technique"] == "full_low" and row["kept"]]
    if not kept:
        return NEEDS.index("-")
    if min(kept) <= GIST:
        return NEEDS.index("g")
    clear, sharp = readable(sample.look, min(kept), _FLOOR)
    return NEEDS.index("w") if clear and not sharp else NEEDS.index("e")
