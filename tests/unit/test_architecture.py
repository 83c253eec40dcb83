"""Dependencies point one way: whoever reads a module needs to know only those below it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from support.imports import Import, Module, imports, modules

ORDER = (
    {"errors", "toml"},
    {"technique", "target", "scope", "memo", "fingerprint"},
    {"tokens", "picture", "body"},
    {"routing"},
    {"policy"},
    {"plan"},
    {"regions", "references", "mentions", "reach"},
    {"arranging"},
    {"conversation", "limits", "report", "adapter", "details"},
    {"runs"},
    {"reading"},
    {"source"},
    {"outcome"},
    {"transcribing", "cropping", "squeezing", "trimming", "shown", "duplicates", "ageing"},
    {"choosing"},
    {"settle", "lifting"},
    {"fitting"},
    {"attachments"},
    {"engine"},
    {"boundary", "activation", "image", "own_http", "counting", "explain", "memory"},
    {"hooking", "rewriting"},
    {"headroom_sdk"},
    {"headroom_adapters", "cli"},
)
"""From the ground up. A room imports those before it, and neighbours as long as no circle comes of it."""

STRANGERS = ("tokens", "picture", "body")
"""Numbers, pixels and JSON: none of these knows another."""

SDKS = {
    "openai", "anthropic", "google", "langchain", "langchain_core", "litellm", "boto3", "botocore", "httpx", "httpx2",
}  # fmt: skip

OUTSIDE = {"headroom_adapters", "training", "evals", "benchmarks", "tests", "support", "examples"}

BANNED_WORDS = {
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "handler", "handlers", "processor",
    "processors", "optimizer", "optimiser", "smart",
}  # fmt: skip

CORE = modules("headroom_sdk")
ADAPTERS = modules("headroom_adapters")
NAMES = frozenset(module.name for module in [*CORE, *ADAPTERS])
IMPORTS = {module.name: tuple(imports(module, NAMES)) for module in [*CORE, *ADAPTERS]}
DOCUMENT = Path(__file__).parents[2] / "docs" / "architecture.md"


def room(name: str) -> str:
    """``headroom_sdk.tokens.rules`` → ``tokens``; the package itself is its public surface. All adapters are one."""
    package, *parts = name.split(".")
    return parts[0] if parts and package == "headroom_sdk" else package


def rank(name: str) -> int:
    for number, rooms in enumerate(ORDER):
        if name in rooms:
            return number
    pytest.fail(f"{name} has no place in ORDER: where in docs/architecture.md does it stand?")


def between_rooms() -> Iterable[tuple[str, str, Import]]:
    for module in [*CORE, *ADAPTERS]:
        for found in IMPORTS[module.name]:
            if found.imported.split(".")[0] in ("headroom_sdk", "headroom_adapters"):
                importer, imported = room(module.name), room(found.imported)
                if importer != imported:
                    yield importer, imported, found


def graph() -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {room(module.name): set() for module in [*CORE, *ADAPTERS]}
    for importer, imported, _ in between_rooms():
        edges[importer].add(imported)
    return edges


def drawn() -> str:
    """The import graph as docs/architecture.md shows it."""
    edges = graph()
    width = max(map(len, edges))
    lines = []
    for name in sorted(edges, key=lambda name: (rank(name), name)):
        below = ", ".join(sorted(edges[name], key=lambda other: (rank(other), other)))
        lines.append(f"{name:{width}} → {below or '–'}")
    return "\n".join(lines)


def test_every_room_imports_only_what_lies_below_or_beside_it() -> None:
    up = [str(found) for importer, imported, found in between_rooms() if rank(importer) < rank(imported)]
    assert up == []


def test_no_circle_of_rooms() -> None:
    edges = graph()
    while edges:
        free = [name for name, below in edges.items() if not below & edges.keys()]
        assert free, f"in a circle: {edges}"
        for name in free:
            del edges[name]


def test_numbers_pixels_and_json_do_not_know_each_other() -> None:
    known = [
        str(found)
        for importer, imported, found in between_rooms()
        if importer in STRANGERS and imported in STRANGERS
    ]
    assert known == []


@pytest.mark.parametrize("module", CORE, ids=lambda module: module.name)
def test_core_imports_no_sdk_no_adapter_and_nothing_that_is_not_shipped(module: Module) -> None:
    for found in IMPORTS[module.name]:
        top = found.imported.split(".")[0]
        assert top not in OUTSIDE, found
        # The demo sends pictures through the real SDKs, and only when it is asked to.
        assert top not in SDKS or (room(module.name) == "cli" and found.late), found


@pytest.mark.parametrize("module", CORE, ids=lambda module: module.name)
def test_core_never_names_an_adapter_module(module: Module) -> None:
    texts = {
        n.value for n in ast.walk(module.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    assert not [text for text in texts if re.fullmatch(r"headroom_adapters\.\w+(:\w+)?", text)]


@pytest.mark.parametrize("module", ADAPTERS, ids=lambda module: module.name)
def test_adapters_import_the_core_and_their_sdk_and_nothing_else_of_ours(module: Module) -> None:
    for found in IMPORTS[module.name]:
        top = found.imported.split(".")[0]
        assert top not in OUTSIDE - {"headroom_adapters"}, found
        assert top != "headroom_sdk" or room(found.imported) not in {"cli", "image"}, found


@pytest.mark.parametrize("module", ADAPTERS, ids=lambda module: module.name)
def test_adapters_load_no_sdk_when_they_are_imported(module: Module) -> None:
    guarded = {
        child.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
        if isinstance(child, (ast.Import, ast.ImportFrom))
    }
    for found in IMPORTS[module.name]:
        early = not found.late and found.line not in guarded
        assert not (early and found.imported.split(".")[0] in SDKS), found


@pytest.mark.parametrize("module", [*CORE, *ADAPTERS], ids=lambda module: module.name)
def test_a_module_holds_one_concept(module: Module) -> None:
    lines = len(module.path.read_text("utf-8").splitlines())
    assert lines <= 400, f"{lines} lines: a concept is missing"
    assert ast.get_docstring(module.tree), "the first line says what it is for"


@pytest.mark.parametrize("module", [*CORE, *ADAPTERS], ids=lambda module: module.name)
def test_names_say_what_a_thing_is(module: Module) -> None:
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = [module.name.split(".")[-1], *(n.name for n in ast.walk(module.tree) if isinstance(n, defined))]
    for name in names:
        words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}
        assert not words & BANNED_WORDS, name


@pytest.mark.parametrize("module", [*CORE, *ADAPTERS], ids=lambda module: module.name)
def test_only_the_boundary_swallows_every_exception(module: Module) -> None:
    broad = [
        node.lineno
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or {"Exception", "BaseException"} & set(re.findall(r"\w+", ast.unparse(node.type)))
        )
        # Who raises again, or says why every exception is meant, hides nothing.
        and not any(isinstance(child, ast.Raise) for child in ast.walk(node))
    ]
    assert not broad or module.name in BOUNDARIES, f"{module.name}:{broad}"


BOUNDARIES = {
    "headroom_sdk.boundary",  # where a fault of ours meets somebody's request
    "headroom_sdk.hooking",  # or somebody's import of an SDK
    "headroom_sdk.scope",  # hands what is thrown into a generator to the one inside
    "headroom_sdk.cli.doctor",  # looks at broken installations
}


@pytest.mark.parametrize("module", CORE, ids=lambda module: module.name)
def test_values_are_slotted(module: Module) -> None:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            for decorator in node.decorator_list:
                text = ast.unparse(decorator)
                if re.match(r"(dataclasses\.)?dataclass\b", text):
                    assert "slots=True" in text, f"{module.name}.{node.name}"


def test_the_document_shows_the_true_graph() -> None:
    if not DOCUMENT.is_file():
        pytest.skip(f"{DOCUMENT.name} is not beside the tests")
    shown = f"```\n{drawn()}\n```\n"
    assert shown in DOCUMENT.read_text("utf-8"), f"docs/architecture.md must show:\n\n{drawn()}\n"


def test_an_import_is_found_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text(
        "from . import errors\nfrom ..tokens import rules, resolve\nimport json.decoder\n"
        "def f():\n    if True:\n        from .body.walk import x\n"
    )
    module = Module(name="p.a.m", package="p.a", path=path)
    found = [(f.imported, f.late) for f in imports(module, frozenset({"p.a.errors", "p.tokens.rules"}))]
    assert found == [
        ("p.a.errors", False),
        ("p.tokens.rules", False),
        ("p.tokens", False),
        ("json.decoder", False),
        ("p.a.body.walk", True),
    ]
