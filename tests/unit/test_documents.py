"""What the documents show exists: names, commands, links."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import headroom_sdk

ROOT = Path(__file__).parents[2]
DOCUMENTS = [path for path in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))) if path.is_file()]

if not DOCUMENTS:
    pytest.skip("no documents beside the tests", allow_module_level=True)


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.name))
def test_every_link_to_a_file_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8"))
    # The packages themselves are not beside the tests when an installed wheel is tested.
    packages = ("headroom_sdk", "adapters")
    broken = [
        link
        for link in links
        if not re.match(r"\w+:", link)
        and not (link.split("/")[0] in packages and not (ROOT / packages[0]).is_dir())
        and not (path.parent / link).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.name))
def test_code_uses_only_public_names(path: Path) -> None:
    for block in blocks(path, "python"):
        for node in ast.walk(ast.parse(block)):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name)
                and node.value.id == "headroom"
            ):
                assert node.attr in headroom_sdk.__all__ or node.attr in ("image", "tokens"), ast.unparse(
                    node
                )
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("headroom_sdk"):
                public = import_module(node.module or "").__all__
                assert {alias.name for alias in node.names} <= set(public), ast.unparse(node)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.name))
def test_commands_exist(path: Path) -> None:
    pytest.importorskip("click")
    pytest.importorskip("rich")
    from click.testing import CliRunner

    from headroom_sdk.cli.group import group

    for line in "\n".join(blocks(path, "console")).splitlines():
        found = re.match(r"\$ headroom-sdk (\w+)(.*)", line)
        if found:
            shown = CliRunner().invoke(group, [found[1], "--help"])
            assert shown.exit_code == 0, shown.output
            for option in re.findall(r"--[a-z-]+", found[2].split("#")[0]):
                assert option in shown.output, f"{line}: {option}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.name))
def test_scripts_exist(path: Path) -> None:
    named = re.findall(r"(?<![\w/])(?:\./)?scripts/([a-z-]+)", path.read_text("utf-8"))
    assert not [name for name in named if not (ROOT / "scripts" / name).is_file()]
