"""Imports run one way: who may import whom."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest

Modules = list[Any]

LAYERS = ("nntui.renderables", "nntui.widgets", "nntui.screens", "nntui.app", "nntui.cli")
"""From the lowest to the highest; none imports one above it."""

WITH_TEXTUAL = (
    "nntui.app",
    "nntui.screens",
    "nntui.serving",
    "nntui.widgets",
    "nntui.client",
    "nntui.terminal.driver",
    "nntui.terminal.looks",
    "nntui.themes",
    "nntui.messages",
)
BELOW_TEXTUAL = (
    "nntui.session",
    "nntui.store",
    "nntui.checks",
    "nntui.export",
    "nntui.commands",
    "nntui.config",
    "nntui.reduction",
    "nntui.presets",
    "nntui.rules",
    "nntui.locations",
    "nntui.numbers",
    "nntui.errors",
    "nntui.link_estimate",
)
PRIVATE_TEXTUAL = ("nntui.terminal.driver",)
"""The one module that may touch Textual's private names."""

LAZY = ("nntui.cli", "nntui.renderables.lazy_axes")
"""May import inside functions: a command is loaded when it is asked for, plotext after the first frame."""


def offences(modules: Modules, allowed: Callable[[Any, str], bool]) -> list[str]:
    """`importer → imported` for every import that is not allowed."""
    return [
        f"{module.name} → {name}"
        for module in modules
        for name in sorted(module.imports)
        if not allowed(module, name)
    ]


def in_(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def package(name: str) -> str:
    return name.partition(".")[0]


def test_the_house_is_found(modules: Modules) -> None:
    """Guards all tests below: there are modules in every room, and their imports are seen."""
    assert {package(module.name) for module in modules} == {"nntui", "nntui_engine", "nntui_datasets"}
    assert offences(modules, lambda _, name: package(name) not in ("textual", "numpy")) != []


@pytest.mark.parametrize("height", range(len(LAYERS)))
def test_no_layer_imports_one_above_it(modules: Modules, height: int) -> None:
    """The command line rests on the application, that on screens, those on widgets, those on renderables."""
    layer = [module for module in modules if module.is_in(LAYERS[height])]
    assert layer, f"nothing is left in {LAYERS[height]}: mend the table"
    assert offences(layer, lambda _, name: not in_(name, *LAYERS[height + 1 :])) == []


def test_a_widget_knows_neither_session_host_nor_store(modules: Modules) -> None:
    """What a widget shows is handed down to it, and what it wants goes up as a message."""
    widgets = [module for module in modules if module.is_in("nntui.widgets", "nntui.renderables")]
    above = (
        "nntui.client",
        "nntui.store",
        "nntui.session.host",
        "nntui.session.assembly",
        "nntui.session.launch",
    )
    assert offences(widgets, lambda _, name: not in_(name, *above)) == []


def test_a_panel_imports_no_other_panel(modules: Modules) -> None:
    """Panels are made of parts, never of one another."""
    panels = [
        module for module in modules if module.is_in("nntui.widgets") and module.name != "nntui.widgets"
    ]
    assert (
        offences(panels, lambda _, name: not in_(name, "nntui.widgets") or in_(name, "nntui.widgets.parts"))
        == []
    )


def test_textual_stays_above_its_line(modules: Modules) -> None:
    """Neither a host nor a drawing function pays for Textual, or for Rich; a progress bar uses Rich."""

    def allowed(module: Any, name: str) -> bool:
        if in_(name, "rich") and module.name == "nntui.cli.progress_bar":
            return True
        return package(name) not in ("textual", "rich") or module.is_in(*WITH_TEXTUAL)

    assert offences(modules, allowed) == []


def test_nothing_below_the_line_looks_up(modules: Modules) -> None:
    """Sessions, runs and settings know nothing of how they are shown."""
    below = [module for module in modules if module.is_in(*BELOW_TEXTUAL)]
    above = (*WITH_TEXTUAL, "nntui.renderables", "nntui.cli")
    assert offences(below, lambda _, name: not in_(name, *above)) == []


@pytest.mark.parametrize("room", ["nntui_engine", "nntui_datasets"])
def test_engine_and_datasets_stand_alone(modules: Modules, room: str) -> None:
    """Each needs NumPy and the standard library, and neither the other nor the application."""
    inside = [module for module in modules if module.is_in(room)]
    known = {room, "numpy", *sys.stdlib_module_names}
    assert offences(inside, lambda _, name: package(name) in known) == []


def test_plotext_has_one_adapter(modules: Modules) -> None:
    """Whatever plotext cannot bear is kept from it in one place."""
    assert (
        offences(
            modules,
            lambda module, name: package(name) != "plotext" or module.name == "nntui.renderables.axes",
        )
        == []
    )


def test_pillow_has_one_adapter(modules: Modules) -> None:
    """Images are an extra: nothing else may need what reads them."""
    assert (
        offences(
            modules, lambda module, name: package(name) != "PIL" or module.name == "nntui.session.pictures"
        )
        == []
    )


def test_no_private_names_of_textual(modules: Modules) -> None:
    """A private name may be gone with the next version of Textual."""

    def allowed(module: Any, name: str) -> bool:
        private = package(name) == "textual" and any(part.startswith("_") for part in name.split("."))
        return not private or module.is_in(*PRIVATE_TEXTUAL)

    assert offences(modules, allowed) == []


def test_no_circles(modules: Modules) -> None:
    """Every module can be read after those that it imports."""
    names = {module.name for module in modules}
    graph = {
        module.name: {known(name, names) for name in at_runtime(module)} - {None, module.name}
        for module in modules
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def known(name: str, names: set[str]) -> str | None:
    """The module of the house that is meant by an import of `name`."""
    parent = name.rpartition(".")[0]
    return name if name in names else parent if parent in names else None


def at_runtime(module: Any) -> set[str]:
    """What the module imports when it is imported: not inside functions, not for type checkers."""
    checked = [node for node in module.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    return {name for node in checked for name in names_of(node)}


def names_of(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [f"{node.module}.{alias.name}" for alias in node.names]


def test_no_relative_imports(modules: Modules) -> None:
    """An import says from where, wherever the file is moved to."""
    relative = [
        f"{module.name}, line {node.lineno}"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_no_imports_inside_functions(modules: Modules) -> None:
    """What a module needs stands at its head; a circle is not hidden by importing late."""
    inside = [
        f"{module.name}, line {node.lineno}"
        for module in modules
        if not module.is_in(*LAZY)
        for function in ast.walk(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []
