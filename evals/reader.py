"""What a reader still sees at 512 pixels, by the height of an x there: ``python evals/reader.py DATA``.

The labels of `looked_at.jsonl` (a vision model looked) against the height that `routing/glyphs.py` measures: a check of
the floors of legibility, and of the needs in `training/questions/outcomes.py` that nothing published settles. *Text*:
questions that a transcript would answer; *looks*: the others; *gist*: by the words of the question.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from headroom_sdk.picture.probe import probe
from headroom_sdk.routing.features import Look, look

LOW = 512
HEIGHTS = (0.0, 0.01, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 100.0)
PAGES = ("dense_document", "document_photo")
GIST = re.compile(
    r"\b(describe|what is this|what kind|what type|caption|alt text|about\b|classif|summar|title for|is this a|genre"
    r"|explain (what )?(this|the (diagram|picture|image|chart|plot))|what does this (picture|image|chart)|mood|slogan"
    r"|which (os|operating system|app|program|application|website|language)|what (app|program|language|software)"
    r"|what website|where was this|category|poem|joke|story|headline)",
    re.I,
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data

    @cache
    def seen(file: str) -> Look:
        return look(probe((data / file).read_bytes()))

    rows = [
        json.loads(line)
        for line in Path(__file__).with_name("looked_at.jsonl").read_text("utf-8").splitlines()
    ]
    rows = [row for row in rows if row["at_512"] is not None]
    print("| height of an x at 512 px | text, still seen | looks, still seen |\n|---|---|---|")
    for low, high in itertools.pairwise(HEIGHTS):
        here = [row for row in rows if low <= _height(seen(row["file"])) < high]
        name = (
            "nothing measured"
            if high == HEIGHTS[1]
            else f"{low:g} and more"
            if high > LOW / 8
            else f"{low:g}–{high:g}"
        )
        print(
            f"| {name} | {_kept(r for r in here if r['text'])} | {_kept(r for r in here if not r['text'])} |"
        )
    gist = [row for row in rows if GIST.search(row["question"])]
    print(f"\ngist, pages: {_kept(r for r in gist if r['kind'] in PAGES)}")
    print(f"gist, other pictures: {_kept(r for r in gist if r['kind'] not in PAGES)}")


def _height(seen: Look) -> float:
    return seen.typical * LOW / max(seen.size)


def _kept(rows: Iterable[dict[str, Any]]) -> str:
    found = [bool(row["at_512"]) for row in rows]
    return f"{sum(found)} of {len(found)}"


if __name__ == "__main__":
    main()
