"""What the keys do in each state of a run, as the header and the bar show it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from nntui.widgets.key_bar import KeyBar

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk

STEPS = 24
"""Of the whole run: 120 rows, 16 a step, three epochs."""


async def running(desk: Desk) -> None:
    """It has taken one step."""
    assert desk.host.run.control.running


async def paused(desk: Desk) -> None:
    """Begun paused, and one step taken."""
    await desk.obeyed("space")


async def finished(desk: Desk) -> None:
    """All epochs are over."""
    desk.host.take(STEPS - 1)


async def diverged(desk: Desk) -> None:
    """The weights are so large that the next loss is not finite."""
    desk.host.run.trainer.parameters.values[:] *= 1e14
    desk.host.turn()


async def by_hand(desk: Desk) -> None:
    """Paused after a step; ten more were asked for, and one of them is taken."""
    await paused(desk)
    await desk.asked("S")
    desk.host.turn()


async def to_the_epochs_end(desk: Desk) -> None:
    """Asked to run to the end of the epoch, and one step on the way."""
    await desk.asked("e")
    desk.host.turn()


Situation = Callable[["Desk"], Awaitable[None]]

CASES: list[tuple[Situation, dict[str, str]]] = [
    (
        running,
        {
            "right_square_bracket": "● running   step 2   epoch 1/3   lr 1.25e-3",
            "left_curly_bracket": "● running   step 3   epoch 1/3   lr 1.25e-4",
            "space": "‖ paused   step 3   epoch 1/3   lr 1.25e-4",
        },
    ),
    (running, {"s": "‖ paused   step 1   epoch 1/3   lr 1e-3"}),
    (running, {"S": "‖ paused   step 1   epoch 1/3   lr 1e-3"}),
    (
        running,
        {
            "e": "● running to the epoch's end   step 2   epoch 1/3   lr 1e-3",
            "s": "‖ paused   step 2   epoch 1/3   lr 1e-3",
        },
    ),
    (
        paused,
        {
            "right_square_bracket": "‖ paused   step 1   epoch 1/3   lr 1.25e-3",
            "left_square_bracket": "‖ paused   step 1   epoch 1/3   lr 1e-3",
            "right_curly_bracket": "‖ paused   step 1   epoch 1/3   lr 1e-2",
            "s": "‖ paused   step 2   epoch 1/3   lr 1e-2",
            "right": "‖ paused   step 3   epoch 1/3   lr 1e-2",
            "space": "● running   step 4   epoch 1/3   lr 1e-2",
        },
    ),
    (
        paused,
        {
            "S": "● running 9 more   step 2   epoch 1/3   lr 1e-3",
            "s": "● running 9 more   step 3   epoch 1/3   lr 1e-3",
            "right_square_bracket": "● running 8 more   step 4   epoch 1/3   lr 1.25e-3",
            "space": "‖ paused   step 4   epoch 1/3   lr 1.25e-3",
        },
    ),
    (
        paused,
        {
            "e": "● running to the epoch's end   step 2   epoch 1/3   lr 1e-3",
            "space": "‖ paused   step 2   epoch 1/3   lr 1e-3",
        },
    ),
    (
        by_hand,
        {
            "S": "● running 18 more   step 3   epoch 1/3   lr 1e-3",
            "e": "● running to the epoch's end   step 4   epoch 1/3   lr 1e-3",
        },
    ),
    (
        finished,
        {
            "right_square_bracket": "✓ finished   step 24   epoch 3/3   lr 1.25e-3",
            "s": "‖ paused   step 25   epoch 4/4   lr 1.25e-3",
        },
    ),
    (finished, {"space": "● running   step 25   epoch 4/6   lr 1e-3"}),
    (finished, {"S": "● running 9 more   step 25   epoch 4/4   lr 1e-3"}),
    (finished, {"e": "● running to the epoch's end   step 25   epoch 4/4   lr 1e-3"}),
    (
        diverged,
        {
            "left_curly_bracket": "✕ diverged   step 1   epoch 1/3   lr 1e-4",
            "space": "● running   step 1   epoch 1/3   lr 1e-4",
        },
    ),
    (diverged, {"s": "‖ paused   step 1   epoch 1/3   lr 1e-3"}),
    (diverged, {"e": "● running to the epoch's end   step 1   epoch 1/3   lr 1e-3"}),
]


def names(value: object) -> str:
    return " ".join(value) if isinstance(value, dict) else str(getattr(value, "__name__", value))


@pytest.mark.parametrize(("situation", "expected"), CASES, ids=names)
async def test_keys_in_a_state(open_desk: OpenDesk, situation: Situation, expected: dict[str, str]) -> None:
    """What the table of keys promises, one after another; a run that runs takes a step after each."""
    seen = {}
    async with open_desk() as desk:
        await situation(desk)
        for key in expected:
            await desk.asked(key)
            desk.host.turn()
            await desk.shown()
            seen[key] = desk.header[desk.header.index("adam") + len("adam") :].strip()
    assert seen == expected


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (running, " space pause  s pause  [ ] rate  < > pace  , . layer"),
        (paused, " space run  s step  [ ] rate  < > pace  , . layer"),
        (by_hand, " space pause  s step  [ ] rate  < > pace  , . layer"),
        (finished, " space train on  s step  [ ] rate  < > pace  , . layer"),
        (diverged, " space go back  s step  [ ] rate  < > pace  , . layer"),
    ],
    ids=names,
)
async def test_the_bar_in_a_state(open_desk: OpenDesk, situation: Situation, expected: str) -> None:
    """A key is called what it does now."""
    async with open_desk() as desk:
        await situation(desk)
        await desk.shown()
        assert desk.rows(KeyBar)[0].startswith(expected)
