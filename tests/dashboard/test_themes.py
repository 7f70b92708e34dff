"""Dark and light."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nntui.renderables.palette import DARK, LIGHT, Palette
from nntui.themes import THEMES
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.parts.rows_view import RowsView
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk


def colors(desk: Desk, kind: type[RowsView]) -> set[tuple[int, int, int]]:
    """The foreground colours in a widget."""
    widget = desk.part(kind)
    lines = (widget.render_line(y) for y in range(widget.content_size.height))
    return {tuple(segment.style.color.triplet) for line in lines for segment in line if segment.style.color}


async def test_there_are_two(open_desk: OpenDesk) -> None:
    """Others would lack the colours of the curves."""
    async with open_desk(paused=True) as desk:
        assert (desk.app.theme, set(desk.app.available_themes)) == (
            "nntui-dark",
            {"nntui-dark", "nntui-light"},
        )


@pytest.mark.parametrize(("name", "palette"), [("nntui-dark", DARK), ("nntui-light", LIGHT)])
async def test_everything_takes_the_colours_of_the_theme(
    open_desk: OpenDesk, name: str, palette: Palette
) -> None:
    """At once, the heat map and the curves too."""
    theme = next(theme for theme in THEMES if theme.name == name)
    other = next(theme for theme in THEMES if theme.name != name)
    curve = theme.variables["nn-validation"]
    async with open_desk(paused=True) as desk:
        desk.app.theme = other.name
        await desk.obeyed("s")
        desk.app.theme = name
        await desk.pilot.pause()
        assert tuple(bytes.fromhex(curve[1:])) in colors(desk, LossPanel)
        assert colors(desk, WeightsPanel) & set(palette.levels)
        assert not colors(desk, WeightsPanel) & (set(DARK.levels + LIGHT.levels) - set(palette.levels))


async def test_the_palette_changes_them(open_desk: OpenDesk) -> None:
    """Chosen as a person does."""
    async with open_desk(paused=True) as desk:
        desk.app.action_change_theme()
        await desk.until(lambda: len(desk.app.screen_stack) == 2)
        await desk.press(*"light")
        await desk.press("enter")
        await desk.until(lambda: desk.app.theme == "nntui-light")
