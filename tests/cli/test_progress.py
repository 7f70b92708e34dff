"""How a run without a dashboard shows that it goes on."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from benchmarks.harness.pty_process import READ_BYTES, PtyProcess
from benchmarks.harness.terminal import Terminal
from nntui.cli.progress import Lines, progress_on
from nntui.session.protocol import EpochEnded, Evaluated

TERMINAL = {"TERM": "xterm-256color"}
TRAIN = (sys.executable, "-m", "nntui", "train", "--threads", "1")


class Tty(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def test_a_file_gets_lines() -> None:
    """Where nobody sees a bar move there is a line an epoch."""
    stream = io.StringIO()
    with progress_on(stream, TERMINAL) as progress:
        progress.epoch(EpochEnded(2, 1234, 0.5, Evaluated(1234, 0.25, 0.9, None)))
        progress.say("finished: 2 epochs")
    assert isinstance(progress, Lines)
    assert stream.getvalue().splitlines() == [
        "epoch 2  step 1,234  loss 0.5000  validation 0.2500  accuracy 90.0 %",
        "finished: 2 epochs",
    ]


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_without_a_cursor_gets_lines(term: str) -> None:
    """Nothing there can be drawn over."""
    with progress_on(Tty(), {"TERM": term}) as progress:
        assert isinstance(progress, Lines)


def test_lines_that_were_asked_for() -> None:
    """Also where a bar could be: no escapes are wanted."""
    with progress_on(Tty(), TERMINAL, plain=True) as progress:
        assert isinstance(progress, Lines)


def test_a_line_is_one_piece() -> None:
    """What comes between is another line: an interrupt, or the words of another program."""
    written: list[str] = []
    stream = Tty()
    stream.write = written.append  # type: ignore[method-assign]
    Lines(stream).say("\x1b[2J paused")
    assert written == ["␛[2J paused\n"]


def test_a_file_costs_no_frames() -> None:
    """A run that nobody sees on a screen measures nothing for one."""
    assert (Lines.wanted.rate_hz, Lines.wanted.epochs, Lines.wanted.layers) == (0.0, True, False)


@pytest.mark.usefixtures("home")
def test_a_terminal_gets_a_bar(tmp_path: Path) -> None:
    """On a terminal a bar runs to the last epoch, and the results stand below it."""
    with Terminal([*TRAIN, "iris", "--epochs", "40"], cols=100, rows=24, stdout=tmp_path / "out") as terminal:
        terminal.wait_for(r"epoch 40/40 +━+ +loss [\d.]+", 10.0)
        assert terminal.wait_exit(10.0) == 0
    assert (tmp_path / "out").read_text().startswith("iris-1 finished after 320 steps, 40 epochs\n")


@pytest.mark.usefixtures("home")
def test_ctrl_c_on_a_terminal(tmp_path: Path) -> None:
    """The key reaches the command and not its host, which ends in order and tells its results."""
    with Terminal(
        [*TRAIN, "line", "--epochs", "10000000"], cols=100, rows=24, stdout=tmp_path / "out"
    ) as terminal:
        terminal.wait_for(r"epoch [1-9][\d,]*/10,000,000", 10.0)
        terminal.press("ctrl+c")
        assert terminal.wait_exit(10.0) == 130
    assert (tmp_path / "out").read_text().startswith("line-1 stopped after ")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
@pytest.mark.usefixtures("home")
def test_an_encoding_without_the_bar_s_characters(tmp_path: Path, encoding: str) -> None:
    """The bar is one of those that there are, R² as well, and no letter is a question mark."""
    with PtyProcess(
        [*TRAIN, "line", "--epochs", "20"],
        stdout=tmp_path / "out",
        environment={"PYTHONIOENCODING": encoding},
    ) as process:
        written = b""
        while not process.hung_up and process.readable(10.0):
            written += process.read(READ_BYTES)
        assert process.wait(10.0) == 0
    shown = written.decode(encoding)
    assert ("epoch 20/20" in shown, "-----" in shown) == (True, True)
    assert ("R2" if encoding == "ascii" else "R²") in shown
    # What steers the cursor has question marks of its own.
    assert re.findall(r"(?<!\x1b\[)\?", shown) == []
