"""A run and those who look at it: they come and go, lose the way, and find it again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.processes import dashboard_of
from benchmarks.harness.terminal import Terminal
from benchmarks.harness.throttled_ssh import throttled_ssh
from nntui.store.reading import read_standing
from tests.terminal.looking import COMMAND, IRIS, dashboard, in_header, leave_by, step, take_steps

Until = Callable[[Callable[[], object]], None]

SLOWLY = (*IRIS, "--epochs", "1000", "--pace", "20")
GOES_ON = "iris-1 goes on: nntui attach iris-1 shows it again"


def on_disk(home: Path) -> int:
    """The step that is written down."""
    stood, _ = read_standing(home / "runs" / "iris-1")
    return stood.step if stood else 0


def trained_on(home: Path, until: Until) -> None:
    """Its host is there, and takes steps."""
    assert len(host_pids(home)) == 1
    before = on_disk(home)
    until(lambda: on_disk(home) > before)


@pytest.mark.parametrize("keys", [("d",), ("q", "enter"), ("q", "q")], ids=" ".join)
def test_leaving_it_running(home: Path, until: Until, keys: tuple[str, ...]) -> None:
    """The terminal is as it was, the way back stands in it, and training goes on."""
    with dashboard(*SLOWLY) as terminal:
        code = leave_by(terminal, *keys)
        assert (code, terminal.modes) == (0, frozenset())
        assert GOES_ON in terminal.text
    trained_on(home, until)


def test_stopping_it(home: Path) -> None:
    """Nothing is left to come back to but what it wrote."""
    with dashboard(*SLOWLY) as terminal:
        code = leave_by(terminal, "q", "s")
        assert (code, GOES_ON in terminal.text, host_pids(home)) == (0, False, set())
    stood, _ = read_standing(home / "runs" / "iris-1")
    assert stood is not None
    assert stood.state == "stopped"


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGHUP, signal.SIGTERM], ids=lambda sign: sign.name)
def test_a_dashboard_that_is_ended(home: Path, until: Until, sign: signal.Signals) -> None:
    """Whatever ends it does not end the training."""
    with dashboard(*SLOWLY) as terminal:
        os.kill(terminal.pid, sign)
        terminal.wait_exit()
        trained_on(home, until)


def test_a_terminal_that_is_closed(home: Path, until: Until) -> None:
    """As when a window is closed, or a connection to the machine is lost."""
    with dashboard(*SLOWLY):
        pass
    trained_on(home, until)


def test_coming_back_to_a_run_that_trains(home: Path, until: Until) -> None:
    """It has gone on meanwhile, and goes on; what was done before is in the log."""
    with dashboard(*SLOWLY, "--lr", "1e-3") as terminal:
        terminal.press("]")
        terminal.wait_for("learning rate 1e-3 → 1.25e-3")
        left_at = step(terminal)
        leave_by(terminal, "d")
    until(lambda: on_disk(home) > left_at)
    with dashboard("attach") as terminal:
        found = step(terminal)
        terminal.wait_for("learning rate 1e-3 → 1.25e-3")
        take_steps(terminal, 5)
        assert found > left_at


def history(terminal: Terminal) -> tuple[set[int], list[str]]:
    """Where the curve has points, from left to right; what is said above it, and all below it.

    How high the points stand depends on the axis, which moves in steps only, and not on the run alone.
    """
    rows, left = terminal.rows, terminal.rows[1].index("╮") + 1
    below = next(number for number, row in enumerate(rows) if "Layers" in row)
    curve = {x for row in rows[1:below] for x in range(left) if "\u2800" < row[x] <= "\u28ff"}
    return curve, [rows[2][:left], *rows[below:-1]]


def test_coming_back_shows_all_of_it(until: Until) -> None:
    """The whole curve, the layers and the log are those that one left, column by column."""
    with dashboard(*IRIS, "--paused", "--lr", "1e-3") as terminal:
        for key, taken in (("S", 10), ("]", 10), ("S", 20)):
            terminal.press(key)
            terminal.wait_for(in_header(f"‖ paused   step {taken} "))
        terminal.wait_for(r"validation [\d.]+  [\d.]+ %  +│")
        expected = history(terminal)
        leave_by(terminal, "d")
    with dashboard("attach", "iris-1") as terminal:
        terminal.wait_for("learning rate 1e-3 → 1.25e-3")
        until(lambda: terminal.run_for(0.05) or history(terminal) == expected)


def test_a_host_that_dies_and_is_resumed(home: Path) -> None:
    """The last screen stays and says so; one key, and the run goes on from where it was."""
    with dashboard(*SLOWLY) as terminal:
        take_steps(terminal, 5)
        (host,) = host_pids(home)
        os.kill(host, signal.SIGKILL)
        terminal.wait_for(in_header("○ host ended at step "))
        died_at = step(terminal)
        assert f"host ended at step {died_at}, last checkpoint 0, r to resume" in terminal.rows[0]
        terminal.press("r")
        take_steps(terminal, 5)
        assert host_pids(home).isdisjoint({host})


def test_a_finished_run_without_a_host(home: Path) -> None:
    """It is there as it was when it ended; space trains it for as long again."""
    done = subprocess.run([*COMMAND, "train", *IRIS, "--epochs", "3"], capture_output=True, check=False)
    assert (done.returncode, host_pids(home)) == (0, set())
    with dashboard("attach", "iris-1") as terminal:
        terminal.wait_for(in_header("✓ finished from its folder   step 24   epoch 3/3"))
        terminal.wait_for("step      24  finished: 3 epochs")
        assert host_pids(home) == set()
        terminal.press("space")
        terminal.wait_for(in_header("✓ finished   step 48   epoch 6/6"), 20.0)
        terminal.wait_for("goes on to epoch 6")
        assert len(host_pids(home)) == 1


def test_a_run_without_a_host_is_only_looked_at(home: Path) -> None:
    """Keys that would steer it say why they do nothing, and `q` leaves at once."""
    subprocess.run([*COMMAND, "train", *IRIS, "--epochs", "3"], capture_output=True, check=True)
    with dashboard("attach") as terminal:
        terminal.wait_for(in_header("✓ finished from its folder"))
        terminal.press("]")
        terminal.wait_for("this run has no host: r resumes it")
        terminal.press("q")
        assert (terminal.wait_exit(), GOES_ON in terminal.text, host_pids(home)) == (0, False, set())


def children(pid: int) -> set[int]:
    """The processes that a process has started."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, check=True, text=True)
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return {child for child, parent in pairs if parent == pid}


def test_a_run_on_another_machine(home: Path) -> None:
    """It is drawn here and trained there; where ssh is killed the way is found again, by nobody's doing."""
    with dashboard(*SLOWLY) as terminal:
        leave_by(terminal, "d")
    with throttled_ssh() as ssh:
        command = (*COMMAND, "attach", "far:iris-1")
        with Terminal(command, environment={"NNTUI_SSH": str(ssh.program)}) as terminal:
            terminal.wait_for(r"^ nntui  far:iris-1 .*● running   step \d")
            (lost,) = children(dashboard_of(terminal.pid))
            os.kill(lost, signal.SIGKILL)
            terminal.wait_for(in_header("○ offline"))
            take_steps(terminal, 5)
            assert children(dashboard_of(terminal.pid)).isdisjoint({lost})
            leave_by(terminal, "q", "s")
    assert host_pids(home) == set()


def test_the_list_says_what_there_is_to_come_back_to(home: Path) -> None:
    """The run that was left, with its host, and where it stands."""
    with dashboard(*SLOWLY) as terminal:
        left_at = step(terminal)
        leave_by(terminal, "d")
    done = subprocess.run([*COMMAND, "ls", "--json"], capture_output=True, check=True)
    (run,) = json.loads(done.stdout)
    assert (run["name"], run["state"], {run["host_pid"]}) == ("iris-1", "running", host_pids(home))
    assert run["step"] >= left_at
