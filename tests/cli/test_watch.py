"""`nntui` where no dashboard can be drawn: what `nntui train` does with the same words."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.home import host_pids
from nntui.cli import watch
from nntui.config import read_config

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]

WHY = "nntui: no dashboard here (standard input is no terminal): training in lines; ctrl-c stops it"
IRIS = ("iris", "--epochs", 2, "--threads", 1, "--seed", 4)


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the tests themselves were started on."""
    monkeypatch.setattr(watch, "why_plain", lambda *_: "standard input is no terminal")


def test_it_trains_in_lines(call: Call, home: Path) -> None:
    """After a line that says why, to the end, and leaves no host behind."""
    called = call(*IRIS)
    assert [line.split("  ")[0] for line in called.err.splitlines()] == [
        WHY,
        "4 inputs, 3 classes, 150 rows, 120 train, 30 validation",
        "epoch 1/2",
        "epoch 2/2",
        "finished: 2 epochs",
    ]
    assert (called.code, called.out.splitlines()[0]) == (0, "iris-1 finished after 16 steps, 2 epochs")
    assert host_pids(home) == set()


def test_it_is_what_train_does(call: Call) -> None:
    """The same run to the bit, and the same object for programs."""
    watched, trained = call(*IRIS, "--json"), call("train", *IRIS, "--json")
    assert json.loads(watched.out).keys() == json.loads(trained.out).keys()
    assert watched.result.parameters_sha256 == trained.result.parameters_sha256


@pytest.mark.parametrize(
    ("flags", "expected"), [((), "max"), (("--pace", "500"), 500), (("--paused",), "max")]
)
def test_the_pace(call: Call, home: Path, flags: tuple[str, ...], expected: object) -> None:
    """Nobody watches, and nobody could run what waits for a key."""
    call(*IRIS, *flags)
    config = read_config(home / "runs" / "iris-1" / "run.toml")
    assert (config.pace, config.paused) == (expected, False)


def test_a_dry_run(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed does not depend on the terminal: it may be meant for another one."""
    here = call(*IRIS, "--dry-run")
    monkeypatch.setattr(watch, "why_plain", lambda *_: "")
    assert (here.code, here.err, here.out) == (0, "", call(*IRIS, "--dry-run").out)


def test_a_mistake_is_one_sentence(call: Call, home: Path) -> None:
    """Nothing is said of lines that there will not be."""
    called = call("iris", "--optimizer", "nosuch")
    assert (called.code, called.err.count("\n"), called.err.startswith("nntui: there is no optimizer")) == (
        2,
        1,
        True,
    )
    assert list(home.glob("runs/*")) == []


def test_nothing_of_textual_is_loaded() -> None:
    """What cannot be drawn costs nothing."""
    source = (
        "import sys; from nntui.cli.main import main; main(sys.argv[1:]); print('textual' in sys.modules)"
    )
    command = [sys.executable, "-c", source, *map(str, IRIS)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "False", done.stderr
