"""Terminals of other sizes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.geometry import Size
from textual.widgets import OptionList

from nntui.config import RunConfig
from nntui.screens.dashboard import Dashboard
from nntui.session.assembly import assemble
from nntui.session.describing import describe_run
from nntui.session.protocol import HeatRequest, Status, Subscribe, Welcome
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.too_small import TooSmall
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk


STATUS = Status(1, "paused", 0, 0, 0, 3, 1e-3, 0.9, 0.0, 0.0, 32, None)


def room(desk: Desk) -> Subscribe:
    """Two columns for each cell of the chart, two rows of weights for each row of text but the legend's."""
    chart, weights = desk.part(LossPanel).content_size, desk.part(WeightsPanel).content_size
    heat = HeatRequest("dense_1", 2 * (weights.height - 2), weights.width)
    return Subscribe(columns=2 * (chart.width - 5), heat=heat, layers=True)


def has_asked(desk: Desk, wanted: Subscribe) -> bool:
    return desk.host.heard[-1] == wanted


async def test_the_subscription_follows_the_size(open_script: OpenDesk) -> None:
    """The host is asked for what there is room for, and for nothing where there is none."""
    described = describe_run(Path("iris-1"), assemble(RunConfig(dataset="iris")), 1)
    rooms = []
    async with open_script() as desk:
        desk.host.say(Welcome(1, described, STATUS, ()))
        await desk.until(lambda: len(desk.host.heard) > 1)
        for size in ((120, 40), (80, 24), (50, 10), (200, 60), (120, 40)):
            await desk.pilot.resize_terminal(*size)
            rooms.append(room(desk) if size != (50, 10) else Subscribe())
            await desk.until(partial(has_asked, desk, rooms[-1]))
    assert rooms[0] == rooms[-1] != rooms[1]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((59, 16), True),
        ((60, 15), True),
        ((50, 10), True),
        ((10, 3), True),
        ((60, 16), False),
        ((300, 100), False),
    ],
)
def test_what_is_too_small(size: tuple[int, int], expected: bool) -> None:
    """Below 60 columns, or 16 rows."""
    assert TooSmall.is_too_small(Size(*size)) == expected


@pytest.mark.parametrize(("size", "expected"), [((59, 16), True), ((60, 15), True), ((60, 16), False)])
async def test_a_terminal_that_is_too_small_says_so(
    open_desk: OpenDesk, size: tuple[int, int], expected: bool
) -> None:
    """Instead of everything else; the run goes on, and keys still work."""
    async with open_desk(size, paused=True) as desk:
        await desk.obeyed("s")
        shown = {type(each) for each in desk.app.screen.displayed_children}
        assert (shown == {TooSmall}, TooSmall in shown) == (expected, expected)
        assert desk.host.run.trainer.step_number == 1


async def test_back_from_too_small(open_desk: OpenDesk) -> None:
    """Everything is there again, of the newest step."""
    async with open_desk(paused=True) as desk:
        await desk.obeyed("s")
        before = desk.rows(LossPanel)
        await desk.pilot.resize_terminal(50, 10)
        await desk.obeyed("s")
        await desk.pilot.resize_terminal(120, 40)
        await desk.shown()
        assert "step 2 " in desk.header
        assert len(desk.rows(LossPanel)) == len(before)
        assert desk.part(LossPanel).figures.step == 2


async def test_an_enlarged_panel_in_a_terminal_that_is_too_small(open_desk: OpenDesk) -> None:
    """The note takes its place as well."""
    async with open_desk(paused=True) as desk:
        await desk.press("z")
        await desk.pilot.resize_terminal(50, 10)
        assert isinstance(desk.app.screen, Dashboard)
        assert desk.part(TooSmall).region.size == (50, 10)


async def test_windows_fit_the_smallest_terminal(open_desk: OpenDesk) -> None:
    """Their frames are on the screen, whole."""
    fitting = {}
    async with open_desk((60, 16), paused=True) as desk:
        for key in ("?", "l", "h", "q"):
            await desk.press(key)
            box = desk.app.screen.query_one("#box").region
            fitting[key] = desk.app.screen.region.contains_region(box)
            await desk.press("escape")
    assert fitting == dict.fromkeys(fitting, True)


async def test_the_palette_fits_the_smallest_terminal(open_desk: OpenDesk) -> None:
    """The last of its commands can be read."""
    async with open_desk((60, 16), paused=True) as desk:
        await desk.press("ctrl+p")
        await desk.until(lambda: desk.app.screen.query_one(OptionList).option_count)
        await desk.pilot.pause()
        found = desk.app.screen.query_one(OptionList).region
        assert desk.app.screen.region.contains_region(found)
        assert found.height > 4
