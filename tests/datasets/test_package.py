"""Tests of the package as a whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import nntui_datasets

ROOT = Path(nntui_datasets.__file__).parent


def modules_after(code: str) -> set[str]:
    """The modules a fresh Python has imported after `code`."""
    found = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    return set(found.stdout.split())


def test_importing_the_package_is_free() -> None:
    """Who imports the package waits for nothing that was not asked for, NumPy included."""
    assert modules_after("import nntui_datasets") & {"numpy", "csv", "difflib", "zlib"} == set()


def test_loading_does_not_wait_for_the_csv_reader() -> None:
    """Who loads digits does not import what reads tables."""
    loaded = modules_after("from nntui_datasets import describe, load, split; load('digits')")
    assert loaded & {"csv", "nntui_datasets.table", "nntui_datasets.columns"} == set()


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.py")), ids=lambda path: path.stem)
def test_it_stands_alone(path: Path) -> None:
    """Every module imports NumPy, the standard library and this package only."""
    lines = [
        line.split()[1] for line in path.read_text().splitlines() if line.startswith(("import ", "from "))
    ]
    allowed = sys.stdlib_module_names | {"numpy", "nntui_datasets"}
    assert {name.split(".")[0] for name in lines} - allowed == set()


@pytest.mark.parametrize("name", nntui_datasets.__all__)
def test_public_names(name: str) -> None:
    """Every public name is found."""
    assert getattr(nntui_datasets, name) is not None


def test_unknown_name() -> None:
    """A name that is not public is refused as Python refuses it."""
    with pytest.raises(AttributeError, match="module 'nntui_datasets' has no attribute 'reed_table'"):
        nntui_datasets.reed_table  # noqa: B018 - the access is what is tested


def test_licences_name_every_data_file() -> None:
    """No data of others ship without attribution."""
    licences = (ROOT.parent / "LICENSES.md").read_text(encoding="utf-8")
    shipped = {path.name for path in (ROOT / "data").iterdir()}
    assert {name for name in shipped if f"`{name}`" in licences} == shipped
