"""Writes docs/coverage.md from what runs of the contract suite have seen (``--surfaces FILE``).

python tests/contract/table.py SEEN.json… > docs/coverage.md
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

SIGNS = {"passed": "✓", "failed": "✗", "skipped": ""}

HEAD = """\
# What is covered

Every public method whose request can carry a picture, called on the real SDK over a real socket, on a wrapped client
and under `patch()`. Written by `scripts/coverage` from runs of `tests/contract/test_surfaces.py`; do not edit.

- ✓ the picture on the wire was rewritten, the engine ran once, and after `unwrap()` or outside `patch()` the bytes
  were those of before. In rows marked *never touched*: the same bytes went out all the time.
- ✗ it was not so. Empty: this release does not have it.
- Conversations name no model: their pictures reach the engine, and change only where that can be justified
  without a token rule.
"""

TAIL = """
## Outside

| | why |
| --- | --- |
| websockets: `responses.connect()`, `realtime`, `live` | events, not requests: nothing of theirs passes the step that we hook |
| files: `files.create`, `files.upload`, batch files | opaque bytes; a file id stands in the request |
| pictures by URL, `gs://` or id | the provider fetches them; the reason is on the report |
| images to edit, moderation, embeddings, computer and browser tools | must arrive as they are |
| threads, agents, sessions (`beta.threads`, `beta.sessions`, `beta.agents`) | kept on the server for good |
| a `with client.….stream()` that is made inside `patch()` and entered outside | the request is sent when it is entered; the same holds for a coroutine that is awaited later |

## LiteLLM

`tests/contract/test_litellm.py`: `completion`, `acompletion`, `responses`, `aresponses`, their streams,
`batch_completion` and `Router`, for `openai/`, `azure/`, `anthropic/`, `gemini/`, `openrouter/` and `bedrock/` models,
with functions that were imported before `patch()`; `anthropic.messages.acreate`; and the chat, responses and messages
endpoints of a running proxy. Run with 1.106.2 (with the proxy) and 1.109.1 (without); of 1.75.0 the completions, but for
Gemini's, and nothing else. Not reached: calls with more than the model and the messages by place, and LiteLLM's Rust
engine, which is off by default (not run).

## Beside other tools

`tests/contract/test_instrumentation.py` switches ours and theirs on and off in every order, for functions and for
coroutines: OpenInference (openai, anthropic, google-genai), Logfire (classes and single clients), LangSmith,
OpenTelemetry's google-genai (which takes google-genai < 3) and Traceloop's openai and anthropic (which stay on for
good once they are on). In each state their spans are there or not as without us, and a picture is compressed once.

A request method that another tool captured before us and put on one client is met further down, in
`_build_request`: there `patch()` works once per attempt, and on the event loop. `wrap()` gets in front of it.
"""


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))


def table(sdk: str, seen: list[dict[str, Any]]) -> str:
    runs = sorted(
        (run for run in seen if sdk in run["versions"]), key=lambda run: number(run["versions"][sdk])
    )
    columns = {run["versions"][sdk]: run["verdicts"][sdk] for run in runs}
    rows: dict[str, None] = {name: None for verdicts in columns.values() for name in verdicts}
    lines = [f"| {sdk} | {' | '.join(columns)} |", f"| --- |{' :-: |' * len(columns)}"]
    for name in rows:
        signs = (SIGNS[verdicts.get(name, "skipped")] for verdicts in columns.values())
        lines.append(f"| {name} | {' | '.join(signs)} |")
    return "\n".join(lines)


def main(paths: list[str]) -> None:
    seen = [json.loads(Path(path).read_text("utf-8")) for path in paths]
    print(HEAD)
    print("\n\n".join(table(sdk, seen) for sdk in ("openai", "anthropic", "google-genai", "boto3")))
    print(TAIL, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
