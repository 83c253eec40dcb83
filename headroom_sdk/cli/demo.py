"""``headroom-sdk demo``: pictures through the real SDKs to a provider on this machine, and what was sent."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from ..errors import HeadroomError
from ..policy import Policy
from ..reading import engine
from .files import picture_bytes
from .output import brief, change, console, kilobytes, number, pixels, say_json, table
from .pictures import Shown, all_pictures
from .sdks import SDKS, SendFailed, no_proxy
from .sending import Asked, Sent, SwitchedOff, send_all
from .settings import policy_of_environment, rule_for

# One of each kind of rule: tiles, uncapped and capped patches, both of Claude's tiers, a grid.
ASKED = (
    Asked(model="gpt-4o", provider="openai"),
    Asked(model="gpt-5.6", provider="openai"),
    Asked(model="gpt-5.6", provider="openai", detail="high"),
    Asked(model="claude-haiku-4-5", provider="anthropic"),
    Asked(model="claude-sonnet-5-5", provider="anthropic"),
    Asked(model="gemini-3.5-flash", provider="google"),
)


@click.command(short_help="Show what is sent, and what it saves.")
@click.argument("files", nargs=-1, metavar="[FILE...]", type=click.Path(path_type=Path))
@click.option("--query", help="What the pictures are asked about.")
@click.option("--model", "models", multiple=True, help="Whom to ask; may be repeated. Six by default.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.option("--live", is_flag=True, help="Ask the providers, with your own keys, and compare their bill.")
def demo(
    files: tuple[Path, ...], query: str | None, models: tuple[str, ...], as_json: bool, live: bool
) -> None:
    """Send pictures through the real SDKs, and show what left and what it saved.

    Without a FILE four pictures are drawn: a photo, a dashboard, a receipt, a chart. Nothing leaves this
    machine: the requests end at a provider that the demo runs itself, which checks that what arrives is what
    was reported. The exit status is 1 if it is not, or if a FILE cannot be read.

    --live asks the real providers instead (OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY), one model
    each and 16 tokens of answer a picture, and shows what they billed beside what was predicted.
    """
    policy = policy_of_environment()
    asked = [Asked(model=m, provider=rule_for(m, policy).provider) for m in dict.fromkeys(models)] or list(
        ASKED
    )
    if live:
        from .live import bill_all

        bill_all(lambda: _pictures(files, query), asked if models else None, policy, as_json)
    missing = [sdk for sdk in SDKS.values() if not sdk.installed]
    present = [a for a in asked if SDKS[a.provider].installed]
    if not present:
        wanted = dict.fromkeys(SDKS[a.provider] for a in asked)
        raise click.UsageError(
            "the demo sends through real SDKs, and none is installed: "
            + " or ".join(sdk.how_to_get for sdk in wanted)
        )
    pictures, errors = _pictures(files, query)
    try:
        with no_proxy():
            sent = send_all(pictures, present, policy)
    except SwitchedOff:
        raise click.UsageError("HEADROOM_SDK switches everything off: unset it to see something") from None
    except SendFailed as e:
        raise click.ClickException(f"the provider on this machine could not be asked: {e}") from e
    if as_json:
        say_json(_document(sent, errors, [sdk.distribution for sdk in missing], _unread(policy)))
    else:
        _show(sent, errors, dry_run=policy.dry_run)
        for sdk in missing:
            click.echo(f"{sdk.distribution} is not installed, so its models were left out: {sdk.how_to_get}")
        unread = _unread(policy)
        if unread:
            console().print(f"No text was read, so none was sent in a picture's place: {unread}")
    if errors or any(s.disagrees for s in sent):
        sys.exit(1)


def _pictures(
    files: Sequence[Path], query: str | None
) -> tuple[list[tuple[Shown, str]], list[dict[str, str]]]:
    """The pictures with their media types, and what is wrong with those that cannot be read."""
    from ..picture.probe import probe

    good: list[tuple[Shown, str]] = []
    errors: list[dict[str, str]] = []
    for picture in _named(files, query, errors) if files else _drawn(query):
        try:
            good.append((picture, probe(picture.data).media_type))
        except HeadroomError as e:
            errors.append({"file": picture.name, "error": str(e)})
    return good, errors


def _named(files: Sequence[Path], query: str | None, errors: list[dict[str, str]]) -> Iterator[Shown]:
    for file in files:
        try:
            yield Shown(name=str(file), query=query or "What does this show?", data=picture_bytes(file))
        except HeadroomError as e:
            errors.append({"file": str(file), "error": str(e)})


def _drawn(query: str | None) -> Iterator[Shown]:
    for picture in all_pictures():
        yield Shown(name=picture.name, query=query or picture.query, data=picture.data)


def _unread(policy: Policy) -> str | None:
    """Why no text in pictures could be read."""
    found = engine(policy)
    return found if isinstance(found, str) else None


def _totals(sent: Sequence[Sent]) -> Iterator[dict[str, Any]]:
    for asked in dict.fromkeys(s.asked for s in sent):
        own = [s.decision for s in sent if s.asked == asked]
        # What the API would have refused had no price before.
        priced = [d for d in own if d.tokens_before is not None]
        before, after = sum(d.tokens_before or 0 for d in priced), sum(d.tokens_after or 0 for d in priced)
        yield {
            "model": asked.model,
            "asked_detail": asked.detail,
            "pictures": len(own),
            "tokens_before": before,
            "tokens_after": after,
            "savings_percent": round(100 * (before - after) / before, 2) if before else 0.0,
            "bytes_before": sum(d.bytes_before for d in own),
            "bytes_after": sum(d.bytes_after for d in own),
            "milliseconds": round(sum(s.milliseconds for s in sent if s.asked == asked), 1),
        }


def _document(
    sent: list[Sent], errors: list[dict[str, str]], missing: list[str], unread: str | None
) -> dict[str, Any]:
    return {
        "sent": [s.to_dict() for s in sent],
        "totals": list(_totals(sent)),
        "errors": errors,
        "missing": missing,
        "verified": all(s.disagrees is None for s in sent),
        "unread": unread,
    }


def _show(sent: list[Sent], errors: list[dict[str, str]], *, dry_run: bool) -> None:
    out = console()
    for picture, own in groupby(sent, key=lambda s: s.picture):
        rows = list(own)
        out.print(Text(_headline(picture, rows[0]), style="bold"))
        shown = table(
            "model", "pixels sent", "kB", "detail", "technique", "tokens", "ms",
            right=("pixels sent", "kB", "tokens", "ms"),
        )  # fmt: skip
        for s in rows:
            d = s.decision
            shown.add_row(
                s.asked.name,
                ", ".join(map(pixels, d.sizes)) or "–",
                kilobytes(d.bytes_after),
                brief(d.detail),
                str(d.technique) if d.changed else "as it came",
                change(d.tokens_before, d.tokens_after),
                f"{s.milliseconds:.0f}",
            )
        out.print(shown)
        for s in rows:
            if s.decision.tokens_before is None:
                out.print(f"{s.asked.name}: {s.decision.reason}")
        out.print()
    for error in errors:
        click.echo(f"{error['file']}: {error['error']}", err=True)
    if not sent:
        return
    out.print(Text("Together", style="bold"))
    shown = table("model", "tokens", "saved", "kB", "ms", right=("tokens", "saved", "kB", "ms"))
    for total, asked in zip(_totals(sent), dict.fromkeys(s.asked for s in sent), strict=True):
        shown.add_row(
            asked.name,
            change(total["tokens_before"], total["tokens_after"]),
            f"{total['savings_percent']:.0f} %",
            Text(f"{kilobytes(total['bytes_before'])} → {kilobytes(total['bytes_after'])}"),
            f"{total['milliseconds']:.0f}",
        )
    out.print(shown)
    out.print()
    _verified(sent, dry_run=dry_run)


def _headline(picture: Shown, first: Sent) -> str:
    from ..picture.probe import probe

    size = probe(picture.data).size
    return f"{picture.name}, {pixels(size)} px, {kilobytes(first.decision.bytes_before)} kB: {picture.query}"


def _verified(sent: list[Sent], *, dry_run: bool) -> None:
    wrong = [s for s in sent if s.disagrees]
    for s in wrong:
        click.echo(f"✗ {s.picture.name} to {s.asked.name}: {s.disagrees}", err=True)
    if dry_run:
        click.echo("A dry run: the originals were sent, this is what would have been.")
    elif not wrong:
        click.echo(
            f"{number(len(sent))} requests arrived with exactly the pixels, bytes and detail shown here."
        )
