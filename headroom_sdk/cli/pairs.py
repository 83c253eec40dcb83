"""``headroom-sdk inspect --pairs``: many pictures, one JSON line each, in order."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ..errors import HeadroomError
from ..explain import Explanation, explain
from ..policy import Policy
from .files import picture_bytes
from .marking import outlined
from .output import as_line, console, say_json
from .settings import check_detail, rule_for

_EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}


class _BadLine(Exception):
    """A line of the file that says nothing to explain."""


def explain_pairs(
    file: Path, query: str, model: str | None, detail: str | None, policy: Policy, out: Path | None
) -> bool:
    """Print a line for each of *file*; whether all could be explained. *query* and *model* stand where a line
    has none."""
    try:
        rows = [(at, row) for at, row in enumerate(file.read_bytes().split(b"\n"), 1) if row.strip()]
    except OSError as e:
        raise click.BadParameter(f"{file}: {e.strerror}", param_hint="--pairs") from e
    terminal = console(stderr=True)
    progress = Progress(
        TextColumn("inspecting"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=terminal,
        transient=True,
        redirect_stdout=False,
    )
    good = True
    with progress if terminal.is_terminal else contextlib.nullcontext():
        for n, (at, row) in enumerate(progress.track(rows) if terminal.is_terminal else rows, 1):
            told: dict[str, Any] = {}
            try:
                pair = _pair(row, query, model)
                told = {"file": pair["file"], "query": pair["query"], "model": pair["model"]}
                check_detail(detail, [rule_for(pair["model"], policy)])
                found = explain(
                    picture_bytes(file.parent / pair["file"]),
                    model=pair["model"],
                    query=pair["query"],
                    detail=detail,
                    policy=policy,
                )
                told = line(
                    pair["file"], pair["query"], pair["model"], found, write(found, out, n) if out else []
                )
            except HeadroomError as e:
                told["error"] = str(e)
            except click.UsageError as e:
                told["error"] = e.message
            except _BadLine as e:
                told = {"line": at, "error": str(e)}
            good = good and "error" not in told
            if terminal.is_terminal and sys.stdout.isatty():
                terminal.print(as_line(told), soft_wrap=True)  # above the bar, on the same screen
            else:
                say_json(told, lines=True)
    return good


def _pair(row: bytes, query: str, model: str | None) -> dict[str, str]:
    """One line's ``file``, ``query`` and ``model``. Raises :class:`_BadLine`."""
    try:
        pair = json.loads(row)
    except (ValueError, RecursionError) as e:
        raise _BadLine(f"not a line of JSON: {e}") from e
    if not isinstance(pair, dict):
        raise _BadLine("a line is an object with `file`, `query` and, optionally, `model`")
    found = {"file": pair.get("file"), "query": pair.get("query", query), "model": pair.get("model") or model}
    for name, value in found.items():
        if value is None:
            raise _BadLine(f"no `{name}`" + (", and no --model for all" if name == "model" else ""))
        if not isinstance(value, str) or (name == "file" and not value):
            raise _BadLine(f"`{name}` must be a text")
    return {name: str(value) for name, value in found.items()}


def line(file: str, query: str, model: str, found: Explanation, written: list[str]) -> dict[str, Any]:
    """The stable JSON form of one explanation: the decision, and what it was about."""
    told: dict[str, Any] = {"file": file, "query": query, "model": model, **found.decision.to_dict()}
    told["candidates"] = [option.to_dict() for option in found.candidates]
    told["warnings"] = list(found.warnings)
    if written:
        told["out"] = written
    return told


def write(found: Explanation, out: Path, n: int) -> list[str]:
    """Write what is sent as ``0001.png`` (and ``0001.txt`` for a text), and where a part of the picture is sent the
    whole with that part outlined as ``0001-regions.png``; the names of the files.

    Raises :class:`click.UsageError` if that is impossible.
    """
    names = []
    try:
        if found.decision.text is not None:
            (out / f"{n:04}.txt").write_text(found.decision.text, "utf-8")
            names.append(str(out / f"{n:04}.txt"))
        if found.sent is not None:
            extension = _EXTENSIONS.get(found.media_type or "", (found.media_type or "x/bin").split("/")[-1])
            (out / f"{n:04}.{extension}").write_bytes(found.sent)
            names.append(str(out / f"{n:04}.{extension}"))
        if found.decision.regions:
            (out / f"{n:04}-regions.png").write_bytes(outlined(found.original, found.decision.regions))
            names.append(str(out / f"{n:04}-regions.png"))
    except OSError as e:
        raise click.BadParameter(f"{out}: {e.strerror}", param_hint="--out") from e
    return names
