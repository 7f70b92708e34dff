"""Panels where colours are few, or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nntui.config import RunConfig
from nntui.renderables.heat import HALF_BLOCK, LINES, SHADES
from nntui.renderables.ink import Ink
from nntui.session.assembly import assemble
from nntui.session.describing import describe_run
from nntui.session.protocol import Status, Subscribe, Welcome
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.parts.panel import Panel
from nntui.widgets.weights_panel import LEGEND, WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk

STATUS = Status(1, "paused", 0, 0, 0, 3, 1e-3, 0.9, 0.0, 0.0, 32, None)


def asks_for(desk: Desk, rows: int) -> bool:
    """Whether so many rows of weights are what the host heard last."""
    heard = desk.host.heard[-1]
    return isinstance(heard, Subscribe) and heard.heat is not None and heard.heat.rows == rows


async def test_a_map_asks_for_as_many_rows_as_it_draws(open_script: OpenDesk) -> None:
    """Two for a row of text with colours and one without; anew when that changes."""
    described = describe_run(Path("iris-1"), assemble(RunConfig(dataset="iris")), 1)
    async with open_script() as desk:
        desk.host.say(Welcome(1, described, STATUS, ()))
        panel = desk.part(WeightsPanel)
        for ink, rows in ((Ink.COLORS, 2), (Ink.SHAPES, 1), (Ink.COLORS, 2)):
            panel.ink = ink
            await desk.until(lambda rows=rows: asks_for(desk, rows * (panel.content_size.height - LEGEND)))


@pytest.mark.parametrize(
    ("ink", "expected"), [(Ink.COLORS, (True, False, False)), (Ink.SHAPES, (False, True, True))]
)
async def test_a_map_is_drawn_anew_when_the_ink_changes(
    open_desk: OpenDesk, ink: Ink, expected: tuple[bool, ...]
) -> None:
    """At once, though nothing new is known of the weights."""
    async with open_desk(paused=True) as desk:
        await desk.obeyed("s")
        panel = desk.part(WeightsPanel)
        panel.ink = Ink.SHAPES if ink is Ink.COLORS else Ink.COLORS
        panel.ink = ink
        drawn = set("".join(desk.rows(WeightsPanel)[:-LEGEND]))
        assert tuple(bool(drawn & set(each)) for each in (HALF_BLOCK, SHADES, LINES)) == expected


async def test_lines_of_the_chart_are_bold_where_colours_are_few(open_desk: OpenDesk) -> None:
    """Where bold is brighter, they stand out from the band."""
    bold = []
    async with open_desk(paused=True) as desk:
        panel = desk.part(LossPanel)
        for ink in Ink:
            panel.ink = ink
            await desk.pilot.pause()
            bold.append(bool(panel.get_component_rich_style("role--train").bold))
    assert bold == [False, True]


@pytest.mark.parametrize("panel", [LossPanel, WeightsPanel, LayersPanel, LogPanel])
async def test_the_panel_in_focus_is_seen_without_colours(open_desk: OpenDesk, panel: type[Panel]) -> None:
    """Its title is reversed, and nothing else is."""
    async with open_desk(seen=True, paused=True) as desk:
        focused = desk.part(panel)
        focused.focus()
        cells = await desk.seen()
        assert "".join(cell.character for cell in cells if cell.reversed) == f" {focused.border_title} "
