"""Where a run would stand once all is done that was asked for, and the words for it."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from nntui.session.following.intent import intent_of, wanting
from nntui.session.protocol import (
    Action,
    Evaluate,
    Pause,
    Resume,
    RunState,
    RunToEpochEnd,
    ScaleLearningRate,
    SetHyperParameter,
    SetPace,
    ShiftPace,
    Status,
    StepBy,
    Stop,
    Toggle,
)
from tests.session.following.viewing import STATUS


def marks(status: Status, *actions: Action) -> list[str]:
    """The words for each, one key after another, and none of them answered."""
    intent, said = intent_of(status), []
    for action in actions:
        intent, _, words = wanting(intent, action)
        said.append(words)
    return said


STANDS = {state: replace(STATUS, state=state) for state in get_args(RunState)}
BY_HAND = replace(STATUS, steps_left=5)
HELD = replace(STATUS, state="paused", reason="the disk is full")


@pytest.mark.parametrize(
    ("status", "actions", "expected"),
    [
        (STANDS["running"], [Toggle()], ["pausing …"]),
        (STANDS["running"], [Toggle(), Toggle()], ["pausing …", "resuming …"]),
        (STANDS["running"], [StepBy(1)], ["pausing …"]),
        (STANDS["running"], [StepBy(1), StepBy(1)], ["pausing …", "1 step …"]),
        (STANDS["running"], [RunToEpochEnd()], ["to the epoch's end …"]),
        (STANDS["paused"], [Toggle()], ["resuming …"]),
        (STANDS["paused"], [StepBy(1), StepBy(10)], ["1 step …", "11 steps …"]),
        (STANDS["paused"], [StepBy(10), Toggle(), StepBy(1)], ["10 steps …", "pausing …", "1 step …"]),
        (STANDS["paused"], [Pause(), Resume(), Pause()], ["pausing …", "resuming …", "pausing …"]),
        (STANDS["finished"], [Toggle()], ["training on …"]),
        (STANDS["diverged"], [Toggle()], ["going back …"]),
        (STANDS["stopped"], [Resume()], ["resuming …"]),
        (STANDS["running"], [Stop()], ["stopping …"]),
        (BY_HAND, [StepBy(10)], ["10 steps …"]),
        (HELD, [Toggle()], ["pausing …"]),
        (STANDS["running"], [Evaluate()], ["evaluating …"]),
    ],
)
def test_what_is_to_run_or_pause(status: Status, actions: list[Action], expected: list[str]) -> None:
    """Each key goes on from what the ones before it asked for."""
    assert marks(status, *actions) == expected


def test_presses_multiply() -> None:
    """The rate that will be, not the one that is."""
    up = ScaleLearningRate(1.25)
    assert marks(STATUS, up, up, ScaleLearningRate(0.1)) == [
        "lr → 1.25e-3 …",
        "lr → 1.56e-3 …",
        "lr → 1.56e-4 …",
    ]


def test_a_typed_rate_is_what_later_presses_multiply() -> None:
    """Whatever it was before."""
    assert marks(STATUS, SetHyperParameter("learning_rate", 0.5), ScaleLearningRate(0.1)) == [
        "lr → 0.5 …",
        "lr → 5e-2 …",
    ]


def test_paces_are_gone_through() -> None:
    """Up to as fast as it goes, and down again."""
    assert marks(STATUS, ShiftPace(1), ShiftPace(3), ShiftPace(-1), SetPace(7.5)) == [
        "pace → 200 …",
        "pace → max …",
        "pace → 1000 …",
        "pace → 7.5 …",
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("momentum", 0.95, "momentum → 0.95 …"),
        ("weight_decay", 1e-4, "weight decay → 1e-4 …"),
        ("batch_size", 1024.0, "batch size → 1,024 …"),
    ],
)
def test_other_settings_have_their_names(name: str, value: float, expected: str) -> None:
    """As people call them."""
    assert marks(STATUS, SetHyperParameter(name, value)) == [expected]


@pytest.mark.parametrize("status", STANDS.values(), ids=STANDS)
def test_no_mark_is_worded_as_a_state(status: Status) -> None:
    """How a run stands is said by its host alone."""
    actions = (Toggle(), Pause(), Resume(), StepBy(1), StepBy(10), RunToEpochEnd(), Stop(), Evaluate())
    words = {word for action in actions for each in marks(status, action) for word in each.split()}
    assert words & set(get_args(RunState)) == set()


def test_something_may_be_wanted_before_anything_is_known() -> None:
    """A key may be pressed before the host has answered."""
    assert wanting(intent_of(None), StepBy(1))[2] == "1 step …"
