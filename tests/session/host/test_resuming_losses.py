"""Runs of which run.db was lost, or a part of it, go on from what is left; what cannot be reached is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from benchmarks.harness.kept_run import KeptRun, undisturbed
from nntui.session.protocol import Pause, Resume, SetHyperParameter

RATE = SetHyperParameter("learning_rate", 0.5)
SAVED = 5


@pytest.fixture
def run(kept: Callable[..., KeptRun]) -> KeptRun:
    """A run that was saved after five steps, changed after nine, and killed after eleven."""
    run = kept(checkpoint_every=1000.0)
    run.run_to(SAVED)
    run.ask(Pause(), Resume())
    run.run_to(9)
    run.ask(RATE)
    run.run_to(11)
    run.write()
    run.kill()
    return run


def lose_losses(run: KeptRun) -> None:
    """The table is there, and nothing is in it."""
    with closing(sqlite3.connect(run.folder / "run.db")) as connection:
        connection.execute("DELETE FROM losses")
        connection.commit()


def test_without_its_losses(run: KeptRun) -> None:
    """It goes on from its checkpoint, and what somebody did later does not happen by itself."""
    lose_losses(run)
    run.begin()
    run.catch_up()
    assert (run.step, run.host.run.branch, run.host.run.losses.first_step) == (SAVED, 2, SAVED + 1)
    assert run.finish().sha256 == undisturbed(run.config).sha256


def test_another_crash(run: KeptRun) -> None:
    """The next host finds the way that the run went then, and not the one that was lost."""
    lose_losses(run)
    run.begin()
    run.run_to(10)
    run.write()
    run.kill()
    run.begin()
    run.catch_up()
    assert (run.step, run.log[-1]) == (10, "taken up at step 10")
    assert run.finish().sha256 == undisturbed(run.config).sha256


def test_without_run_db(run: KeptRun) -> None:
    """A checkpoint is enough to go on to the same bits; what is lost is told."""
    (run.folder / "run.db").unlink()
    run.begin()
    run.catch_up()
    assert (run.step, run.host.run.branch) == (SAVED, 1)
    assert "run.db is missing" in run.log[0]
    assert run.finish().sha256 == undisturbed(run.config).sha256


def test_it_goes_back_to_what_it_has(run: KeptRun) -> None:
    """A run that goes wrong after that returns to its checkpoint, not to a beginning that nobody knows."""
    lose_losses(run)
    run.begin()
    run.catch_up()
    assert run.host.run.sound_step == SAVED


def test_without_anything(run: KeptRun) -> None:
    """Where neither is left it is a new run, which comes to the same."""
    (run.folder / "run.db").unlink()
    for path in (run.folder / "checkpoints").iterdir():
        path.unlink()
    run.begin()
    assert run.finish() == undisturbed(run.config)
