"""All pictures as the router sees them, remembered on disk."""

from __future__ import annotations

from pathlib import Path

from .licences import commercial
from .pictures import Sample, cached, entries, ours, real
from .splits import part

VARIANTS = 2
RARE = {
    "natural_photo": 7,
    "scene_text_photo": 10,
    "map": 4,
    "document_photo": 5,
    "receipt": 5,
    "handwriting": 8,
}
"""Kinds with few free pictures get so many changed copies more of each."""
DRAWN = 60


def gather(data: Path, store: Path, seed: int) -> list[Sample]:
    """Those of *data* with changed copies, and those that we draw. *store* keeps what was seen of them."""
    listed = entries(data)
    photos = [
        e.path
        for e in listed
        if e.kind == "natural_photo" and commercial(e.licence) and part(e.source) == "learn"
    ]
    found = cached(real(listed, range(VARIANTS + 1), seed), store, f"real/{data}/{VARIANTS}/{seed}")
    for kind, more in RARE.items():
        numbers = range(VARIANTS + 1, VARIANTS + 1 + more)
        rare = [e for e in listed if e.kind == kind and commercial(e.licence) and part(e.source) == "learn"]
        found += cached(real(rare, numbers, seed), store, f"rare/{data}/{kind}/{more}/{seed}")
    return found + cached(ours(DRAWN, seed, photos), store, f"drawn/{data}/{DRAWN}/{seed}")
