"""What commands print: JSON that any program can read, and tables for people."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Sequence
from typing import Any

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text


def tolerate_any_encoding() -> None:
    """Show what the terminal's encoding lacks as an escape instead of failing on it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def console(*, stderr: bool = False) -> Console:
    """A console that takes every text literally; plain when it is no terminal."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)


def say_json(value: Any, *, lines: bool = False) -> None:
    """Print *value* as one JSON document, or as one of many lines of JSON."""
    click.echo(as_line(value) if lines else _encodable(value, indent=2))


def as_line(value: Any) -> str:
    """*value* as one line of JSON that the encoding of the output can hold."""
    return _encodable(value)


def _encodable(value: Any, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:  # a narrow encoding, or a file name that is no text
        return json.dumps(value, indent=indent)
    return text


def table(*columns: str, right: Sequence[str] = (), title: str | None = None) -> Table:
    """An empty table; numbers belong in the columns that are named in *right*."""
    made = Table(
        box=box.SIMPLE_HEAD,
        title=title,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", overflow="fold")
    return made


def number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


def change(before: int | None, after: int | None) -> Text:
    """``1,445 → 1,105``, green where it fell; one number where nothing changed."""
    if before == after:
        return Text(number(before))
    fell = before is not None and after is not None and after < before
    return Text(f"{number(before)} → {number(after)}", style="green" if fell else "")


def pixels(size: Sequence[int] | None) -> str:
    return f"{size[0]}×{size[1]}" if size else "–"


def kilobytes(count: int) -> str:
    return f"{count / 1000:,.0f}" if count >= 9950 else f"{count / 1000:.1f}"


def brief(detail: str | None) -> str:
    """*detail* in a narrow column: Google's spelling without its prefix."""
    return detail.removeprefix("MEDIA_RESOLUTION_").lower() if detail else "–"
