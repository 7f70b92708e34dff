"""One panel on the whole screen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from nntui.widgets.key_bar import KeyBar
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.run_header import RunHeader
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk

PANELS = (LossPanel, WeightsPanel, LayersPanel, LogPanel)


def in_sight(desk: Desk) -> dict[str, tuple[int, int, int, int]]:
    """The regions of the parts that are on the screen."""
    return {
        type(each).__name__: tuple(each.region)
        for each in desk.app.screen.query("RowsView")
        if each.region.area
    }


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_the_panel_in_focus_has_all_but_header_and_bar(
    open_desk: OpenDesk, size: tuple[int, int]
) -> None:
    """Wherever it stands otherwise, and however large it is there."""
    width, height = size
    regions = {}
    async with open_desk(size, paused=True) as desk:
        for panel in PANELS:
            desk.part(panel).focus()
            await desk.press("z")
            regions[panel] = in_sight(desk)
            await desk.press("z")
    header, bar = {"RunHeader": (0, 0, width, 1)}, {"KeyBar": (0, height - 1, width, 1)}
    inside = (0, 1, width, height - 2)
    assert regions == {panel: {**header, panel.__name__: inside, **bar} for panel in PANELS}


@pytest.mark.parametrize("key", ["z", "escape"])
async def test_going_back(open_desk: OpenDesk, key: str) -> None:
    """Everything is where it was."""
    async with open_desk(paused=True) as desk:
        before = in_sight(desk)
        await desk.press("z", key)
        assert in_sight(desk) == before


async def test_tab_moves_on_to_the_next_panel(open_desk: OpenDesk) -> None:
    """The loss has the focus at first."""
    seen = []
    async with open_desk(paused=True) as desk:
        for _ in PANELS:
            await desk.press("z")
            seen += [name for name in in_sight(desk) if name.endswith("Panel")]
            await desk.press("z", "tab")
    assert seen == [panel.__name__ for panel in PANELS]


async def test_keys_and_clicks_work_as_before(open_desk: OpenDesk) -> None:
    """An enlarged chart is no dead end."""
    async with open_desk(paused=True) as desk:
        await desk.press("z")
        await desk.obeyed("s")
        await desk.pilot.click(KeyBar, offset=(desk.rows(KeyBar)[0].index("s step"), 0))
        await desk.until(lambda: desk.host.asked)
        desk.host.settle()
        await desk.shown()
        assert "‖ paused   step 2 " in desk.rows(RunHeader)[0]


def has_columns(desk: Desk, columns: int) -> bool:
    return desk.part(WeightsPanel).heat.columns == columns


async def test_the_host_sends_more_for_a_larger_panel(open_desk: OpenDesk) -> None:
    """As many columns and cells as there is room for; back again, as many as before."""
    async with open_desk(paused=True, hidden=(300,)) as desk:
        desk.part(WeightsPanel).focus()
        for columns in (60, 100, 60):
            await desk.until(partial(has_columns, desk, columns))
            await desk.press("z")


async def test_a_window_over_an_enlarged_panel(open_desk: OpenDesk) -> None:
    """Escape closes the window, and only that."""
    async with open_desk(paused=True) as desk:
        await desk.press("z", "l", "escape")
        assert "WeightsPanel" not in in_sight(desk)
