"""The dashboard as a person meets it: in a terminal, on a host of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.pty_process import READ_BYTES, PtyProcess
from benchmarks.harness.terminal import Terminal
from tests.terminal.looking import COMMAND, IRIS, dashboard, in_header, leave_by, step, take_steps

pytestmark = pytest.mark.usefixtures("home")

Until = Callable[[Callable[[], object]], None]

WHEEL_UP = "\x1b[<64;10;37M"


def test_it_starts_and_shows_a_loss() -> None:
    """A network learns before one's eyes, without a word on the command line."""
    with Terminal(COMMAND) as terminal:
        terminal.wait_for(r"train \d\.\d+")
        terminal.wait_for(in_header("● running"))


def test_pausing_stepping_and_going_on() -> None:
    """`space` stops it where it is, `s` takes exactly one step, `space` goes on."""
    with dashboard(*IRIS, "--pace", "5") as terminal:
        terminal.press("space")
        terminal.wait_for(in_header("‖ paused"))
        paused = step(terminal)
        for taken in (1, 2):
            terminal.press("s")
            terminal.wait_for(in_header(f"step {paused + taken} "))
        terminal.press("space")
        terminal.wait_for(in_header("● running"))
        terminal.wait_for(in_header(f"step {paused + 5} "))


def test_a_rate_changed_while_paused() -> None:
    """The header shows it at once, and the very next step has it."""
    with dashboard(*IRIS, "--paused", "--lr", "1e-3", "--epochs", "9") as terminal:
        terminal.press("]")
        terminal.wait_for(in_header("‖ paused   step 0   epoch 0/9   lr 1.25e-3"))
        terminal.press("s")
        terminal.wait_for(in_header("‖ paused   step 1   epoch 1/9   lr 1.25e-3"))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("[", "lr 8e-4"),
        ("-", "lr 8e-4"),
        ("+", "lr 1.25e-3"),
        ("{", "lr 1e-4"),
        ("pagedown", "lr 1e-4"),
        ("}", "lr 1e-2"),
        ("pageup", "lr 1e-2"),
        ("right", "step 1 "),
        ("S", "step 10 "),
        ("f5", "● running"),
    ],
)
def test_keys_as_a_terminal_sends_them(key: str, expected: str) -> None:
    """Their bytes are the keys of the table."""
    with dashboard(*IRIS, "--paused", "--lr", "1e-3", "--pace", "1") as terminal:
        terminal.press(key)
        terminal.wait_for(in_header(expected))


def test_a_click_and_the_wheel() -> None:
    """The mouse of a terminal, button by button."""
    with dashboard(*IRIS, "--paused") as terminal:
        x = terminal.rows[-1].index("s step") + 1
        terminal.press(f"\x1b[<0;{x};40M", f"\x1b[<0;{x};40m")
        terminal.wait_for(in_header("step 1 "))
        terminal.press(*["]"] * 8)
        terminal.wait_for("step       1  learning rate 4.77e-2 → 5.96e-2")
        terminal.press(WHEEL_UP)
        terminal.wait_for("2 newer below")


def test_pausing_and_stepping_change_no_bit_of_the_result(tmp_path: Path) -> None:
    """A run that was paused, stepped and resumed learns what it would have learnt alone."""
    run = (*IRIS, "--epochs", "4", "--pace", "max", "--json")
    alone = subprocess.run([*COMMAND, "train", *run], capture_output=True, check=True)
    output = tmp_path / "result.json"
    with dashboard(*run, "--paused", stdout=output) as terminal:
        for key, taken in (("s", 1), ("S", 11), ("e", 16), ("s", 17)):
            terminal.press(key)
            terminal.wait_for(in_header(f"‖ paused   step {taken} "))
        terminal.press("v", ".", "space")
        terminal.wait_for(in_header("✓ finished   step 32 "))
        terminal.press("q")
        assert terminal.wait_exit() == 0
    results = [json.loads(text) for text in (alone.stdout, output.read_bytes())]
    assert results[0]["parameters_sha256"] == results[1]["parameters_sha256"]


def test_the_terminal_is_left_as_it_was_found(home: Path) -> None:
    """No mode is left on, and no host behind."""
    with dashboard(*IRIS) as terminal:
        during = terminal.modes
        code = leave_by(terminal, "q", "s")
        assert ("alternate screen" in during, terminal.modes, code) == (True, frozenset(), 0)
    assert host_pids(home) == set()


def test_a_host_that_is_killed(home: Path) -> None:
    """The header says so, and `q` leaves a terminal in order."""
    with dashboard(*IRIS) as terminal:
        (host,) = host_pids(home)
        os.kill(host, signal.SIGKILL)
        terminal.wait_for(in_header("○ host ended"))
        terminal.press("q")
        assert (terminal.wait_exit(), terminal.modes) == (0, frozenset())


def has_stopped(terminal: Terminal) -> bool:
    """Whether the program is stopped; what it writes before that is read, as a terminal would."""
    terminal.run_for(0.02)
    return os.waitpid(terminal.pid, os.WUNTRACED | os.WNOHANG) != (0, 0)


def test_to_the_shell_and_back(until: Until) -> None:
    """`ctrl+z` gives the terminal back; training goes on; back in front, everything is there."""
    with dashboard(*IRIS, "--pace", "5") as terminal:
        terminal.press("ctrl+z")
        left_at = step(terminal)
        until(lambda: has_stopped(terminal))
        terminal.run_for(0.05)
        stopped = terminal.modes
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.wait_for(in_header(f"step {left_at + 3} "))
        assert stopped == frozenset()


@pytest.mark.parametrize("times", [1, 3])
def test_stopped_by_somebody_and_continued(times: int) -> None:
    """A signal stops it without a word, and it goes on as it was: keys work, and it leaves all in order."""
    with dashboard(*IRIS, "--pace", "20") as terminal:
        for _ in range(times):
            os.kill(terminal.pid, signal.SIGSTOP)
            os.waitpid(terminal.pid, os.WUNTRACED)
            os.kill(terminal.pid, signal.SIGCONT)
            take_steps(terminal, 3)
        terminal.press("space")
        terminal.wait_for(in_header("‖ paused"))
        assert (leave_by(terminal, "q", "s"), terminal.modes) == (0, frozenset())


def test_the_shell_had_the_terminal_meanwhile() -> None:
    """Keys come one by one again, and are not shown, whatever the shell has set."""
    with dashboard(*IRIS, "--paused") as terminal:
        os.kill(terminal.pid, signal.SIGSTOP)
        os.waitpid(terminal.pid, os.WUNTRACED)
        terminal.cook()
        os.kill(terminal.pid, signal.SIGCONT)
        terminal.press("s")
        terminal.wait_for(in_header("‖ paused   step 1 "))
        leave_by(terminal, "q", "s")


def all_written(arguments: Sequence[str]) -> tuple[bytes, int | None]:
    """Every byte that a command writes to its terminal, and its exit code."""
    written = b""
    with PtyProcess([*COMMAND, *arguments]) as process:
        while not process.hung_up and process.readable(10):
            written += process.read(READ_BYTES)
        return written, process.wait(10)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuch"], b'nntui: there is no dataset "nosuch"'),
        (["iris", "--lr", "-1"], b"nntui: "),
        (["iris", "--optimizer", "nosuch"], b"nntui: there is no optimizer called nosuch"),
    ],
)
def test_a_mistake_is_one_sentence(arguments: list[str], sentence: bytes, home: Path) -> None:
    """No screen is opened for it, no run is left behind, and the exit code says whose mistake it was."""
    written, code = all_written(arguments)
    assert written.startswith(sentence)
    assert (written.count(b"\n"), b"\x1b" in written, code) == (1, False, 2)
    assert list(home.glob("runs/*")) == []
