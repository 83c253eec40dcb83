"""How much surer reading makes a route: pairs that the router gives a crop or a transcript some chance, read for it.

    python evals/confirmed.py DATA --router FILE --store .training [--most 400]   # needs those of training, and `ocr`

Prints, by technique and by what the router said, how many answers would be lost before and after the engine's own
check (the gate of a transcript, the text or the place of a crop), and the evidence that this is: how much likelier the
check passes where the answer survives than where it does not. `training` takes the two ratios from here.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from headroom_sdk.explain import explain
from headroom_sdk.policy import Policy, Technique
from headroom_sdk.routing.router import OnnxRouter, load
from training.gather import gather
from training.pairs import Pair, judged
from training.pictures import Sample
from training.questions.asked import questions

MODEL = "gpt-5.6"
LEAST = 0.35
BINS = (0.35, 0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--router", required=True, help="one that was trained with --hold-out")
    parser.add_argument("--store", type=Path, default=Path(".training"))
    parser.add_argument("--most", type=int, default=400, help="pairs a technique at most")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    pictures = gather(arguments.data, arguments.store, 1)
    pairs = judged(pictures, questions(arguments.data)).pairs(6000, "1/judge/confirmed", dress=False)
    for technique in (Technique.TRANSCODE, Technique.CROP):
        found = _checked(load(arguments.router), technique, pairs, pictures, arguments.data, arguments.most)
        _show(technique, list(found))


def _checked(
    router: OnnxRouter,
    technique: Technique,
    pairs: Sequence[Pair],
    pictures: Sequence[Sample],
    data: Path,
    most: int,
) -> Iterator[tuple[float, bool, bool]]:
    """What the router said, whether the answer survives, and whether the check passed."""
    plain = {s.name: s for s in pictures if s.name.endswith("/0")}
    order = list(pairs)
    random.Random(3).shuffle(order)
    done = 0
    for pair in order:
        sample = plain.get(pictures[pair.picture].name.rpartition("/")[0] + "/0")
        truth = pair.outcome.transcode if technique is Technique.TRANSCODE else pair.outcome.crop
        if sample is None or sample.source.startswith("drawn:") or truth < 0 or not pair.text.strip():
            continue
        said = router.said(sample.look, pair.text).probability(technique)
        if said < LEAST:
            continue
        picture = (data / "images" / sample.name[:-2]).read_bytes()
        found = explain(picture, model=MODEL, query=pair.text, policy=Policy(technique=technique)).decision
        yield said, truth == 1, found.technique is technique
        done += 1
        if done == most:
            return


def _show(technique: Technique, found: Sequence[tuple[float, bool, bool]]) -> None:
    print(f"{technique}: {len(found)} pairs")
    for low, high in zip(BINS, (*BINS[1:], 1.01), strict=True):
        rows = [r for r in found if low <= r[0] < high]
        passed = [r for r in rows if r[2]]
        if passed:
            lost, still = sum(not r[1] for r in rows), sum(not r[1] for r in passed)
            print(
                f"  said {low:.2f}–{high:.2f}: {lost} of {len(rows)} lost, of the {len(passed)} that pass {still}"
            )
    right = [r[2] for r in found if r[1]]
    wrong = [r[2] for r in found if not r[1]]
    if right and any(wrong):
        ratio = (sum(right) / len(right)) / (sum(wrong) / len(wrong))
        print(
            f"  passes where it survives {sum(right)}/{len(right)}, where not {sum(wrong)}/{len(wrong)}: {ratio:.2f}"
        )


if __name__ == "__main__":
    main()
