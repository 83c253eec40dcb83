"""``python -m benchmarks [NAME…]``: the table of ratios that the README quotes."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module

NAMES = ("imports", "hook", "bodies", "first_sight", "routing", "event_loop", "memory")


def main() -> None:
    names = sys.argv[1:] or NAMES
    unknown = set(names) - set(NAMES)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; one of {', '.join(NAMES)}")
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores; "
        "milliseconds where not said otherwise, medians; only ratios are meant\n"
    )
    print("| what | ours | against | ratio | bar |\n|---|---|---|---|---|")
    for name in names:
        for row in import_module(f"benchmarks.{name}").measure():
            note = f" ({row.note})" if row.note else ""
            print(
                f"| {row.name} | {row.ours:.4g} | {row.base:.4g} {row.base_name} | {row.ratio:.3g}{note} | {row.bar} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
