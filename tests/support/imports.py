"""Who imports whom, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Module:
    """One source file. ``name`` is dotted; ``package`` is what its relative imports count from."""

    name: str
    package: str
    path: Path

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text("utf-8"), str(self.path))


@dataclass(frozen=True, kw_only=True)
class Import:
    """*importer* names *imported*, at the top of the file or (``late``) inside a function."""

    importer: str
    imported: str
    line: int
    late: bool

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} imports {self.imported}"


def modules(package: str) -> list[Module]:
    """Every module of an importable package."""
    spec = find_spec(package)
    assert spec is not None and spec.submodule_search_locations, f"{package} is not installed"
    (root,) = map(Path, spec.submodule_search_locations)
    found = []
    for path in sorted(root.rglob("*.py")):
        parts = [package, *path.relative_to(root).with_suffix("").parts]
        if parts[-1] == "__init__":
            parts.pop()
            found.append(Module(name=".".join(parts), package=".".join(parts), path=path))
        else:
            found.append(Module(name=".".join(parts), package=".".join(parts[:-1]), path=path))
    return found


def imports(module: Module, known: frozenset[str]) -> Iterator[Import]:
    """What *module* imports, wherever the statement stands. ``from a import b`` is ``a.b`` where *known* (the
    names of all modules) says that this is a module, else ``a``."""
    for node, late in _statements(module.tree, late=False):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            base = _base(module, node)
            names = [f"{base}.{a.name}" if f"{base}.{a.name}" in known else base for a in node.names]
        for name in names:
            yield Import(importer=module.name, imported=name, line=node.lineno, late=late)


def _base(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    anchor = module.package.split(".")
    anchor = anchor[: len(anchor) - node.level + 1]
    return ".".join([*anchor, node.module] if node.module else anchor)


def _statements(node: ast.AST, *, late: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child, late
        inside = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        yield from _statements(child, late=late or inside)
