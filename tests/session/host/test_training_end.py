"""How a run ends: at its goal, beyond it, or because somebody stopped it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    Ended,
    EpochEnded,
    Resume,
    SetPace,
    Status,
    StepBy,
    Stop,
    Subscribe,
    Toggle,
)

Start = Callable[..., LoopbackHost]
Settle = Callable[[LoopbackHost], None]
RunUntil = Callable[[LoopbackHost, Callable[[Status], bool]], Status]

TWO_CHUNKS = {"dataset": "spiral", "validation": 0.9}
"""540 rows to validate on, which are evaluated in two turns, and 60 to train on, four steps an epoch."""


def status(host: LoopbackHost) -> Status:
    return host.run.status()


def lines(host: LoopbackHost) -> list[str]:
    """The log behind the line on the data."""
    return [entry.text for entry in host.served.hub.log][1:]


def test_stop_while_evaluating(start: Start, settle: Settle, run_until: RunUntil) -> None:
    """An epoch that is over is evaluated before the host ends, and no step more is taken."""
    host = start(**TWO_CHUNKS)
    viewer = host.connect(Subscribe(rate_hz=0, epochs=True))
    run_until(host, lambda now: now.step == 4)
    host.turn()
    viewer.ask(Stop())
    assert (host.loop.over, host.run.evaluation is not None) == (False, True)
    settle(host)
    ended = [message for message in viewer.read() if isinstance(message, EpochEnded)]
    assert [message.evaluated is not None for message in ended] == [True]
    assert (host.loop.over, status(host).state, status(host).step) == (True, "stopped", 4)


@pytest.mark.parametrize("after", [Toggle(), StepBy(1), Resume(), SetPace(5.0)])
def test_nothing_follows_a_stop(start: Start, after: Toggle | StepBy | Resume | SetPace) -> None:
    """A run that was stopped is not set going again by a key that came just after."""
    host = start(paused=True)
    viewer = host.connect()
    viewer.ask(Stop())
    viewer.ask(after)
    host.turn()
    assert (host.loop.over, status(host).state, status(host).pace) == (True, "stopped", None)


def test_a_finished_run_that_is_stopped_was_finished(start: Start, settle: Settle) -> None:
    """Leaving a run that reached its goal does not make it an unfinished one."""
    host = start()
    settle(host)
    host.connect().ask(Stop())
    host.turn()
    assert (host.loop.over, host.loop.result().state) == (True, "finished")


def test_the_last_word_has_the_result(start: Start, settle: Settle) -> None:
    """The result's figures are those of the parameters as they are at the end."""
    host = start()
    settle(host)
    result = host.loop.result()
    point = host.run.validations.points[-1]
    assert (result.steps, result.epochs, result.learning_rate, result.threads) == (24, 3, 0.01, 1)
    assert (result.validation_loss, result.validation_accuracy) == (point.loss, point.accuracy)
    assert Ended(result.state, result).reason == "finished"


def test_a_run_goes_to_its_end(start: Start, settle: Settle) -> None:
    """Three epochs of eight steps, then it waits, finished."""
    host = start()
    settle(host)
    assert (status(host).state, status(host).step, status(host).epochs_done) == ("finished", 24, 3)
    assert lines(host) == ["finished: 3 epochs"]


def test_a_finished_run_goes_on(start: Start, settle: Settle) -> None:
    """Space on a finished run trains for as many epochs again."""
    host = start()
    settle(host)
    host.connect().ask(Toggle())
    settle(host)
    assert (status(host).state, status(host).epochs_done) == ("finished", 6)
    assert lines(host) == ["finished: 3 epochs", "goes on to epoch 6", "finished: 6 epochs"]


def test_steps_beyond_the_end(start: Start, settle: Settle) -> None:
    """A step past the last epoch moves the goal to the end of the epoch begun."""
    host = start()
    settle(host)
    viewer = host.connect()
    viewer.ask(StepBy(1))
    settle(host)
    assert (status(host).state, status(host).step, status(host).goal_epochs) == ("paused", 25, 4)
    viewer.ask(Toggle())
    settle(host)
    assert (status(host).state, status(host).epochs_done) == ("finished", 4)
