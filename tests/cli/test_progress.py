"""How a run without a dashboard shows that it goes on."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from benchmarks.harness.terminal import Terminal
from nntui.cli.progress import Lines, progress_on
from nntui.session.protocol import EpochEnded, Evaluated


def test_a_file_gets_lines() -> None:
    """Where nobody sees a bar move there is a line an epoch."""
    stream = io.StringIO()
    with progress_on(stream) as progress:
        progress.epoch(EpochEnded(2, 1234, 0.5, Evaluated(1234, 0.25, 0.9, None)))
        progress.say("finished: 2 epochs")
    assert isinstance(progress, Lines)
    assert stream.getvalue().splitlines() == [
        "epoch 2  step 1,234  loss 0.5000  validation 0.2500  accuracy 90.0 %",
        "finished: 2 epochs",
    ]


def test_a_file_costs_no_frames() -> None:
    """A run that nobody sees on a screen measures nothing for one."""
    assert (Lines.wanted.rate_hz, Lines.wanted.epochs, Lines.wanted.layers) == (0.0, True, False)


@pytest.mark.usefixtures("home")
def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    """On a terminal a bar runs to the last epoch, and the results stand below it."""
    command = [sys.executable, "-m", "nntui", "train", "iris", "--epochs", "40", "--threads", "1"]
    with Terminal(command, cols=100, rows=24, stdout=tmp_path / "out") as terminal:
        terminal.wait_for(r"epoch 40/40 +━+ +loss [\d.]+", 10.0)
        assert terminal.wait_exit(10.0) == 0
    assert (tmp_path / "out").read_text().startswith("iris-1 finished after 320 steps, 40 epochs\n")


@pytest.mark.usefixtures("home")
def test_ctrl_c_on_a_terminal(tmp_path: Path) -> None:
    """The key reaches the command and not its host, which ends in order and tells its results."""
    command = [sys.executable, "-m", "nntui", "train", "line", "--epochs", "10000000", "--threads", "1"]
    with Terminal(command, cols=100, rows=24, stdout=tmp_path / "out") as terminal:
        terminal.wait_for(r"epoch [1-9][\d,]*/10,000,000", 10.0)
        terminal.press("ctrl+c")
        assert terminal.wait_exit(10.0) == 130
    assert (tmp_path / "out").read_text().startswith("line-1 stopped after ")
