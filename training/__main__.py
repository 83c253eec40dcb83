"""``python -m training DATA``: from raw pictures and questions to ``headroom_sdk/assets/router.onnx`` and ``.json``."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import logging
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

import headroom_sdk
from headroom_sdk.routing import card, features, query
from headroom_sdk.routing.legible import Floor, strictest
from headroom_sdk.routing.query import word_bit, words_of

from . import calibrate, fit, looked
from .experience import experience
from .export import exported
from .gather import gather
from .judged import low_bar, told, verdicts
from .licences import commercial
from .network import Eye, Heads
from .pairs import Pair, Table, checking, judged, learnt, table
from .pictures import KINDS, Sample, entries
from .questions.asked import Asked, questions
from .questions.typed import lists
from .splits import FOLDS, judges, picture_fold

log = logging.getLogger("training")

FLOORS = {
    "openai": {
        "words": 5.5,
        "exact": 7.0,
        "source": "GPT-5.6: exact strings in a 9x16 cell 7 of 8, in 8x14 1 of 4 (pxpipe eval/sol-profile, 2026-07)",
    },
    "claude": {
        "words": 5.5,
        "exact": 7.0,
        "source": "Opus 4.8: 14 px 8 of 8; 11-13 px 6 of 8, two silently wrong (pxpipe eval/opus-density, 2026-07)",
    },
    "gemini": {
        "words": 5.5,
        "exact": 7.0,
        "source": "PDF pages at MEDIUM, x of 8 px on A4, saturate (Google); 3.6 Flash reads smaller, others untold",
    },
}
LEAST_KNOWN = 0.51
CHECKED = 12_000
"""Pairs that calibrate: each is told by a model that saw neither its picture's source nor its question."""
UNSAFE = {"balanced": 0.02, "aggressive": 0.05}
"""Share of all pairs whose answer may be lost by sending the whole picture smaller, on the pairs that calibrate."""
LEAST = {"balanced": 0.76, "aggressive": 0.5}
READ = {"balanced": {"crop": 0.35, "transcode": 0.8}, "aggressive": {"crop": 0.2, "transcode": 0.6}}
"""Bars of what the engine reads before it sends it. The gate of a transcript says that it is read right, not that it is
enough, so the bar decides. A part that a question names was right whenever it was found, whatever the router said (40
of 40 real questions, docs/crop.md): the bar only spares looking for one."""


def main() -> None:
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(arguments.threads)
    torch.use_deterministic_algorithms(True)
    began = time.monotonic()
    _tell_licences(arguments.data)
    pictures = gather(arguments.data, arguments.store, arguments.seed)
    log.info("%d pictures seen, %.0f s", len(pictures), time.monotonic() - began)
    asked = questions(arguments.data)
    more = experience(arguments.outcomes) if arguments.outcomes else ([], [])
    told = [each for each in _placed(more[1], len(pictures)) for _ in range(3)]
    known, pictures = len(pictures), [*pictures, *more[0]]
    vocabulary = _vocabulary(asked, arguments.hold_out)
    seen, eyes = _seen(pictures, known, arguments)
    log.info("all seen, %.0f s", time.monotonic() - began)

    def fitted(pairs: list[Pair], count: int) -> list[Heads]:
        data = table(pairs, vocabulary, arguments.store)
        return [fit.heads(seen, pairs, data, arguments.seed + n, arguments.epochs) for n in range(count)]

    floor = strictest({f: Floor(words=float(v["words"]), exact=float(v["exact"])) for f, v in FLOORS.items()})

    def seen_by_eye(inside: Callable[[int], bool], seed: str | None) -> list[Pair]:
        return looked.pairs(
            pictures,
            floor,
            lambda s: (
                s.shippable
                and not (arguments.hold_out and judges(s.source))
                and inside(picture_fold(s.name, s.kind, s.source))
            ),
            seed,
        )

    held: list[Pair] = []
    checked: list[np.ndarray] = []
    for fold in range(FOLDS):
        others = learnt(pictures, asked, hold_out=arguments.hold_out, without=fold)
        ruled = others.pairs(arguments.pairs // 2, f"{arguments.seed}/without {fold}")
        model = fitted(ruled + seen_by_eye(lambda f, out=fold: f != out, f"{arguments.seed}/{fold}"), 1)
        mine = checking(pictures, asked, hold_out=arguments.hold_out, fold=fold)
        some = mine.pairs(CHECKED // FOLDS, f"{arguments.seed}/checking {fold}")
        some += seen_by_eye(lambda f, only=fold: f == only, None)
        held += some
        checked.append(_logits(model, seen, table(some, vocabulary, arguments.store)))
    logits = np.concatenate(checked)
    scales = calibrate.platt(logits, held)
    pairs = learnt(pictures, asked, hold_out=arguments.hold_out).pairs(
        arguments.pairs, f"{arguments.seed}/learn"
    )
    pairs += seen_by_eye(lambda _: True, f"{arguments.seed}/learn")
    several = fitted(pairs + told, arguments.heads)
    p = calibrate.probabilities(logits, scales)
    bars = {
        mode: {"full_low": low_bar(p, held, pictures, floor, unsafe, LEAST[mode]), **READ[mode]}
        for mode, unsafe in UNSAFE.items()
    }
    log.info("bars %s", bars)
    _tell("checked", p, held, pictures, floor, bars)
    if arguments.hold_out:
        some = judged(pictures, asked).pairs(4000, f"{arguments.seed}/judge/last", dress=False)
        some += looked.pairs(pictures, floor, lambda s: judges(s.source))
        p = calibrate.probabilities(_logits(several, seen, table(some, vocabulary, arguments.store)), scales)
        _tell("judged", p, some, pictures, floor, bars)
    _write(arguments.out, exported(eyes, several), scales, bars, vocabulary, arguments, len(pairs))
    log.info("done, %.0f s", time.monotonic() - began)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with manifest.jsonl, queries.jsonl and images/")
    parser.add_argument(
        "--store", type=Path, default=Path(".training"), help="where to keep what was seen of pictures"
    )
    parser.add_argument("--out", type=Path, default=Path(headroom_sdk.__file__).parent / "assets")
    parser.add_argument(
        "--outcomes", type=Path, help="JSON lines of what real models still answered (docs/router.md)"
    )
    parser.add_argument(
        "--hold-out", action="store_true", help="leave out the sources that judge, to judge by them"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--eye-epochs", type=int, default=6)
    parser.add_argument("--heads", type=int, default=2)
    return parser.parse_args()


def _tell_licences(data: Path) -> None:
    found = entries(data)
    kept = sum(commercial(e.licence) for e in found)
    log.info("pictures whose licence lets weights be sold: %d of %d", kept, len(found))
    left_out = Counter(e.licence for e in found if not commercial(e.licence))
    rows = [json.loads(line) for line in (data / "queries.jsonl").read_text("utf-8").splitlines()]
    log.info("questions: %d of %d", sum(commercial(r["licence"]) for r in rows), len(rows))
    left_out.update(r["licence"] for r in rows if not commercial(r["licence"]))
    for licence, count in left_out.most_common():
        log.info("  left out: %6d  %s", count, licence)


def _placed(pairs: list[Pair], first: int) -> list[Pair]:
    return [
        Pair(
            picture=p.picture + first,
            text=p.text,
            ask=p.ask,
            source=p.source,
            outcome=p.outcome,
            weight=p.weight,
        )
        for p in pairs
    ]


def _seen(pictures: list[Sample], known: int, arguments: argparse.Namespace) -> tuple[fit.Seen, list[Eye]]:
    """What eyes, fitted to the pictures whose kind is known (the first *known*), see of all."""

    def held(sample: Sample) -> bool:
        return bool(arguments.hold_out) and judges(sample.source)

    learn = [n for n, s in enumerate(pictures[:known]) if s.shippable and not held(s)]
    eyes, kinds = fit.kinds(pictures, np.array(learn), arguments.seed, arguments.eye_epochs, arguments.store)
    for where, inside in (("checked", False), ("judged", True)):
        told: dict[str, Counter[str]] = {}
        for number, sample in enumerate(pictures[:known]):
            if held(sample) == inside and sample.shippable >= (not inside) and sample.name.endswith("/0"):
                told.setdefault(sample.kind, Counter())[KINDS[int(kinds[number].argmax())]] += 1
        for kind, counts in sorted(told.items()):
            log.info(
                "  %s, %s: %d of %d told; %s",
                where,
                kind,
                counts[kind],
                counts.total(),
                counts.most_common(4),
            )
    return fit.Seen(kinds, torch.from_numpy(np.stack([s.look.numbers for s in pictures]))), eyes


def _vocabulary(asked: list[Asked], hold_out: bool) -> bytes:
    """A bit for each word of the templates, and of those that questions learnt from use more than three times."""
    counts: Counter[str] = Counter()
    for one in asked:
        if one.shippable and not (hold_out and judges(one.source)):
            counts.update(words_of(one.text.lower()))
    templates, slots = lists()
    found: Counter[str] = Counter()
    for one in looked.looked():
        found.update(set(words_of(one.question.lower())))
    known = {word for word, n in found.items() if n > 1} | {word for word, n in counts.items() if n > 3}
    for text in [*(t.text for t in templates), *(v for values in slots.values() for v in values)]:
        known.update(words_of(text.lower()))
    bits = bytearray(1 << 13)
    for word in known:
        bits[word_bit(word) >> 3] |= 1 << (word_bit(word) & 7)
    log.info(
        "%d words known, %.0f%% of the bits set", len(known), 100 * sum(map(int.bit_count, bits)) / (1 << 16)
    )
    return bytes(bits)


@torch.no_grad()
def _logits(several: list[Heads], seen: fit.Seen, data: Table) -> np.ndarray:
    total = None
    for model in several:
        model.eval()
        parts = []
        for start in range(0, len(data.need), 512):
            rows = slice(start, start + 512)
            picture = torch.from_numpy(data.picture[rows])
            parts.append(
                model(
                    seen.kinds[picture],
                    seen.numbers[picture],
                    torch.from_numpy(data.pieces[rows]),
                    torch.from_numpy(data.traits[rows]),
                )
            )
        total = torch.cat(parts) if total is None else total + torch.cat(parts)
    assert total is not None
    return (total / len(several)).double().numpy()


def _tell(
    where: str,
    p: np.ndarray,
    some: list[Pair],
    pictures: list[Sample],
    floor: Floor,
    bars: dict[str, dict[str, float]],
) -> None:
    truth = calibrate.truths(some)
    log.info(
        "%s: calibration errors %s",
        where,
        {a: round(calibrate.error(p[:, i], truth[:, i]), 3) for i, a in enumerate(calibrate.ANSWERS)},
    )
    for mode, bar in bars.items():
        found = verdicts(p, some, pictures, floor, bar)
        log.info("%s, %s: %s; %s", where, mode, told(found), dict(Counter(v.technique for v in found)))
        if mode == "balanced":
            for name, of in (
                ("kind", lambda pair: pictures[pair.picture].kind),
                ("ask", lambda pair: pair.ask.split("+")[0]),
                ("from", lambda pair: pair.source),
            ):
                for value in sorted({of(pair) for pair in some}):
                    log.info(
                        "  %s %s: %s",
                        name,
                        value,
                        told([v for v, pair in zip(found, some, strict=True) if of(pair) == value]),
                    )


def _write(
    out: Path,
    model: bytes,
    scales: np.ndarray,
    bars: dict[str, dict[str, float]],
    vocabulary: bytes,
    arguments: argparse.Namespace,
    pairs: int,
) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "router.onnx").write_bytes(model)
    words = {
        "name": "headroom",
        "versions": {"format": card.FORMAT, "features": features.VERSION, "query": query.VERSION},
        "sha256": hashlib.sha256(model).hexdigest(),
        "trained": {
            "seed": arguments.seed,
            "pairs": pairs,
            "heads": arguments.heads,
            "epochs": arguments.epochs,
            "eye_epochs": arguments.eye_epochs,
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
        "kinds": KINDS,
        "scales": {
            a: [round(float(v), 6) for v in row] for a, row in zip(calibrate.ANSWERS, scales, strict=True)
        },
        "bars": bars,
        "floors": FLOORS,
        "least_known": LEAST_KNOWN,
        "vocabulary": base64.b64encode(vocabulary).decode(),
    }
    (out / "router.json").write_text(json.dumps(words, indent=1) + "\n", "utf-8")
    log.info("%s: %.2f MB", out, len(model) / 1e6)


if __name__ == "__main__":
    main()
