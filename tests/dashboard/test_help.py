"""The help: every key, and every panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.containers import VerticalScroll
from textual.widgets import Static

from nntui.commands import COMMANDS, Command
from nntui.screens.dashboard import Dashboard
from nntui.screens.help import KeyTable, key_lines
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.parts.panel import Panel
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import OpenDesk

PANELS = (LossPanel, WeightsPanel, LayersPanel, LogPanel)


def flowing(text: str) -> str:
    """A text without its line ends."""
    return " ".join(text.split())


@pytest.mark.parametrize("width", [40, 60, 68, 73, 74, 94])
def test_every_command_is_there_whole(width: int) -> None:
    """Its keys, its label and its help, in order, at every width."""
    lines = flowing(" ".join(line.plain for line in key_lines(width)))
    assert lines == flowing(" ".join(f"{each.shown} {each.label} {each.help}" for each in COMMANDS))


@pytest.mark.parametrize("width", range(40, 120))
def test_no_line_is_too_long(width: int) -> None:
    """A line that wraps by itself breaks the columns."""
    assert max(len(line) for line in key_lines(width)) <= width


TWO = (
    Command(
        "step", ("s", "right"), "s  →", "", "one step", "Paused: take exactly one step, then pause again."
    ),
    Command("help", ("f1",), "F1", "", "help", "All keys."),
)


def test_a_wide_table_has_three_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys, label, and what it does; more of that goes on in its own column."""
    monkeypatch.setattr("nntui.screens.help.COMMANDS", TWO)
    assert [line.plain.rstrip() for line in key_lines(74)] == [
        "s  →        one step                  Paused: take exactly one step, then",
        "                                      pause again.",
        "F1          help                      All keys.",
    ]


def test_a_narrow_table_has_the_help_below_the_label(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three columns would be too narrow to read."""
    monkeypatch.setattr("nntui.screens.help.COMMANDS", TWO)
    assert [line.plain.rstrip() for line in key_lines(50)] == [
        "s  →        one step",
        "            Paused: take exactly one step, then",
        "            pause again.",
        "F1          help",
        "            All keys.",
    ]


@pytest.mark.parametrize("panel", PANELS)
def test_every_panel_has_a_note(panel: type[Panel]) -> None:
    """What it shows, how to read it, what is healthy: more than a phrase."""
    assert len(panel.NOTE.split()) > 20


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16)])
async def test_it_shows_the_keys_and_every_panels_note(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    """Under the panel's title."""
    async with open_desk(size, paused=True) as desk:
        await desk.press("?")
        table = desk.app.screen.query_one(KeyTable)
        texts = [str(each.visual) for each in desk.app.screen.query(Static)]
        assert len(key_lines(table.content_size.width)) == table.content_size.height
        assert texts == [text for panel in PANELS for text in (panel.BORDER_TITLE, panel.NOTE)]


async def test_it_scrolls_to_its_end(open_desk: OpenDesk) -> None:
    """By keys, on the smallest screen."""
    async with open_desk((60, 16), paused=True) as desk:
        await desk.press("?", "end")
        box = desk.app.screen.query_one(VerticalScroll)
        await desk.until(lambda: box.scroll_offset.y == box.max_scroll_y)
        assert box.max_scroll_y > 50


async def test_it_closes(open_desk: OpenDesk) -> None:
    """Also with the keys that open it, and without quitting."""
    screens = []
    async with open_desk(paused=True) as desk:
        for key in ("escape", "question_mark", "f1", "q", "ctrl+c"):
            await desk.press("f1", key)
            screens.append(type(desk.app.screen))
    assert screens == [Dashboard] * 5
