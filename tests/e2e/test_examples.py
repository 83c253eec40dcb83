"""Every example runs as it stands, against a provider on this machine."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path

import pytest
from support.loopback import Loopback

FOLDER = Path(__file__).parents[2] / "examples"
EXAMPLES = sorted(FOLDER.glob("*.py"))

# Examples show today's SDKs. An older one lacks methods, or the variable that names another base URL.
CURRENT = {"openai": (2,), "anthropic": (1,), "google-genai": (2,), "langchain-core": (1,)}
DISTRIBUTION = {"google": "google-genai", "PIL": "pillow", "langchain_core": "langchain-core"}


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
                try:
                    found = metadata.version(distribution)
                except metadata.PackageNotFoundError:  # other packages share the name `google`
                    return f"{distribution} is not installed"
                if tuple(map(int, found.split(".")[:1])) < CURRENT[distribution]:
                    return f"{distribution} {found} is older than what the examples show"
    return None


def test_there_are_examples() -> None:
    assert EXAMPLES, f"none in {FOLDER}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.stem))
def test_the_first_line_says_what_it_shows(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text and path.read_text("utf-8").startswith('"""')


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as server:
        yield server


def run(path: Path, server: Loopback, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What comes of an example, run as its user would."""
    reason = lacking(path)
    if reason:
        pytest.skip(reason)
    environment = {
        **os.environ,
        "OPENAI_API_KEY": "not-a-key",
        "OPENAI_BASE_URL": server.openai_url,
        "ANTHROPIC_API_KEY": "not-a-key",
        "ANTHROPIC_BASE_URL": server.url,
        "GEMINI_API_KEY": "not-a-key",
        "GOOGLE_GEMINI_BASE_URL": server.url,
        "AWS_ACCESS_KEY_ID": "not-a-key",
        "AWS_SECRET_ACCESS_KEY": "not-a-secret",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url,
        "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # or it asks the internet for prices
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, str(path), *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.mark.skipif(util.find_spec("litellm") is None, reason="litellm is not installed")
@pytest.mark.skipif(util.find_spec("fastapi") is None, reason="litellm[proxy] is not installed")
def test_the_proxy_passes_on_smaller_pictures_and_says_so(server: Loopback, tmp_path: Path) -> None:
    done = run(FOLDER / "litellm_proxy" / "ask.py", server, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "image tokens:" in done.stdout
    (sent,) = server.last.images()
    assert sent.data != FOLDER.joinpath("receipt.jpg").read_bytes(), done.stdout


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.stem))
def test_the_example_runs(path: Path, server: Loopback, tmp_path: Path) -> None:
    done = run(path, server, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.strip(), "an example shows something"
    assert server.requests or path.stem == "standalone", "it never sent its request"


@pytest.mark.parametrize(
    "name",
    ["openai_wrap", "anthropic_patch", "gemini_chat", "bedrock_converse", "own_http", "langchain_callback"],
)
def test_what_the_example_sends_is_rewritten(name: str, server: Loopback, tmp_path: Path) -> None:
    done = run(FOLDER / f"{name}.py", server, tmp_path)
    sent, *attached = server.requests[-1].images()
    originals = [FOLDER.joinpath(n).read_bytes() for n in ("receipt.jpg", "chart.png")]
    assert sent.data not in originals or sent.detail, done.stdout
    assert len(attached) <= 1, "a later question gets what it needs once"


def test_the_agents_tool_result_is_rewritten(server: Loopback, tmp_path: Path) -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "newest_receipt", "input": {}}
    server.reply_next(
        {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [call],
            "stop_reason": "tool_use", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
        }
    )  # fmt: skip
    done = run(FOLDER / "async_agent.py", server, tmp_path)
    assert done.returncode == 0, done.stderr
    first, second = server.requests
    (picture,) = second.images()
    assert not first.images() and "tool_result" in str(second.json)
    assert picture.data is not None
    assert len(picture.data) < len(FOLDER.joinpath("receipt.jpg").read_bytes())
    assert f"→ {len(picture.data):,} bytes" in done.stdout


def test_the_langchain_agents_tool_result_is_rewritten(server: Loopback, tmp_path: Path) -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "newest_receipt", "input": {}}
    server.reply_next(
        {
            "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [call],
            "stop_reason": "tool_use", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1},
        }
    )  # fmt: skip
    done = run(FOLDER / "langchain_agent.py", server, tmp_path)
    assert done.returncode == 0, done.stderr
    (picture,) = server.requests[1].images()
    assert picture.data is not None
    assert len(picture.data) < len(FOLDER.joinpath("receipt.jpg").read_bytes())
    assert "'changed': 1" in done.stdout


def test_an_example_takes_a_picture_of_ones_own(server: Loopback, tmp_path: Path) -> None:
    done = run(FOLDER / "standalone.py", server, tmp_path, str(FOLDER / "receipt.jpg"))
    assert done.returncode == 0, done.stderr
    assert done.stdout != run(FOLDER / "standalone.py", server, tmp_path).stdout
