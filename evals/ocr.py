"""How well text is read, laid out and judged, beside the packages' own defaults.

    python evals/ocr.py [--count 40] [--seed 0] [--data FOLDER ...] [--readers ours,default] [--json FILE]

FOLDER holds pictures, each with a .txt of the same name: its text, in reading order. Each reader runs in a
process of its own, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from documents import Document, documents
from PIL import Image, ImageOps
from reading_scores import alphanumerics, numbers, order_error, pairs_kept, plain, share, words

Row = dict[str, Any]


def folder(path: Path, skip: int = 0, every: int = 1) -> Iterator[Document]:
    """Pictures of a folder that have a text beside them."""
    suffixes = (".png", ".jpg", ".jpeg", ".tif", ".webp")
    files = [
        f for f in sorted(path.iterdir()) if f.suffix.lower() in suffixes and f.with_suffix(".txt").exists()
    ]
    for file in files[skip::every]:
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
        text = file.with_suffix(".txt").read_text("utf-8", errors="replace")
        yield Document(name=f"{path.name}/{file.name}", kind=path.name, image=image, text=text, clean=False)


def material(options: argparse.Namespace) -> Iterator[Document]:
    share = tuple(float(v) for v in options.fonts.split("-"))
    kinds = tuple(k for k in options.kinds.split(",") if k)
    yield from documents(
        options.count, seed=options.seed, share=(share[0], share[1]), kinds=kinds, copies=options.copies
    )
    for path in options.data:
        yield from folder(path, options.skip, options.every)


def ours() -> Callable[[Image.Image], Row]:
    from headroom_sdk.picture.gate import judge
    from headroom_sdk.picture.layout import layout
    from headroom_sdk.picture.ocr import reader
    from headroom_sdk.picture.survey import survey

    engine = reader()

    def read(image: Image.Image) -> Row:
        lines = engine.read(image)
        text = layout(lines)
        looks = survey(image, lines)
        verdict = judge(lines, looks, keeps_blanks=engine.keeps_blanks)
        return {
            "text": text,
            "accepted": verdict.accepted,
            "reason": verdict.reason,
            "confidence": verdict.confidence,
            "facts": {name: getattr(looks, name) for name in looks.__dataclass_fields__},
            "lines": [(x.text, x.confidence, [round(c, 4) for c in x.characters], x.quad) for x in lines],
        }

    return read


def default() -> Callable[[Image.Image], Row]:
    """Whichever package is installed, as it comes."""
    import numpy as np

    try:
        from rapidocr import RapidOCR

        engine = RapidOCR(params={"Global.log_level": "error"})

        def read(image: Image.Image) -> Row:
            out = engine(np.asarray(image)[..., ::-1].copy())
            found = list(zip(out.txts or (), out.scores or (), strict=True))
            return {
                "text": "\n".join(t for t, _ in found),
                "markdown": out.to_markdown() if out.txts else "",
                "lines": [(t, float(s)) for t, s in found],
            }

    except ImportError:
        from rapidocr_onnxruntime import RapidOCR as V1

        old = V1()

        def read(image: Image.Image) -> Row:
            out, _ = old(np.asarray(image)[..., ::-1].copy())
            found = [(t, float(s)) for _, t, s in out or ()]
            return {"text": "\n".join(t for t, _ in found), "lines": [(t, s) for t, s in found]}

    return read


READERS = {"ours": ours, "default": default}


def run(name: str, options: argparse.Namespace) -> Row:
    """One reader over all documents: a row each, and its peak memory."""
    read = READERS[name]()
    rows: list[Row] = []
    base = _peak()
    for document in material(options):
        wall, start = time.perf_counter(), time.process_time()
        row = read(document.image)
        row["ms"], row["wall"] = 1e3 * (time.process_time() - start), 1e3 * (time.perf_counter() - wall)
        row |= {"name": document.name, "kind": document.kind, "clean": document.clean, "truth": document.text}
        row |= {"pairs": document.pairs, "megapixels": document.image.width * document.image.height / 1e6}
        rows.append(row)
    return {"reader": name, "rows": rows, "base": base, "peak": _peak()}


def _peak() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def scores(rows: Sequence[Row], text: str = "text") -> Row:
    """Sums over documents; an empty set has no scores."""
    sums = {k: [0, 0] for k in ("words", "precision", "alnum", "alnum_precision", "numbers", "pairs")}
    errors: list[float] = []
    for row in rows:
        got, truth = row[text], row["truth"]
        if truth.isupper():  # SROIE writes everything in capitals
            got = plain(got).upper()
        found = {
            "words": share(words(got), words(truth)),
            "precision": share(words(truth), words(got)),
            "alnum": share(alphanumerics(got), alphanumerics(truth)),
            "alnum_precision": share(alphanumerics(truth), alphanumerics(got)),
            "numbers": share(numbers(got), numbers(truth)),
            "pairs": pairs_kept(got, row["pairs"]),
        }
        for key, (hit, of) in found.items():
            sums[key][0] += hit
            sums[key][1] += of
        errors.append(order_error(got, truth))
    out: Row = {key: hit / of if of else None for key, (hit, of) in sums.items()}
    return out | {"order": sum(errors) / len(errors) if errors else None, "n": len(rows)}


def table(title: str, lines: Sequence[tuple[str, Row]]) -> str:
    heads = ("n", "words", "precision", "alnum", "alnum_precision", "numbers", "pairs", "order")
    out = [f"\n{title}\n", "| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for name, row in lines:
        cells = [
            "" if row[h] is None else f"{row[h]:.3f}" if isinstance(row[h], float) else str(row[h])
            for h in heads
        ]
        out.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(out)


def calibration(rows: Sequence[Row]) -> str:
    """Share of lines that stand in the truth, blanks aside, by the reader's confidence."""
    edges = (0.0, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)
    out = ["| confidence | lines | right | with digits | right |", "|---|---|---|---|---|"]
    lines = [
        (plain(t).upper() if row["truth"].isupper() else t, c, "".join(plain(row["truth"]).split()))
        for row in rows
        for t, c, *_ in row["lines"]
        if t
    ]
    for low, high in pairwise(edges):
        inside = [("".join(plain(t).split()), truth) for t, c, truth in lines if low <= c < high]
        digits = [(t, truth) for t, truth in inside if any(ch.isdigit() for ch in t)]
        shares = [f"{sum(t in truth for t, truth in s) / len(s):.3f}" if s else "" for s in (inside, digits)]
        out.append(f"| {low}–{min(high, 1.0)} | {len(inside)} | {shares[0]} | {len(digits)} | {shares[1]} |")
    return "\n".join(out)


def report(results: Sequence[Row]) -> None:
    by = {r["reader"]: r for r in results}
    versions = [(r["reader"], r["rows"], "text") for r in results]
    if "default" in by and by["default"]["rows"] and "markdown" in by["default"]["rows"][0]:
        versions.append(("to_markdown()", by["default"]["rows"], "markdown"))
    print(table("All documents", [(n, scores(rows, key)) for n, rows, key in versions]))
    columns = [(n, scores([r for r in rows if r["kind"] == "columns"], key)) for n, rows, key in versions]
    print(table("Several columns", columns))
    if "ours" in by:
        rows = by["ours"]["rows"]
        kinds = sorted({(r["kind"], r["clean"]) for r in rows})
        parts = [
            (
                f"{k}{'' if c else ', harmed or scanned'}",
                [r for r in rows if (r["kind"], r["clean"]) == (k, c)],
            )
            for k, c in kinds
        ]
        print(table("Ours by kind", [(n, scores(p)) for n, p in parts]))
        accepted = [
            (f"{n} ({sum(r['accepted'] for r in p)}/{len(p)})", [r for r in p if r["accepted"]])
            for n, p in parts
        ]
        print(table("What the gate accepts", [(n, scores(p)) for n, p in accepted]))
        print(f"\nLines by confidence (ours)\n\n{calibration(rows)}")
    print("\n| reader | CPU ms a document | peak MB |\n|---|---|---|")
    for r in results:
        print(
            f"| {r['reader']} | {sum(x['ms'] for x in r['rows']) / max(len(r['rows']), 1):.0f} | {r['peak']:.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fonts", default="0-1", help="part of this machine's fonts, e.g. 0.5-1")
    parser.add_argument("--kinds", default="", help="only these, e.g. columns,table")
    parser.add_argument("--copies", action="store_true", help="drawn documents as if copied and scanned")
    parser.add_argument("--data", type=Path, action="append", default=[])
    parser.add_argument("--every", type=int, default=1, help="every n-th picture of each folder")
    parser.add_argument("--skip", type=int, default=0)
    parser.add_argument("--readers", default="ours,default")
    parser.add_argument("--json", type=Path, help="write every row there")
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        json.dump(run(options.alone, options), sys.stdout)
        return
    results = []
    for name in options.readers.split(","):
        done = subprocess.run(
            [sys.executable, __file__, *sys.argv[1:], "--alone", name], stdout=subprocess.PIPE, check=True
        )
        results.append(json.loads(done.stdout))
    if options.json:
        options.json.write_text(json.dumps(results))
    report(results)


if __name__ == "__main__":
    main()
