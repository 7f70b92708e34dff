"""D6: TERM=dumb, or none: lines, and nothing in them that steers a terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.pty_process import PtyProcess
from benchmarks.harness.real_run import RealRun
from benchmarks.harness.stored_run import store_run
from benchmarks.harness.throttled_ssh import throttled_ssh
from nntui.session.protocol import Pause, RunToEpochEnd
from tests.faults.plain_lines import IRIS, NNTUI, PATIENCE_S, controls, read_until, run

TERMS = {
    "dumb": (("env", "TERM=dumb"), "TERM is dumb"),
    "unset": (("env", "-u", "TERM"), "TERM is not set"),
    "empty": (("env", "TERM="), "TERM is not set"),
}
"""How a terminal has nothing to move a cursor with, and what is said of it."""

terms = pytest.mark.parametrize("term", TERMS)

EPOCHS = ["epoch 1/3", "epoch 2/3", "epoch 3/3"]


@terms
@pytest.mark.parametrize("command", [(), ("train",)], ids=["nntui", "nntui train"])
@pytest.mark.usefixtures("home")
def test_training(term: str, command: tuple[str, ...]) -> None:
    """A line an epoch; who asked for a dashboard is told why there is none."""
    words, why = TERMS[term]
    done = run([*words, *NNTUI, *command, *IRIS])
    asked = [] if command else [f"nntui: no dashboard here ({why}): training in lines; ctrl-c stops it"]
    assert (done.code, controls(done.written)) == (0, set())
    assert [line.split("  ")[0] for line in done.lines[: len(asked) + 6]] == [
        *asked,
        "4 inputs, 3 classes, 150 rows, 120 train, 30 validation",
        *EPOCHS,
        "finished: 3 epochs",
        "iris-1 finished after 24 steps, 3 epochs",
    ]


@terms
@pytest.mark.usefixtures("home")
def test_resuming(term: str) -> None:
    """A run that is taken up again has lines as a new one has."""
    words, why = TERMS[term]
    run([*words, *NNTUI, *IRIS])
    done = run([*words, *NNTUI, "resume"])
    assert (done.code, controls(done.written)) == (0, set())
    assert [line.split("  ")[0] for line in done.lines[:4]] == [
        f"nntui: no dashboard here ({why}): training in lines; ctrl-c stops it",
        "taken up at step 24",
        "goes on to epoch 6",
        "epoch 4/6",
    ]


@terms
@pytest.mark.parametrize(
    "command",
    [
        "attach",
        "ls",
        "doctor",
        "datasets",
        "path",
        "stop --all",
        "export iris-1 --to csv",
        "--help",
        "no",
    ],
)
def test_other_commands(home: Path, monkeypatch: pytest.MonkeyPatch, term: str, command: str) -> None:
    """None of them has anything but lines, also for a mistake."""
    monkeypatch.chdir(home)
    store_run(home)
    done = run([*TERMS[term][0], *NNTUI, *command.split()])
    assert (done.code, controls(done.written)) == (2 if command == "no" else 0, set())
    assert len(done.lines) > 0


@terms
def test_a_question(home: Path, term: str) -> None:
    """It is put in a line, and answered in one."""
    folder = store_run(home)
    with PtyProcess([*TERMS[term][0], *NNTUI, "rm", "iris-1"]) as process:
        written = read_until(process, b"[y/N] ")
        process.write(b"y\n")
        written += read_until(process)
        assert process.wait(PATIENCE_S) == 0
    assert (controls(written), folder.exists()) == (set(), False)


def test_a_run_that_goes_on(real: Callable[..., RealRun]) -> None:
    """It is followed through a pause, ctrl-c leaves it running, and nothing of this changes it."""
    followed = real(dataset="iris", pace=1000.0)
    followed.begin()
    with PtyProcess([*NNTUI, "attach", followed.folder.name], environment={"TERM": "dumb"}) as process:
        written = read_until(process, b"\r\nepoch ")
        followed.insist(Pause())
        written += read_until(process, b"  paused")
        followed.insist(RunToEpochEnd())
        written += read_until(process, b"  paused at the end of epoch")
        process.write(b"\x03")
        written += read_until(process)
        assert process.wait(PATIENCE_S) == 130
    name = followed.folder.name
    assert written.decode().splitlines()[-1] == f"{name} goes on: nntui attach {name} shows it again"
    # The terminal itself writes ^C, and neither of its letters is a control.
    assert controls(written) == set()
    followed.stop()
    assert [each.kind for each in followed.recorded.interventions] == ["Pause", "RunToEpochEnd", "Stop"]


def test_a_run_that_ends(real: Callable[..., RealRun]) -> None:
    """Its results are told, whoever ended it."""
    followed = real(dataset="iris", paused=True)
    followed.begin()
    name = followed.folder.name
    with PtyProcess([*NNTUI, "attach", name], environment={"TERM": "dumb"}) as process:
        written = read_until(process, b"it waits for somebody to go on\r\n")
        followed.stop()
        written += read_until(process)
        assert process.wait(PATIENCE_S) == 0
    assert controls(written) == set()
    assert f"{name} stopped after 0 steps, 0 epochs" in written.decode().splitlines()


def test_a_host_that_dies(real: Callable[..., RealRun]) -> None:
    """A sentence, and exit code 1."""
    followed = real(dataset="iris", paused=True)
    followed.begin()
    name = followed.folder.name
    with PtyProcess([*NNTUI, "attach", name], environment={"TERM": "dumb"}) as process:
        read_until(process, b"it waits for somebody to go on\r\n")
        followed.kill()
        written = read_until(process)
        assert process.wait(PATIENCE_S) == 1
    expected = f"nntui: the host of {name} ended without a word: nntui attach {name} shows what is left"
    assert written.decode().splitlines() == [expected]


def test_a_way_that_breaks(real: Callable[..., RealRun]) -> None:
    """Far away it is the same, over the same protocol; and training is not touched."""
    followed = real(dataset="iris", pace=50.0)
    followed.begin()
    name = f"far:{followed.folder.name}"
    with throttled_ssh() as ssh:
        environment = {"TERM": "dumb", "NNTUI_SSH": str(ssh.program)}
        with PtyProcess([*NNTUI, "attach", name], environment=environment) as process:
            written = read_until(process, b"\r\nepoch ")
            ssh.cut()
            written += read_until(process)
            assert process.wait(PATIENCE_S) == 1
    assert controls(written) == set()
    assert written.decode().splitlines()[-1].endswith(f"nntui attach {name} looks again")
    assert followed.stop().state == "stopped"
