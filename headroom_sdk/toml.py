"""TOML: the parser of this Python, and the tables that ship inside the package."""

from __future__ import annotations

import importlib
from typing import Any


def parse(text: str) -> dict[str, Any]:
    """The table that *text* describes. Raises ``ValueError`` for text that is not TOML."""
    try:
        parser = importlib.import_module("tomllib")
    except ModuleNotFoundError:  # Python 3.10
        parser = importlib.import_module("tomli")
    table: dict[str, Any] = parser.loads(text)
    return table


def shipped(package: str, name: str) -> dict[str, Any]:
    """The table in the file *name* beside the modules of *package*."""
    from importlib import resources

    return parse(resources.files(package).joinpath(name).read_text("utf-8"))
