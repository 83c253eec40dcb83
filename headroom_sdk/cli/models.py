"""``headroom-sdk models``: the token rules that there are."""

from __future__ import annotations

from itertools import groupby

import click

from ..tokens import Rule, known_models
from .output import console, say_json, table


@click.command(short_help="List the models whose pictures can be counted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list with every number's source and date.")
def models(as_json: bool) -> None:
    """List the model families whose pictures can be counted, and how each bills.

    ~ marks a family without an official rule, * the `detail` that an omitted one means. Other ids of a
    family (Bedrock, Vertex, OpenRouter, dated snapshots) are recognised; newer versions are counted by the
    newest rule and marked so.
    """
    rules = known_models()
    if as_json:
        say_json([rule.to_dict() for rule in rules])
        return
    for provider, own in groupby(rules, key=lambda rule: rule.provider):
        shown = table("models", "how a picture is billed", title=provider)
        shown.columns[0].ratio, shown.columns[1].ratio = 2, 3
        shown.columns[0].overflow = "fold"
        for rule in own:
            shown.add_row(("" if rule.exact else "~ ") + ", ".join(rule.models), _billing(rule))
            shown.add_section()
        console().print(shown)
        console().print()


def _billing(rule: Rule) -> str:
    parts = [part for part in rule.words.split("; ") if not part.startswith(("PDF page", "video frame"))]
    return "\n".join(
        f"{part.replace(':', '*:', 1)}" if part.startswith(f"{rule.default_detail}:") else part
        for part in parts
    )
