"""Commands while somebody reads run.db: training goes on, and nothing acts before it is written down."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from benchmarks.harness.kept_run import KeptRun, undisturbed
from nntui.session.protocol import (
    Acknowledged,
    Pause,
    Refused,
    Resume,
    SetHyperParameter,
    SetPace,
    StepBy,
    Stop,
    Toggle,
)

RATE = SetHyperParameter("learning_rate", 0.02)


class Reader:
    """Somebody with a transaction open on a run's run.db."""

    def __init__(self, run: KeptRun) -> None:
        self._connection = sqlite3.connect(run.folder / "run.db", isolation_level=None)
        self._connection.execute("BEGIN")
        self._connection.execute("SELECT count(*) FROM log").fetchone()

    def close(self) -> None:
        """They leave."""
        self._connection.close()


@pytest.fixture
def run(kept: Callable[..., KeptRun]) -> KeptRun:
    """A run after three steps."""
    run = kept(epochs=4)
    run.run_to(3)
    run.write()
    return run


@pytest.fixture
def reader(run: KeptRun) -> Iterator[Reader]:
    """Somebody who reads it."""
    with closing(Reader(run)) as reader:
        yield reader


def answers(run: KeptRun) -> list[tuple[int, bool]]:
    """The commands answered since the last look, and whether they were done."""
    heard = [message for message in run.hand.read() if isinstance(message, Acknowledged | Refused)]
    return [(message.id, isinstance(message, Acknowledged)) for message in heard]


@pytest.mark.usefixtures("reader")
def test_training_goes_on(run: KeptRun) -> None:
    """Nobody who reads keeps a run from its steps."""
    run.turns(5, s=1.0)
    assert (run.step, run.host.run.alarm) == (8, "")


@pytest.mark.usefixtures("reader")
def test_what_changes_bits_waits(run: KeptRun) -> None:
    """It does not act and is not answered before it is written; the steps go on without it."""
    before = run.host.run.trainer.hyper
    run.hand.ask(RATE)
    run.turns(4, s=0.01)
    assert (run.step, run.host.run.trainer.hyper, answers(run)) == (7, before, [])


def test_it_acts_once_they_left(run: KeptRun, reader: Reader) -> None:
    """Then it is written with the step where it does act, and is answered."""
    run.hand.ask(RATE)
    run.turns(4, s=0.01)
    reader.close()
    run.turns(1, s=0.1)
    assert (run.host.run.trainer.hyper.learning_rate, answers(run)) == (0.02, [(1, True)])
    assert [each.step for each in run.recorded.interventions] == [7]
    assert run.finish() == undisturbed(run.config, [(7, RATE)])


def test_they_act_in_order(run: KeptRun, reader: Reader) -> None:
    """What was asked for behind it waits behind it."""
    for rate in (0.02, 0.03, 0.04):
        run.hand.ask(SetHyperParameter("learning_rate", rate))
    run.hand.ask(SetPace(5.0))
    run.turns(4, s=0.01)
    assert run.host.run.pacer.steps_per_s is None
    reader.close()
    run.turns(1, s=0.1)
    assert (run.host.run.trainer.hyper.learning_rate, answers(run)) == (
        0.04,
        [(n, True) for n in (1, 2, 3, 4)],
    )


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("action", [Pause(), Toggle(), StepBy(1)])
def test_a_pause_does_not_wait(run: KeptRun, action: Pause | Toggle | StepBy) -> None:
    """A person can always pause a run, whatever waits."""
    run.hand.ask(RATE)
    run.turns(1)
    run.hand.ask(action)
    run.turns(1)
    assert (run.state, answers(run)) == ("paused", [(2, True)])


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("action", [Resume(), Toggle(), StepBy(1)])
def test_a_step_does_not_go_before_it(run: KeptRun, action: Resume | Toggle | StepBy) -> None:
    """Who changes a paused run and has it go on gets no step without the change."""
    run.ask(Pause())
    run.hand.ask(RATE)
    run.hand.ask(action)
    run.turns(4, s=0.01)
    assert (run.step, run.state) == (3, "paused")


def test_it_does_not_spin(run: KeptRun, reader: Reader) -> None:
    """A paused host with a command that waits sleeps between two tries, also where more are in line."""
    run.ask(Pause())
    run.hand.ask(RATE)
    run.hand.ask(RATE)
    waits = [run.host.turn() for _ in range(3)]
    assert (waits, bool(run.host.served.hub.requests)) == ([0.05] * 3, False)
    reader.close()


@pytest.mark.usefixtures("reader")
def test_the_end_does_not_wait(run: KeptRun) -> None:
    """A host that is to end does, and whoever waited hears that it was not done."""
    run.hand.ask(RATE)
    run.turns(1)
    run.hand.ask(Stop())
    run.turns(1)
    assert (run.host.loop.over, answers(run)) == (True, [(2, True), (1, False)])


def test_the_end_is_written_once_they_left(run: KeptRun, reader: Reader) -> None:
    """What happened while they read is on the disk in the end."""
    run.turns(4, s=0.6)
    reader.close()
    run.stop()
    standing = run.recorded.standing
    assert standing is not None
    assert (standing.step, standing.state, len(run.recorded.losses)) == (7, "stopped", 7)
