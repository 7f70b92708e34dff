"""Terminals of other sizes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nntui.config import RunConfig
from nntui.screens.dashboard import Dashboard
from nntui.session.assembly import assemble
from nntui.session.host.process import make_served
from nntui.session.protocol import HeatRequest, Subscribe, Welcome
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.run_header import RunHeader
from nntui.widgets.too_small import TooSmall
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.conftest import Desk, OpenDesk


def room(desk: Desk) -> Subscribe:
    """Two columns for each cell of the chart, two rows of weights for each row of text but the legend's."""
    chart, weights = desk.part(LossPanel).content_size, desk.part(WeightsPanel).content_size
    heat = HeatRequest("dense_1", 2 * (weights.height - 2), weights.width)
    return Subscribe(columns=2 * (chart.width - 5), heat=heat, layers=True)


def has_asked(desk: Desk, wanted: Subscribe) -> bool:
    return desk.host.heard[-1] == wanted


async def test_the_subscription_follows_the_size(open_script: OpenDesk) -> None:
    """The host is asked for what there is room for; nothing more for a screen that is too small."""
    served = make_served(Path("iris-1"), assemble(RunConfig(dataset="iris")), 1, paused=True)
    rooms = []
    async with open_script() as desk:
        desk.host.say(Welcome(1, served.description, served.hub.status, ()))
        await desk.until(lambda: len(desk.host.heard) > 1)
        for size in ((120, 40), (80, 24), (50, 10), (200, 60), (120, 40)):
            await desk.pilot.resize_terminal(*size)
            if size != (50, 10):
                rooms.append(room(desk))
            await desk.until(partial(has_asked, desk, rooms[-1]))
    assert rooms[0] == rooms[-1] != rooms[1]


@pytest.mark.parametrize("size", [(59, 16), (60, 15), (50, 10), (10, 3)])
async def test_a_terminal_that_is_too_small_says_so(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    """And the run goes on: keys still work."""
    async with open_desk(paused=True) as desk:
        await desk.pilot.resize_terminal(*size)
        await desk.obeyed("s")
        shown = [type(each) for each in desk.app.screen.displayed_children]
        assert (shown, desk.host.run.trainer.step_number) == ([TooSmall], 1)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (300, 100)])
async def test_a_terminal_with_room_shows_the_run(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    """From the smallest on."""
    async with open_desk(size, paused=True) as desk:
        await desk.obeyed("s")
        assert desk.part(TooSmall).display is False
        assert "step 1 " in desk.rows(RunHeader)[0]


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


@pytest.mark.parametrize("keys", ["?", "l", "h", "q"])
async def test_windows_fit_the_smallest_terminal(open_desk: OpenDesk, keys: str) -> None:
    """Their frame is on the screen, whole."""
    async with open_desk((60, 16), paused=True) as desk:
        await desk.press(keys)
        box = desk.app.screen.query_one("#box").region
        assert desk.app.screen.region.contains_region(box)
