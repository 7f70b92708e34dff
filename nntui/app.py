"""The Textual application: themes, the palette, what comes first on the screen, and the way out."""

from __future__ import annotations

import asyncio
import gc
import signal
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import BindingType
from textual.color import Color
from textual.geometry import Region
from textual.screen import Screen

from nntui.client import Client
from nntui.commands import COMMANDS
from nntui.renderables.ink import Ink
from nntui.renderables.palette import pinned_colors
from nntui.screens.asking import OVER
from nntui.screens.dashboard import Dashboard
from nntui.screens.steering import LeaveAgreed, TerminalWanted
from nntui.session.links import Link
from nntui.session.protocol import Result, Stop
from nntui.terminal.colors import RGB, is_dark
from nntui.terminal.depth import Depth
from nntui.terminal.driver import TerminalApp
from nntui.terminal.looks import Tones
from nntui.terminal.settings import Settings
from nntui.terminal.turns import Turn
from nntui.themes import DARK, LIGHT, THEMES
from nntui.widgets.parts.rows_view import RowsView

LAST_WORDS_S = 5.0
"""How long the host may take to end before the dashboard leaves without its result."""

SETTLED_S = 1.0
"""After the first frame: by then everything long-lived has been made."""

MEASURED_S = 1.0
"""So often the terminal's round trip is shown anew."""


@dataclass(frozen=True)
class Leaving:
    """How a dashboard was left.

    result: of a run that ended with it. left_running: whether it goes on. unwritten: why not all of a run
    that ended is on the disk, "" where it is.
    """

    result: Result | None = None
    left_running: bool = False
    unwritten: str = ""


class NntuiApp(TerminalApp[Leaving], inherit_bindings=False):
    """One dashboard on one run.

    settings: how the terminal is written to. wants_result: have a finished run's host end when the dashboard
    is left, for its last word. If not, it ends by itself once nobody looks any more. clock: monotonic, in
    seconds.
    """

    TITLE = "nntui"
    BINDINGS: ClassVar[list[BindingType]] = []
    # The field stands above these: as high as Textual would have them, the last are cut off at 60 × 16.
    CSS = """
    CommandPalette CommandList { max-height: 50vh; }
    VerticalScroll, OptionList { scrollbar-background: $surface; }
    """

    def __init__(
        self,
        link: Link,
        settings: Settings = Settings(),  # noqa: B008  # it is a frozen value
        *,
        read_only: bool = False,
        wants_result: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(settings)
        self.client = Client(link, read_only=read_only, clock=clock)
        self._wants_result = wants_result
        self._has_left = False
        others = tuple(self.available_themes)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._first_theme = THEMES[0].name
        for name in others:  # they lack the colours of the panels
            self.unregister_theme(name)

    def get_default_screen(self) -> Dashboard:
        """The dashboard."""
        return Dashboard(self.client, Ink.SHAPES if self.settings.few_signs else Ink.COLORS)

    def on_mount(self) -> None:
        """Look after the memory once all is there, and after what is known of the terminal."""
        self.set_timer(SETTLED_S, _freeze)
        self.set_interval(MEASURED_S, self._measure_terminal)
        self.theme_changed_signal.subscribe(self, lambda _: self._retone())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every command of the table, and the theme."""
        yield SystemCommand("theme", "Change the colours", self.action_change_theme)
        for command in COMMANDS:
            if command.id != "palette":
                yield SystemCommand(command.label, command.help, self._runner(command.action, screen))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing opens above a window that waits for an answer."""
        return not (action == "command_palette" and self.screen.is_modal)

    def action_redraw(self) -> None:
        """Draw every cell anew."""
        if self.terminal is not None:
            self.terminal.redraw()

    @property
    def tones(self) -> Tones:
        """The theme's, with the colours of heat maps as they were chosen by hand."""
        theme = self.current_theme
        ground = Color.parse(theme.background or "black").rgb
        depth, counted = self.settings.depth, self.settings.budget < inf
        # Where bytes are counted, maps have the shorter codes also on terminals that know longer ones.
        pinned = Depth.C256 if counted and depth is Depth.TRUECOLOR else depth
        return Tones(depth, ground, pinned_colors(pinned.value, dark=theme.dark))

    def areas(self) -> Iterator[tuple[Turn, Region]]:
        """Each screen's parts, and what stands above it."""
        for screen in self.screen_stack:
            if screen.is_modal:
                yield from ((Turn.FIRST, widget.region) for widget in screen.children)
                continue
            for widget in screen.query(RowsView):
                yield from (
                    (turn, area.translate(widget.content_region.offset)) for turn, area in widget.turns()
                )
        yield from ((Turn.FIRST, toast.region) for toast in self.screen.query("Toast"))

    def take_ground(self, color: RGB) -> None:
        """Have dark or light colours, as the terminal has, unless somebody has chosen others."""
        fitting = DARK if is_dark(color) else LIGHT
        if self.theme == self._first_theme:
            self.theme = self._first_theme = fitting.name

    def _retone(self) -> None:
        if self.terminal is not None:
            self.terminal.retone(self.tones)

    def _measure_terminal(self) -> None:
        """Show how long it takes to answer."""
        if self.terminal is not None:
            for dashboard in self.query(Dashboard):
                dashboard.round_trip_s = self.terminal.round_trip_s

    def on_leave_agreed(self, message: LeaveAgreed) -> None:
        """Leave, and end the run where that was wanted."""
        message.stop()
        if self._has_left:  # keys may be typed ahead of what they do
            return
        status, client = self.client.state.status, self.client
        over = not client.has_host or (status is not None and status.state in OVER)
        if client.steerable and (message.stop_run or (over and self._wants_result)):
            self.run_worker(self._stop(), group="leave", exclusive=True)
        else:
            self._leave(Leaving(left_running=not over))

    def on_terminal_wanted(self, message: TerminalWanted) -> None:
        """Lend the terminal to whoever has a question."""
        message.stop()
        self.run_worker(self._lend_terminal(), group="terminal", exclusive=True)

    async def _stop(self) -> None:
        """End the run, wait for the last words, and be gone with its result if that comes in time."""
        self.client.ask(Stop())
        try:
            await asyncio.wait_for(self.client.over.wait(), LAST_WORDS_S)
        except TimeoutError:
            self.log.warning("the host did not end in time")
        ended = self.client.state.ended
        # Whoever stops a run that does not even say that it heard it should know that it goes on.
        result, unwritten = (ended.result, ended.unwritten) if ended else (None, "")
        self._leave(Leaving(result, left_running=self.client.waits_for_answer, unwritten=unwritten))

    def _leave(self, leaving: Leaving) -> None:
        self._has_left = True
        self.exit(leaving)

    async def _lend_terminal(self) -> None:
        with self.batch_update(), _interrupts_elsewhere(), self.suspend():
            await self.client.answer_question()

    def _runner(self, action: str, screen: Screen[object]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(action, default_namespace=screen)

        return run


@contextmanager
def _interrupts_elsewhere() -> Iterator[None]:
    """What ctrl-c interrupts is the question; it is not ignored, which whoever asks would inherit."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _freeze() -> None:
    # What lives as long as the program need not be looked at by the collector again and again: a full
    # collection would stop the event loop for 50 ms.
    gc.collect()
    gc.freeze()
