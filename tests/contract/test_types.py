"""Wrapping changes nothing that a type checker sees."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("checker", ["mypy", "basedpyright"])
def test_a_wrapped_client_keeps_its_type_and_overloads(checker: str, tmp_path: Path) -> None:
    for package in (checker, "openai", "anthropic", "google.genai"):
        pytest.importorskip(package)
    source = tmp_path / "typed.py"  # outside the repository, as users are: they see the installed package
    source.write_text((HERE / "typed.py").read_text("utf-8"), "utf-8")
    options = {
        "mypy": ["--strict", "--no-incremental"],
        "basedpyright": ["--level", "error", "--pythonpath", sys.executable],
    }
    result = subprocess.run(
        [sys.executable, "-m", checker, *options[checker], str(source)],
        capture_output=True, text=True, check=False, cwd=tmp_path, timeout=600,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("checker", ["mypy"])
def test_the_check_can_fail(checker: str, tmp_path: Path) -> None:
    pytest.importorskip(checker)
    pytest.importorskip("openai")
    source = tmp_path / "wrong.py"
    source.write_text("import headroom_sdk, openai\nx: int = headroom_sdk.wrap(openai.OpenAI())\n", "utf-8")
    result = subprocess.run(
        [sys.executable, "-m", checker, "--no-incremental", str(source)],
        capture_output=True, text=True, check=False, cwd=tmp_path, timeout=600,
    )  # fmt: skip
    assert result.returncode == 1
    assert 'has type "OpenAI"' in result.stdout
