"""A file does one thing, a function less, and each says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LONGEST_FILE = 300
LONGEST_FUNCTION = 50


@pytest.fixture(scope="module")
def trees(files: list[Path]) -> dict[Path, ast.Module]:
    """Every Python file, parsed."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in files}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_no_file_is_too_long(files: list[Path]) -> None:
    """Nothing grows into the roof that eats the house, tests included."""
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_too_long(trees: dict[Path, ast.Module]) -> None:
    """A function is read without scrolling."""
    lengths = {
        f"{path}: {function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path, tree in trees.items()
        for function in functions(tree)
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_every_module_says_what_it_is(trees: dict[Path, ast.Module]) -> None:
    """Whoever opens a file reads in its first line what it is for."""
    assert [str(path) for path, tree in trees.items() if not ast.get_docstring(tree)] == []


def test_every_test_says_what_it_protects(trees: dict[Path, ast.Module]) -> None:
    """A test that fails tells why it matters."""
    silent = [
        f"{path}: {function.name}"
        for path, tree in trees.items()
        if path.name.startswith("test_")
        for function in functions(tree)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert silent == []


def test_annotations_are_not_evaluated(trees: dict[Path, ast.Module]) -> None:
    """Every file with an import has the future one, so that annotations cost nothing and may look ahead."""
    without = [
        str(path)
        for path, tree in trees.items()
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body)
        and not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    ]
    assert without == []
