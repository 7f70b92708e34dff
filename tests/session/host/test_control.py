"""What each key makes of a run in each state: the table of the dashboard's keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from nntui.session.host.control import Control

EPOCHS_DONE = 2
GOAL = 5

RUNNING = Control("running", GOAL, GOAL)
BY_HAND = Control("running", GOAL, GOAL, steps_left=3)
TO_EPOCH_END = Control("running", GOAL, GOAL, to_epoch_end=True)
PAUSED = Control("paused", GOAL, GOAL)
DIVERGED = Control("diverged", GOAL, GOAL, reason="at step 7 the loss is inf")
FINISHED = Control("finished", GOAL, GOAL)
STOPPED = Control("stopped", GOAL, GOAL)

Key = Callable[[Control, int], Control]
KEYS: dict[str, Key] = {
    "space": lambda control, epochs: control.toggled(epochs),
    "s": lambda control, epochs: control.stepping(1, epochs),
    "S": lambda control, epochs: control.stepping(10, epochs),
    "e": lambda control, epochs: control.to_end_of_epoch(epochs),
    "pause": lambda control, _: control.paused(),
    "resume": lambda control, epochs: control.resumed(epochs),
    "q s": lambda control, _: control.stopped(),
}

AS_MANY_AGAIN = replace(RUNNING, goal_epochs=2 * GOAL)
ONE_MORE = replace(RUNNING, goal_epochs=GOAL + 1)

TABLE: list[tuple[Control, int, dict[str, Control]]] = [
    (
        RUNNING,
        EPOCHS_DONE,
        {
            "space": PAUSED,
            "s": PAUSED,
            "S": PAUSED,
            "e": TO_EPOCH_END,
            "pause": PAUSED,
            "resume": RUNNING,
            "q s": STOPPED,
        },
    ),
    (
        BY_HAND,
        EPOCHS_DONE,
        {
            "space": PAUSED,
            "s": replace(BY_HAND, steps_left=4),
            "S": replace(BY_HAND, steps_left=13),
            "e": TO_EPOCH_END,
            "pause": PAUSED,
            "resume": RUNNING,
            "q s": STOPPED,
        },
    ),
    (
        TO_EPOCH_END,
        EPOCHS_DONE,
        {
            "space": PAUSED,
            "s": PAUSED,
            "S": PAUSED,
            "e": TO_EPOCH_END,
            "pause": PAUSED,
            "resume": RUNNING,
            "q s": STOPPED,
        },
    ),
    (
        PAUSED,
        EPOCHS_DONE,
        {
            "space": RUNNING,
            "s": replace(RUNNING, steps_left=1),
            "S": replace(RUNNING, steps_left=10),
            "e": TO_EPOCH_END,
            "pause": PAUSED,
            "resume": RUNNING,
            "q s": STOPPED,
        },
    ),
    (
        DIVERGED,
        EPOCHS_DONE,
        {
            "space": RUNNING,
            "s": replace(RUNNING, steps_left=1),
            "S": replace(RUNNING, steps_left=10),
            "e": TO_EPOCH_END,
            "pause": DIVERGED,
            "resume": RUNNING,
            "q s": DIVERGED,
        },
    ),
    (
        FINISHED,
        GOAL,
        {
            "space": AS_MANY_AGAIN,
            "s": replace(ONE_MORE, steps_left=1),
            "S": replace(ONE_MORE, steps_left=10),
            "e": replace(ONE_MORE, to_epoch_end=True),
            "pause": FINISHED,
            "resume": AS_MANY_AGAIN,
            "q s": FINISHED,
        },
    ),
]


@pytest.mark.parametrize(
    ("before", "epochs", "key", "expected"),
    [(before, epochs, key, after) for before, epochs, row in TABLE for key, after in row.items()],
)
def test_key(before: Control, epochs: int, key: str, expected: Control) -> None:
    """Every key does in every state what the table of keys says."""
    assert KEYS[key](before, epochs) == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (RUNNING, RUNNING),
        (TO_EPOCH_END, TO_EPOCH_END),
        (BY_HAND, replace(BY_HAND, steps_left=2)),
        (replace(BY_HAND, steps_left=1), PAUSED),
    ],
)
def test_after_a_step(before: Control, expected: Control) -> None:
    """Steps by hand are counted down, and the last one pauses; nothing else is."""
    assert before.after_step() == expected


@pytest.mark.parametrize(
    ("before", "epochs", "expected"),
    [
        (RUNNING, EPOCHS_DONE, RUNNING),
        (TO_EPOCH_END, EPOCHS_DONE, PAUSED),
        (PAUSED, EPOCHS_DONE, PAUSED),
        (BY_HAND, EPOCHS_DONE, BY_HAND),
        (RUNNING, GOAL, FINISHED),
        (TO_EPOCH_END, GOAL, FINISHED),
        (PAUSED, GOAL, FINISHED),
        (BY_HAND, GOAL, replace(BY_HAND, goal_epochs=GOAL + 1)),
    ],
)
def test_after_an_epoch(before: Control, epochs: int, expected: Control) -> None:
    """A run finishes at its goal, `e` pauses there, and steps by hand go on beyond."""
    assert before.after_epoch(epochs) == expected


@pytest.mark.parametrize("before", [RUNNING, BY_HAND, TO_EPOCH_END])
def test_diverging(before: Control) -> None:
    """A run that diverges pauses with its reason, whatever it was running for."""
    assert before.diverged("at step 7 the loss is inf") == DIVERGED


def test_as_many_epochs_again_and_again() -> None:
    """A run that finished twice is trained for the epochs it was made for, not for twice as many."""
    finished = replace(FINISHED, goal_epochs=2 * GOAL)
    assert finished.toggled(2 * GOAL).goal_epochs == 3 * GOAL


def test_a_resumed_run_keeps_a_goal_that_was_moved() -> None:
    """Steps beyond the goal moved it; running on goes there."""
    assert replace(PAUSED, goal_epochs=GOAL + 1).toggled(GOAL) == replace(RUNNING, goal_epochs=GOAL + 1)


@pytest.mark.parametrize(
    ("before", "expected"),
    [(FINISHED, RUNNING), (DIVERGED, RUNNING), (PAUSED, PAUSED), (RUNNING, RUNNING), (BY_HAND, BY_HAND)],
)
def test_taken_back(before: Control, expected: Control) -> None:
    """A run that left the line where it ended, or went wrong, has that before it again."""
    assert before.taken_back() == expected


@pytest.mark.parametrize("before", [RUNNING, BY_HAND, TO_EPOCH_END, PAUSED])
def test_a_pause_with_a_reason(before: Control) -> None:
    """It is a pause like any other, and the reason is gone once the run goes on."""
    paused = before.paused_because("memory ran out")
    assert paused == replace(PAUSED, reason="memory ran out")
    assert paused.resumed(0) == RUNNING
