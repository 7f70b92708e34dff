"""The Textual application: themes, the palette, and the way out."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterable
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from nntui.client import Client
from nntui.commands import COMMANDS
from nntui.screens.dashboard import Dashboard, LeaveAgreed
from nntui.session.protocol import Result, Stop
from nntui.themes import THEMES

LAST_WORDS_S = 3.0
"""How long the host may take to end before the dashboard leaves without its result."""

SETTLED_S = 1.0
"""After the first frame: by then everything long-lived has been made."""


class NntuiApp(App[Result | None], inherit_bindings=False):
    """One dashboard on one run; its result is the run's."""

    TITLE = "nntui"
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, socket: str) -> None:
        super().__init__()
        self._client = Client(socket)
        others = tuple(self.available_themes)
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        for name in others:  # they lack the colours of the panels
            self.unregister_theme(name)

    def get_default_screen(self) -> Dashboard:
        """The dashboard."""
        return Dashboard(self._client)

    def on_mount(self) -> None:
        """Look after the memory once all is there, and after the screen once it is back."""
        self.set_timer(SETTLED_S, _freeze)
        # Whatever ran in the terminal meanwhile left its own picture there.
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every command of the table, and the theme."""
        yield SystemCommand("theme", "Change the colours", self.action_change_theme)
        for command in COMMANDS:
            if command.id != "palette":
                yield SystemCommand(command.label, command.help, self._runner(command.action, screen))

    def action_redraw(self) -> None:
        """Draw every cell anew."""
        for widget in self.screen.walk_children(with_self=True):
            widget.refresh()

    def on_leave_agreed(self, message: LeaveAgreed) -> None:
        """End the run and leave."""
        message.stop()
        self.run_worker(self._leave(), group="leave", exclusive=True)

    async def _leave(self) -> None:
        """Wait for the last words, and be gone with the run's result if it comes in time."""
        self._client.ask(Stop())
        try:
            await asyncio.wait_for(self._client.over.wait(), LAST_WORDS_S)
        except TimeoutError:
            self.log.warning("the host did not end in time")
        ended = self._client.state.ended
        self.exit(ended.result if ended else None)

    def _runner(self, action: str, screen: Screen[object]) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(action, default_namespace=screen)

        return run


def _freeze() -> None:
    # What lives as long as the program need not be looked at by the collector again and again: a full
    # collection would stop the event loop for 50 ms.
    gc.collect()
    gc.freeze()
