"""``headroom-sdk read``: the text in pictures, as it would be sent."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from ..errors import HeadroomError


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON line a file.")
@click.option("--mark", is_flag=True, help="Put ⟨?⟩ after words that were read unsurely.")
@click.option("--markdown", is_flag=True, help="Write tables as Markdown.")
@click.option(
    "--ocr-models",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder with weights of your own: one *det*.onnx and one *rec*.onnx.",
)
def read(files: tuple[Path, ...], as_json: bool, mark: bool, markdown: bool, ocr_models: Path | None) -> None:
    """Print the text in each FILE, laid out as the page is.

    The JSON says in `accepted` and `reason` whether the text could stand for the picture. A box is
    [x, y, width, height] in pixels of the upright original. The exit status is 1 if a file could not be read.
    """
    failed = False
    for file in files:
        try:
            found = reading(file, mark=mark, markdown=markdown, models=ocr_models)
        except (HeadroomError, OSError) as e:
            failed = True
            if as_json:
                click.echo(json.dumps({"file": str(file), "error": _said(e)}, ensure_ascii=False))
            else:
                click.echo(f"{file}: {_said(e)}", err=True)
            continue
        if as_json:
            click.echo(json.dumps(found, ensure_ascii=False))
        else:
            if len(files) > 1:
                click.echo(f"== {file}")
            click.echo(found["text"])
    if failed:
        sys.exit(1)


def reading(
    file: Path, *, mark: bool = False, markdown: bool = False, models: Path | None = None
) -> dict[str, Any]:
    """What is read in one file, in the stable form of ``--json``.

    Raises :class:`OSError` or :class:`~headroom_sdk.errors.HeadroomError` if it cannot be read.
    """
    from ..picture.decode import decode
    from ..picture.gate import judge
    from ..picture.lines import bounds
    from ..picture.ocr import reader
    from ..picture.probe import probe
    from ..picture.survey import survey
    from ..picture.transcript import transcript

    picture = probe(file.read_bytes())
    engine = reader(models)
    start = time.perf_counter()
    image = decode(picture)
    lines = engine.read(image)
    sent = transcript(lines, picture.size, mark=mark, markdown=markdown)
    verdict = judge(lines, survey(image, lines), keeps_blanks=engine.keeps_blanks)
    return {
        "file": str(file),
        "text": sent.body,
        "lines": [
            {"text": line.text, "box": _box(bounds(line.quad)), "confidence": round(line.confidence, 4)}
            for line in lines
            if line.text
        ],
        "confidence": round(sent.confidence, 4),
        "accepted": verdict.accepted,
        "reason": verdict.reason,
        "milliseconds": round(1e3 * (time.perf_counter() - start), 1),
    }


def _box(edges: tuple[float, float, float, float]) -> list[int]:
    left, top, right, bottom = (round(v) for v in edges)
    return [left, top, right - left, bottom - top]


def _said(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
