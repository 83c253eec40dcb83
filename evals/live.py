"""Do the answers of a real model survive? With your own key, and at your own cost.

    python evals/live.py --model gpt-5.6 --count 40                     # documents that are drawn here
    python evals/live.py --model claude-haiku-4-5 --set questions.jsonl # lines of file, query, answers[, score]

Asks every question three times: with the picture as it is, as Headroom sends it, and without any picture (what a
model answers then was not seen in it). Prints accuracy and billed tokens with 95 % intervals, by technique; `score` is
`exact`, `anls` or `numeric`. Needs the model's SDK and its key in the environment (OPENAI_API_KEY,
ANTHROPIC_API_KEY, GEMINI_API_KEY).
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import itertools
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import sheets
from answers import SCORES, interval
from asking import Answer, ask, client_for
from printer import Printer, fonts

import headroom_sdk as headroom
from headroom_sdk.picture.probe import probe

WAYS = ("original", "headroom", "no picture")


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question with the answers that count as right."""

    name: str
    picture: bytes
    query: str
    answers: tuple[str, ...]
    score: str


@dataclass(frozen=True, kw_only=True)
class Result:
    """One question's scores (0–1) and billed input tokens, by way of asking."""

    case: Case
    technique: str
    scores: dict[str, float]
    billed: dict[str, int]
    said: dict[str, str]


def main() -> None:
    """Ask, and print the tables."""
    parse = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--model", required=True)
    parse.add_argument("--set", type=Path, help="a JSONL file of questions; drawn documents without it")
    parse.add_argument("--count", type=int, default=20, help="how many questions at most (20)")
    parse.add_argument("--mode", default="balanced", choices=["lossless", "balanced", "aggressive"])
    parse.add_argument("--technique", choices=[t.value for t in headroom.Technique])
    parse.add_argument("--out", type=Path, help="write every answer as a JSON line into this file")
    options = parse.parse_args()
    policy = headroom.Policy(mode=options.mode, technique=options.technique)
    cases = itertools.islice(_of_file(options.set) if options.set else _drawn(), options.count)
    results = [r for case in cases if (r := _asked(case, options.model, policy)) is not None]
    if options.out:
        options.out.write_text("".join(json.dumps(_plain(r)) + "\n" for r in results), "utf-8")
    if not results:
        sys.exit("no question was answered")
    _show(results, options.model, options.mode)


def _asked(case: Case, model: str, policy: headroom.Policy) -> Result | None:
    media_type = probe(case.picture).media_type
    client = headroom.wrap(client_for(model), policy=policy)
    answers: dict[str, Answer] = {}
    technique = "preserve"
    try:
        for way in WAYS:
            picture = None if way == "no picture" else case.picture
            if way == "headroom":
                answers[way] = ask(client, model, case.query, picture, media_type)
                report = headroom.last_report()
                technique = str(report.decisions[0].technique) if report and report.decisions else technique
                continue
            with headroom.paused():
                answers[way] = ask(client, model, case.query, picture, media_type)
    except Exception as e:  # three SDKs, three families of errors; the next question may be answered
        print(f"{case.name}: {type(e).__name__}: {str(e)[:200]}", file=sys.stderr)
        return None
    return Result(
        case=case,
        technique=technique,
        scores={way: SCORES[case.score](a.text, case.answers) for way, a in answers.items()},
        billed={way: a.billed for way, a in answers.items()},
        said={way: a.text for way, a in answers.items()},
    )


def _of_file(file: Path) -> Iterator[Case]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        row: dict[str, Any] = json.loads(line)
        given = row["answers"] if "answers" in row else [row["answer"]]
        score = row.get("score", "anls")
        if score not in SCORES:
            sys.exit(f"{file}:{number}: score {score!r}: one of {', '.join(SCORES)}")
        picture = (file.parent / row["file"]).read_bytes()
        yield Case(name=row["file"], picture=picture, query=row["query"], answers=tuple(given), score=score)


def _drawn() -> Iterator[Case]:
    styles = fonts(7)
    for n in itertools.count():
        sheet = sheets.receipt(Printer(70_000 + n, styles))
        keys = [key for key, _ in sheet.pairs]
        unique = [(key, value) for key, value in sheet.pairs if keys.count(key) == 1]
        if not unique:
            continue
        key, value = unique[n % len(unique)]
        out = io.BytesIO()
        sheet.image.save(out, "PNG")
        query = f"What does the receipt say for {key!r}?"
        yield Case(name=f"receipt {n}", picture=out.getvalue(), query=query, answers=(value,), score="anls")


def _show(results: Sequence[Result], model: str, mode: str) -> None:
    print(f"{model}, {mode}: {len(results)} questions; 95 % intervals in brackets\n")
    print(f"{'':14}{'questions':>10}{'right':>18}{'billed input tokens':>26}")
    groups = {"all": results}
    for technique in sorted({r.technique for r in results}):
        groups[technique] = [r for r in results if r.technique == technique]
    for name, group in groups.items():
        for way in WAYS:
            scores, tokens = [r.scores[way] for r in group], [float(r.billed[way]) for r in group]
            (low, high), (few, many) = interval(scores), interval(tokens)
            right = f"{mean(scores):.3f} [{low:.2f}, {high:.2f}]"
            billed = f"{mean(tokens):,.0f} [{few:,.0f}, {many:,.0f}]"
            print(f"{name + ', ' + way:24}{len(group):>4}{right:>22}{billed:>26}")
    changes = [r.scores["headroom"] - r.scores["original"] for r in results]
    low, high = interval(changes)
    saved = 1 - sum(r.billed["headroom"] for r in results) / max(
        sum(r.billed["original"] for r in results), 1
    )
    print(f"\nchange by Headroom, question by question: {mean(changes):+.3f} [{low:+.3f}, {high:+.3f}]")
    print(f"input tokens saved, text included: {saved:.1%}")
    for r in results:
        if r.scores["headroom"] < r.scores["original"]:
            wrong = f"{r.said['headroom']!r}, not {r.case.answers[0]!r}"
            print(f"lost: {r.case.name} ({r.technique}): {r.case.query!r} {wrong}")


def _plain(result: Result) -> dict[str, Any]:
    told = dataclasses.asdict(result)
    del told["case"]["picture"]
    return told


if __name__ == "__main__":
    main()
