"""What a module does when it is imported, and what it never does at all."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import Any

import pytest

Modules = list[Any]

WITH_TEXTUAL = (
    "nntui.app",
    "nntui.screens",
    "nntui.serving",
    "nntui.terminal.driver",
    "nntui.widgets",
    "nntui.client",
    "nntui.themes",
    "nntui.messages",
)

IMPORT_ALL = """
import importlib, json, sys
guilty = {}
for name in json.loads(sys.argv[1]):
    before = set(sys.modules)
    importlib.import_module(name)
    loaded = {module.partition(".")[0] for module in set(sys.modules) - before}
    guilty |= {name: sorted(loaded & set(sys.argv[2].split()))} if loaded & set(sys.argv[2].split()) else {}
print(json.dumps(guilty))
"""


def loading(modules: Modules, *packages: str) -> dict[str, list[str]]:
    """The modules that load one of these packages when they are imported one after the other."""
    names = json.dumps([module.name for module in modules])
    command = [sys.executable, "-c", IMPORT_ALL, names, " ".join(packages)]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    return json.loads(done.stdout)


def test_nothing_below_the_line_loads_textual(modules: Modules) -> None:
    """A host starts without Textual, Rich and plotext, whoever imports whom for what reason."""
    allowed = (*WITH_TEXTUAL, "nntui.cli.progress_bar", "nntui.renderables.axes")
    below = [module for module in modules if not module.is_in(*allowed)]
    assert loading(below, "textual", "rich", "plotext") == {}


def test_pillow_is_loaded_for_images_alone(modules: Modules) -> None:
    """Who trains on anything else neither waits for it nor needs it."""
    plotext_s = "nntui.renderables.axes"  # which loads it by itself where it is installed
    allowed = ("nntui.session.pictures", plotext_s, *WITH_TEXTUAL)
    others = [module for module in modules if not module.is_in(*allowed)]
    assert loading(others, "PIL") == {}


def test_the_test_above_can_fail(modules: Modules) -> None:
    """Guards it: a module that does load Textual is found."""
    client = [module for module in modules if module.name == "nntui.client"]
    assert loading(client, "textual") == {"nntui.client": ["textual"]}


@pytest.mark.parametrize("room", ["nntui_engine", "nntui_datasets"])
def test_engine_and_datasets_load_numpy_alone(modules: Modules, room: str) -> None:
    """They can be used where nothing else of this project is installed."""
    others = {"nntui", "nntui_engine", "nntui_datasets", "msgspec", "textual", "platformdirs"} - {room}
    assert loading([module for module in modules if module.is_in(room)], *others) == {}


def test_only_the_command_line_prints(modules: Modules) -> None:
    """A print would tear the dashboard apart; a host writes lines for its log, to standard error."""
    prints = [
        f"{module.name}, line {node.lineno}"
        for module in modules
        if not module.is_in("nntui.cli")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print" and not is_logged(module, node)
    ]
    assert prints == []


def is_logged(module: Any, call: ast.Call) -> bool:
    to_stderr = any(
        keyword.arg == "file" and ast.unparse(keyword.value) == "sys.stderr" for keyword in call.keywords
    )
    return to_stderr and module.is_in("nntui.session.host")


def test_nothing_is_pickled(modules: Modules) -> None:
    """Files and messages hold data, never code."""
    pickling = {"pickle", "marshal", "shelve", "dill"}
    assert [
        f"{module.name} → {name}"
        for module in modules
        for name in module.imports
        if name.partition(".")[0] in pickling
    ] == []
