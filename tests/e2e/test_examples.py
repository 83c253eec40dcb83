"""Every example runs as it stands, against a provider on this machine."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import metadata, util
from pathlib import Path

import pytest
from support.loopback import Loopback

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(FOLDER.glob("*.py"))

# Examples show today's SDKs. An older one lacks methods, or the variable that names another base URL.
CURRENT = {"openai": (2,), "anthropic": (1,), "google-genai": (2,)}
DISTRIBUTION = {"google": "google-genai", "PIL": "pillow"}


def lacking(path: Path) -> str | None:
    """Why *path* cannot run here: a package that it imports is missing or too old."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in (name.split(".")[0] for name in names):
            if util.find_spec(name) is None:
                return f"{name} is not installed"
            distribution = DISTRIBUTION.get(name, name)
            if distribution in CURRENT:
                found = metadata.version(distribution)
                if tuple(map(int, found.split(".")[:1])) < CURRENT[distribution]:
                    return f"{distribution} {found} is older than what the examples show"
    return None


def test_there_are_examples() -> None:
    assert EXAMPLES, f"none in {FOLDER}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.stem))
def test_the_first_line_says_what_it_shows(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text and path.read_text("utf-8").startswith('"""')


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.stem))
def test_the_example_runs(path: Path, tmp_path: Path) -> None:
    reason = lacking(path)
    if reason:
        pytest.skip(reason)
    with Loopback() as server:
        environment = {
            **os.environ,
            "OPENAI_API_KEY": "not-a-key",
            "OPENAI_BASE_URL": server.openai_url,
            "ANTHROPIC_API_KEY": "not-a-key",
            "ANTHROPIC_BASE_URL": server.url,
            "GEMINI_API_KEY": "not-a-key",
            "GOOGLE_GEMINI_BASE_URL": server.url,
        }
        done = subprocess.run(
            [sys.executable, str(path)], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        sent = list(server.requests)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip(), "an example shows something"
    imported = {name for name in ("openai", "anthropic", "google") if f"import {name}" in path.read_text("utf-8")}
    assert sent or not imported, "it never sent its request"
