"""D5: standard input, or standard error on which the dashboard is drawn, is no terminal: plain lines."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.processes import PROC, cpu_seconds
from benchmarks.harness.pty_process import PtyProcess
from benchmarks.harness.real_run import RealRun
from benchmarks.harness.stored_run import store_run
from benchmarks.harness.terminal import Terminal
from tests.faults.plain_lines import IRIS, NNTUI, controls, read_until, redirected, run

if TYPE_CHECKING:
    from tests.faults.conftest import Size

INPUTS = {"a pipe": "<>pipe", "the null device": "</dev/null", "a file": "<file", "closed": "<&-"}
SCREENS = {"a pipe": "2>pipe", "the null device": "2>/dev/null", "a file": "2>file", "closed": "2>&-"}

COMMANDS = {
    "nntui": (IRIS, "finished after 24 steps, 3 epochs"),
    "attach": (("attach", "iris-1"), "stopped after 8 steps, 2 epochs"),
}
"""What is run, and the first line of its results behind the name of the run."""

commands = pytest.mark.parametrize("command", COMMANDS)


@pytest.fixture
def place(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file and a pipe in it, where a run was stopped."""
    monkeypatch.chdir(home)
    (home / "file").write_text("q\ny\n")
    os.mkfifo(home / "pipe")
    store_run(home)
    return home


@commands
@pytest.mark.parametrize("redirection", INPUTS.values(), ids=INPUTS.keys())
@pytest.mark.usefixtures("place")
def test_standard_input(command: str, redirection: str) -> None:
    """Nobody could press a key: why is said first, lines and results follow, and not one escape."""
    arguments, result = COMMANDS[command]
    done = run(redirected(redirection, *arguments))
    assert (done.code, controls(done.written)) == (0, set())
    assert done.lines[0].startswith("nntui: no dashboard here (standard input is no terminal): ")
    assert any(result in line for line in done.lines)


@commands
@pytest.mark.parametrize("redirection", SCREENS.values(), ids=SCREENS.keys())
def test_standard_error(place: Path, command: str, redirection: str) -> None:
    """There is nothing to draw on: the results alone are on the terminal, the lines where they were sent."""
    arguments, result = COMMANDS[command]
    # Open at both ends before it is written to, so that nobody waits for the other.
    kept = os.open(place / "pipe", os.O_RDWR | os.O_NONBLOCK)
    done = run(redirected(redirection, *arguments))
    lines = (place / "file").read_bytes() if "file" in redirection else b""
    if "pipe" in redirection:
        lines = os.read(kept, 65_536)
    os.close(kept)
    assert (done.code, controls(done.written + lines), result in done.lines[0]) == (0, set(), True)
    if lines:
        assert lines.startswith(b"nntui: no dashboard here (standard error is no terminal): ")


@commands
@pytest.mark.usefixtures("place")
def test_no_terminal_at_all(command: str) -> None:
    """A job of the night's."""
    arguments, result = COMMANDS[command]
    done = subprocess.run(
        [*NNTUI, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    assert (done.returncode, controls(done.stdout + done.stderr)) == (0, set())
    assert result in done.stdout.decode().splitlines()[0]


def test_no_host_is_left_behind(place: Path) -> None:
    """What was trained in lines is over with them."""
    run(redirected("</dev/null", *IRIS))
    assert host_pids(place) == set()


def test_results_for_a_program(place: Path) -> None:
    """With --json standard output is one object, whatever the other two are."""
    done = run(redirected(f"</dev/null >{place}/results 2>/dev/null", *IRIS, "--json"))
    assert (done.code, done.written) == (0, b"")
    assert json.loads((place / "results").read_bytes())["state"] == "finished"


def test_results_behind_a_dashboard(place: Path) -> None:
    """Standard output is not drawn on: it may be a file, and no escape is in that."""
    with Terminal([*NNTUI, *IRIS, "--json"], stdout=place / "results") as terminal:
        terminal.wait_for("finished")
        terminal.press("q")
        assert terminal.wait_exit(10.0) == 0
    results = (place / "results").read_bytes()
    assert (json.loads(results)["epochs"], controls(results)) == (3, set())


@pytest.mark.skipif(not PROC.exists(), reason="the time on a CPU is read from Linux's /proc")
@pytest.mark.parametrize("source", ["/dev/null", "/dev/zero", "file"])
def test_it_burns_no_cpu(place: Path, real: Callable[..., RealRun], size: Size, source: str) -> None:
    """A standard input that is at its end, or has no end, is not read again and again."""
    run = real(paused=True)
    run.begin()
    seconds = size(1, 10)
    command = redirected(f"<{place / source if source == 'file' else source}", "attach", run.folder.name)
    with PtyProcess(command) as process:
        read_until(process, b"it waits for somebody to go on\r\n")
        before = cpu_seconds(process.pid)
        assert not process.readable(seconds)
        assert cpu_seconds(process.pid) - before <= 0.05 * seconds
    run.stop()
