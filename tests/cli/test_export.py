"""`nntui export`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

pytestmark = pytest.mark.usefixtures("here")

Call = Callable[..., Any]
StoreRun = Callable[..., Path]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which nntui is called."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("csv", "iris-1-csv"),
        ("safetensors", "iris-1.safetensors"),
        ("npz", "iris-1.npz"),
        ("tensorboard", "iris-1-tensorboard"),
    ],
)
def test_it_is_named_after_the_run(
    call: Call, store_run: StoreRun, here: Path, form: str, expected: str
) -> None:
    """Without a place of its own an export lies here, and its name is printed."""
    store_run("iris-1")
    called = call("export", "iris-1", "--to", form)
    assert (called.code, called.out, names(here)) == (0, f"{expected}\n", [expected])


def test_a_place_of_its_own(call: Call, store_run: StoreRun, here: Path) -> None:
    """An export goes where it is wanted."""
    store_run("iris-1")
    (here / "sub").mkdir()
    call("export", "iris-1", "--to", "npz", "--output", "sub/mine")
    assert (names(here), names(here / "sub")) == (["sub"], ["mine"])


def test_the_newest_checkpoint(call: Call, store_run: StoreRun, here: Path) -> None:
    """Its parameters are written, and which step they are of is said."""
    store_run("iris-1")
    called = call("export", "iris-1", "--to", "safetensors")
    weight = load_file(here / "iris-1.safetensors")["dense_1.weight"]
    assert called.err == "the parameters are those of step 8\n"
    assert weight.tobytes() == np.arange(12, dtype=np.float32).tobytes()


def test_a_damaged_checkpoint(call: Call, store_run: StoreRun, here: Path) -> None:
    """Weights with a flipped bit are never handed out: it is said what happened, and nothing is written."""
    folder = store_run("iris-1")
    (path,) = (folder / "checkpoints").glob("*.safetensors")
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    called = call("export", "iris-1", "--to", "safetensors")
    assert (called.code, names(here), len(called.err.splitlines())) == (2, [], 1)
    assert "is damaged" in called.err
    assert called.err.endswith("iris-1 has no checkpoint to export\n")


def test_what_is_there_is_kept(call: Call, store_run: StoreRun, here: Path) -> None:
    """An export replaces nothing unless it is forced to."""
    store_run("iris-1")
    (here / "iris-1.npz").write_text("dear to me")
    assert call("export", "iris-1", "--to", "npz").code == 2
    assert (here / "iris-1.npz").read_text() == "dear to me"


@pytest.mark.parametrize("form", ["csv", "safetensors", "npz", "tensorboard"])
def test_an_earlier_export_is_replaced(call: Call, store_run: StoreRun, form: str) -> None:
    """Every form knows its own again."""
    store_run("iris-1")
    codes = [call("export", "iris-1", "--to", form, *force).code for force in ((), (), ("--force",))]
    assert codes == [0, 2, 0]


def test_without_tensorboard(
    call: Call, store_run: StoreRun, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that is missing is named with the command that installs it, and nothing is left here."""
    store_run("iris-1")
    for name in [
        name for name in sys.modules if name.startswith(("tensorboardX", "nntui.export.tensorboard"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    called = call("export", "iris-1", "--to", "tensorboard")
    expected = 'nntui: tensorboardX is not installed: pip install "nntui[tensorboard]" does it\n'
    assert (called.code, called.err, names(here)) == (2, expected, [])


def test_what_cannot_be_read_is_said(call: Call, store_run: StoreRun) -> None:
    """Without run.db there is nothing of the history to write, and it is not passed over in silence."""
    folder = store_run("iris-1")
    (folder / "run.db").unlink()
    called = call("export", "iris-1", "--to", "csv")
    assert (called.code, "run.db is missing" in called.err) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("iris-1",),
        ("iris-1", "--to", "onnx"),
        ("nosuch", "--to", "csv"),
        ("../x", "--to", "csv"),
        ("iris-1", "--to", "npz", "--output", "a/b"),
        ("iris-1", "--to", "npz", "--output", "/"),
        ("iris-1", "--to", "csv", "--output", "/proc/x"),
        ("iris-1", "--to", "csv", "--output", "x" * 300),
        ("iris-1", "--to", "csv", "--output", ""),
    ],
)
def test_a_mistake_is_one_sentence(
    call: Call, store_run: StoreRun, here: Path, arguments: tuple[str, ...]
) -> None:
    """Whatever is asked for: exit code 2, one line, nothing written."""
    store_run("iris-1")
    called = call("export", *arguments)
    assert (called.code, called.out, len(called.err.splitlines()), names(here)) == (2, "", 1, [])
