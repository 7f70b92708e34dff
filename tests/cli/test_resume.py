"""`nntui resume`: a run goes on as if nothing had been, whatever became of its host."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.harness.home import host_pids
from benchmarks.harness.pty_process import PtyProcess
from nntui.cli.starting import await_start, start_run
from nntui.config import RunConfig
from nntui.session.ending import end_host
from nntui.session.launch import Launch
from nntui.session.protocol import Result, Subscribe
from nntui.session.viewer import SocketViewer
from nntui.store.database import RunDatabase
from nntui.store.reading import read_run

pytestmark = pytest.mark.usefixtures("home")

Call = Callable[..., Any]
Until = Callable[[Callable[[], object]], None]
End = Callable[[Launch], None]

NNTUI = (sys.executable, "-m", "nntui")
EPOCHS = 20
IRIS = ("iris", "--threads", "1", "--seed", "4", "--optimizer", "adam", "--dropout", "0.2")
HEADLESS = ("--headless", "--json")
RESUMED_S = 30.0


def stopped(launch: Launch) -> None:
    """It is ended in order."""
    assert end_host(launch.folder).ended


def killed(launch: Launch) -> None:
    """It ends without a word."""
    launch.process.kill()


def sent_home(launch: Launch) -> None:
    """The machine is shut down."""
    launch.process.terminate()


@pytest.fixture
def interrupted(until: Until) -> Callable[[End], Path]:
    """Makes a run of 20 epochs whose host comes to an end somewhere in the middle."""

    def interrupted(end: End) -> Path:
        launch = start_run(RunConfig(**settings(pace=60.0)))
        folder, started = launch.folder, await_start(launch)
        viewer = SocketViewer(started.socket, Subscribe(rate_hz=0.0))
        until(lambda: len(read_run(folder).losses) > 40)
        end(launch)
        launch.process.wait()
        viewer.close()
        assert len(read_run(folder).losses) < 8 * EPOCHS
        return folder

    return interrupted


def settings(**changes: Any) -> dict[str, Any]:
    usual = {
        "dataset": "iris",
        "threads": 1,
        "seed": 4,
        "optimizer": "adam",
        "dropout": 0.2,
        "epochs": EPOCHS,
    }
    return usual | {"checkpoint_every": 0.2} | changes


@pytest.mark.parametrize("end", [stopped, killed, sent_home], ids=lambda end: end.__name__)
def test_it_ends_with_the_bits_of_an_undisturbed_run(
    interrupted: Callable[[End], Path], call: Call, end: End
) -> None:
    """However its host ended."""
    folder = interrupted(end)
    found = call("resume", folder.name, *HEADLESS)
    expected = call("train", *IRIS, "--epochs", EPOCHS, "--json").result
    assert (found.code, found.result.state, found.result.steps) == (0, "finished", 8 * EPOCHS)
    assert found.result.parameters_sha256 == expected.parameters_sha256


def test_a_finished_run_trains_for_as_long_again(call: Call) -> None:
    """As one does that was made for both."""
    call("train", *IRIS, "--epochs", 3)
    found = call("resume", "iris-1", *HEADLESS).result
    expected = call("train", *IRIS, "--epochs", 6, "--json").result
    assert (found.run, found.state, found.epochs) == ("iris-1", "finished", 6)
    assert found.parameters_sha256 == expected.parameters_sha256


def test_a_finished_run_before_a_terminal(call: Call, tmp_path: Path) -> None:
    """The bar is no other viewer: what it finds finished at first is not taken for the end."""
    call("train", *IRIS, "--epochs", 3)
    output = tmp_path / "result.json"
    with PtyProcess([*NNTUI, "resume", "iris-1", *HEADLESS], stdout=output) as process:
        assert process.wait(RESUMED_S) == 0
    result = msgspec.json.decode(output.read_bytes(), type=Result)
    assert (result.state, result.epochs) == ("finished", 6)


def test_a_paused_run_trains(call: Call) -> None:
    """Whoever resumes a run wants it to train."""
    launch = start_run(RunConfig(**settings(epochs=2, paused=True)))
    await_start(launch)
    killed(launch)
    launch.process.wait()
    assert call("resume", "iris-1", *HEADLESS).result.state == "finished"


def test_progress_goes_on(call: Call) -> None:
    """It says where it goes on, then every epoch as `nntui train` does."""
    call("train", *IRIS, "--epochs", 2)
    told = call("resume", "iris-1", *HEADLESS).err.splitlines()
    assert [line.split("  ")[0] for line in told] == [
        "taken up at step 16",
        "goes on to epoch 4",
        "epoch 3/4",
        "epoch 4/4",
        "finished: 4 epochs",
    ]


def test_what_this_machine_cannot_promise(home: Path, call: Call) -> None:
    """Another NumPy rounds otherwise: that is said before the first step, and the run goes on."""
    call("train", *IRIS, "--epochs", 2)
    folder = home / "runs" / "iris-1"
    with closing(RunDatabase.open(folder / "run.db")) as database:
        database.write([replace(read_run(folder).hosts[-1], numpy="1.26.4")])
    called = call("resume", "iris-1", *HEADLESS)
    first = called.err.splitlines()[0]
    assert first.startswith("taken up at step 16; not bit-exact because NumPy 1.26.4 → ")
    assert (called.code, called.result.state) == (0, "finished")


def test_a_run_that_has_a_host(home: Path, call: Call) -> None:
    """It is refused, with the command that shows it, and its host is left alone."""
    launch = start_run(RunConfig(**settings(paused=True)))
    await_start(launch)
    called = call("resume", "iris-1", *HEADLESS)
    before = host_pids(home)
    end_host(launch.folder)
    launch.process.wait()
    expected = "nntui: iris-1 has a host already: nntui attach iris-1 shows it\n"
    assert (called.code, called.out, called.err, before) == (2, "", expected, {launch.process.pid})


def test_a_run_that_diverged(call: Call) -> None:
    """It goes back to where it was sound and on from there; with the same rate it comes to the same end."""
    diverged = call("train", "line", "--lr", 50, "--json").result
    called = call("resume", "line-1", *HEADLESS)
    lines = called.err.splitlines()
    assert (diverged.state, called.code, called.result.state) == ("diverged", 1, "diverged")
    assert lines[1] == "went back to step 0, before it went wrong, and on from there"
    assert lines[-1].startswith("diverged: at step ")


def test_the_newest_run(call: Call) -> None:
    """Where no name is given."""
    for name in ("first", "second"):
        call("train", *IRIS, "--epochs", 1, "--name", name)
    assert call("resume", *HEADLESS).result.run == "second"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "there are no runs yet: nntui begins one"),
        (("iris-1",), "there is no run called iris-1: nntui ls lists them"),
    ],
)
def test_no_such_run(call: Call, arguments: tuple[str, ...], expected: str) -> None:
    """One sentence."""
    called = call("resume", *arguments, *HEADLESS)
    assert (called.code, called.out, called.err) == (2, "", f"nntui: {expected}\n")


def test_without_a_terminal(call: Call, home: Path) -> None:
    """It says why there is no dashboard, and trains on in lines."""
    call("train", *IRIS, "--epochs", 1)
    command = [*NNTUI, "resume", "iris-1", "--json"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    result = msgspec.json.decode(done.stdout, type=Result)
    assert (done.returncode, result.state, result.epochs, host_pids(home)) == (0, "finished", 2, set())
    assert done.stderr.splitlines()[:2] == [
        "nntui: no dashboard here (standard input is no terminal): training in lines; ctrl-c stops it",
        "taken up at step 8",
    ]


def test_settings_that_were_broken(call: Call, home: Path) -> None:
    """The mistake is told, and the run stays as it was."""
    call("train", *IRIS, "--epochs", 1)
    folder = home / "runs" / "iris-1"
    settings = (folder / "run.toml").read_text()
    (folder / "run.toml").write_text(settings.replace('optimizer = "adam"', 'optimizer = "sgd"'))
    before = (folder / "run.db").read_bytes()
    called = call("resume", "iris-1", *HEADLESS)
    assert (called.code, called.out) == (2, "")
    assert called.err.startswith("nntui: the checkpoint of step 8 does not fit run.toml and its data (sgd ")
    assert (folder / "run.db").read_bytes() == before


def test_ctrl_c() -> None:
    """Interrupted, it stops the run in order and prints the results so far."""
    launch = start_run(RunConfig(dataset="line", epochs=10_000_000, pace="max", threads=1, paused=True))
    await_start(launch)
    killed(launch)
    launch.process.wait()
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*NNTUI, "resume", "line-1", *HEADLESS], text=True, **pipes) as process:
        assert process.stderr is not None
        while not process.stderr.readline().startswith("epoch "):
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=RESUMED_S)
    result = msgspec.json.decode(out, type=Result)
    # An epoch that was over by then is evaluated first, and has the last line.
    assert (process.returncode, result.state, "stopped" in err.splitlines()[-2:]) == (130, "stopped", True)
