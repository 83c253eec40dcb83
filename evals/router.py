"""How a router fares on sources that it has never seen: ``python evals/router.py DATA --router FILE``.

FILE was trained without them: ``python -m training DATA --hold-out --out FOLDER``. The router that ships is made the
same way, and has seen those of them whose licence allows it.

Nothing here asks a model: *readable* means that, as far as outcomes known from elsewhere tell, the answer can still be
told from what would be sent. Questions are those of benchmarks that were not trained on and templates that were held
out; pictures are of sources that were held out, as they are and at other sizes.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import estimates
import numpy as np

from headroom_sdk.explain import explain
from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.length import estimate_length
from headroom_sdk.picture.probe import probe
from headroom_sdk.plan import Scope, full_low, lossless, overview, reductions
from headroom_sdk.policy import Policy
from headroom_sdk.routing.legible import Floor, readable
from headroom_sdk.routing.route import Route, bar
from headroom_sdk.routing.router import OnnxRouter, load
from headroom_sdk.technique import Mode, Technique
from headroom_sdk.tokens import resolve
from training.calibrate import error
from training.gather import gather
from training.pairs import Pair, judged
from training.pictures import Sample, copy, entries
from training.questions.asked import questions
from training.questions.outcomes import NEEDS

MODELS = ("gpt-4o", "gpt-5.6", "claude-haiku-4-5", "claude-sonnet-5-5", "gemini-3.5-flash")
MIN_SAVING = 0.1
FLOOR = Floor(words=5.5, exact=7.0)
MODES: tuple[Mode, ...] = ("balanced", "aggressive")
GIST = 512
ALONE = 0.85
"""A crop that nobody looked for is counted from this probability on. The engine tries lower ones, and sends what it
finds: of the benchmarks' questions, hardly any."""


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What is sent, its tokens, and whether the answer can be told from it; ``None``: unknown."""

    technique: str
    tokens: int
    readable: bool | None


@dataclass(frozen=True, kw_only=True)
class Case:
    """One pair, its picture, and what the router says."""

    pair: Pair
    sample: Sample
    route: Route
    letters: int


def options(case: Case, model: str) -> list[Sent]:
    """All that could be sent to *model* instead of the picture, the cheapest first; the picture comes last."""
    rule = resolve(model)
    assert rule is not None
    scope = Scope(size=case.sample.look.size, rule=rule)
    whole = lossless(scope).tokens
    most = whole * (1 - MIN_SAVING)
    outcome = case.pair.outcome
    known = {1.0: True, 0.0: False, -1.0: None}
    found = [
        Sent(
            technique=f"full_low {max(p.count.width, p.count.height)}",
            tokens=p.tokens,
            readable=_whole(case, max(p.count.width, p.count.height)),
        )
        for p in reductions(scope)
    ]
    small = overview(scope)
    # An overview goes along with both.
    beside = _whole(case, max(small.count.width, small.count.height)) or None
    for technique, tokens, kept in (
        ("transcode", estimates.transcript(case.letters, small.tokens), outcome.transcode),
        ("crop", estimates.part(whole, small.tokens), outcome.crop),
    ):
        found.append(Sent(technique=technique, tokens=tokens, readable=beside or known[kept]))
    return [
        *sorted((o for o in found if o.tokens <= most), key=lambda o: o.tokens),
        Sent(technique="preserve", tokens=whole, readable=True),
    ]


def _whole(case: Case, edge: int) -> bool:
    need = case.pair.outcome.need
    clear, sharp = readable(case.sample.look, edge, FLOOR)
    if edge >= max(case.sample.look.size):
        return True
    return (need == 0 and edge >= GIST) or (need <= 1 and clear) or (need <= 2 and sharp)


Chooser = Callable[[Case, str], Sent]


def ours(router: OnnxRouter, mode: Mode) -> Chooser:
    def choose(case: Case, model: str) -> Sent:
        for option in options(case, model):
            word, _, edge = option.technique.partition(" ")
            if word == "preserve":
                return option
            technique = Technique(word)
            said = case.route.probability(technique)
            chance = case.route.whole((int(edge), 1)) if edge else said
            least = ALONE if technique is Technique.CROP else 0.0
            if chance >= max(least, bar(router, mode, technique)):
                return option
        raise AssertionError("preserve is always an option")

    return choose


def preserve(case: Case, model: str) -> Sent:
    return options(case, model)[-1]


def low(case: Case, model: str) -> Sent:
    rule = resolve(model)
    assert rule is not None
    plan = full_low(Scope(size=case.sample.look.size, rule=rule))
    edge = max(plan.count.width, plan.count.height)
    return Sent(technique="full_low", tokens=plan.tokens, readable=_whole(case, edge))


def oracle(case: Case, model: str) -> Sent:
    return next(o for o in options(case, model) if o.readable)


def by_question(told: dict[int, str]) -> Chooser:
    """The technique that the question alone suggests, as a classifier of text would."""

    def choose(case: Case, model: str) -> Sent:
        found = options(case, model)
        return next((o for o in found if o.technique.split()[0] == told[id(case)]), found[-1])

    return choose


@dataclass(frozen=True, kw_only=True)
class Score:
    """Shares of pairs (0–1), and tokens. ``strict``: sent exactly what the oracle would; ``possible``: pairs where
    something else than the original keeps the answer, of which ``saving`` are sent as such."""

    n: int
    readable: float
    unsafe: float
    strict: float
    saving: float
    possible: float
    tokens: float

    def __str__(self) -> str:
        rates = (self.readable, self.unsafe, self.strict, self.saving, self.possible, self.tokens)
        return f"| {self.n} | {' | '.join(f'{rate:.1%}' for rate in rates)} |"


def score(cases: Sequence[Case], choose: Chooser, model: str) -> Score:
    sent = [choose(case, model) for case in cases]
    best = [oracle(case, model) for case in cases]
    whole = [preserve(case, model).tokens for case in cases]
    unsafe = np.array([s.readable is False for s in sent])
    possible = np.array([b.technique != "preserve" for b in best])
    saved = np.array([bool(s.readable) and s.technique != "preserve" for s in sent])
    return Score(
        n=len(cases),
        readable=1 - unsafe.mean(),
        unsafe=unsafe.mean(),
        strict=np.mean(
            [s.technique.split()[0] == b.technique.split()[0] for s, b in zip(sent, best, strict=True)]
        ),
        saving=saved[possible].mean() if possible.any() else 0.0,
        possible=possible.mean(),
        tokens=1 - sum(s.tokens for s in sent) / sum(whole),
    )


HEAD = (
    "| {} | n | readable | unsafe | same as the oracle | saving, where possible | possible | tokens saved |\n"
    + "|---" * 8
    + "|"
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--router", required=True, help="the held-out router to judge")
    parser.add_argument("--store", type=Path, default=Path(".training"))
    parser.add_argument("--pairs", type=int, default=4000)
    parser.add_argument(
        "--engine", type=int, default=0, help="so many pairs are sent as requests are: read, found, checked"
    )
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    router = load(arguments.router)
    cases = list(_cases(router, arguments.data, arguments.store, arguments.pairs, arguments.seed))
    print(
        f"{router.name}; {len(cases)} pairs of {len({c.sample.name for c in cases})} pictures, seed {arguments.seed}\n"
    )
    if arguments.engine:
        _by_engine(arguments, cases[: arguments.engine])
    told = _by_question(arguments.data, arguments.store, cases, arguments.seed)
    _by_model(router, cases, by_question(told))
    for title, key in (
        ("picture", lambda c: c.sample.kind),
        ("question", lambda c: c.pair.ask.split("+")[0]),
        ("questions from", lambda c: c.pair.source),
    ):
        print(f"\n## By {title}, balanced, gpt-5.6\n\n{HEAD.format(title)}")
        groups: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            groups[key(case)].append(case)
        for name in sorted(groups):
            print(f"| {name} {score(groups[name], ours(router, 'balanced'), 'gpt-5.6')}")
    _calibration(cases)


def _by_model(router: OnnxRouter, cases: Sequence[Case], question_only: Chooser) -> None:
    choosers: dict[str, Chooser] = {
        "always preserve": preserve,
        "always low": low,
        "by the question alone": question_only,
        "headroom balanced": ours(router, "balanced"),
        "headroom aggressive": ours(router, "aggressive"),
        "oracle": oracle,
    }
    for model in MODELS:
        print(f"## {model}\n\n{HEAD.format('rule')}")
        for name, choose in choosers.items():
            print(f"| {name} {score(cases, choose, model)}")
        sent = Counter(ours(router, "balanced")(case, model).technique.split()[0] for case in cases)
        print(f"\nSent in balanced: {', '.join(f'{t} {n}' for t, n in sent.most_common())}.\n")


def _by_engine(arguments: argparse.Namespace, cases: Sequence[Case]) -> None:
    """The first of the pairs as requests: text is read before it is sent, a part found before it is cut out."""
    print(f"## By the engine, the first {len(cases)} pairs, gpt-5.6\n\n{HEAD.format('mode')}")
    paths = {entry.path.name: entry for entry in entries(arguments.data)}

    @cache
    def sent(name: str, question: str, mode: Mode) -> tuple[str, int, int]:
        file, _, number = name.rpartition("/")
        told = explain(
            copy(paths[file], int(number), 1),
            model="gpt-5.6",
            query=question,
            policy=Policy(mode=mode, router=arguments.router),
        ).decision
        edge = max(told.sizes[0]) if told.technique is Technique.FULL_LOW else 0
        return f"{told.technique} {edge or ''}".strip(), told.tokens_after or 0, edge

    for mode in MODES:

        def choose(case: Case, _: str, mode: Mode = mode) -> Sent:
            technique, tokens, edge = sent(case.sample.name, case.pair.text, mode)
            known = {1.0: True, 0.0: False, -1.0: None}
            readable = {
                "crop": known[case.pair.outcome.crop],
                "transcode": known[case.pair.outcome.transcode],
            }
            return Sent(
                technique=technique,
                tokens=tokens,
                readable=_whole(case, edge) if edge else readable.get(technique, True),
            )

        print(f"| {mode} {score(cases, choose, 'gpt-5.6')}")
        counts = Counter(choose(case, "gpt-5.6").technique.split()[0] for case in cases)
        print(f"\nSent in {mode}: {', '.join(f'{t} {n}' for t, n in counts.most_common())}.\n")


def _calibration(cases: Sequence[Case]) -> None:
    print("\n## Calibration\n\n| answer | ECE | pairs said over 0.9 | of them true |\n|---|---|---|---|")
    for name, p, truth in _said(cases):
        sure = p >= 0.9
        right = f"{truth[sure].mean():.3f}" if sure.any() else "–"
        print(f"| {name} | {error(p, truth):.3f} | {sure.sum()} | {right} |")
    print(
        "\n| said | "
        + " | ".join(f"{n / 10:.1f}–{(n + 1) / 10:.1f}" for n in range(10))
        + " |\n|---"
        + "|---" * 10
        + "|"
    )
    for name, p, truth in _said(cases):
        bins = [(truth[(p >= n / 10) & (p < (n + 1) / 10 + (n == 9))]) for n in range(10)]
        print(
            f"| {name} | " + " | ".join(f"{b.mean():.2f} ({len(b)})" if len(b) else "–" for b in bins) + " |"
        )


def _said(cases: Sequence[Case]) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    large = [c for c in cases if max(c.sample.look.size) > GIST]
    said = np.array([c.route.whole((GIST, GIST)) for c in large])
    yield "whole at 512", said, np.array([float(_whole(c, GIST)) for c in large])
    for name in ("crop", "transcode"):
        known = [c for c in cases if getattr(c.pair.outcome, name) >= 0]
        said = np.array([getattr(c.route, name) for c in known])
        yield name, said, np.array([getattr(c.pair.outcome, name) for c in known])


def _cases(router: OnnxRouter, data: Path, store: Path, count: int, seed: int) -> Iterator[Case]:
    pictures = gather(data, store, 1)
    pairs = judged(pictures, questions(data)).pairs(count, f"{seed}/eval")
    paths = {entry.path.name: entry.path for entry in entries(data)}

    @cache
    def letters(name: str) -> int:
        return estimate_length(decode(probe(paths[name].read_bytes()))).characters

    for pair in pairs:
        sample = pictures[pair.picture]
        said = router.said(sample.look, pair.text)
        yield Case(pair=pair, sample=sample, route=said, letters=letters(sample.name.rsplit("/", 1)[0]))


def _by_question(data: Path, store: Path, cases: Sequence[Case], seed: int) -> dict[int, str]:
    """What a classifier of the question's words alone, trained on the same pairs, says of each."""
    from headroom_sdk.routing.query import BUCKETS, query
    from training.pairs import TECHNIQUES, learnt, technique

    some = learnt(gather(data, store, 1), questions(data), hold_out=True).pairs(12_000, f"{seed}/words")
    weights = np.zeros((BUCKETS, len(TECHNIQUES)))
    rng = np.random.default_rng(seed)
    rows = [(query(pair.text).pieces, technique(pair.outcome)) for pair in some]
    for epoch in range(6):
        for place in rng.permutation(len(rows)):
            pieces, best = rows[place]
            odds = weights[pieces].sum(0) / np.sqrt(len(pieces))
            shares = np.exp(odds - odds.max())
            shares /= shares.sum()
            shares[best] -= 1
            weights[pieces] -= 0.5 / (1 + epoch) * shares / np.sqrt(len(pieces))
    return {id(c): TECHNIQUES[int(weights[query(c.pair.text).pieces].sum(0).argmax())] for c in cases}


if __name__ == "__main__":
    assert NEEDS[0] == "g"
    main()
