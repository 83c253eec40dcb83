"""Writes the part of docs/coverage.md about frameworks from what runs of these tests have seen (``--reached FILE``).

python tests/frameworks/table.py SEEN.json > tests/frameworks/coverage.md
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

HEAD = """\
## Frameworks

Under `patch()`, with nothing else switched on, against a provider on this machine: a picture in a message (or in a
tool's result) goes out smaller, through the engine once, and afterwards again as it was. Each way that is named was
run, with the version that is named, on 2026-11-24 with Python 3.11 (`tests/frameworks`, `scripts/test --frameworks`); ✗ was
run and is not reached. Each has an example in [examples/frameworks](../examples/frameworks/).

| framework | version | reached |
| --- | --- | --- |
"""

TAIL = """
- LlamaIndex: with `anthropic` 0.x; `llama-index-llms-anthropic` 0.12 does not work with newer ones, with us or without.
- DSPy: ✗ its default engine (`lm15`), which speaks HTTP by itself. `dspy.LM(..., engine="litellm")` is reached, and an
  adapter of your own compresses for either: [examples/frameworks/dspy_adapter.py](../examples/frameworks/dspy_adapter.py).
- browser-use: the chat models as its agent calls them; no browser was started. `ChatBrowserUse`, which is used when no
  model is given, speaks HTTP by itself: not reached.
- CrewAI: its `LLM`; whole crews were not run.
- OpenAI Agents SDK: not its opt-in websocket model. Google ADK: not live (bidirectional) sessions.
- AutoGen's Anthropic client was not run. Its last release is of 2025.
- claude-agent-sdk starts a program of its own: nothing of it passes an SDK that we hook.
"""


def main(path: str) -> None:
    seen = json.loads(Path(path).read_text("utf-8"))
    rows = []
    for framework in sorted(seen, key=str.casefold):
        entry = seen[framework]
        reached = [way for way, outcome in entry["ways"].items() if outcome == "passed"]
        missed = [f"✗ {way}" for way, outcome in entry["ways"].items() if outcome == "failed"]
        rows.append(
            f"| {framework} | {entry['version']} | {'; '.join(map(_grouped, _groups(reached)))}{''.join(missed)} |"
        )
    print(HEAD + "\n".join(rows) + "\n" + TAIL, end="")


def _groups(ways: list[str]) -> list[tuple[str, list[str]]]:
    """``["A, run", "A, stream", "B, run"]`` → A with both, B with one; what is no pair stands alone."""
    groups: dict[str, list[str]] = {}
    for way in ways:
        name, _, how = way.partition(", ")
        groups.setdefault(name, []).extend([how] if how else [])
    return list(groups.items())


def _grouped(group: tuple[str, list[str]]) -> str:
    name, hows = group
    return f"`{name}`: {', '.join(hows)}" if hows else name


if __name__ == "__main__":
    main(sys.argv[1])
