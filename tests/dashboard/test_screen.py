"""What a terminal shows after partial repaints is what it would show if all were painted anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest
from textual.events import MouseScrollUp

from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk, Picture

Doing = Callable[["Desk"], Awaitable[None]]


async def a_session(desk: Desk) -> None:
    """Figures, curve, marks, axis, heat map, layers, log and frames all change."""
    await desk.obeyed("s", "right_square_bracket", "S", "left_curly_bracket", "e")
    await desk.press("full_stop", "y", "tab")
    await desk.obeyed("v", "s")


async def enlarged(desk: Desk) -> None:
    """One panel alone."""
    await desk.press("z")
    await desk.obeyed("s")


async def enlarged_and_back(desk: Desk) -> None:
    """What was hidden is there again, and went on meanwhile."""
    desk.part(LayersPanel).focus()
    await desk.press("z")
    await desk.obeyed("s")
    await desk.press("escape")


async def smaller_and_larger(desk: Desk) -> None:
    """Rows of other widths come and go."""
    for size in ((80, 24), (50, 10), (110, 30)):
        desk.screen.resize(*size)
        await desk.pilot.resize_terminal(*size)
        await desk.obeyed("s")


async def windows(desk: Desk) -> None:
    """Opened and closed above a picture that goes on; the last one stays."""
    for key in ("?", "l", "h", "q"):
        await desk.press("escape", key)
        desk.host.loop.say(f"while {key} was open")
        await desk.until(lambda: desk.part(LogPanel).log_entries[-1].number == len(desk.host.hub.log))


async def a_long_log(desk: Desk) -> None:
    """Every row of it moves; looked at further up."""
    for number in range(12):
        desk.host.loop.say(f"line {number}")
    await desk.until(lambda: len(desk.part(LogPanel).log_entries) == 13)
    panel = desk.part(LogPanel)
    panel.post_message(MouseScrollUp(panel, 5, 2, 0, 0, 0, False, False, False))


async def a_lost_host(desk: Desk) -> None:
    """Header and bar say so."""
    desk.host.vanish()
    await desk.until(lambda: "host ended" in desk.header)


async def painted_anew(desk: Desk) -> Picture:
    """The picture after every cell was painted in other colours, and in its own again."""
    desk.app.theme = "nntui-light"
    await desk.seen()
    desk.app.theme = "nntui-dark"
    return await desk.seen()


@pytest.mark.parametrize(
    "doing",
    [
        a_session,
        enlarged,
        enlarged_and_back,
        smaller_and_larger,
        windows,
        a_long_log,
        a_lost_host,
    ],
    ids=lambda doing: doing.__name__,
)
async def test_partial_repaints_leave_nothing_behind(open_desk: OpenDesk, doing: Doing) -> None:
    """Cell for cell, characters and colours."""
    async with open_desk(paused=True, seen=True) as desk:
        await doing(desk)
        seen = await desk.seen()
        anew = await painted_anew(desk)
        assert [at for at, (one, other) in enumerate(zip(seen, anew, strict=True)) if one != other] == []
