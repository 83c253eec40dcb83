"""``headroom-sdk demo --live``: what the providers bill for a picture, beside what was predicted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import click
from rich.text import Text

from ..activation import wrap
from ..policy import Policy
from ..report import last_report
from .output import console, number, say_json, table
from .pictures import Shown
from .sdks import SDKS, Question, SendFailed, ask, client_for
from .sending import Asked

# One of each provider: this costs the user's own money.
ASKED = (
    Asked(model="gpt-5.6", provider="openai"),
    Asked(model="claude-haiku-4-5", provider="anthropic"),
    Asked(model="gemini-3.5-flash", provider="google"),
)

Pictures = tuple[list[tuple[Shown, str]], list[dict[str, str]]]


def bill_all(
    pictures: Callable[[], Pictures], named: Sequence[Asked] | None, policy: Policy, as_json: bool
) -> NoReturn:
    """Ask, print and leave: with status 1 if a request failed. Raises :class:`click.UsageError` without a key."""
    asked = [a for a in named or ASKED if SDKS[a.provider].installed and SDKS[a.provider].key]
    lacking = [a for a in named or () if a not in asked]
    if lacking or not asked:
        raise click.UsageError(_what_is_missing(lacking or ASKED))
    shown, errors = pictures()
    rows = [row for a in asked for row in _billed(a, shown, policy)]
    if as_json:
        say_json({"billed": rows, "errors": errors})
    else:
        _show(rows)
        for error in errors:
            click.echo(f"{error['file']}: {error['error']}", err=True)
    sys.exit(1 if errors or any("error" in row for row in rows) else 0)


def _what_is_missing(asked: Sequence[Asked]) -> str:
    lines = []
    for sdk in dict.fromkeys(SDKS[a.provider] for a in asked):
        if not sdk.installed:
            lines.append(f"{sdk.distribution} is not installed: {sdk.how_to_get}")
        elif not sdk.key:
            lines.append(f"no key for {sdk.provider}: set {' or '.join(sdk.keys)}")
    return "--live asks the providers with your own keys; " + "; ".join(lines)


def _billed(asked: Asked, pictures: list[tuple[Shown, str]], policy: Policy) -> list[dict[str, Any]]:
    client = wrap(client_for(asked.provider, None), policy=policy)
    texts: dict[str, int] = {}
    rows = []
    for picture, media_type in pictures:
        row: dict[str, Any] = {"file": picture.name, "model": asked.model}
        question = Question(
            model=asked.model, text=picture.query, picture=picture.data, media_type=media_type
        )
        try:
            # What the text alone costs is asked once, so that the rest is the picture's.
            if picture.query not in texts:
                alone = Question(model=asked.model, text=picture.query, picture=None, media_type=media_type)
                texts[picture.query] = ask(client, asked.provider, alone)
            billed = ask(client, asked.provider, question) - texts[picture.query]
        except SendFailed as e:
            rows.append({**row, "error": str(e)})
            continue
        report = last_report()
        decision = report.decisions[0] if report and report.decisions else None
        predicted = decision.tokens_after if decision else None
        rows.append(
            {
                **row,
                "tokens_before": decision.tokens_before if decision else None,
                "predicted": predicted,
                "exact": decision.exact if decision else False,
                "billed": billed,
                "difference": None if predicted is None else billed - predicted,
            }
        )
    getattr(client, "close", lambda: None)()
    return rows


def _show(rows: list[dict[str, Any]]) -> None:
    shown = table(
        "model", "picture", "as it came", "predicted", "billed", "difference",
        right=("as it came", "predicted", "billed", "difference"),
    )  # fmt: skip
    for row in rows:
        if "error" not in row:
            off = row["difference"]
            shown.add_row(
                row["model"],
                row["file"],
                number(row["tokens_before"]),
                ("" if row["exact"] else "~") + number(row["predicted"]),
                number(row["billed"]),
                Text("none", style="green") if off == 0 else "–" if off is None else f"{off:+,}",
            )
    if shown.row_count:
        console().print(shown)
        click.echo("Tokens of the picture alone: what the same text costs without one is subtracted.")
    for row in rows:
        if "error" in row:
            click.echo(f"{row['model']}, {row['file']}: {row['error']}", err=True)
