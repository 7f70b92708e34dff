"""Textual's door to the terminal: what it draws is compared, paced and paid for, what comes is looked at.

The one module that touches Textual's private names.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.events import Key, MouseEvent, Paste, Resize
from textual.geometry import Region, Size
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.worker import WorkerFailed

from nntui.terminal.cells import cells_of
from nntui.terminal.colors import RGB
from nntui.terminal.death_signal import die_with_parent
from nntui.terminal.guard import guard_here
from nntui.terminal.looks import Looks, Tones
from nntui.terminal.screen_model import ScreenModel
from nntui.terminal.settings import Settings
from nntui.terminal.taken import LONGEST_GOODBYE_S, Listeners, TakenTerminal
from nntui.terminal.turns import Turn
from nntui.terminal.typed import ESCAPE, Pasted, Typed

Result = TypeVar("Result")

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
"""Each ends the program, with the terminal as it was."""

MOUSE = "\x1b[<"

ENDED_S = 0.1
"""How long answers are waited for where a signal has ended the program."""


class TerminalDriver(Driver):
    """A terminal driven without threads: nothing here ever waits for it."""

    def __init__(
        self,
        app: TerminalApp[object],
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._terminal_app = app
        self._settings = app.settings
        self._looks = Looks(app.tones)
        self._model = ScreenModel(self._looks)
        self._mouse_parser = XTermParser()
        self._taken: TakenTerminal | None = None
        self._ended = False
        self._loop.set_exception_handler(lambda _, context: app.take_failure(context))
        self._guard = guard_here()
        if self._guard is not None:
            die_with_parent()
            self._loop.add_reader(self._guard.alarm, self._end, signal.SIGTERM)

    @property
    def can_suspend(self) -> bool:
        """It can."""
        return True

    @property
    def round_trip_s(self) -> float | None:
        """How long the terminal takes to answer; None where it does not."""
        return self._taken.pacing.round_trip_s if self._taken else None

    def write(self, data: str) -> None:
        """Write what Textual wants written beside the screen, such as a bell."""
        if self._taken is not None:
            self._taken.flow.control(data.encode())

    def start_application_mode(self) -> None:
        """Take the terminal."""
        listeners = Listeners(self._take_typed, self._terminal_app.take_ground, self._hang_up)
        self._taken = TakenTerminal(self._model, self._settings.budget, os.environ, listeners)
        if self._guard is not None:
            self._guard.tell(taken=True)
        for number in SIGNALS:
            self._loop.add_signal_handler(number, self._end, number)
        self._loop.add_signal_handler(signal.SIGWINCH, self._take_size)
        self._loop.add_signal_handler(signal.SIGTSTP, self._stop_for_shell)
        self._loop.add_signal_handler(signal.SIGCONT, self._go_on_after_stop)
        self._take_size()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was. A second call does nothing."""
        taken, self._taken = self._taken, None
        if taken is None:
            return
        taken.give_back(ENDED_S if self._ended else LONGEST_GOODBYE_S)
        # Not before: a guard that is gone is heard of twice, and the second time would end this at once.
        for number in (*SIGNALS, signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT):
            self._loop.remove_signal_handler(number)
        if self._guard is not None:
            self._guard.tell(taken=False)

    def disable_input(self) -> None:
        """Take no more keys."""
        if self._taken is not None:
            self._taken.take_no_keys()

    def send_message(self, message: Message) -> None:
        """Send it to the application, in whose thread all of this runs."""
        self._terminal_app.post_message(message)

    def show(self, update: CompositorUpdate) -> None:
        """Have the terminal show this from now on."""
        if self._taken is None:
            return
        now, number = time.monotonic(), self._looks.number
        for y, x, strip in _pieces(update):
            texts = [(each.text, number(each.style)) for each in strip if not each.control]
            # No more than Textual has counted, which knows characters that this does not: columns stay.
            cells = cells_of(texts, self._settings.letters)[: strip.cell_length]
            self._model.paint(y, x, cells, now)
        turns = self._model.turns
        turns[:] = Turn.NUMBERS
        for turn, area in self._terminal_app.areas():
            turns[max(0, area.y) : max(0, area.bottom), max(0, area.x) : max(0, area.right)] = turn
        self._taken.flow.wake()

    def redraw(self) -> None:
        """Draw every cell anew, whatever the terminal shows by now."""
        if self._taken is not None:
            self._model.forget()
            self._taken.flow.wake()

    def retone(self, tones: Tones) -> None:
        """Draw in these colours from now on."""
        self._looks.retone(tones)

    def _hang_up(self) -> None:
        """The terminal has gone."""
        self._end(signal.SIGHUP)

    def _end(self, number: int) -> None:
        """End because of a signal, or because the terminal or the guard has gone: first of all, restore."""
        if self._guard is not None:
            self._loop.remove_reader(self._guard.alarm)
        if not self._ended:
            self._ended = True
            self.stop_application_mode()
            self._terminal_app.exit(return_code=128 + number)

    def _stop_for_shell(self) -> None:
        """Stop, and go on once the shell says so."""
        self.suspend_application_mode()
        if self._guard is not None:
            self._guard.stop()
        os.kill(os.getpid(), signal.SIGSTOP)
        self.resume_application_mode()
        self.send_message(self.SignalResume())

    def _go_on_after_stop(self) -> None:
        """Go on after a stop that nobody told of: whoever had the terminal meanwhile has set it otherwise."""
        if self._taken is not None:
            self._taken.take_again()

    def _take_size(self) -> None:
        if self._taken is None:
            return
        columns, rows = self._taken.size
        if (rows, columns) != (self._model.rows, self._model.columns):
            self._model.resize(rows, columns)
        else:
            self._model.forget()
        size = Size(columns, rows)
        self.send_message(Resize(size, size))
        self._terminal_app.call_later(self._terminal_app.paint_anew)

    @property
    def _screen(self) -> Region:
        return Region(0, 0, self._model.columns, self._model.rows)

    def _take_typed(self, typed: Typed) -> None:
        messages = [Paste(typed.text)] if isinstance(typed, Pasted) else self._messages(typed.text)
        for message in messages:
            self.process_message(message)

    def _messages(self, keys: str) -> Iterable[Message]:
        if keys == ESCAPE:
            return [Key("escape", ESCAPE)]
        if keys.startswith(MOUSE):
            event = self._mouse_parser.parse_mouse_code(keys)
            is_inside = isinstance(event, MouseEvent) and self._screen.contains(
                event.screen_x, event.screen_y
            )
            return [event] if event is not None and is_inside else []
        # One for each sequence: what it does not know it would take for the beginning of a longer one.
        # Nobody has asked whether the terminal's window is in front: a panel's focus is not the window's.
        return [each for each in XTermParser().feed(keys) if isinstance(each, Key)]


def _pieces(update: CompositorUpdate) -> Iterable[tuple[int, int, Strip]]:
    """Where the parts of an update stand, and they themselves."""
    if isinstance(update, ChopsUpdate):
        for y, start, stop in update.spans:
            for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
                left, right = max(x, start), min(end, stop)
                if strip is not None and left < right:
                    yield y, left, strip.crop(left - x, right - x)
    elif isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield y, x, strip
                x += strip.cell_length


class TerminalApp(App[Result]):
    """An application whose terminal is written to as its settings say, and always given back."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        in_browser = "TEXTUAL_DRIVER" in os.environ
        super().__init__(driver_class=None if in_browser else TerminalDriver)

    @property
    def terminal(self) -> TerminalDriver | None:
        """The terminal, where it is one."""
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    @property
    def failure(self) -> Exception | None:
        """What went wrong in the program itself, if something did."""
        failed = self._exception
        inner = failed.error if isinstance(failed, WorkerFailed) else failed
        return inner if isinstance(inner, Exception) else failed

    def take_failure(self, context: Mapping[str, Any]) -> None:
        """End because of what nobody has caught in a callback of the event loop."""
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)

    @property
    def tones(self) -> Tones:
        """The colours that styles are drawn in."""
        return Tones(self.settings.depth)

    def areas(self) -> Iterable[tuple[Turn, Region]]:
        """Which parts of the screen have which turn, later ones above earlier ones."""
        return ()

    def paint_anew(self) -> None:
        """Have every screen say again what stands on it, once it knows its size.

        Back at a size that it had, nothing would seem to have changed.
        """
        for screen in self.screen_stack:
            screen.call_later(screen.refresh)

    def take_ground(self, color: RGB) -> None:
        """The terminal's own background is of this colour."""

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        terminal = self.terminal
        if terminal is None or not isinstance(renderable, CompositorUpdate):
            super()._display(screen, renderable)
            return
        if self._running and not self._closed and not self._batch_count:
            terminal.show(renderable)
        self.post_display_hook()

    def _set_pointer_shape(self, shape: str) -> None:
        """Leave the mouse's pointer alone: its moves are not followed."""
        if self.terminal is None:
            super()._set_pointer_shape(shape)

    def _fatal_error(self) -> None:
        """Close: Textual would ring the bell of a terminal that may be what fails, and print at length."""
        if self.terminal is None:
            super()._fatal_error()
        else:
            self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Leave it to whoever ran this to say what went wrong, where there is a terminal to say it on."""
        if self.terminal is not None:
            self._exit_renderables.clear()
        super()._print_error_renderables()
