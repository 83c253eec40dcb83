"""All pictures as the router sees them, remembered on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

from . import looked
from .drawn import DRAWERS
from .licences import commercial
from .pictures import Sample, cached, entries, ours, real
from .splits import judges

VARIANTS = 2
RARE = {
    "natural_photo": 4, "map": 5, "document_photo": 4, "receipt": 4, "slide": 4, "code_terminal": 4, "ui_mobile": 4,
    "scene_text_photo": 10, "handwriting": 8, "table": 8, "web_page": 8, "form": 8, "math": 8,
}  # fmt: skip
"""Kinds with few free pictures get so many changed copies more of each."""
DRAWN = {
    "table": 300, "web_page": 300, "form": 240, "code_terminal": 240, "diagram": 300, "map": 240, "slide": 240,
    "math": 160, "scene_text_photo": 160, "document_photo": 120, "ui_desktop": 120, "ui_mobile": 80,
}  # fmt: skip
"""So many are drawn of a kind, where nothing is said :data:`FEW`."""
FEW = 60


def gather(data: Path, store: Path, seed: int) -> list[Sample]:
    """Those of *data* with changed copies, and those that we draw. *store* keeps what was seen of them."""
    listed = entries(data)
    free = [e for e in listed if commercial(e.licence)]
    photos = [e.path for e in free if e.kind == "natural_photo" and not judges(e.source)]
    found = cached(real(listed, range(VARIANTS + 1), seed), store, f"real/{data}/{VARIANTS}/{seed}")
    for kind, more in RARE.items():
        numbers = range(VARIANTS + 1, VARIANTS + 1 + more)
        rare = [e for e in free if e.kind == kind]
        found += cached(real(rare, numbers, seed), store, f"rare/{data}/{kind}/{more}/{seed}")
    asked = hashlib.sha256(looked.LINES.read_bytes()).hexdigest()
    found += cached(looked.copies(data, seed), store, f"looked/{data}/{seed}/{looked.COPIES}/{asked}")
    hands = hashlib.sha256()
    for file in sorted((Path(__file__).parent / "drawn").glob("*.[pt][yx]*")):
        hands.update(file.read_bytes())
    for kind in DRAWERS:
        count = DRAWN.get(kind, FEW)
        key = f"drawn/{data}/{kind}/{count}/{seed}/{hands.hexdigest()}"
        found += cached(ours(kind, count, seed, photos), store, key)
    return found
