"""Standard streams that are closed, full, or in an encoding of few letters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

NNTUI = (sys.executable, "-m", "nntui")

StoreRun = Callable[..., Path]


def shell(words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What becomes of nntui in a shell, called `n` there."""
    script = f'n() {{ "{NNTUI[0]}" -m nntui "$@"; }}; {words}'
    return subprocess.run(
        ["sh", "-c", script],
        capture_output=True,
        encoding="latin-1",
        check=False,
        env=os.environ | environment,
    )


@pytest.mark.parametrize("command", ["n iris --epochs 1 --threads 1", "n attach"])
def test_without_standard_input(store_run: StoreRun, command: str) -> None:
    """A dashboard has nobody to listen to: there are lines, and why is said."""
    store_run()
    done = shell(f"{command} <&-")
    assert (done.returncode, done.stdout.startswith("iris-")) == (0, True)
    assert done.stderr.startswith("nntui: no dashboard here (standard input is no terminal): ")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_ones(store_run: StoreRun, closed: str) -> None:
    """Nothing is written where nobody listens, and nothing goes wrong for it."""
    store_run()
    done = shell(f"n ls {closed}")
    assert (done.returncode, done.stderr) == (0, "")


def test_training_without_standard_error(home: Path) -> None:
    """It trains to its end, and leaves no host behind."""
    done = shell("n train iris --epochs 1 --threads 1 2>&-")
    assert (done.returncode, "iris-1 finished after" in done.stdout) == (0, True)
    assert len(list(home.glob("runs/*"))) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a device of Linux")
def test_a_full_disk(store_run: StoreRun) -> None:
    """It is a sentence like any other."""
    store_run()
    done = shell("n ls --json > /dev/full")
    assert (done.returncode, done.stderr) == (
        1,
        "nntui: standard output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize("command", ["n datasets", "n train iris --epochs 1 --threads 1 --validation 0"])
@pytest.mark.usefixtures("home")
def test_an_encoding_of_few_letters(command: str) -> None:
    """What it does not know is written otherwise, and not the end of everything."""
    done = shell(command, PYTHONIOENCODING="latin-1")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "?" not in done.stdout


@pytest.mark.parametrize("stream", ["", "2>&1 >/dev/null"], ids=["standard output", "standard error"])
def test_names_stay_apart(home: Path, stream: str) -> None:
    """On both streams the letters of a name that are unknown are numbers, which no other name has."""
    path = home / "größe"
    done = shell(
        f"n path {stream}; n train {path}.csv {stream}", PYTHONIOENCODING="ascii", NNTUI_HOME=str(path)
    )
    assert r"gr\xf6\xdfe" in done.stdout + done.stderr
