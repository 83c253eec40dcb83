"""What the tests of the command share."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import Command


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "80")
    return Command(capsys)


@pytest.fixture
def chart(tmp_path: Path) -> Path:
    """A file with the demo's chart: 1260×900 pixels."""
    from headroom_sdk.cli.pictures import as_png
    from headroom_sdk.cli.screens import chart

    path = tmp_path / "chart.png"
    path.write_bytes(as_png(chart(), 64))
    return path
