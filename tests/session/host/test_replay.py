"""Steps that were taken before are taken again, with what acted on them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from nntui.session.history import LossHistory
from nntui.session.host.replay import Replay
from nntui.session.host.run import Run
from nntui.session.loopback import LoopbackHost
from nntui.store.reading import Recorded
from nntui.store.records import EpochMeasured, Intervened
from nntui_engine.trainer import StepReport

Start = Callable[..., LoopbackHost]
STEPS_AN_EPOCH = 8


@pytest.fixture
def run(start: Start) -> Run:
    """A run at its beginning that knows the losses of its first ten steps."""
    taken = start()
    while len(taken.run.losses) < 10:
        taken.turn()
    fresh = start().run
    fresh.losses = LossHistory.of(next(taken.run.losses.since(0))[1])
    return fresh


def intervened(step: int, value: str) -> Intervened:
    return Intervened(1, step, 0.0, "SetHyperParameter", value)


def replay(run: Run, *interventions: Intervened, until: int = 10, ended: Sequence[int] = ()) -> Replay:
    epochs = (EpochMeasured(1, step, step // STEPS_AN_EPOCH, 0.0, 0.5, None, None, None) for step in ended)
    return Replay(run, until, Recorded(interventions=interventions, epochs=tuple(epochs)))


def to_end(replaying: Replay) -> list[object]:
    """What each step came to."""
    found = []
    while not replaying.over:
        found.append(replaying.advance())
    return found


def differing(replaying: Replay) -> StepReport:
    """The first step that comes to another loss."""
    return next(report for report in iter(replaying.advance, 0) if report is not None)


def test_to_where_it_was(run: Run) -> None:
    """Every step comes to the loss that is written down, and the history is as it was."""
    assert to_end(replay(run)) == [None] * 10
    assert (run.trainer.step_number, len(run.losses)) == (10, 10)


def test_it_says_where_it_is_going_to(run: Run) -> None:
    """While it catches up, and no longer, the run says with which step."""
    replaying = replay(run)
    assert run.catching_up == 10
    to_end(replaying)
    assert run.catching_up == 0


def test_nothing_to_do(run: Run) -> None:
    """A run that is where it was has no way to go."""
    replaying = replay(run, until=0)
    assert (replaying.over, run.catching_up) == (True, 0)


def test_another_loss(run: Run) -> None:
    """The step whose loss is not the one written down is told, with the loss that it came to."""
    losses = next(run.losses.since(0))[1].copy()
    expected, losses[3] = losses[3], 7.0
    run.losses = LossHistory.of(losses)
    found = differing(replay(run))
    assert (found.step, np.float32(found.loss)) == (4, expected)


def test_what_acted_acts_again(run: Run) -> None:
    """Between the steps where it had acted, and not before or after."""
    rates = []
    replaying = replay(run, intervened(2, '{"learning_rate": 0.5}'), until=2)
    while not replaying.over:
        rates.append(run.trainer.hyper.learning_rate)
        replaying.advance()
    assert (rates, run.trainer.hyper.learning_rate) == ([rates[0], rates[0]], 0.5)


def test_what_acted_at_once(run: Run) -> None:
    """What acted at the very step of the checkpoint may have come after it."""
    replay(run, intervened(0, '{"dropout": 0.5}'), intervened(0, '{"dropout": 0.25}'), until=0)
    assert run.trainer.hyper.dropout == 0.25


def test_what_lies_behind_the_end(run: Run) -> None:
    """What acted later than the run goes does not act."""
    before = run.trainer.hyper
    to_end(replay(run, intervened(3, '{"learning_rate": 0.5}'), until=2))
    assert run.trainer.hyper == before


@pytest.mark.parametrize("value", ["{}", '{"steps_per_s": 5.0}', '{"count": 3}', '{"factor": 2.0}'])
def test_what_changes_no_bit(run: Run, value: str) -> None:
    """Pauses and paces are no part of the steps."""
    before = run.trainer.hyper
    replay(run, intervened(0, value), until=0)
    assert run.trainer.hyper == before


def test_an_epoch_that_had_ended(run: Run) -> None:
    """The mean of the next one begins anew, and it can be gone back to."""
    run.sound_step, run.sound = STEPS_AN_EPOCH, None
    to_end(replay(run, ended=frozenset({STEPS_AN_EPOCH})))
    assert run.sound is not None
    assert (run.sound.step, run.epoch.rows) == (STEPS_AN_EPOCH, 2 * 16)


def test_an_epoch_whose_end_is_not_known(run: Run) -> None:
    """Where its end was not written down it is still to be summed up."""
    to_end(replay(run, until=STEPS_AN_EPOCH))
    assert run.epoch.rows == len(run.trainer.training)


def test_a_step_that_goes_wrong(run: Run) -> None:
    """A step that cannot be taken here is one that differs."""
    run.trainer.parameters.values[:] = float("inf")
    found = differing(replay(run))
    assert (found.step, found.diverged is not None) == (1, True)


def test_what_was_written_out_of_order(start: Start) -> None:
    """Whatever order things were written down in, each acts at its step."""
    taken = start()
    while (step := len(taken.run.losses)) < 10:
        if step in (3, 6):
            taken.run.trainer.hyper = taken.run.trainer.hyper.changed("learning_rate", 0.1 / step)
        taken.turn()
    fresh = start().run
    fresh.losses = LossHistory.of(next(taken.run.losses.since(0))[1])
    late, early = (intervened(step, f'{{"learning_rate": {0.1 / step}}}') for step in (6, 3))
    assert to_end(replay(fresh, late, early)) == [None] * 10
