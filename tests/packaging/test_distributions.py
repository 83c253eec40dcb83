"""What was built is whole: nothing is left out of the wheel, and nothing is in it that is not ours to ship."""

from __future__ import annotations

import email
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import headroom_sdk

ADAPTERS = "headroom_sdk.adapters"
"""The group of entry points."""


def files_of(package: Path) -> set[str]:
    return {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_every_file_of_both_packages_and_no_other(
    wheel: zipfile.ZipFile, source: Path
) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert shipped == files_of(source / "headroom_sdk") | files_of(source / "adapters" / "headroom_adapters")


def test_the_wheel_tells_type_checkers_that_it_has_types(wheel: zipfile.ZipFile) -> None:
    assert {"headroom_sdk/py.typed", "headroom_adapters/py.typed"} <= set(wheel.namelist())


def test_every_data_file_of_the_checkout_reached_the_wheel(wheel: zipfile.ZipFile) -> None:
    names = {Path(name).name for name in wheel.namelist()}
    assert "rules.toml" in names
    for name in wheel.namelist():
        if name.endswith(".toml"):
            assert wheel.read(name).strip(), f"{name} is empty"


def test_the_sdist_has_what_it_takes_to_run_the_suite(source: Path) -> None:
    expected = ["pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "docs/policy.md"]
    missing = [
        name for name in [*expected, "tests/conftest.py", "scripts/test"] if not (source / name).is_file()
    ]
    assert not missing


def test_metadata_names_licence_pythons_readme_and_command(wheel: zipfile.ZipFile) -> None:
    (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    about = email.message_from_bytes(wheel.read(path))
    assert about["Name"] == "headroom-sdk"
    assert about["Version"] == headroom_sdk.__version__
    assert about["License-Expression"] == "Apache-2.0"
    assert about["Requires-Python"] == ">=3.10"
    assert "# Headroom SDK" in about.get_payload()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel.namelist())
    commands = wheel.read(path.replace("METADATA", "entry_points.txt")).decode()
    assert "headroom-sdk = headroom_sdk.cli:main" in commands


def test_no_optional_package_is_required(wheel: zipfile.ZipFile) -> None:
    (path,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    requirements = email.message_from_bytes(wheel.read(path)).get_all("Requires-Dist", [])
    core = " ".join(line for line in requirements if "extra ==" not in line)
    for package in ("openai", "anthropic", "google-genai", "rich", "click", "httpx", "pyvips"):
        assert package not in core


def test_the_suite_tests_the_installed_wheel(dist: Path) -> None:
    assert "site-packages" in headroom_sdk.__file__


@pytest.mark.parametrize("entry", metadata.entry_points(group=ADAPTERS), ids=lambda entry: str(entry.name))
def test_every_adapter_imports_from_a_foreign_directory(entry: metadata.EntryPoint, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from importlib import metadata\n"
        f"(entry,) = metadata.entry_points(group={ADAPTERS!r}, name={entry.name!r})\n"
        "adapter = entry.load()\n"
        "assert isinstance(adapter.name, str) and callable(adapter.serves)\n"
        f"assert {entry.name!r} not in sys.modules, 'the SDK itself was imported'\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_three_sdks_have_an_entry_point() -> None:
    assert {"openai", "anthropic", "google.genai"} <= {e.name for e in metadata.entry_points(group=ADAPTERS)}


def test_an_editable_install_serves_both_packages_from_the_source_tree(source: Path, tmp_path: Path) -> None:
    environment, elsewhere = tmp_path / "environment", tmp_path / "elsewhere"
    elsewhere.mkdir()
    python = environment / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    subprocess.run([python, "-m", "pip", "install", "-qq", "--no-deps", "-e", source], check=True)
    code = (
        "from importlib.util import find_spec\n"
        "import headroom_sdk\n"
        "print(headroom_sdk.__file__, find_spec('headroom_adapters.openai').origin, sep='\\n')\n"
    )
    done = subprocess.run(
        [python, "-I", "-c", code], cwd=elsewhere, check=True, capture_output=True, text=True
    )
    core, adapter = map(Path, done.stdout.split())
    assert core == source / "headroom_sdk" / "__init__.py"
    assert adapter == source / "adapters" / "headroom_adapters" / "openai.py"
    added = source / "headroom_sdk" / "added_later.py"
    added.write_text("")
    subprocess.run([python, "-I", "-c", "import headroom_sdk.added_later"], cwd=elsewhere, check=True)
