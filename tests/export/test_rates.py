"""The learning rates of a run, as they follow from what is written down of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs
from nntui.config import read_config
from nntui.errors import UserError
from nntui.export.rates import learning_rates
from nntui.session.protocol import FollowSchedule, Pause, Resume, ScaleLearningRate, SetHyperParameter
from nntui.session.schedules import settled
from nntui.store.database import RunDatabase
from nntui.store.reading import read_run
from nntui.store.runs import write_config

COSINE = {"schedule": "cosine", "warmup": 0.3, "lr": 0.02}
PARTS = {"schedule": ({"kind": "linear", "epochs": 1.0}, {"kind": "step", "lr": 0.3}), "lr": 0.1}


class Watched:
    """A run of which it is known what each of its steps was taken with."""

    def __init__(self, folder: Path, **changes: Any) -> None:
        self.run = KeptRun(folder, settled(two_epochs(**changes)))
        self.rates: dict[int, float] = {}
        self.watch()

    def watch(self) -> None:
        """Have the present host's steps noted."""
        trainer = self.run.host.run.trainer
        step = trainer.step

        def noting() -> Any:
            report = step()
            if not report.diverged:
                self.rates[report.step] = report.learning_rate
            return report

        trainer.step = noting  # type: ignore[method-assign]  # it is watched, and does what it did

    def found(self) -> list[float]:
        """What is found in its folder."""
        self.run.write()
        return learning_rates(self.run.folder, self.run.recorded).tolist()

    def expected(self) -> list[float]:
        """What was noted, of the steps of the line."""
        return [self.rates[step] for step in range(1, self.run.step + 1)]


@pytest.fixture
def watched(tmp_path: Path) -> Callable[..., Watched]:
    """Makes a run that is watched."""

    def watched(**changes: Any) -> Watched:
        return Watched(tmp_path / "run-1", **changes)

    return watched


@pytest.mark.parametrize("settings", [{"lr": 0.01}, COSINE, PARTS], ids=["none", "cosine", "parts"])
def test_every_step(watched: Callable[..., Watched], settings: dict[str, Any]) -> None:
    """To the bit what it was taken with, over ends of epochs with a smaller batch, and past the goal."""
    run = watched(batch=50, **settings)
    run.run.settle()
    run.run.ask(Resume())
    run.run.settle()
    assert run.run.step == 12
    assert run.found() == run.expected()


@pytest.mark.parametrize("settings", [{"lr": 0.01}, COSINE], ids=["none", "cosine"])
def test_what_people_did(watched: Callable[..., Watched], settings: dict[str, Any]) -> None:
    """Factors, rates that were typed, the way back to the schedule, and another batch size."""
    run = watched(**settings)
    for step, action in [
        (0, ScaleLearningRate(0.5)),
        (3, ScaleLearningRate(1.25)),
        (3, ScaleLearningRate(1.25)),
        (5, SetHyperParameter("batch_size", 7)),
        (9, SetHyperParameter("learning_rate", 0.5)),
        (13, FollowSchedule()),
    ]:
        run.run.run_to(step)
        run.run.ask(action)
    run.run.settle()
    assert run.run.step > 20
    assert run.found() == run.expected()
    assert len(set(run.found())) > 3


def test_a_run_that_went_back(watched: Callable[..., Watched]) -> None:
    """Of the line that it is on: with the settings that it went back with."""
    run = watched(**COSINE)
    run.run.run_to(12)
    run.run.ask(SetHyperParameter("learning_rate", 1e30))
    run.run.settle()
    assert run.run.state == "diverged"
    run.run.ask(SetHyperParameter("learning_rate", 1e-3), Resume())
    run.run.settle()
    assert run.run.host.run.branch == 2
    assert run.found() == run.expected()


def test_a_run_that_was_killed(watched: Callable[..., Watched]) -> None:
    """What was written down and is not in a checkpoint counts."""
    run = watched(**COSINE, checkpoint_every=1000.0)
    run.run.run_to(4)
    run.run.ask(ScaleLearningRate(3.0))
    run.run.run_to(7)
    assert run.found() == run.expected()
    run.run.kill()
    run.run.begin()
    run.watch()
    run.run.catch_up()
    run.run.settle()
    assert run.found() == run.expected()


def test_what_came_before_run_db_was_lost(watched: Callable[..., Watched]) -> None:
    """Nobody knows what people did before: the rates begin where the losses do."""
    run = watched(**COSINE)
    run.run.run_to(3)
    run.run.ask(ScaleLearningRate(3.0))
    run.run.run_to(5)
    run.run.stop()
    (run.run.folder / "run.db").unlink()
    run.run.begin()
    run.watch()
    run.run.settle()
    assert run.found() == run.expected()[5:]


def test_a_first_checkpoint_that_is_damaged(watched: Callable[..., Watched]) -> None:
    """The rates are known from the next one on."""
    run = watched(**COSINE)
    run.run.run_to(5)
    run.run.ask(Pause())
    run.run.turns(2)
    run.run.ask(Resume())
    run.run.settle()
    first = run.run.folder / "checkpoints" / "step-000000000.safetensors"
    first.write_bytes(first.read_bytes()[:-1])
    np.testing.assert_array_equal(run.found(), [np.nan] * 5 + run.expected()[5:])


def test_no_checkpoint_at_all(watched: Callable[..., Watched]) -> None:
    """There are no rates, and the rest is there."""
    run = watched()
    run.run.run_to(3)
    run.run.write()
    recorded = replace(run.run.recorded, checkpoints=())
    np.testing.assert_array_equal(learning_rates(run.run.folder, recorded), [np.nan] * 3)


@pytest.mark.parametrize("settings", [{"lr": 0.25}, COSINE], ids=["none", "cosine"])
def test_an_older_run(watched: Callable[..., Watched], settings: dict[str, Any]) -> None:
    """Where nobody wrote down how many rows there were, a schedule says nothing; without one all is known."""
    run = watched(**settings)
    run.run.run_to(3)
    run.run.stop()
    described = run.run.recorded.description
    assert described is not None
    old = {**msgspec.json.decode(described.description), "rows": 0}
    with closing(RunDatabase.open(run.run.folder / "run.db")) as database:
        database.write([replace(described, description=msgspec.json.encode(old).decode())])
    found = learning_rates(run.run.folder, read_run(run.run.folder))
    np.testing.assert_array_equal(found, [np.nan] * 3 if "schedule" in settings else [0.25] * 3)


@pytest.mark.parametrize("lost", ["epochs", "lr"])
def test_a_schedule_that_lacks_something(watched: Callable[..., Watched], lost: str) -> None:
    """A run.toml that was edited says what is missing."""
    run = watched(**COSINE)
    run.run.run_to(3)
    path = run.run.folder / "run.toml"
    write_config(run.run.folder, msgspec.structs.replace(read_config(path), **{lost: None}))
    with pytest.raises(UserError, match=r"run\.toml has lost lr or epochs"):
        run.found()
