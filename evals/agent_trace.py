"""What long conversations cost with prompt caches: as they are, rewritten for the newest question, and with us.

    python evals/agent_trace.py [--router stand-in] [--data FOLDER] [--json FILE] [--speed] [--only WORD]

Each request of a trace goes through a small model of its provider's cache. Three ways: `nothing`; `newest`, which
decides by the newest question and applies that to every picture of the history, on every turn; `ours`. A break is
avoidable where two requests begin with the same turns and what was sent for those turns differs. The router, the same
for all ways, is the one that ships in the package; or a stand-in that reads no pictures and says that a gist survives a
small picture, that a corner may be cut out, and that nothing else survives. Leaves with status 1 unless ours is the
cheapest on every trace, without one avoidable break.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import hashlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from prompt_cache import SERVICES, Cache, Piece, Service
from traces import Trace, body, traces

from headroom_sdk import Policy
from headroom_sdk.body.dialect import Dialect, ImagePart, TextPart
from headroom_sdk.body.registry import all_dialects
from headroom_sdk.engine import process
from headroom_sdk.picture.probe import probe
from headroom_sdk.picture.types import Picture
from headroom_sdk.routing.route import EDGES, Route
from headroom_sdk.source import decoded
from headroom_sdk.target import Target
from headroom_sdk.tokens import resolve
from headroom_sdk.tokens.text import text_tokens

Send = Callable[[Any, Dialect, Target, Policy], Any]
Row = dict[str, Any]


class ByWord:
    """Stands in for the router."""

    name = "by the word"

    def route(self, picture: Picture, question: str) -> Route:
        gist, corner = float("gist" in question), float("corner" in question)
        return Route(full_low=(gist,) * len(EDGES), crop=corner, transcode=0.0, reason="by the word")


POLICIES = {"shipped": Policy(), "stand-in": Policy(router=ByWord())}


def nothing(body: Any, dialect: Dialect, target: Target, policy: Policy) -> Any:
    return body


def ours(body: Any, dialect: Dialect, target: Target, policy: Policy) -> Any:
    return process(body, dialect, target, policy)[0]


def newest(body: Any, dialect: Dialect, target: Target, policy: Policy) -> Any:
    """Every message by itself, so that nothing but the newest question decides about its pictures."""
    messages = dialect.messages(body)
    asked = [m for m in messages if m.role == "user" and any(not isinstance(p, ImagePart) for p in m.parts)]
    query = " ".join(p.text for p in asked[-1].parts if not isinstance(p, ImagePart)) if asked else ""
    field = next(key for key in ("messages", "input", "contents") if key in body)
    sent = []
    for turn in body[field]:
        alone = {**body, field: [turn]}
        if dialect.has_images(alone):
            pieces = (part for message in dialect.messages({field: [turn]}) for part in message.parts)
            key = (target.model, query, *(dataclasses.replace(part, path=()) for part in pieces))
            if key not in _sent:
                _sent[key], _ = process(alone, dialect, target, policy, query=query or "?")
            alone = _sent[key]
        sent += alone[field]
    return {**body, field: sent}


_sent: dict[object, Any] = {}


WAYS: dict[str, Send] = {"nothing": nothing, "newest": newest, "ours": ours}


def prompt(body: Any, dialect: Dialect, model: str) -> list[list[Piece]]:
    """What the provider bills, by turn and piece."""
    return [[_piece(part, model) for part in message.parts] for message in dialect.messages(body)]


def _piece(part: ImagePart | TextPart, model: str) -> Piece:
    if isinstance(part, TextPart):
        return Piece(content=part.text, tokens=_text(part.text, model), stop=part.cache_breakpoint)
    tokens = _picture(part.payload or "", part.detail, model)
    return Piece(content=(part.detail, part.payload), tokens=tokens, stop=part.cache_breakpoint)


@functools.cache
def _text(text: str, model: str) -> int:
    rule = resolve(model)
    assert rule is not None
    return text_tokens(text, rule.provider, model).tokens


@functools.cache
def _picture(payload: str | bytes, detail: str | None, model: str) -> int:
    rule = resolve(model)
    assert rule is not None
    return rule.count(*probe(decoded(payload)).size, detail).tokens


def run(trace: Trace, service: Service, way: str, dialect: Dialect, policy: Policy) -> Row:
    """One trace on one service: tokens by price, $, and avoidable breaks."""
    cache, breaks = Cache(service=service), 0
    target = Target(provider=dialect.provider, model=service.model)
    before: tuple[list[Any], list[Any]] = ([], [])
    for turns in trace.requests:
        original = body(service.dialect, service.model, trace, turns)
        sent = prompt(WAYS[way](original, dialect, target, policy), dialect, service.model)
        cache.send([piece for pieces in sent for piece in pieces])
        now = (_turns(prompt(original, dialect, service.model)), _turns(sent))
        breaks += _common(before[1], now[1]) < _common(before[0], now[0])
        before = now
    bill = cache.bill
    return {
        "trace": trace.name, "model": service.model, "way": way, "input": bill.input, "write": bill.write,
        "read": bill.read, "dollars": bill.dollars(service), "breaks": breaks,
    }  # fmt: skip


def _turns(prompt: Sequence[Sequence[Piece]]) -> list[Any]:
    """What each turn holds, without the breakpoint that moves with the newest."""
    return [[piece.content for piece in pieces] for pieces in prompt]


def _common(a: Sequence[Any], b: Sequence[Any]) -> int:
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def speed(trace: Trace, service: Service, dialect: Dialect, policy: Policy) -> float:
    """What the last turn of *trace* costs, in hashes over the pictures of its request, all seen before."""
    request = body(service.dialect, service.model, trace, trace.requests[-1])
    target = Target(provider=dialect.provider, model=service.model)
    payloads = [
        part.source
        for message in dialect.messages(request)
        for part in message.parts
        if isinstance(part, ImagePart) and isinstance(part.source, str)
    ]
    process(request, dialect, target, policy)
    once = _best(lambda: [hashlib.sha256(p.encode("ascii")).digest() for p in payloads])
    return _best(lambda: process(request, dialect, target, policy)) / once


def _best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(9):
        start = time.process_time()  # other programs of this machine are none of ours
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--router", choices=POLICIES, default="shipped", help="who says what a question needs"
    )
    parser.add_argument("--data", type=Path, help="a folder with pictures of your own (PNG, JPEG)")
    parser.add_argument("--json", type=Path, help="write the rows there, too")
    parser.add_argument("--speed", action="store_true", help="time the last turn of the browser trace, too")
    parser.add_argument("--only", default="", help="traces whose name has this word")
    given = parser.parse_args()
    policy = POLICIES[given.router]
    dialects = {d.name: d for d in all_dialects()}
    rows: list[Row] = []
    failed = False
    print(
        f"{'trace':38} {'model':18} {'way':8} {'input':>9} {'written':>9} {'read':>10} {'$':>8} {'breaks':>6}"
    )
    for trace in (t for t in traces(given.data) if given.only in t.name):
        for service in SERVICES:
            dialect = dialects[service.dialect]
            if trace.shared and service.dialect == "gemini":
                continue  # it has no breakpoints
            found = [run(trace, service, way, dialect, policy) for way in WAYS]
            for row in found:
                print(
                    f"{row['trace']:38} {row['model']:18} {row['way']:8} {row['input']:9,} {row['write']:9,} "
                    f"{row['read']:10,} {row['dollars']:8.4f} {row['breaks']:6}",
                    flush=True,
                )
            mine = found[-1]
            bad = mine["breaks"] or any(mine["dollars"] > row["dollars"] + 1e-9 for row in found)
            failed = failed or bool(bad)
            rows += found
        if given.speed and trace.tools:
            ratios = [speed(trace, service, dialects[service.dialect], policy) for service in SERVICES]
            print(f"{trace.name}: the last turn costs {max(ratios):.2f} hashes over its pictures")
            failed = failed or max(ratios) > 1.5
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1))
    if failed:
        print("ours is not the cheapest everywhere, or breaks a cache, or is slow", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
