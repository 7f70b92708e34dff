"""The house as the tests see it: every module of it, and what each imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
ROOTS = {
    "nntui": HOUSE / "nntui",
    "nntui_engine": HOUSE / "engine" / "nntui_engine",
    "nntui_datasets": HOUSE / "datasets" / "nntui_datasets",
}


@dataclass(frozen=True)
class Module:
    """One module: its dotted name and its file."""

    name: str
    path: Path

    @cached_property
    def text(self) -> str:
        """Its source."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its source, parsed."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """All that it imports, anywhere in it: modules, and names in them."""
        return frozenset(name for node in ast.walk(self.tree) for name in imported(node))

    def is_in(self, *packages: str) -> bool:
        """Whether it is one of these, or in one."""
        return is_in(self.name, packages)


def imported(node: ast.AST) -> Iterator[str]:
    """What an import statement imports; nothing for any other node."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def found() -> list[Module]:
    modules = []
    for package, folder in ROOTS.items():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            name = ".".join((package, *parts)).removesuffix(".__init__")
            modules.append(Module(name, path))
    return modules


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """All modules of the three rooms."""
    return found()


@pytest.fixture(scope="session")
def files() -> list[Path]:
    """All Python files of the project, tests and benchmarks too."""
    folders = ("nntui", "engine", "datasets", "tests", "benchmarks")
    return [path for folder in folders for path in sorted((HOUSE / folder).rglob("*.py"))]
