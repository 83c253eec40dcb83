"""``headroom-sdk inspect``: what is sent instead of a picture, and why."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import click

from ..errors import ConfigurationError, HeadroomError
from ..explain import Explanation, explain
from ..policy import Mode, Policy, Technique
from .files import picture_bytes
from .output import brief, change, console, kilobytes, number, pixels, say_json, table
from .pairs import explain_pairs
from .settings import check_detail, policy_of_environment, rule_for

ANY_MODEL = "gpt-5.6"
"""Who is asked where nobody says so."""


@click.command(short_help="Explain what is sent instead of a picture.")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--query", default="", help="What the picture is asked about.")
@click.option("--model", help=f"The model that is asked; {ANY_MODEL} where a FILE comes without one.")
@click.option(
    "--technique", type=click.Choice([t.value for t in Technique]), help="Force one instead of deciding."
)
@click.option("--mode", type=click.Choice(get_args(Mode)), help="How far it may go; balanced by default.")
@click.option("--detail", help="The `detail` or `media_resolution` that the request sets.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write what is sent into this folder: 0001.png and so on; of a crop also where it was cut out.",
)
@click.option(
    "--pairs",
    type=click.Path(path_type=Path, dir_okay=False, exists=True, readable=True),
    help="A JSONL file with lines of `file`, `query` and, optionally, `model`; paths count from its folder.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a picture.")
def inspect(
    file: Path | None,
    query: str,
    model: str | None,
    technique: str | None,
    mode: Mode | None,
    detail: str | None,
    out: Path | None,
    pairs: Path | None,
    as_json: bool,
) -> None:
    """Explain what is sent instead of FILE when MODEL is asked QUERY about it.

    Shows every plan that was considered with its tokens, which was taken and why. The picture takes the way
    of a real request, but nothing is sent. With --pairs, does many: one JSON line each, in order.
    """
    if (file is None) == (pairs is None):
        raise click.UsageError("name one FILE, or --pairs with a JSONL file of many")
    policy = _policy(technique, mode)
    if file is not None and model is None:
        model = ANY_MODEL
        click.echo(f"no --model: counted as {ANY_MODEL} would bill it", err=True)
    check_detail(detail, [rule_for(model, policy)] if model is not None else [])
    out = make_folder(out)
    with _unsaid_warnings():
        if pairs is not None:
            good = explain_pairs(pairs, query, model, detail, policy, out)
        else:
            good = _one(file or Path(), query, model or ANY_MODEL, detail, policy, out, as_json)
    sys.exit(0 if good else 1)


def _policy(technique: str | None, mode: Mode | None) -> Policy:
    base = policy_of_environment()
    try:
        return dataclasses.replace(
            base,
            technique=Technique(technique) if technique else base.technique,
            mode=mode or base.mode,
            dry_run=False,
        )
    except ConfigurationError as e:
        raise click.UsageError(str(e)) from e


@contextlib.contextmanager
def _unsaid_warnings() -> Iterator[None]:
    """Nothing is sent here: keep quiet what the library warns of when something is."""
    log = logging.getLogger("headroom_sdk")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def make_folder(out: Path | None) -> Path | None:
    """*out*, made. Raises :class:`click.UsageError` if it cannot be."""
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise click.BadParameter(f"{out}: {e.strerror}", param_hint="--out") from e
    return out


def _one(
    file: Path,
    query: str,
    model: str,
    detail: str | None,
    policy: Policy,
    out: Path | None,
    as_json: bool,
) -> bool:
    """Whether it could be explained."""
    from .pairs import line, write

    try:
        found = explain(picture_bytes(file), model=model, query=query, detail=detail, policy=policy)
    except HeadroomError as e:
        if as_json:
            say_json({"file": str(file), "query": query, "model": model, "error": str(e)}, lines=True)
        else:
            click.echo(f"{file}: {e}", err=True)
        return False
    written = write(found, out, 1) if out else []
    if as_json:
        say_json(line(str(file), query, model, found, written), lines=True)
    else:
        _show(file, query, model, found, written)
    return found.decision.error is None


def _show(file: Path, query: str, model: str, found: Explanation, written: list[str]) -> None:
    decision, picture, out = found.decision, found.original, console()
    size = f"{picture.width}×{picture.height} {picture.format}, {kilobytes(len(picture.data))} kB"
    out.print(f"{file}: {size}, for {model}")
    out.print(f"asked: {query}" if query else "asked: nothing, so nothing lossy is done unless it is forced")
    out.print()
    shown = table(
        "",
        "technique",
        "pixels",
        "detail",
        "tokens",
        "survives",
        "why",
        right=("pixels", "tokens", "survives"),
    )
    for option in sorted(found.candidates, key=lambda c: (c.tokens, not c.chosen)):
        shown.add_row(
            "→" if option.chosen else "",
            str(option.technique),
            pixels(option.size),
            brief(option.detail),
            ("" if option.exact else "~") + number(option.tokens),
            "–" if option.probability is None else f"{option.probability:.0%}",
            option.verdict,
            style="bold" if option.chosen else "",
        )
    if found.candidates:
        out.print(shown)
        out.print()
    _verdict(decision.to_dict(), found)
    for warning in found.warnings:
        out.print(f"note: {warning}")
    for name in written:
        out.print(f"written: {name}")


def _verdict(decision: dict[str, Any], found: Explanation) -> None:
    out, d = console(), found.decision
    rows = table("", "")
    rows.show_header = False
    rows.add_row("sent", "changed" if d.changed else "as it came")
    rows.add_row("technique", f"{d.technique}: {d.reason}")
    if d.probabilities:
        odds = ", ".join(f"{name} {chance:.0%}" for name, chance in d.probabilities)
        rows.add_row("survives", f"{odds}, the router thinks")
    rows.add_row("tokens", change(d.tokens_before, d.tokens_after))
    rows.add_row("bytes", change(d.bytes_before, d.bytes_after))
    rows.add_row("pixels", ", ".join(pixels(size) for size in d.sizes) or "none")
    for x, y, width, height in d.regions:
        rows.add_row("region", f"{width}×{height} at {x}, {y}")
    rows.add_row("detail", d.detail or "none written: the model's default")
    rows.add_row("stages", " → ".join(f"{name} {number(tokens)}" for name, tokens in d.stages) or "–")
    rows.add_row("took", f"{d.milliseconds:.1f} ms")
    if d.text is not None:
        rows.add_row("text", d.text)
    out.print(rows)
