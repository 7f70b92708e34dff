"""Choosing a layer, and what is shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nntui.screens.dashboard import Dashboard
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk


def marked(desk: Desk) -> list[str]:
    """The layers with the mark of the selected one."""
    return [row.split()[1] for row in desk.rows(LayersPanel) if row.startswith("▸")]


async def shown_layer(desk: Desk, name: str, picture: str = "weight") -> None:
    """Wait until the host measures this layer, and its heat map is on the screen."""
    await desk.until(lambda: desk.host.hub.interest.pictures == {(name, picture)})
    desk.host.settle()
    await desk.until(lambda: desk.part(WeightsPanel).heat.layer == name)
    await desk.until(lambda: desk.part(WeightsPanel).heat.picture == picture)


async def test_keys_move_through_the_layers(open_desk: OpenDesk) -> None:
    """And stop at either end."""
    seen = []
    async with open_desk(paused=True) as desk:
        for key in (",", ".", ".", ".", ","):
            await desk.press(key)
            seen += marked(desk)
    assert seen == ["dense_1", "dense_2", "dense_3", "dense_3", "dense_2"]


async def test_arrows_move_while_the_table_is_in_focus(open_desk: OpenDesk) -> None:
    """Elsewhere they do nothing."""
    seen = []
    async with open_desk(paused=True) as desk:
        await desk.press("down")
        seen += marked(desk)
        desk.part(LayersPanel).focus()
        for key in ("down", "down", "up"):
            await desk.press(key)
            seen += marked(desk)
    assert seen == ["dense_1", "dense_2", "dense_3", "dense_2"]


async def test_a_chosen_layers_weights_are_shown(open_desk: OpenDesk) -> None:
    """While paused as well: the host measures what is looked at."""
    async with open_desk(paused=True) as desk:
        await desk.press("full_stop")
        await shown_layer(desk, "dense_2")
        await desk.pilot.pause()
        assert desk.part(WeightsPanel).border_title == "Weights · dense_2 · 6×4"


async def test_a_click_on_a_row_chooses_its_layer(open_desk: OpenDesk) -> None:
    """The heading and the axis are no layers."""
    seen = []
    async with open_desk(paused=True) as desk:
        for row in (3, 0, 4, 2):
            await desk.pilot.click(LayersPanel, offset=(20, 1 + row))
            seen += marked(desk)
    assert seen == ["dense_3", "dense_3", "dense_3", "dense_2"]


DEEP = {"hidden": (4,) * 9, "paused": True}


async def test_of_many_layers_the_selected_one_is_in_sight(open_desk: OpenDesk) -> None:
    """The frame says which ones have room."""
    async with open_desk((80, 24), **DEEP) as desk:
        for _ in range(6):
            await desk.press("full_stop")
        layers = [row.split()[-2] for row in desk.rows(LayersPanel)[1:]]
        assert (marked(desk), layers) == (["dense_7"], [f"dense_{at}" for at in range(5, 10)])
        assert desk.part(LayersPanel).border_subtitle == "5–9 of 10"


async def test_a_click_among_many_layers(open_desk: OpenDesk) -> None:
    """It counts from the first that is in sight."""
    async with open_desk((80, 24), **DEEP) as desk:
        await desk.press(*["full_stop"] * 6)
        await desk.pilot.click(LayersPanel, offset=(20, 2))
        assert marked(desk) == ["dense_5"]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16)])
@pytest.mark.parametrize("hidden", [(), (4,), (4,) * 30])
async def test_no_panel_overflows(
    open_desk: OpenDesk, size: tuple[int, int], hidden: tuple[int, ...]
) -> None:
    """However many layers there are, the bar is the last row and nothing covers anything."""
    async with open_desk(size, hidden=hidden, paused=True) as desk:
        dashboard = desk.app.screen
        assert isinstance(dashboard, Dashboard)
        regions = [each.region for each in dashboard.query("RowsView") if each.region.area]
        overlaps = [
            (one, other)
            for place, one in enumerate(regions)
            for other in regions[place + 1 :]
            if one.intersection(other).area
        ]
        assert (overlaps, sum(region.area for region in regions)) == ([], size[0] * size[1])


ATTENTIVE = {"dataset": "digits", "model": "transformer", "units": 4, "heads": 2, "blocks": 1, "hidden": ()}


async def test_m_shows_what_else_there_is_of_a_layer(open_desk: OpenDesk) -> None:
    """Where attention looks first, then its weights; a layer that has only these shows them after it."""
    titles = []
    async with open_desk(paused=True, **ATTENTIVE) as desk:
        for _ in range(3):
            await desk.press("full_stop")
        for picture in ("attention", "weight", "output", "attention"):
            await shown_layer(desk, "self_attention_1", picture)
            await desk.pilot.pause()
            titles.append(desk.part(WeightsPanel).border_title)
            await desk.press("m")
        await desk.press("full_stop")
        await shown_layer(desk, "layer_norm_2")
    assert titles == [
        "Attention · self_attention_1 · 2 of 8×8",
        "Weights · self_attention_1 · 3 of 4×4",
        "Weights of the output · self_attention_1 · 4×4",
        "Attention · self_attention_1 · 2 of 8×8",
    ]
