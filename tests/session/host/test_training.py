"""The training thread's work: steps, pauses and evaluations, exactly as asked for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    Acknowledged,
    EpochEnded,
    Evaluate,
    Happened,
    Pause,
    Refused,
    Resume,
    RunToEpochEnd,
    ScaleLearningRate,
    SetPace,
    Status,
    StepBy,
    Subscribe,
    Toggle,
    ToViewer,
)

Start = Callable[..., LoopbackHost]
Settle = Callable[[LoopbackHost], None]
RunUntil = Callable[[LoopbackHost, Callable[[Status], bool]], Status]

STEPS_AN_EPOCH = 8
TWO_CHUNKS = {"dataset": "spiral", "validation": 0.9}
"""540 rows to validate on, which are evaluated in two turns, and 60 to train on, four steps an epoch."""


def status(host: LoopbackHost) -> Status:
    return host.run.status()


def lines(host: LoopbackHost) -> list[str]:
    """The log behind the line on the data."""
    return [entry.text for entry in host.served.hub.log][1:]


def answers(messages: list[ToViewer]) -> list[tuple[int, int] | Refused]:
    """(id, step) of what was done, and what was refused."""
    answered = [message for message in messages if isinstance(message, Acknowledged | Refused)]
    return [each if isinstance(each, Refused) else (each.id, each.status.step) for each in answered]


def test_pause_is_before_the_next_batch(start: Start) -> None:
    """Not a step is taken after a pause was asked for, and the answer says where the run stands."""
    host = start()
    viewer = host.connect()
    host.turn(3)
    asked = viewer.ask(Pause())
    host.turn()
    assert (status(host).state, status(host).step) == ("paused", 3)
    assert answers(viewer.read()) == [(asked, 3)]


def test_a_paused_run_sleeps(start: Start, settle: Settle) -> None:
    """A run that is paused has nothing to do until somebody says something."""
    host = start(paused=True)
    host.connect(Subscribe(layers=True))
    settle(host)
    assert [host.turn() for _ in range(3)] == [None, None, None]


def test_a_burst_ends_with_a_request(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run at full speed obeys before its next step, not at the end of the epoch."""
    host = start()
    viewer = host.connect()
    step = host.run.trainer.step

    def step_and_ask() -> object:
        if host.run.trainer.step_number == 4:
            viewer.ask(Pause())
        return step()

    monkeypatch.setattr(host.run.trainer, "step", step_and_ask)
    host.turn(1000)
    assert (status(host).state, status(host).step) == ("running", 5)
    host.turn(1000)
    assert (status(host).state, status(host).step) == ("paused", 5)


@pytest.mark.parametrize("count", [1, 10])
def test_exactly_so_many_steps(start: Start, settle: Settle, count: int) -> None:
    """Steps by hand are as many as were asked for, across the end of an epoch too."""
    host = start(paused=True)
    host.connect().ask(StepBy(count))
    settle(host)
    assert (status(host).state, status(host).step) == ("paused", count)


def test_steps_add_up(start: Start, settle: Settle) -> None:
    """Pressed again while steps are under way, the key asks for more of them."""
    host = start(paused=True)
    viewer = host.connect()
    viewer.ask(StepBy(10))
    host.turn()
    viewer.ask(StepBy(10))
    settle(host)
    assert (status(host).state, status(host).step) == ("paused", 20)


def test_a_pause_cancels_steps(start: Start, settle: Settle) -> None:
    """Steps that were not taken yet are not taken later."""
    host = start(paused=True)
    viewer = host.connect()
    viewer.ask(StepBy(10))
    host.turn()
    host.turn()
    viewer.ask(Toggle())
    settle(host)
    viewer.ask(StepBy(1))
    settle(host)
    assert (status(host).state, status(host).step) == ("paused", 3)


def test_a_step_of_a_running_run_is_a_pause(start: Start) -> None:
    """The step key never surprises: a run that flies by stands still, and no step more is taken."""
    host = start()
    host.turn(3)
    host.connect().ask(StepBy(1))
    host.turn()
    assert (status(host).state, status(host).step) == ("paused", 3)


@pytest.mark.parametrize(("before", "expected"), [(0, 8), (3, 8), (7, 8), (8, 16), (16, 24)])
def test_to_the_end_of_the_epoch(start: Start, settle: Settle, before: int, expected: int) -> None:
    """Inside an epoch it runs to its end; on a boundary to the next one."""
    host = start(paused=True, epochs=9)
    viewer = host.connect()
    if before:
        viewer.ask(StepBy(before))
        settle(host)
    viewer.ask(RunToEpochEnd())
    settle(host)
    assert (status(host).state, status(host).step, status(host).rows_used) == ("paused", expected, 0)
    assert host.served.hub.log[-1].text == f"paused at the end of epoch {expected // 8}"


def test_to_the_end_of_the_next_epoch_while_this_one_is_evaluated(
    start: Start, settle: Settle, run_until: RunUntil
) -> None:
    """An epoch whose last step was taken is over, evaluated or not."""
    host = start(**TWO_CHUNKS, epochs=9)
    run_until(host, lambda now: now.step == 4)
    assert host.run.evaluation is not None
    host.connect().ask(RunToEpochEnd())
    settle(host)
    assert (status(host).state, status(host).epochs_done) == ("paused", 2)


def test_the_rate_of_the_very_next_step(start: Start, settle: Settle) -> None:
    """A rate that is doubled while paused doubles the next update, and is acknowledged for that step."""
    once, twice = (start(paused=True, optimizer="sgd") for _ in range(2))
    viewer = twice.connect()
    asked = viewer.ask(ScaleLearningRate(2.0))
    settle(twice)
    assert answers(viewer.read()) == [(asked, 0)]
    for host in (once, twice):
        host.connect().ask(StepBy(1))
        settle(host)
    updates = [host.run.trainer.optimizer.update for host in (once, twice)]
    np.testing.assert_array_equal(2 * updates[0], updates[1])


def test_evaluation_while_paused(start: Start, settle: Settle) -> None:
    """Whoever asks for the validation of a paused run gets it, and the run stays where it is."""
    host = start(paused=True)
    viewer = host.connect(Subscribe())
    viewer.ask(StepBy(3))
    settle(host)
    host.run.evaluated = None
    viewer.ask(Evaluate())
    settle(host)
    viewer.read()
    assert viewer.state.evaluated is not None
    assert (viewer.state.evaluated.step, status(host).state, status(host).step) == (3, "paused", 3)


def test_an_evaluation_for_the_screen_is_no_part_of_the_curve(start: Start, settle: Settle) -> None:
    """The validation curve has a point at step 0 and at each end of an epoch, and no other."""
    host = start(paused=True, epochs=2)
    viewer = host.connect(Subscribe())
    for action in (Evaluate(), StepBy(3), Evaluate(), Resume()):
        viewer.ask(action)
        settle(host)
    assert [point.step for point in host.run.validations.points] == [0, 8, 16]


def test_epochs_are_summed_up(start: Start, settle: Settle) -> None:
    """An epoch's training loss is the mean over its rows: the last batch, of eight rows, counts for half."""
    host = start(epochs=1)
    viewer = host.connect(Subscribe(rate_hz=0, epochs=True))
    settle(host)
    (message,) = (each for each in viewer.read() if isinstance(each, EpochEnded))
    losses = next(host.run.losses.since(0))[1]
    rows = [16] * 7 + [8]
    assert (message.epoch, message.step) == (1, STEPS_AN_EPOCH)
    assert message.train_loss == pytest.approx(np.average(losses, weights=rows), rel=1e-6)
    assert message.evaluated == host.run.validations.points[-1]


def test_without_validation(start: Start, settle: Settle) -> None:
    """A run that holds out no rows trains as any other."""
    host = start(validation=0.0)
    viewer = host.connect(Subscribe(rate_hz=0, epochs=True))
    settle(host)
    ended = [message for message in viewer.read() if isinstance(message, EpochEnded)]
    assert [(message.epoch, message.evaluated) for message in ended] == [(1, None), (2, None), (3, None)]
    assert host.loop.result().validation_loss is None


def test_a_refusal_is_told(start: Start, settle: Settle) -> None:
    """What was refused is answered as refused, and never as done."""
    host = start(paused=True)
    viewer = host.connect()
    asked = viewer.ask(SetPace(-1.0))
    settle(host)
    reason = "a pace is a number of steps a second above 0, or max"
    assert answers(viewer.read()) == [Refused(asked, reason)]


def test_an_answer_wakes_who_serves(start: Start, settle: Settle) -> None:
    """A refusal while nothing else happens is sent at once, not with the next news."""
    host = start(paused=True)
    viewer = host.connect()
    settle(host)
    woken: list[ToViewer] = []
    host.served.hub.wake = lambda: woken.extend(viewer.read())
    viewer.ask(SetPace(-1.0))
    host.turn()
    assert [type(message) for message in woken][-1:] == [Refused]


def test_everybody_hears_what_one_did(start: Start, settle: Settle) -> None:
    """An intervention is told to all viewers, with the step at which it was made."""
    host = start(paused=True)
    one, other = host.connect(), host.connect(read_only=True)
    one.ask(ScaleLearningRate(0.5))
    settle(host)
    told = [message.entry for message in other.read() if isinstance(message, Happened)]
    assert [(entry.step, entry.text, entry.mark) for entry in told] == [
        (0, "learning rate 1e-2 → 5e-3", "lr 5e-3")
    ]
