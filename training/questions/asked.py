"""The questions of the data, with what each asks for."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

from headroom_sdk.picture.types import Size

from ..licences import commercial

SEEN = 512
"""Longest side of the small picture that a target's size is judged at."""
LARGE, LEAST = 110.0, 48.0
"""A target this large there (side of a square of its area, pixels) is told by a small picture; one under the least is
not."""
_TYPICAL: Size = (640, 480)

_SEEING = re.compile(
    r"\bcolou?r|\blogo|\bsign(ature|ed)\b|\bstamp|\bpicture\b|\bphoto|\bfigure\b|\bgraph|\bchart|\bmap\b|\bhandwrit"
    r"|\bdrawn|\bsymbol|\bicon|\bimage\b|\bshape|\bhow many\b|\bcount\b|\bunderlin|\bbold\b|\bleft\b|\bright\b"
    r"|\bcorner\b",
    re.I,
)
_STATE = re.compile(
    r"\bselected\b|\bchecked\b|\bturned o|\benabled|\bdisabled|\bhighlight|\bstatus\b|\bactive\b|\bicon|\bcolou?r",
    re.I,
)
_COUNT = re.compile(r"\bhow many\b|\bcount\b|\bnumber of\b", re.I)
_GIST = re.compile(
    r"\bwhat (room|sport|season|time of day|kind of (place|room|animal|weather)|animal)\b"
    r"|\bwhat type of (animal|sport|food|vehicle)\b"
    r"|\bis (it|this) (a |an )?(sunny|cloudy|raining|night|day|indoor|outdoor|winter|summer|photo|black and white)"
    r"|\bis (it|this) (a |an )?(kitchen|bathroom|zoo|park)|\bweather\b|\bwhere (is this|was this|are they)\b"
    r"|\bindoors?\b|\boutdoors?\b|\bwhat is happening\b|\bscene\b|\bmain (subject|object)\b|\bbackground color",
    re.I,
)
_READ = re.compile(
    r"\bsay|\bwritten|\bwhat (number|brand|word|letter|name)|\bsign\b.*\bread|\btext\b|\bwhat time\b|\blogo\b"
    r"|\blicen[sc]e plate",
    re.I,
)
_PLACE = re.compile(
    r"\bwhere\b|\bleft\b|\bright\b|\babove\b|\bbelow\b|\bbehind\b|\bin front\b|\bnext to\b|\bunder\b|\bbeneath\b"
    r"|\bbeside\b",
    re.I,
)
_EXACT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: what it asks for, of which kind of picture, and how much it counts (0–1)."""

    text: str
    ask: str
    kind: str
    source: str
    shippable: bool
    weight: float = 1.0


def questions(data: Path) -> list[Asked]:
    """Those of ``queries.jsonl`` in *data* whose need can be told."""
    found = []
    for line in (data / "queries.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        named = _ask(row)
        if named:
            found.append(
                Asked(
                    text=row["query"], ask=named[0], weight=named[1], kind=row["kind_of_image"], source=row["source"],
                    shippable=commercial(row["licence"]),
                )
            )  # fmt: skip
    return found


def _ask(row: dict[str, object]) -> tuple[str, float] | None:
    source, text = str(row["source"]).split("(")[0], str(row["query"])
    answer, box = str(row.get("answer") or ""), row.get("answer_bbox_norm")
    if source.startswith("REC_") or source == "Vibe-Eval":
        return None
    if source in ("DocVQA-val", "DUDE", "dude", "BBox-DocVQA"):
        if _SEEING.search(text):
            return None
        return ("exact" if _EXACT.search(answer) else "words"), 1.0
    if source == "ScreenQA-short":
        if _STATE.search(text):
            return "state", 1.0
        return (
            ("uicount", 0.5)
            if _COUNT.search(text)
            else (("exact" if _EXACT.search(answer) else "words"), 1.0)
        )
    if source == "ComplexQA":
        return "uicount", 1.0
    if source == "TabMWP":
        return ("itemcount" if _COUNT.search(text) else "compute"), 1.0
    if source.startswith(("ChartQA", "CharXiv")):
        return "value", 1.0
    if source == "InfographicVQA-val":
        return "value", 1.0
    if source in ("TextVQA-val", "textcap"):
        return "scenetext", 1.0
    if source == "Q-Bench-LLVisionQA":
        return "quality", 1.0
    if source in ("LLaVA-QA90", "LLaVA-Bench-Wild") and row["technique_hint"] == "full_low":
        return "gist", 1.0
    return _of_photo(text, box if isinstance(box, list) else None)


def _of_photo(text: str, box: list[float] | None) -> tuple[str, float] | None:
    if _COUNT.search(text):
        return "counting", 1.0
    if _READ.search(text):
        return "scenetext", 1.0
    if _GIST.search(text):
        return "gist", 1.0
    if box is not None:
        size = _target(box)
        if size < LEAST:
            return "detail", 1.0
        return (("relation" if _PLACE.search(text) else "attribute"), 1.0) if size >= LARGE else None
    # What photo benchmarks keep at a quarter of the pixels and less: nearly all.
    return ("relation", 0.3) if _PLACE.search(text) else ("attribute", 0.3)


def _target(box: list[float]) -> float:
    """Side of a square of the target's area, in pixels, where the whole is :data:`SEEN` long."""
    width, height = _TYPICAL
    scale = SEEN / max(_TYPICAL)
    return math.sqrt(max(0.0, (box[2] - box[0]) * width * (box[3] - box[1]) * height)) * scale
