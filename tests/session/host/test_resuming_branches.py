"""Runs that left a line of steps and died: they went back, or came to other losses on another machine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import numpy as np
import pytest

from benchmarks.harness.kept_run import KeptRun, ending
from nntui.session.protocol import Pause, Resume, SetHyperParameter
from nntui.store.database import RunDatabase
from nntui.store.records import LossesTaken

Make = Callable[..., KeptRun]

LINE = {"dataset": "line", "hidden": (), "optimizer": "momentum", "lr": 0.03, "batch": 16, "epochs": 4}
STEPS_AN_EPOCH = 10
WELL = 2 * STEPS_AN_EPOCH
"""Where a run goes back to that diverged behind its second epoch."""

TOO_MUCH = SetHyperParameter("learning_rate", 50.0)
ENOUGH = SetHyperParameter("learning_rate", 0.02)


@pytest.fixture
def line(kept: Make) -> Make:
    """Makes a run of four epochs, of which only the beginning is saved on the way."""

    def line(**changes: object) -> KeptRun:
        return kept(**LINE | {"checkpoint_every": 1000.0} | changes)

    return line


@pytest.fixture
def diverged(line: Make) -> Make:
    """Makes a run that was well for two epochs and three steps, and then got far too high a rate."""

    def diverged() -> KeptRun:
        run = line()
        run.run_to(WELL + 3)
        return diverge(run)

    return diverged


def diverge(run: KeptRun) -> KeptRun:
    run.ask(TOO_MUCH)
    run.settle()
    assert run.state == "diverged"
    return run


def go_back(run: KeptRun) -> KeptRun:
    """It gets a better rate, and goes on from where it was well, for some steps."""
    run.ask(ENOUGH, Resume())
    run.catch_up()
    run.run_to(WELL + 5)
    return run


def end_and_begin(run: KeptRun, end: Callable[[KeptRun], None]) -> KeptRun:
    run.write()
    end(run)
    run.begin()
    run.catch_up()
    return run


ENDS = pytest.mark.parametrize("end", [KeptRun.kill, KeptRun.stop])


@ENDS
def test_a_run_that_had_gone_back(diverged: Make, end: Callable[[KeptRun], None]) -> None:
    """The line it is on is taken up, with the settings it had there, and not the one it left."""
    run = end_and_begin(go_back(diverged()), end)
    assert run.host.run.branch == 2
    assert run.finish() == go_back(diverged()).finish()


@ENDS
def test_a_run_that_goes_back_on_another_host(diverged: Make, end: Callable[[KeptRun], None]) -> None:
    """Another host finds it diverged, and takes it back by way of a checkpoint to the same bits."""
    run = end_and_begin(diverged(), end)
    assert (run.state, run.host.run.sound_step) == ("diverged", WELL)
    assert go_back(run).finish() == go_back(diverged()).finish()


def test_a_crash_on_the_way_back(diverged: Make) -> None:
    """A host that died while it went back by way of a checkpoint: the next one goes on with that."""
    run = end_and_begin(diverged(), KeptRun.kill)
    run.ask(ENOUGH, Resume())
    run.turns(3)
    assert run.host.run.catching_up == WELL
    run = end_and_begin(run, KeptRun.kill)
    assert (run.step, run.state, run.host.run.branch) == (WELL, "running", 2)
    assert run.finish() == go_back(diverged()).finish()


def test_it_goes_back_twice(diverged: Make) -> None:
    """Diverged, back, crashed, diverged, back and crashed once more: every branch is where it belongs."""

    def twice(ends: bool) -> KeptRun:
        run = go_back(diverged())
        if ends:
            run = end_and_begin(run, KeptRun.kill)
        run = go_back(diverge(run))
        return end_and_begin(run, KeptRun.kill) if ends else run

    crashed, never = twice(True), twice(False)
    assert [(each.branch, each.parent, each.from_step) for each in crashed.recorded.branches] == [
        (1, None, 0),
        (2, 1, WELL),
        (3, 2, WELL),
    ]
    assert crashed.finish() == never.finish()


def test_it_goes_back_in_the_moment_it_arrives(diverged: Make) -> None:
    """Asked to go back when the last step is just taken again, it goes back and not on."""
    run = diverged()
    run.write()
    run.kill()
    run.begin()
    while run.host.run.catching_up:
        run.host.turn(1)
    assert go_back(run).finish() == go_back(diverged()).finish()


@pytest.fixture
def parted(line: Make) -> Make:
    """Makes a run whose next host comes to another loss in a step than was written down."""

    def parted(step: int, until: int, **changes: object) -> KeptRun:
        run = line(**changes)
        run.run_to(until)
        run.write()
        run.kill()
        losses = run.recorded.losses[step - 1 :].copy()
        losses[0] += np.float32(1.0)
        with closing(RunDatabase.open(run.folder / "run.db")) as database:
            database.write([LossesTaken(1, step, losses)])
        run.begin()
        run.catch_up()
        return run

    return parted


def test_other_losses_are_told(parted: Make) -> None:
    """From which step on the losses are not those written down stands in the log, and with the branch."""
    run = parted(13, until=25)
    reason = "from step 13 on this machine computes other losses than are written down"
    assert run.log[-1] == f"{reason}: the run goes on from there on a branch of its own"
    run.write()
    newest = run.recorded.branches[-1]
    assert (newest.branch, newest.parent, newest.from_step, newest.reason) == (2, 1, 12, reason)


def test_nothing_of_the_other_line_is_left(parted: Make, line: Make) -> None:
    """The run goes on as if the step was never taken: its curves too."""
    assert parted(13, until=25).finish() == line().finish()


def test_a_crash_after_they_parted(parted: Make, line: Make) -> None:
    """The next host is on the branch, and finds it in order."""
    run = parted(13, until=25)
    run.run_to(18)
    run = end_and_begin(run, KeptRun.kill)
    assert (run.step, run.host.run.branch) == (18, 2)
    assert run.finish() == line().finish()


def test_where_it_was_well_lies_behind_it(parted: Make) -> None:
    """An epoch of the line that it left is no place to go back to."""
    run = parted(WELL + 3, until=WELL + STEPS_AN_EPOCH + 3)
    assert run.host.run.sound_step == WELL
    go_back(diverge(run))
    assert [each.from_step for each in run.recorded.branches] == [0, WELL + 2, WELL]


def test_a_finished_run_has_its_end_before_it(parted: Make, line: Make) -> None:
    """A run that was finished on the line it left trains to its goal again."""
    run = parted(13, until=4 * STEPS_AN_EPOCH)
    assert (run.step, run.state) == (13, "running")
    assert run.finish() == line().finish()


def test_they_part_in_the_last_step(parted: Make, line: Make) -> None:
    """The end of an epoch is evaluated, and the last one ends the run."""
    last = 4 * STEPS_AN_EPOCH
    run = parted(last, until=last)
    run.settle()
    assert run.state == "finished"
    assert ending(run.host) == line().finish()


def test_a_pause_holds_beside_the_line(parted: Make) -> None:
    """A paused run is not set going by what its machine computes."""
    run = parted(13, until=25, paused=False)
    run.ask(Pause())
    run.settle()
    assert run.state == "paused"
