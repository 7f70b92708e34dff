"""C6: on a slow link every key is marked at once, by this side alone."""

from __future__ import annotations

from typing import get_args

import pytest

from nntui.session.protocol import Acknowledged, Pong, Refused, RunState
from tests.dashboard.desk import Desk, open_script
from tests.session.following.viewing import STATUS, Clock, welcome

ROUND_TRIP_S = 0.6

MARKS = {
    "space": "pausing …",
    "s": "pausing …",
    "e": "to the epoch's end …",
    "right_square_bracket": "lr → 1.25e-3 …",
    "left_curly_bracket": "lr → 1e-4 …",
    "less_than_sign": "pace → 50 …",
    "v": "evaluating …",
}


async def far_away(desk: Desk, clock: Clock) -> None:
    """A host whose answers take their time."""
    desk.host.say(welcome())
    await desk.until(lambda: "● running" in desk.header)
    desk.host.silent = True
    await desk.pass_time(clock, 1.0)
    clock.now += ROUND_TRIP_S
    desk.host.say(Pong(2))
    await desk.until(lambda: desk.app.client.state.pong == 2)


@pytest.mark.parametrize("key", MARKS)
async def test_a_key_is_marked_before_the_host_says_anything(key: str) -> None:
    """In words that are no state: how the run stands is said by the host."""
    clock = Clock()
    async with open_script(clock=clock) as desk:
        await far_away(desk, clock)
        await desk.press(key)
        await desk.until(lambda: f"{MARKS[key]}   ● running" in desk.header)
        assert set(MARKS[key].split()) & set(get_args(RunState)) == set()


async def test_presses_multiply_and_the_answer_ends_the_mark() -> None:
    """What is asked for is seen at once, what is so when the host says it."""
    clock = Clock()
    async with open_script(clock=clock) as desk:
        await far_away(desk, clock)
        await desk.press("right_square_bracket", "right_square_bracket")
        await desk.until(lambda: "lr → 1.56e-3 …" in desk.header)
        asked = desk.header
        desk.host.say(Acknowledged(1, STATUS), Acknowledged(2, STATUS))
        await desk.until(lambda: "→" not in desk.header)
        assert asked.rstrip().endswith("lr 1e-3")


async def test_a_refusal_turns_the_mark_into_its_reason() -> None:
    """In its place for four seconds, and in a notice."""
    clock = Clock()
    async with open_script(clock=clock) as desk:
        await far_away(desk, clock)
        await desk.press("v")
        await desk.until(lambda: "evaluating …" in desk.header)
        desk.host.silent = False
        desk.host.say(Refused(1, "no rows are held out"))
        await desk.until(lambda: "no rows are held out   ● running" in desk.header)
        notices = desk.notices()
        await desk.pass_time(clock, 4.0)
        assert (notices, "no rows" in desk.header) == (["no rows are held out"], False)


async def test_near_by_nothing_flickers() -> None:
    """Where the answer is there at once, there is nothing to be marked."""
    clock = Clock()
    async with open_script(clock=clock) as desk:
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        await desk.press("v")
        assert "evaluating" not in desk.header
