"""The command line as a whole: exit codes, and one sentence for every mistake."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from nntui.cli import main as cli
from nntui.errors import HostFailedError, UserError

TABLE = "a,b,kind\n1,2,x\n2,3,y\n3,1,x\n2,2,y\n"
WEIGHTS = 'dataset = "iris"\n[weights.dense_1]\n'

FILES = {
    "table.csv": TABLE,
    "ragged.csv": "1,2\n1\n",
    "empty.csv": "",
    "gaps.csv": "1,x\n?,y\n2,x\n",
    "broken.toml": "x = [",
    "unknown.toml": "sharpness = 1\n",
    "type.toml": 'lr = "fast"\n',
    "nul.toml": 'dataset = "a\\u0000b.csv"\n',
    "escape.toml": 'dataset = "\\u001b[31m\\n"\n',
    "scalar.toml": 'dataset = "iris"\n[weights]\ndense_1 = 3\n',
    "ragged.toml": WEIGHTS + "weight = [[1, 2], [3]]\n",
    "words.toml": WEIGHTS + 'weight = "many"\n',
    "shape.toml": WEIGHTS + "weight = [1, 2]\n",
    "nan.toml": WEIGHTS + "bias = " + str([float("nan")] * 8) + "\n",
    "layer.toml": 'dataset = "iris"\n[weights.dense_9]\nweight = [1]\n',
    "initializer.toml": 'dataset = "iris"\nhidden = []\ninitializer = "nosuch"\n',
    "outputs.toml": 'dataset = "iris"\noutputs = 2\n',
}

MISTAKES = [
    "--hidden 64,",
    "--hidden 0",
    "--hidden 1.5",
    "--hidden 999999999,999999999",
    "--lr 0",
    "--lr -1",
    "--lr nan",
    "--lr inf",
    "--lr fast",
    "--lr",
    "--batch 0",
    "--batch 1.5",
    "--batch 99999999999999999999",
    "--epochs 0",
    "--epochs -3",
    "--seed -1",
    "--seed 99999999999999999999999999",
    "--threads 0",
    "--threads many",
    "--momentum 1",
    "--momentum nan",
    "--dropout 1",
    "--validation 1",
    "--validation 0.999999",
    "--weight-decay -1",
    "--weight-decay inf",
    "--clip -1",
    "--clip inf",
    "--pace 0",
    "--pace inf",
    "--pace fast",
    "--activation swish",
    "--output softmax",
    "--output sigmoid --loss softmax_cross_entropy",
    "--loss quadratic",
    "--loss softmax_cross_entropy line",
    "--loss sigmoid_cross_entropy line",
    "--optimizer lion",
    "--task clustering",
    "--task regression iris",
    "--class-weights line",
    "--missing zero",
    "--name ../x",
    "--name",
    "--nosuch",
    "--json=3",
    "iris wine",
    "nosuch",
    "digit",
    "-1",
    ".",
    "/",
    "/dev/null",
    "nosuch.csv",
    "nosuch.toml",
    "--target nosuch table.csv",
    "--target 9 table.csv",
    "--target a,a table.csv",
    "--target a,b,kind table.csv",
    "--ignore a,b table.csv",
    "--ignore kind --target kind table.csv",
    "--task regression table.csv",
    *(name for name in FILES if name != "table.csv"),
]


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_is_one_sentence(
    call: Callable[..., Any], home: Path, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a user does wrong: exit code 2, one printable line, no traceback, and no run left behind."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    called = call("train", *line.split())
    (sentence,) = called.err.splitlines()
    assert (called.code, called.out) == (2, "")
    assert sentence.startswith("nntui: ")
    assert sentence.isprintable()
    assert not list(home.glob("runs/*"))
    assert not list(home.glob("s/*"))


@pytest.mark.parametrize("name", [b"\xff", b"\xff.csv", b"\x1b[31m.csv"])
def test_names_that_are_no_text(home: Path, name: bytes) -> None:
    """A file name that is not UTF-8, or would steer a terminal, is told in one printable line."""
    command = [os.fsencode(sys.executable), b"-m", b"nntui", b"train", name]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert done.stderr.rstrip("\n").isprintable()
    assert not list(home.glob("runs/*"))


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UserError("no \x1b[31mred\n"), (2, "nntui: no ␛[31mred␊\n")),
        (HostFailedError("it died"), (1, "nntui: it died\n")),
        (KeyboardInterrupt(), (130, "")),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    expected: tuple[int, str],
) -> None:
    """A script can tell a mistake from a host that died and from ctrl-c; a name steers no terminal."""

    def fail(_: list[str]) -> int:
        raise error

    monkeypatch.setattr(cli, "_run", fail)
    assert (cli.main([]), capsys.readouterr().err) == expected


def test_version(call: Callable[..., Any]) -> None:
    """The version is that of the package that is installed."""
    called = call("--version")
    assert (called.code, called.out) == (0, f"nntui {version('nntui')}\n")


def test_as_a_module() -> None:
    """`python -m nntui` is nntui."""
    done = subprocess.run(
        [sys.executable, "-m", "nntui", "--version"], capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"nntui {version('nntui')}\n")


def test_an_argument_of_datasets(call: Callable[..., Any]) -> None:
    """Every command tells its own mistakes the same way."""
    called = call("datasets", "iris")
    assert (called.code, called.err) == (
        2,
        "nntui: unrecognized arguments: iris (see nntui datasets --help)\n",
    )
