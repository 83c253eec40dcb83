"""What the whole engine sends for questions whose answers somebody looked for: ``python evals/looked_at.py DATA``.

`looked_at.jsonl` holds questions about pictures of the data, written and labelled on 2026-11-24 by a vision model
(Claude) that saw the picture and a copy of 512 pixels, without seeing our templates or rules: whether it could still
answer from the copy (`at_512`), from one part beside such a copy (`part`), and from a perfect transcript without any
picture (`text`); `null` where it could not tell, or where the picture is hardly larger.

Unlike in `router.py` the engine does all of its work: it reads before it sends text, finds a part before it cuts, and
keeps what it is not sure of. *Unsafe*: sent in a way that the label denies. *Unknown*: whole, over 512, where 512
is too small. *Possible*: a way that the label grants saves a tenth of the tokens. `--out` writes the crops for a look.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import estimates

from headroom_sdk.explain import Explanation, explain
from headroom_sdk.picture.decode import decode
from headroom_sdk.picture.length import estimate_length
from headroom_sdk.picture.types import Picture
from headroom_sdk.plan import Scope, overview
from headroom_sdk.policy import Policy
from headroom_sdk.technique import Technique
from headroom_sdk.tokens import resolve

LOW = 512
WORTH = 0.9


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question. ``kept``: whether its answer survives what is sent; ``None``: unknown."""

    kind: str
    question: str
    file: str
    technique: Technique
    before: int
    after: int
    kept: bool | None
    possible: bool


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", action="append", help="gpt-5.6 where none is named")
    parser.add_argument("--mode", default="balanced", choices=("lossless", "balanced", "aggressive"))
    parser.add_argument("--router", help="another router than the shipped one")
    parser.add_argument("--out", type=Path, help="where to write the crops that are sent")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    policy = Policy(mode=arguments.mode, router=arguments.router)
    for model in arguments.model or ["gpt-5.6"]:
        rows = list(_rows(arguments.data, model, policy, arguments.out))
        print(f"\n{model}, {arguments.mode}, {len({r.file for r in rows})} pictures\n\n{HEAD}")
        _tell("all", rows)
        kinds: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            kinds[row.kind].append(row)
        for kind in sorted(kinds):
            _tell(kind, kinds[kind])
        for row in rows:
            if row.kept is False:
                print(f"unsafe: {row.file}, {row.technique}: {row.question[:110]!r}")


def _rows(data: Path, model: str, policy: Policy, out: Path | None) -> Iterator[Row]:
    for number, line in enumerate((Path(__file__).with_suffix(".jsonl")).read_text("utf-8").splitlines()):
        asked = json.loads(line)
        raw = (data / asked["file"]).read_bytes()
        told = explain(raw, model=model, query=asked["question"], policy=policy)
        decision = told.decision
        if out is not None and decision.technique is Technique.CROP:
            out.mkdir(parents=True, exist_ok=True)
            if told.sent and told.media_type:
                (out / f"{number:04}.{told.media_type.rpartition('/')[2]}").write_bytes(told.sent)
        yield Row(
            kind=asked["kind"],
            question=asked["question"],
            file=asked["file"],
            technique=decision.technique,
            before=decision.tokens_before or 0,
            after=decision.tokens_after or 0,
            kept=_kept(told, asked),
            possible=_possible(told, asked, model),
        )


def _kept(told: Explanation, asked: dict[str, bool | None]) -> bool | None:
    decision = told.decision
    if decision.technique is Technique.FULL_LOW:
        return asked["at_512"] if max(decision.sizes[0]) <= 1.1 * LOW else asked["at_512"] or None
    if decision.technique is Technique.CROP:
        return asked["part"]
    if decision.technique is Technique.TRANSCODE:
        return asked["text"]
    return True


def _possible(told: Explanation, asked: dict[str, bool | None], model: str) -> bool:
    rule = resolve(model)
    assert rule is not None
    picture, whole = told.original, told.decision.tokens_before or 0
    small = overview(Scope(size=picture.size, rule=rule)).tokens
    low = min((c.tokens for c in told.candidates if c.sees and max(c.sees) >= LOW * 0.98), default=whole)
    text = estimates.transcript(_letters(picture), small)
    ways = ((asked["at_512"], low), (asked["part"], estimates.part(whole, small)), (asked["text"], text))
    return any(bool(granted) and tokens <= WORTH * whole for granted, tokens in ways)


@cache
def _letters(picture: Picture) -> int:
    return estimate_length(decode(picture)).characters


HEAD = (
    "| picture | n | unsafe | unknown | possible | saving, where possible | tokens saved | sent |\n"
    + "|---" * 8
    + "|"
)


def _tell(name: str, rows: Sequence[Row]) -> None:
    n = len(rows)
    possible = [r for r in rows if r.possible]
    saved = [r for r in possible if r.kept is not False and r.after <= WORTH * r.before]
    tokens = 1 - sum(r.after for r in rows) / max(1, sum(r.before for r in rows))
    sent = ", ".join(
        f"{technique} {count}" for technique, count in Counter(r.technique for r in rows).most_common()
    )
    rates = (
        sum(r.kept is False for r in rows) / n,
        sum(r.kept is None for r in rows) / n,
        len(possible) / n,
        len(saved) / max(1, len(possible)),
        tokens,
    )
    print(f"| {name} | {n} | " + " | ".join(f"{rate:.1%}" for rate in rates) + f" | {sent} |")


if __name__ == "__main__":
    main()
