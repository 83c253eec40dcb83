"""Every example of a framework runs as it stands, and what it sends is smaller."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib import util
from pathlib import Path

import pytest
from support.loopback import Loopback
from support.loopback_images import image_size

FOLDER = Path(__file__).parents[2] / "examples" / "frameworks"
EXAMPLES = sorted(FOLDER.glob("*.py"))

# An answer that each of them can read: JSON for instructor, DSPy's own form.
TEXTS = {"dspy_adapter": "[[ ## total ## ]]\n12.00\n\n[[ ## completed ## ]]"}


def lacking(path: Path) -> str | None:
    """A package that the example imports and that is not installed."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            try:
                found = util.find_spec(name.partition(".")[0]) and util.find_spec(name)
            except ModuleNotFoundError:
                return name
            except ValueError:
                continue  # a lazy package, which is there
            if found is None:
                return name
    return None


def test_there_are_examples() -> None:
    assert EXAMPLES, f"none in {FOLDER}"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.stem))
def test_the_example_runs_and_what_it_sends_is_smaller(path: Path, tmp_path: Path) -> None:
    missing = lacking(path)
    if missing:
        pytest.skip(f"{missing} is not installed")
    with Loopback(text=TEXTS.get(path.stem, '{"answer": "12.00"}')) as server:
        environment = {
            **os.environ,
            "OPENAI_API_KEY": "not-a-key",
            "OPENAI_BASE_URL": server.openai_url,
            "GEMINI_API_KEY": "not-a-key",
            "GOOGLE_API_KEY": "not-a-key",
            "GOOGLE_GEMINI_BASE_URL": server.url,
            "AWS_ACCESS_KEY_ID": "not-a-key",
            "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            "AWS_REGION": "us-east-1",
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url,
            "LITELLM_LOCAL_MODEL_COST_MAP": "True",
            "OPENAI_AGENTS_DISABLE_TRACING": "1",
            "CREWAI_DISABLE_TELEMETRY": "true",
            "OTEL_SDK_DISABLED": "true",
            "ANONYMIZED_TELEMETRY": "false",
            "AGNO_TELEMETRY": "false",
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            [sys.executable, str(path)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        assert "12.00" in done.stdout
        assert "image tokens:" in done.stdout
        sent = [image for request in server.requests for image in request.images()]
    assert sent
    for (
        image
    ) in sent:  # some frameworks encode a picture by themselves: then not its bytes but its sides tell
        name = "chart.png" if path.stem == "google_adk_runner" else "receipt.jpg"
        original = FOLDER.with_name(name).read_bytes()
        size = image_size(original)
        assert image.data is not None and image.size is not None and size is not None
        assert image.size < size or len(image.data) < len(original) or image.detail, done.stdout
