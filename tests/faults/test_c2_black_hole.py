"""C2: nothing arrives any more, and nothing says so."""

from __future__ import annotations

from tests.dashboard.desk import Desk, open_script
from tests.session.following.viewing import Clock, welcome


async def fall_silent(desk: Desk) -> None:
    """All is well, and then no more words come."""
    desk.host.say(welcome())
    await desk.until(lambda: "● running" in desk.header)
    desk.host.silent = True


async def test_it_is_marked_stale_within_three_seconds() -> None:
    """And counted up from there."""
    clock = Clock()
    async with open_script(clock=clock) as desk:
        await fall_silent(desk)
        await desk.pass_time(clock, 3.0)
        early = desk.header
        await desk.pass_time(clock, 4.0)
        assert "○ stale 3 s   step 1,234" in early
        assert "○ stale 7 s   step 1,234" in desk.header


async def test_it_connects_anew_within_fifteen_seconds() -> None:
    """By another connection, the old one being closed."""
    clock = Clock()
    async with open_script(clock=clock) as desk:
        await fall_silent(desk)
        await desk.pass_time(clock, 10.0)
        await desk.until(lambda: desk.host.viewers == 2)
        desk.host.silent = False
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)


async def test_a_paused_run_is_not_taken_for_one() -> None:
    """It has nothing to say but the answers to pings."""
    clock = Clock()
    async with open_script(clock=clock) as desk:
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        await desk.pass_time(clock, 30.0)
        assert ("stale" in desk.header, desk.host.viewers) == (False, 1)
