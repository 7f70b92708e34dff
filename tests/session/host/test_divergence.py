"""A run that goes wrong pauses itself, and can go on from where it was well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import pytest

from nntui.session.loopback import LoopbackHost, LoopbackViewer
from nntui.session.protocol import (
    Happened,
    Refused,
    Resume,
    RunToEpochEnd,
    SetHyperParameter,
    Status,
    StepBy,
    Subscribe,
    Toggle,
)


class Clock(Protocol):
    """Seconds, which pass when somebody says so."""

    now: float


Start = Callable[..., LoopbackHost]
Settle = Callable[[LoopbackHost], None]
LINE = {"dataset": "line", "hidden": (), "optimizer": "sgd", "lr": 0.03, "batch": 16, "epochs": 4}
STEPS_AN_EPOCH = 10
TOO_MUCH = SetHyperParameter("learning_rate", 50.0)
ENOUGH = SetHyperParameter("learning_rate", 0.03)


def status(host: LoopbackHost) -> Status:
    return host.run.status()


@pytest.fixture
def diverged(start: Start, settle: Settle) -> tuple[LoopbackHost, LoopbackViewer]:
    """A run that was well for two epochs, and then got far too high a rate."""
    host = start(**LINE, paused=True)
    viewer = host.connect(Subscribe(columns=100))
    viewer.ask(StepBy(2 * STEPS_AN_EPOCH))
    settle(host)
    viewer.ask(TOO_MUCH)
    viewer.ask(Toggle())
    settle(host)
    viewer.read()
    return host, viewer


def test_it_pauses_itself_with_step_and_reason(start: Start, settle: Settle) -> None:
    """The very step whose loss is no number any more stops the run, and says so."""
    host = start(**LINE | {"lr": 50.0})
    viewer = host.connect()
    settle(host)
    now = status(host)
    assert now.state == "diverged"
    assert now.reason == f"at step {now.step + 1} the loss is inf"
    last = [message.entry for message in viewer.read() if isinstance(message, Happened)][-1]
    expected = f"diverged: {now.reason}; lower the learning rate and go on"
    assert (last.text, last.mark) == (expected, "diverged")


def test_the_step_is_not_counted(diverged: tuple[LoopbackHost, LoopbackViewer]) -> None:
    """Of a step that was not applied there is no loss in the curve."""
    host, _ = diverged
    assert len(host.run.losses) == status(host).step


@pytest.mark.parametrize("action", [Toggle(), Resume()])
def test_back_to_the_newest_sound_state(
    diverged: tuple[LoopbackHost, LoopbackViewer], settle: Settle, action: Toggle | Resume
) -> None:
    """It goes back to the end of the last epoch that was well, and on at the lower rate to its goal."""
    host, viewer = diverged
    viewer.ask(ENOUGH)
    viewer.ask(action)
    settle(host)
    told = [message.entry for message in viewer.read() if isinstance(message, Happened)]
    assert [(entry.step, entry.text) for entry in told][1:] == [
        (20, "went back to step 20, before it went wrong, and on from there"),
        (40, "finished: 4 epochs"),
    ]


@pytest.mark.parametrize(("action", "expected"), [(StepBy(1), 21), (RunToEpochEnd(), 30)])
def test_back_and_some_steps(
    diverged: tuple[LoopbackHost, LoopbackViewer],
    settle: Settle,
    action: StepBy | RunToEpochEnd,
    expected: int,
) -> None:
    """Steps by hand start from the sound state as well."""
    host, viewer = diverged
    viewer.ask(ENOUGH)
    viewer.ask(action)
    settle(host)
    assert (status(host).state, status(host).step) == ("paused", expected)


def test_nothing_is_left_of_it(
    diverged: tuple[LoopbackHost, LoopbackViewer], start: Start, settle: Settle
) -> None:
    """A run that went wrong and back ends with the very bits of one that never did."""
    host, viewer = diverged
    viewer.ask(ENOUGH)
    viewer.ask(Toggle())
    settle(host)
    well = start(**LINE)
    settle(well)
    assert host.loop.result().parameters_sha256 == well.loop.result().parameters_sha256
    assert host.loop.result().train_loss == well.loop.result().train_loss


def test_the_curves_are_cut(
    diverged: tuple[LoopbackHost, LoopbackViewer], settle: Settle, clock: Clock
) -> None:
    """A viewer's curves lose what is not so any more."""
    host, viewer = diverged
    viewer.ask(ENOUGH)
    viewer.ask(StepBy(1))
    settle(host)
    for _ in range(10):
        clock.now += 0.1
        viewer.read()
    training, validation = viewer.state.training, viewer.state.validation
    assert training is not None
    assert validation is not None
    assert (len(training.curve.mean), len(validation.curve.mean)) == (22, 21)


def test_it_stays_until_somebody_goes_on(
    diverged: tuple[LoopbackHost, LoopbackViewer], settle: Settle
) -> None:
    """A lower rate alone does not set it going, and it can be set before."""
    host, viewer = diverged
    before = status(host).step
    viewer.ask(ENOUGH)
    settle(host)
    assert (status(host).state, status(host).step, status(host).learning_rate) == ("diverged", before, 0.03)


def test_a_refusal_does_not_go_back(diverged: tuple[LoopbackHost, LoopbackViewer], settle: Settle) -> None:
    """What is refused changes nothing, here as elsewhere."""
    host, viewer = diverged
    before = status(host).step
    asked = viewer.ask(StepBy(0))
    settle(host)
    expected = Refused(asked, "between 1 and 1,000,000 steps at a time, not 0")
    assert expected in viewer.read()
    assert (status(host).state, status(host).step) == ("diverged", before)


def test_it_may_go_wrong_again(diverged: tuple[LoopbackHost, LoopbackViewer], settle: Settle) -> None:
    """Going on at the same rate ends the same way, from the same sound state, as often as one likes."""
    host, viewer = diverged
    step, reason = status(host).step, status(host).reason
    viewer.ask(Toggle())
    settle(host)
    assert (status(host).state, status(host).step, status(host).reason) == ("diverged", step, reason)


def test_a_bad_epoch_is_no_place_to_go_back_to(start: Start, settle: Settle) -> None:
    """Where all epochs lost more than the untrained network, the way back leads to the start."""
    host = start(**LINE | {"lr": 1.5, "epochs": 400})
    viewer = host.connect()
    settle(host)
    assert status(host).state == "diverged"
    assert status(host).epochs_done > 1
    viewer.ask(ENOUGH)
    viewer.ask(StepBy(1))
    settle(host)
    assert status(host).step == 1
