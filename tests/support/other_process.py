"""The engine in a process of its own: JSON lines of requests on stdin, what is sent instead on stdout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


def send_elsewhere(requests: list[dict[str, Any]]) -> list[Any]:
    """The bodies that another process with an empty memory sends for *requests* (``name``, ``body``, ``model``
    and ``policy``, an index into ``sending.POLICIES + sending.TRANSCODING``)."""
    here = str(Path(__file__).parents[1])
    environ = {**os.environ, "PYTHONPATH": here, "PYTHONHASHSEED": "77"}
    done = subprocess.run(
        [sys.executable, "-m", "support.other_process"],
        input="\n".join(map(json.dumps, requests)),
        capture_output=True,
        text=True,
        check=True,
        env=environ,
        cwd=here,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    from support import sending

    policies = sending.POLICIES + sending.TRANSCODING

    for line in sys.stdin:
        r = json.loads(line)
        new, _ = sending.send(r["name"], r["body"], r["model"], policies[r["policy"]])
        print(json.dumps(new))


if __name__ == "__main__":
    main()
