"""Whether a crop holds what the answer needs, and what it saves.

    python evals/crop.py [--count 6] [--seed 0] [--kinds receipt,form] [--data FOLDER] [--json FILE]
        [--seconds 600]

A crop that was chosen is right if every box that has to be seen lies wholly inside the parts that are sent, and the
model sees it no smaller than in the whole picture or with letters of 9 px and more. Every wrong one is printed. Savings
are against the whole picture as the model would have seen it (`lossless`). FOLDER holds `queries.jsonl`
with `query` and `answer_bbox_norm`: places in words, without their pictures.
"""

from __future__ import annotations

import argparse
import functools
import io
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from asked import Asked, Box, asked

from headroom_sdk import Policy, Technique, cropping, memo
from headroom_sdk.arranging import Arranged, arrange
from headroom_sdk.explain import explain
from headroom_sdk.picture.positions import place
from headroom_sdk.picture.wholeness import needs_whole
from headroom_sdk.tokens import resolve

MODELS = ("gpt-4o", "gpt-5.6", "claude-haiku-4-5", "claude-opus-4-8", "gemini-2.5-flash", "gemini-3.5-flash")
CROP = Policy(technique=Technique.CROP)
PRESERVE = Policy(technique=Technique.PRESERVE)
LOSSLESS = Policy(mode="lossless")

Row = dict[str, Any]


SEEN: dict[tuple[int, int], Arranged] = {}
"""What was arranged last at each size of the composed picture."""

PHOTOS = ("natural_photo", "scene_text_photo", "product_photo")

LEGIBLE = 9
"""Pixels: capitals of 12 px type, from which every model that was measured reads figures and words."""


def _noted(*given: Any, **named: Any) -> Arranged | None:
    out = arrange(*given, **named)
    if out is not None:
        SEEN[out.arrangement.size] = out
    return out


cropping.arrange = _noted  # type: ignore[assignment]


def inside(box: Box, regions: Sequence[tuple[int, int, int, int]]) -> bool:
    left, top, right, bottom = box
    return any(x <= left and y <= top and right <= x + w and bottom <= y + h for x, y, w, h in regions)


@functools.lru_cache(maxsize=64)
def _whole(data: bytes, model: str) -> tuple[int | None, int | None]:
    """Tokens of the whole picture, and of it without blank margins."""
    return tuple(  # type: ignore[return-value]
        explain(data, model=model, query="What is the total?", policy=policy).decision.tokens_after
        for policy in (LOSSLESS, PRESERVE)
    )


def measured(case: Asked) -> Row:
    out = io.BytesIO()
    case.image.save(out, "PNG")
    row: Row = {"kind": case.kind, "question": case.question, "boxes": case.boxes, "models": {}}
    start = time.process_time()
    for model in MODELS:
        found = explain(out.getvalue(), model=model, query=case.question, policy=CROP)
        whole, kept = _whole(out.getvalue(), model)
        d, rule = found.decision, resolve(model)
        assert rule is not None
        chosen = d.technique is Technique.CROP
        row["models"][model] = {
            "chosen": chosen,
            "tokens": d.tokens_after,
            "preserve": kept,
            "whole": whole,
        }
        row["reason"] = d.reason
        if chosen:
            scale = SEEN[d.sizes[0]].scale
            before = rule.count(*case.image.size)
            was = min(1.0, before.width / case.image.width, before.height / case.image.height)
            held = all(inside(box, d.regions) for box in case.boxes)
            read = scale >= 0.99 * was or all(scale * (box[3] - box[1]) >= LEGIBLE for box in case.boxes)
            row["models"][model] |= {"right": held and read, "regions": d.regions, "scale": scale, "was": was}
    row["ms"] = 1e3 * (time.process_time() - start)
    return row


def table(rows: Sequence[Row]) -> None:
    print(
        "| model | asked | chosen | right where chosen | median saving where chosen | against preserve"
        " with margins cut | saving overall |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|")
    for model in MODELS:
        told = [r["models"][model] for r in rows]
        chosen = [t for t in told if t["chosen"]]
        right = sum(t["right"] for t in chosen)
        savings = [1 - t["tokens"] / t["whole"] for t in chosen]
        trimmed = [1 - t["tokens"] / t["preserve"] for t in chosen]
        overall = 1 - sum(t["tokens"] for t in told) / sum(t["whole"] for t in told)
        print(
            f"| {model} | {len(told)} | {len(chosen) / len(told):.0%} | {right}/{len(chosen)}"
            f" = {right / max(len(chosen), 1):.1%} | {median(savings or [0]):.0%}"
            f" | {median(trimmed or [0]):.0%} | {overall:.0%} |"
        )


def kinds(rows: Sequence[Row]) -> None:
    print("\n| kind | asked | chosen by any model | right |")
    print("|---|---:|---:|---:|")
    for kind in dict.fromkeys(r["kind"] for r in rows):
        of = [r for r in rows if r["kind"] == kind]
        chosen = [t for r in of for t in r["models"].values() if t["chosen"]]
        some = sum(any(t["chosen"] for t in r["models"].values()) for r in of)
        print(f"| {kind} | {len(of)} | {some} | {sum(t['right'] for t in chosen)}/{len(chosen)} |")


def places(folder: Path) -> None:
    """Places in words of real questions against the boxes of their answers, without their pictures: of photos, which
    are seldom cropped by a place because things reach out of it, apart."""
    found: Counter[bool] = Counter()
    held: Counter[bool] = Counter()
    misses: list[tuple[str, str, str, list[float]]] = []
    for line in (folder / "queries.jsonl").open(encoding="utf-8"):
        asked_for = json.loads(line)
        box = asked_for.get("answer_bbox_norm")
        if not box or min(box) < 0 or max(box) > 1.001 or needs_whole(asked_for["query"]):
            continue
        where = place(asked_for["query"])
        if where is None:
            continue
        kind, part = str(asked_for.get("kind_of_image", "")), where.part
        photo = kind in PHOTOS
        found[photo] += 1
        if part.left <= box[0] and part.top <= box[1] and box[2] <= part.right and box[3] <= part.bottom:
            held[photo] += 1
        else:
            misses.append((kind, asked_for["query"], where.words, box))
    for photo, name in ((False, "documents and screens"), (True, "photos")):
        print(f"\nplaces in words of real questions about {name}: {held[photo]}/{found[photo]} boxes inside")
    for miss in misses:
        print("  missed:", *miss)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default="")
    parser.add_argument("--seconds", type=float, default=1e9, help="stop after so long, with what there is")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows, end = [], time.monotonic() + options.seconds
    for case in asked(options.count, options.seed, tuple(k for k in options.kinds.split(",") if k)):
        rows.append(measured(case))
        memo.DECISIONS.clear()
        memo.RENDITIONS.clear()
        if time.monotonic() > end:
            break
    table(rows)
    kinds(rows)
    for row in rows:
        wrong = {m: t["regions"] for m, t in row["models"].items() if t["chosen"] and not t["right"]}
        if wrong:
            print("missed:", row["kind"], row["question"], row["boxes"], row["reason"], wrong)
    refused = [r for r in rows if not any(t["chosen"] for t in r["models"].values())]
    print(
        f"\nnever chosen: {len(refused)} of {len(rows)} questions;"
        f" median {median(r['ms'] for r in rows):.0f} ms of one core for all models"
    )
    for row in refused if options.json is None else ():
        print("  ", row["kind"], "|", row["question"], "|", row["reason"])
    if options.data:
        places(options.data)
    if options.json:
        options.json.write_text(json.dumps(rows), "utf-8")


if __name__ == "__main__":
    main()
