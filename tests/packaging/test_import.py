"""Importing us costs next to nothing, and shows what is public and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "PIL", "numpy", "wrapt", "anyio", "asyncio", "pybase64", "cachetools", "onnxruntime", "rapidocr", "cv2", "pyvips",
    "openai", "anthropic", "google.genai", "headroom_adapters", "langchain_core", "litellm", "boto3",
    "httpx", "httpx2", "pydantic", "rich", "click", "typer", "tomllib", "tomli",
)  # fmt: skip


def fresh(code: str, cwd: Path) -> str:
    """What *code* prints in a Python that has imported nothing of ours and stands elsewhere."""
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_loads_nothing_heavy(tmp_path: Path) -> None:
    # What a .pth file of another package has already loaded is not our doing.
    loaded = json.loads(
        fresh(
            "import json, sys\n"
            "before = set(sys.modules)\n"
            "import headroom_sdk\n"
            "print(json.dumps(sorted(set(sys.modules) - before)))",
            tmp_path,
        )
    )
    assert "headroom_sdk" in loaded
    assert [name for name in loaded if name in HEAVY] == []


def test_the_command_starts_without_an_sdk(tmp_path: Path) -> None:
    pytest.importorskip("rich")
    pytest.importorskip("click")
    loaded = json.loads(
        fresh("import json, sys, headroom_sdk.cli\nprint(json.dumps(sorted(sys.modules)))", tmp_path)
    )
    sdks = {"openai", "anthropic", "google.genai", "numpy", "onnxruntime", "PIL"}
    assert [name for name in loaded if name in sdks] == []


def test_all_is_sorted_and_equal_to_the_public_names(tmp_path: Path) -> None:
    found = json.loads(
        fresh(
            "import json, types, headroom_sdk\n"
            "values = {name: getattr(headroom_sdk, name) for name in headroom_sdk.__all__}\n"
            "public = [\n"
            "    name for name, value in vars(headroom_sdk).items()\n"
            "    if not name.startswith('_') and name not in ('annotations', 'TYPE_CHECKING')\n"
            "    and not isinstance(value, types.ModuleType)\n"
            "]\n"
            "print(json.dumps([list(headroom_sdk.__all__), sorted(public), dir(headroom_sdk)]))",
            tmp_path,
        )
    )
    declared, public, shown = found
    assert declared == sorted(set(declared))
    assert set(public) <= set(declared)
    assert set(declared) <= set(shown), "dir() must show what is lazy, too"


@pytest.mark.parametrize(
    "name",
    ["wrap", "unwrap", "patch", "paused", "using", "compress", "count", "stats", "last_report",
     "Policy", "Technique", "Report", "HeadroomError"],
)  # fmt: skip
def test_the_promised_names_are_public(name: str) -> None:
    import headroom_sdk

    assert name in headroom_sdk.__all__
    assert getattr(headroom_sdk, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    import headroom_sdk

    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(headroom_sdk, "no_such_name")  # noqa: B009
