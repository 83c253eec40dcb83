"""What `import headroom_sdk` costs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from .row import Row, together


def measure() -> Iterator[Row]:
    empty, _ = together(lambda: _python("pass"), lambda: None, rounds=15)
    ours, base = together(
        lambda: _python("import headroom_sdk"),
        lambda: _python("import dataclasses, json, importlib.metadata"),
        rounds=15,
    )
    yield Row(
        name="import headroom_sdk",
        ours=ours - empty,
        base=base - empty,
        base_name="import dataclasses, json, importlib.metadata",
        bar="≤ 1.5",
        note="interpreter start taken off both",
    )


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
