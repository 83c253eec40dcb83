"""evals/live.py asks a model three times a question, through its real SDK, and tells what was lost and saved."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support.loopback import Loopback
from support.pictures import shot

SCRIPT = Path(__file__).parents[2] / "evals" / "live.py"
pytestmark = pytest.mark.skipif(not SCRIPT.is_file(), reason="evals/ is not beside the tests")

MODELS = {
    "gpt-5.6": ("openai", "OPENAI", lambda s: s.openai_url),
    "claude-haiku-4-5": ("anthropic", "ANTHROPIC", lambda s: s.url),
    "gemini-3.5-flash": ("google.genai", "GEMINI", lambda s: s.url),
}


def run(folder: Path, server: Loopback, model: str, *args: str) -> subprocess.CompletedProcess[str]:
    package, name, address = MODELS[model]
    try:
        present = importlib.util.find_spec(package) is not None
    except ImportError:
        present = False
    if not present:
        pytest.skip(f"{package} is not installed")
    base = "GOOGLE_GEMINI_BASE_URL" if name == "GEMINI" else f"{name}_BASE_URL"
    environ = {**os.environ, f"{name}_API_KEY": "k", base: address(server), "NO_PROXY": "127.0.0.1"}
    command = [sys.executable, str(SCRIPT), "--model", model, *args]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environ)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    rows: list[dict[str, Any]] = []
    for name, answers in (("screen", ["185.00"]), ("photo", ["a wall"])):
        (tmp_path / f"{name}.bin").write_bytes(shot(name).data)
        rows.append({"file": f"{name}.bin", "query": "What is in the top row?", "answers": answers})
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


@pytest.mark.parametrize("model", MODELS)
def test_each_question_is_asked_as_it_is_as_we_send_it_and_without_a_picture(
    model: str, tmp_path: Path, questions: Path
):
    with Loopback(text="185.00") as server:
        ran = run(
            tmp_path, server, model, "--set", str(questions), "--technique", "full_low", "--out", "o.jsonl"
        )
        assert ran.returncode == 0, ran.stderr
        sizes = [[image.size for image in sent.images()] for sent in server.requests]
    assert len(sizes) == 6
    for original, ours, none in (sizes[:3], sizes[3:]):
        assert none == [] and len(original) == len(ours) == 1
    told = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]
    assert [row["scores"]["original"] for row in told] == [1.0, 0.0]
    assert all(set(row["billed"]) == {"original", "headroom", "no picture"} for row in told)
    assert "full_low" in ran.stdout and "saved" in ran.stdout


def test_a_refused_question_is_named_and_the_others_count(tmp_path: Path, questions: Path):
    with Loopback(text="185.00") as server:
        server.fail_next(1, 400)
        ran = run(tmp_path, server, "gpt-5.6", "--set", str(questions))
    assert ran.returncode == 0 and "screen.bin" in ran.stderr
    assert ": 1 questions" in ran.stdout


def test_drawn_documents_are_asked_without_a_set(tmp_path: Path):
    with Loopback(text="nothing") as server:
        ran = run(tmp_path, server, "gpt-5.6", "--count", "2")
        assert ran.returncode == 0, ran.stderr
        assert len(server.requests) == 6


@pytest.mark.parametrize(
    ("score", "said", "answers", "worth"),
    [
        ("exact", "The Total.", ["total"], 1.0),
        ("exact", "totals", ["total"], 0.0),
        ("anls", "13.37 EUR", ["13.37 EUR"], 1.0),
        ("anls", "Jon Smith", ["John Smith"], 0.9),
        ("anls", "something else", ["John Smith"], 0.0),
        ("numeric", "about 103 apples", ["100"], 1.0),
        ("numeric", "110", ["100"], 0.0),
        ("numeric", "1,234.50", ["1234.5"], 1.0),
        ("numeric", "1.234,50 €", ["1234.5"], 1.0),
        ("numeric", "Paris", ["paris"], 1.0),
    ],
)
def test_scores(score: str, said: str, answers: list[str], worth: float, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    from answers import SCORES  # type: ignore[import-not-found]

    assert SCORES[score](said, answers) == pytest.approx(worth)
