"""`nntui train`: what goes to which stream, and with which exit code it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.home import host_pids

Call = Callable[..., Any]
Write = Callable[[str, str], Path]

KEYS = {
    "run",
    "state",
    "steps",
    "epochs",
    "steps_per_second",
    "train_loss",
    "validation_loss",
    "validation_accuracy",
    "learning_rate",
    "threads",
    "parameters_sha256",
    "reason",
    "best_epoch",
    "best_loss",
}
COMMAND = [sys.executable, "-m", "nntui", "train"]
FOR_HOURS = ["line", "--epochs", "10000000", "--threads", "1"]

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def begin(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:  # noqa: ARG001  # hosts live in it
    """Starts a training in a process of its own, and waits until its first epoch is over."""
    begun: list[subprocess.Popen[str]] = []

    def begin(*arguments: str) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        begun.append(subprocess.Popen([*COMMAND, *arguments], text=True, **pipes))
        assert begun[-1].stderr is not None
        for line in begun[-1].stderr:
            if line.startswith("epoch 1/"):
                break
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def test_results_on_one_stream_progress_on_the_other(call: Call) -> None:
    """With --json standard output is one object with just these keys; all else is on standard error."""
    called = call("train", "iris", "--epochs", 3, "--json")
    assert called.code == 0
    (line,) = called.out.splitlines()
    assert json.loads(line).keys() == KEYS
    assert called.err.splitlines()[0] == "4 inputs, 3 classes, 150 rows, 120 train, 30 validation"
    assert [text.split("  ")[0] for text in called.err.splitlines()[1:]] == [
        "epoch 1/3",
        "epoch 2/3",
        "epoch 3/3",
        "finished: 3 epochs",
    ]


def test_the_object(call: Call) -> None:
    """The figures are those of the run."""
    result = call("train", "iris", "--epochs", 3, "--lr", 0.02, "--json", "--name", "first").result
    assert (result.run, result.state, result.steps, result.epochs) == ("first", "finished", 24, 3)
    assert (result.learning_rate, result.threads) == (0.02, 1)
    assert 0 < result.validation_accuracy <= 1
    assert result.steps_per_second > 0
    assert re.fullmatch("[0-9a-f]{64}", result.parameters_sha256)


def test_in_words(call: Call) -> None:
    """Without --json the results are a line each, for people."""
    called = call("train", "iris", "--epochs", 1)
    assert re.sub(r"  [\d.,]+( %)?$", "  …", called.out, flags=re.MULTILINE).splitlines() == [
        "iris-1 finished after 8 steps, 1 epoch",
        "training loss        …",
        "validation loss      …",
        "validation accuracy  …",
        "learning rate        1e-2",
        "steps per second     …",
    ]


def test_the_same_command_twice(call: Call) -> None:
    """The same command makes the same bits, in a run of its own."""
    first, second = (call("train", "moons", "--epochs", 3, "--dropout", 0.2, "--json").result for _ in "ab")
    assert (first.run, second.run) == ("moons-1", "moons-2")
    assert first.parameters_sha256 == second.parameters_sha256
    assert first.train_loss == second.train_loss


def test_another_seed(call: Call) -> None:
    """Guards the test above: the bits do depend on what is asked for."""
    first, second = (
        call("train", "moons", "--epochs", 1, "--seed", seed, "--json").result for seed in (0, 1)
    )
    assert first.parameters_sha256 != second.parameters_sha256


def test_a_dry_run_runs_again(call: Call, write: Write, home: Path) -> None:
    """What --dry-run prints is a run.toml of the very same run, and no run was made for it."""
    flags = ["circles", "--epochs", 2, "--seed", 3, "--class-weights"]
    dry = call("train", *flags, "--dry-run")
    assert (dry.code, dry.err, list(home.glob("runs/*"))) == (0, "", [])
    path = write("run.toml", dry.out)
    expected = call("train", *flags, "--json").result
    assert call("train", path, "--json").result.parameters_sha256 == expected.parameters_sha256


def test_a_run_s_own_toml_runs_again(call: Call, home: Path) -> None:
    """The run.toml that a run keeps is enough to do it again."""
    expected = call("train", "xor", "--epochs", 2, "--json").result
    again = call("train", home / "runs" / "xor-1" / "run.toml", "--json").result
    assert (again.run, again.parameters_sha256) == ("xor-2", expected.parameters_sha256)


def test_a_dry_run_of_a_mistake(call: Call) -> None:
    """A dry run finds the mistakes of a real one."""
    called = call("train", "line", "--loss", "softmax_cross_entropy", "--dry-run")
    expected = "softmax_cross_entropy is for classes, and line has none: choose another --loss"
    assert (called.code, called.out, called.err) == (2, "", f"nntui: {expected}\n")


def test_a_name_that_is_taken(call: Call) -> None:
    """No run overwrites another."""
    call("train", "line", "--epochs", 1, "--name", "mine")
    called = call("train", "line", "--epochs", 1, "--name", "mine")
    expected = "nntui: there is a run called mine already: choose another --name\n"
    assert (called.code, called.err) == (2, expected)


def test_without_validation(call: Call) -> None:
    """With no rows held out there is no figure of them, and the progress says nothing of it."""
    called = call("train", "iris", "--epochs", 1, "--validation", 0, "--json")
    assert (called.result.validation_loss, called.result.validation_accuracy) == (None, None)
    assert "validation" not in called.err.splitlines()[1]


def test_regression_has_no_accuracy(call: Call) -> None:
    """A figure that means nothing is null."""
    called = call("train", "line", "--epochs", 1, "--json")
    assert (called.result.validation_accuracy, called.result.validation_loss is None) == (None, False)


def test_a_run_that_diverges(call: Call) -> None:
    """A run that went wrong exits with 1, and what is no number is null, never NaN."""
    called = call("train", "line", "--lr", 50, "--json")
    values = json.loads(called.out, parse_constant=pytest.fail)
    assert (called.code, values["state"]) == (1, "diverged")
    assert called.err.splitlines()[-1].startswith("diverged: at step ")


@pytest.mark.parametrize("as_json", [False, True])
def test_ctrl_c(begin: Callable[..., subprocess.Popen[str]], as_json: bool) -> None:
    """Interrupted, it stops the run in order and prints the results so far."""
    process = begin(*FOR_HOURS, *(["--json"] if as_json else []))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "stopped" in err.splitlines()[-2:]  # an epoch that was over by then has the last line
    if as_json:
        assert json.loads(out)["state"] == "stopped"
    else:
        assert out.startswith("line-1 stopped after ")


def test_ctrl_c_before_it_began(home: Path, until: Callable[[Callable[[], object]], None]) -> None:
    """Interrupted while the data is being read, it leaves no run and no host behind."""
    os.mkfifo(home / "slow.csv")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen([*COMMAND, str(home / "slow.csv")], text=True, **pipes)
    until(lambda: host_pids(home))
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10) == ("", "")
    assert (process.returncode, list(home.glob("runs/*")), host_pids(home)) == (130, [], set())


def test_a_host_that_dies(begin: Callable[..., subprocess.Popen[str]], home: Path) -> None:
    """A host that is killed is told in one sentence, with exit code 1."""
    process = begin(*FOR_HOURS)
    (pid,) = host_pids(home)
    os.kill(pid, signal.SIGKILL)
    out, err = process.communicate(timeout=10)
    log = home / "runs" / "line-1" / "host.log"
    assert (process.returncode, out) == (1, "")
    assert err.splitlines()[-1] == f"nntui: the host ended without a word: see {log}"
    assert "Traceback" not in err


def test_a_train_that_is_killed_leaves_its_run(
    begin: Callable[..., subprocess.Popen[str]], home: Path, call: Call
) -> None:
    """A closed terminal takes no run along: it trains on, and can be stopped by its name."""
    process = begin(*FOR_HOURS)
    process.kill()
    process.communicate(timeout=10)
    assert len(host_pids(home)) == 1
    assert call("stop", "line-1").code == 0
    assert host_pids(home) == set()
