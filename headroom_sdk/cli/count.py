"""``headroom-sdk count``: what pictures cost, sent as they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ..errors import HeadroomError
from ..policy import Policy
from .files import picture_bytes
from .output import console, number, pixels, say_json, table
from .settings import check_detail, policy_of_environment, rule_for


@click.command(short_help="Print what pictures cost on a model.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--model", "models", required=True, multiple=True, help="Whose rule counts; may be repeated.")
@click.option(
    "--detail", help="OpenAI's `detail` or Google's `media_resolution`; the model's default if omitted."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON list, an entry a file and model.")
def count(files: tuple[Path, ...], models: tuple[str, ...], detail: str | None, as_json: bool) -> None:
    """Print the tokens that each FILE costs on a model, sent as it is.

    Only headers are read. `sees` are the pixels that the model is shown after its own scaling; ~ marks a
    count for which there is no official rule.
    """
    policy = policy_of_environment()
    models = tuple(dict.fromkeys(models))
    rules = [rule_for(model, policy) for model in models]
    check_detail(detail, rules)
    rows = [row for file in files for row in _counted(file, models, detail, policy)]
    if as_json:
        say_json(rows)
    else:
        _show(rows)
        for model, rule in zip(models, rules, strict=True):
            if not rule.exact:
                click.echo(f"~ {model}: {rule.note}")
    if any("error" in row for row in rows):
        sys.exit(1)


def _counted(
    file: Path, models: tuple[str, ...], detail: str | None, policy: Policy
) -> Iterator[dict[str, Any]]:
    from ..counting import count as tokens_of
    from ..picture.probe import probe

    try:
        size = probe(picture_bytes(file), max_megapixels=float("inf")).size
    except HeadroomError as e:
        yield {"file": str(file), "error": str(e)}
        return
    for model in models:
        about = {"file": str(file), "model": model, "pixels": list(size), "detail": detail}
        try:
            found = tokens_of(size, policy.models.get(model, model), detail)
        except HeadroomError as e:  # the API would refuse a picture of this size
            yield {**about, "error": str(e)}
            continue
        yield {
            **about,
            "tokens": found.tokens,
            "exact": found.exact,
            "sees": [found.width, found.height],
        }


def _show(rows: list[dict[str, Any]]) -> None:
    shown = table("file", "pixels", "model", "tokens", "sees", right=("pixels", "tokens", "sees"))
    for row in rows:
        if "error" not in row:
            tokens = ("" if row["exact"] else "~") + number(row["tokens"])
            shown.add_row(row["file"], pixels(row["pixels"]), row["model"], tokens, pixels(row["sees"]))
    if shown.row_count:
        console().print(shown)
    for row in rows:
        if "error" in row:
            where = f"{row['file']}, {row['model']}" if "model" in row else row["file"]
            click.echo(f"{where}: {row['error']}", err=True)
