"""What requests do to a run, and the whole sentence where they do nothing."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan

import pytest

from nntui.session.host.actions import MOST_STEPS, Outcome, Refusal, decide, enact
from nntui.session.host.run import Run
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    Action,
    Evaluate,
    Pause,
    Resume,
    RunToEpochEnd,
    ScaleLearningRate,
    SetHyperParameter,
    SetPace,
    StepBy,
    Stop,
    Toggle,
)

Start = Callable[..., LoopbackHost]


@pytest.fixture
def make(start: Start) -> Callable[..., Run]:
    """Makes a run that has not begun: `make(paused=True)`; arguments are changes of the small config."""
    return lambda **changes: start(**changes).run


def apply(run: Run, action: Action, now: float) -> Outcome:
    decision = decide(run, action)
    enact(run, decision, now)
    return decision.outcome


def refusal(run: Run, action: Action) -> str:
    before = run.control, run.trainer.hyper, run.pacer.steps_per_s
    with pytest.raises(Refusal) as caught:
        apply(run, action, now=0.0)
    assert (run.control, run.trainer.hyper, run.pacer.steps_per_s) == before
    return str(caught.value)


def setting(name: str, value: float) -> SetHyperParameter:
    return SetHyperParameter(name, value)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (StepBy(0), "between 1 and 1,000,000 steps at a time, not 0"),
        (StepBy(-3), "between 1 and 1,000,000 steps at a time, not -3"),
        (StepBy(MOST_STEPS + 1), "between 1 and 1,000,000 steps at a time, not 1,000,001"),
        (SetPace(0.0), "a pace is a number of steps a second above 0, or max"),
        (SetPace(-1.0), "a pace is a number of steps a second above 0, or max"),
        (SetPace(nan), "a pace is a number of steps a second above 0, or max"),
        (SetPace(inf), "a pace is a number of steps a second above 0, or max"),
        (setting("learning_rate", 0.0), "the learning rate is a number above 0, which 0 is not"),
        (setting("learning_rate", nan), "the learning rate is a number above 0, which nan is not"),
        (setting("learning_rate", inf), "the learning rate is a number above 0, which inf is not"),
        (setting("momentum", 1.0), "the momentum is a number at least 0 and below 1, which 1 is not"),
        (setting("weight_decay", -0.1), "the weight decay is a number at least 0, which -0.1 is not"),
        (setting("dropout", 1.5), "the dropout is a number at least 0 and below 1, which 1.5 is not"),
        (setting("batch_size", 0.0), "a batch is a whole number of rows, at least 1, not 0"),
        (setting("batch_size", 2.5), "a batch is a whole number of rows, at least 1, not 2.5"),
        (setting("batch_size", nan), "a batch is a whole number of rows, at least 1, not nan"),
        (setting("batch_size", 121.0), "there are no more than 120 rows to train on"),
        (setting("batch_size", 1e300), "there are no more than 120 rows to train on"),
        (setting("batch_size", inf), "there are no more than 120 rows to train on"),
        (setting("sharpness", 1.0), "there is no hyper-parameter called sharpness"),
        (ScaleLearningRate(0.0), "the learning rate is a number above 0, which 0 is not"),
        (ScaleLearningRate(-1.0), "the learning rate is a number above 0, which -0.01 is not"),
        (ScaleLearningRate(inf), "the learning rate is a number above 0, which inf is not"),
    ],
    ids=repr,
)
def test_refused(make: Callable[..., Run], action: Action, expected: str) -> None:
    """What cannot be done is refused in one sentence, and changes nothing."""
    assert refusal(make(), action) == expected


@pytest.mark.parametrize(
    ("changes", "action", "expected"),
    [
        ({"optimizer": "sgd"}, setting("momentum", 0.5), "sgd has no momentum"),
        ({"hidden": ()}, setting("dropout", 0.5), "this network has no hidden layer to drop units from"),
        ({"validation": 0.0}, Evaluate(), "no rows are held out to evaluate on: --validation was 0"),
    ],
)
def test_refused_by_this_run(
    make: Callable[..., Run], changes: dict[str, object], action: Action, expected: str
) -> None:
    """What means nothing to the network, the optimizer or the data at hand is refused, not ignored."""
    assert refusal(make(**changes), action) == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (setting("learning_rate", 2e-3), Outcome("learning rate 1e-2 → 2e-3", "lr 2e-3")),
        (ScaleLearningRate(1.25), Outcome("learning rate 1e-2 → 1.25e-2", "lr 1.25e-2")),
        (setting("momentum", 0.5), Outcome("momentum 0.9 → 0.5", "momentum 0.5")),
        (setting("weight_decay", 1e-4), Outcome("weight decay 0 → 1e-4", "decay 1e-4")),
        (setting("dropout", 0.25), Outcome("dropout 0 → 0.25", "dropout 0.25")),
        (setting("batch_size", 32.0), Outcome("batch size 16 → 32", "batch 32")),
        (SetPace(20.0), Outcome("pace 20 steps/s")),
        (SetPace(0.5), Outcome("pace 0.5 steps/s")),
        (Toggle(), Outcome("paused")),
        (Pause(), Outcome("paused")),
        (StepBy(1), Outcome("paused")),
        (Stop(), Outcome("stopped")),
        (Resume(), Outcome()),
        (RunToEpochEnd(), Outcome()),
        (Evaluate(), Outcome()),
        (SetPace(None), Outcome()),
        (setting("learning_rate", 1e-2), Outcome()),
    ],
    ids=repr,
)
def test_what_the_log_says_of_a_running_run(
    make: Callable[..., Run], action: Action, expected: Outcome
) -> None:
    """The log tells every change with old and new, and nothing where nothing changed."""
    assert apply(make(), action, now=0.0) == expected


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Toggle(), "running"),
        (Resume(), "running"),
        (RunToEpochEnd(), "running"),
        (StepBy(10), ""),
        (Pause(), ""),
        (Stop(), "stopped"),
    ],
    ids=repr,
)
def test_what_the_log_says_of_a_paused_run(make: Callable[..., Run], action: Action, expected: str) -> None:
    """Going on is told; single steps are seen anyway."""
    assert apply(make(paused=True), action, now=0.0) == Outcome(expected)


def test_full_speed_is_told_as_max(make: Callable[..., Run]) -> None:
    """The fastest pace has a name."""
    run = make(pace=20.0)
    assert apply(run, SetPace(None), now=0.0) == Outcome("pace max")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 0.5),
        ("momentum", 0.5),
        ("weight_decay", 0.5),
        ("dropout", 0.5),
        ("batch_size", 7),
    ],
)
def test_a_setting_is_that_of_the_next_step(make: Callable[..., Run], name: str, value: float) -> None:
    """A change stands in the hyper-parameters that the next step is taken with, and nothing else changes."""
    run = make(paused=True)
    before = run.trainer.hyper
    apply(run, setting(name, float(value)), now=0.0)
    assert run.trainer.hyper == before.changed(name, float(value))


def test_an_evaluation_under_way_is_enough(make: Callable[..., Run]) -> None:
    """Pressing the key twice does not begin anew."""
    run = make()
    apply(run, Evaluate(), now=0.0)
    begun = run.evaluation
    apply(run, Evaluate(), now=0.0)
    assert run.evaluation is begun
