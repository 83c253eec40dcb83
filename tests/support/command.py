"""The command ``headroom-sdk``, run in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON document."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output, which must be JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Command:
    """Called with the arguments of a command line."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture

    def __call__(self, *arguments: object) -> Ran:
        from headroom_sdk.cli.group import group

        self._capture.readouterr()
        with pytest.raises(SystemExit) as left:
            group([str(a) for a in arguments], prog_name="headroom-sdk")
        captured = self._capture.readouterr()
        code = left.value.code
        return Ran(
            status=code if isinstance(code, int) else int(code is not None),
            out=captured.out,
            err=captured.err,
        )
