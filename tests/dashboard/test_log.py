"""Looking back in the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import MouseEvent, MouseScrollDown, MouseScrollUp

from nntui.widgets.log_panel import LogPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk


def say(desk: Desk, numbers: range) -> None:
    """The host's log gets a line for each number."""
    for number in numbers:
        desk.host.loop.say(f"line {number}")


async def shown(desk: Desk, last: int) -> list[int]:
    """The numbers of the lines in sight, once the line `last` has arrived."""
    await desk.until(lambda: desk.part(LogPanel).log_entries[-1].text == f"line {last}")
    await desk.pilot.pause()
    return [int(row.split()[-1]) for row in desk.rows(LogPanel) if "line" in row]


async def turn_wheel(desk: Desk, kind: type[MouseEvent], times: int) -> None:
    """Turn the mouse wheel over the log."""
    panel = desk.part(LogPanel)
    for _ in range(times):
        panel.post_message(kind(panel, 5, 2, 0, 0, 0, False, False, False))
    await desk.pilot.pause()


async def test_the_newest_lines_are_in_sight(open_desk: OpenDesk) -> None:
    """Nobody has to scroll down."""
    async with open_desk(paused=True) as desk:
        say(desk, range(20))
        assert await shown(desk, 19) == [15, 16, 17, 18, 19]


async def test_the_wheel_looks_back_and_forward(open_desk: OpenDesk) -> None:
    """Two lines at a time; the frame says how far back it is."""
    async with open_desk(paused=True) as desk:
        say(desk, range(20))
        await shown(desk, 19)
        await turn_wheel(desk, MouseScrollUp, 3)
        back = (await shown(desk, 19), desk.part(LogPanel).border_subtitle)
        await turn_wheel(desk, MouseScrollDown, 3)
        forward = (await shown(desk, 19), desk.part(LogPanel).border_subtitle)
    assert back == ([9, 10, 11, 12, 13], "6 newer below")
    assert forward == ([15, 16, 17, 18, 19], "")


async def test_the_wheel_stops_at_either_end(open_desk: OpenDesk) -> None:
    """The first line of the log stays at the top, the last one at the bottom."""
    async with open_desk(paused=True) as desk:
        say(desk, range(20))
        await turn_wheel(desk, MouseScrollDown, 2)
        bottom = await shown(desk, 19)
        await turn_wheel(desk, MouseScrollUp, 30)
        top = desk.rows(LogPanel)[0]
    assert (bottom[-1], "150 rows" in top) == (19, True)


async def test_new_lines_leave_the_view_where_it_is(open_desk: OpenDesk) -> None:
    """Who looks back keeps reading; the frame counts what is new."""
    async with open_desk(paused=True) as desk:
        say(desk, range(20))
        await shown(desk, 19)
        await turn_wheel(desk, MouseScrollUp, 1)
        say(desk, range(20, 23))
        assert await shown(desk, 22) == [13, 14, 15, 16, 17]
        assert desk.part(LogPanel).border_subtitle == "5 newer below"


async def test_what_is_done_to_the_run_is_in_the_log(open_desk: OpenDesk) -> None:
    """When, at which step, and what."""
    async with open_desk(paused=True) as desk:
        await desk.obeyed("s", "right_square_bracket", "s", "e")
        texts = [row.split(maxsplit=3)[1:] for row in desk.rows(LogPanel) if row.strip()]
    assert [(step, text.rstrip()) for _, step, text in texts] == [
        ("0", "4 inputs, 3 classes, 150 rows, 120 train, 30 validation"),
        ("1", "learning rate 1e-3 → 1.25e-3"),
        ("2", "running"),
        ("8", "paused at the end of epoch 1"),
    ]
