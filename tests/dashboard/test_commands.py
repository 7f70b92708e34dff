"""Every command of the table: from its keys, from the palette, by mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.command import CommandPalette
from textual.widgets import OptionList

from nntui.commands import COMMANDS, Command
from nntui.screens.help import HelpScreen
from nntui.screens.hyper_form import HyperForm
from nntui.screens.leaving import LeaveScreen
from nntui.screens.rate_entry import RateEntry
from nntui.session.protocol import (
    Action,
    Evaluate,
    RunToEpochEnd,
    ScaleLearningRate,
    ShiftPace,
    StepBy,
    Toggle,
)
from nntui.widgets.key_bar import KeyBar
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.loss_panel import LossPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk

BY_ID = {command.id: command for command in COMMANDS}

ASKED: dict[str, Action] = {
    "pause_or_run": Toggle(),
    "step": StepBy(1),
    "step-10": StepBy(10),
    "epoch": RunToEpochEnd(),
    "rate-down": ScaleLearningRate(0.8),
    "rate-up": ScaleLearningRate(1.25),
    "rate-down-10": ScaleLearningRate(0.1),
    "rate-up-10": ScaleLearningRate(10.0),
    "slower": ShiftPace(-1),
    "faster": ShiftPace(1),
    "evaluate": Evaluate(),
}
"""What commands ask the host for."""

OPENED = {
    "rate": RateEntry,
    "hyper": HyperForm,
    "help": HelpScreen,
    "palette": CommandPalette,
    "quit": LeaveScreen,
}
"""The windows that commands open."""

ELSEWHERE = {
    "layer-before",
    "layer-after",
    "picture",
    "log-scale",
    "enlarge",
    "redraw",
    "suspend",
    "resume",
    "detach",
}
"""What they change on the screen only, or with the connection, tested below, with the panels, with hosts that
are lost and with leaving; `suspend` in a terminal."""

WRITTEN = {
    "F1": "f1",
    "F5": "f5",
    "→": "right",
    "↑": "up",
    "↓": "down",
    "PgUp": "pageup",
    "PgDn": "pagedown",
    "space": "space",
}
"""The keys that are not written as they are typed."""

LAYER_KEYS = {"layer-before": ("up",), "layer-after": ("down",)}
"""Keys that the layer table has of its own."""


def test_every_command_is_tested() -> None:
    """A new command has its place in one of the tables."""
    assert set(BY_ID) == set(ASKED) | set(OPENED) | ELSEWHERE


def test_a_key_belongs_to_one_command() -> None:
    """Two commands on one key would do one of them silently."""
    keys = [key for command in COMMANDS for key in command.keys]
    assert sorted(keys) == sorted(set(keys))


async def test_every_key_asks_the_host(open_desk: OpenDesk) -> None:
    """The first key of each command, and the second where there is one."""
    asked = {}
    async with open_desk(paused=True) as desk:
        for name in ASKED:
            asked[name] = await desk.asked(*BY_ID[name].keys)
            desk.host.hub.requests.clear()
    assert asked == {name: (action,) * len(BY_ID[name].keys) for name, action in ASKED.items()}


async def test_every_key_opens_its_window(open_desk: OpenDesk) -> None:
    """And escape closes it again."""
    opened = {}
    async with open_desk(paused=True) as desk:
        for name in OPENED:
            for key in BY_ID[name].keys:
                await desk.press(key)
                opened[key] = type(desk.app.screen)
                await desk.press("escape")
        depth = len(desk.app.screen_stack)
    expected = {key: window for name, window in OPENED.items() for key in BY_ID[name].keys}
    assert (opened, depth) == (expected, 1)


async def test_the_keys_are_those_that_are_written(open_desk: OpenDesk) -> None:
    """The help, the bar and the README name keys that work, typed as a person types them."""
    asked = {}
    async with open_desk(paused=True) as desk:
        for name in ASKED:
            keys = [WRITTEN.get(key, key) for key in BY_ID[name].shown.split()]
            await desk.press(*keys)
            await desk.until(lambda: desk.host.asked)
            asked[name] = desk.host.asked
            desk.host.hub.requests.clear()
    assert asked == {name: (action,) * len(BY_ID[name].shown.split()) for name, action in ASKED.items()}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_written_keys_are_bound(command: Command) -> None:
    """Nothing is promised that is not in the table of keys, or in the layer table."""
    written = {WRITTEN.get(key, key) for key in command.shown.split()}
    named = {key for key in written if len(key) > 1}
    assert named <= {*command.keys, *LAYER_KEYS.get(command.id, ())}


async def test_the_palette_has_every_command(open_desk: OpenDesk) -> None:
    """By its label, its help beside it; the palette itself is open already."""
    async with open_desk(paused=True) as desk:
        entries = {(each.title, each.help) for each in desk.app.get_system_commands(desk.app.screen)}
    commands = {(each.label, each.help) for each in COMMANDS if each.id != "palette"}
    assert entries == commands | {("theme", "Change the colours")}


async def test_palette_entries_ask_what_keys_ask(open_desk: OpenDesk) -> None:
    """One action each, whatever starts it."""
    async with open_desk(paused=True) as desk:
        entries = {each.title: each.callback for each in desk.app.get_system_commands(desk.app.screen)}
        for name in ASKED:
            await entries[BY_ID[name].label]()
        await desk.until(lambda: len(desk.host.asked) == len(ASKED))
        assert desk.host.asked == tuple(ASKED.values())


async def test_a_command_found_in_the_palette(open_desk: OpenDesk) -> None:
    """Typed and chosen as a person does."""
    async with open_desk(paused=True) as desk:
        await desk.press("ctrl+p", *"ten steps")
        found = desk.app.screen.query_one(OptionList)
        await desk.until(lambda: found.option_count == 1)
        assert await desk.asked("enter") == (StepBy(10),)


async def click(desk: Desk, text: str) -> None:
    """Click on the first letter of a text on the bar."""
    assert await desk.pilot.click(KeyBar, offset=(desk.rows(KeyBar)[0].index(text), 0))


CLICKS: dict[str, Action] = {
    "space run": Toggle(),
    "run": Toggle(),
    "s step": StepBy(1),
    "[ ]": ScaleLearningRate(0.8),
    "] rate": ScaleLearningRate(1.25),
    "< >": ShiftPace(-1),
    "> pace": ShiftPace(1),
}


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_clicks_on_the_bar_ask_the_host(open_desk: OpenDesk, size: tuple[int, int]) -> None:
    """Keys and their labels are buttons."""
    async with open_desk(size, paused=True) as desk:
        for text in CLICKS:
            await click(desk, text)
        await desk.until(lambda: len(desk.host.asked) == len(CLICKS))
        assert desk.host.asked == tuple(CLICKS.values())


async def test_clicks_on_the_bar_open_windows(open_desk: OpenDesk) -> None:
    """Those that ask or tell something."""
    opened = []
    async with open_desk(paused=True) as desk:
        for text in ("? help", "q quit", "l type"):
            await click(desk, text)
            await desk.until(lambda: len(desk.app.screen_stack) == 2)
            opened.append(type(desk.app.screen))
            await desk.press("escape")
    assert opened == [HelpScreen, LeaveScreen, RateEntry]


async def test_clicks_on_the_bar_choose_a_layer(open_desk: OpenDesk) -> None:
    """One further, and back."""
    chosen = []
    async with open_desk(paused=True) as desk:
        for text in (". layer", ", ."):
            await click(desk, text)
            chosen.append(desk.part(LayersPanel).selected)
    assert chosen == [1, 0]


async def test_a_click_between_keys_and_figures_does_nothing(open_desk: OpenDesk) -> None:
    """A blank is no button."""
    async with open_desk(paused=True) as desk:
        blank = desk.rows(KeyBar)[0].index("quit") + len("quit ") + 1
        await desk.pilot.click(KeyBar, offset=(blank, 0))
        assert await desk.asked("v") == (Evaluate(),)


async def test_log_scale(open_desk: OpenDesk) -> None:
    """Its key goes to and fro, and the frame says which it is."""
    seen = []
    async with open_desk(paused=True) as desk:
        for key in ("", "y", "y"):
            await desk.press(*key)
            panel = desk.part(LossPanel)
            seen.append((panel.log_scale, panel.border_subtitle))
    assert seen == [(True, "log scale"), (False, ""), (True, "log scale")]
