"""A small process that holds the terminal's modes, and puts them back however the program beside it ends.

It imports next to nothing, so that it costs next to nothing; the two are parent and child. Whoever started
nntui sees the parent. Where the child dies, the parent restores the terminal; where the parent dies, the
child sees a pipe end, restores the terminal, and ends.
"""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, NamedTuple

from nntui.terminal.modes import LEAVE

HUNG_S = 2
"""A program that was told to end and has not after so long is killed."""

TAKEN, FREE = b"+", b"-"


class Guard(NamedTuple):
    """pid: the parent's. alarm: a descriptor that ends when it does. report: where it hears of the modes."""

    pid: int
    alarm: int
    report: int

    def tell(self, *, taken: bool) -> None:
        """Say whether the terminal is in modes that would have to be put back."""
        with suppress(OSError):  # nobody is left to hear it
            os.write(self.report, TAKEN if taken else FREE)

    def stop(self) -> None:
        """Stop it as well, for the shell to see that the whole job has stopped."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGSTOP)


_guards: list[Guard] = []


def guard_here() -> Guard | None:
    """The guard of this process: a fact about it, as its parent is."""
    return _guards[0] if _guards and os.getppid() == _guards[0].pid else None


def split() -> None:
    """Go on as the child of a guard, on standard input and error; the guard itself never returns."""
    saved = termios.tcgetattr(0)
    alarm, alarm_end = os.pipe()
    heard, report = os.pipe()
    os.set_blocking(heard, False)
    parent = os.getpid()
    child = os.fork()
    if child:
        os.close(alarm)
        os.close(report)
        os._exit(_Watch(child, saved, heard).until_it_ends())
    os.close(alarm_end)
    os.close(heard)
    _guards[:] = [Guard(parent, alarm, report)]


class _Watch:
    """The guard's own part."""

    def __init__(self, child: int, saved: list[Any], heard: int) -> None:
        self._child, self._saved, self._heard = child, saved, heard
        self._taken = False
        handlers: dict[signal.Signals, Callable[[int, FrameType | None], None]] = {
            signal.SIGTERM: self._end,
            signal.SIGHUP: self._end,
            signal.SIGINT: self._end_if_taken,
            signal.SIGQUIT: self._end_if_taken,
            signal.SIGTSTP: self._stop,
            signal.SIGCONT: self._pass_on,
            signal.SIGALRM: self._kill,
        }
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for number in (signal.SIGTTOU, signal.SIGTTIN, signal.SIGPIPE):
            signal.signal(number, signal.SIG_IGN)

    def until_it_ends(self) -> int:
        """Wait, put the terminal back where that is needed, and return the exit code for both."""
        _, status = os.waitpid(self._child, 0)
        self._listen()
        if self._taken:
            _put_back(self._saved)
        if not os.WIFSIGNALED(status):
            return os.WEXITSTATUS(status)
        number = os.WTERMSIG(status)
        _say(f"nntui was ended by {signal.Signals(number).name}; nntui attach shows the run again\n")
        return 128 + number

    def _listen(self) -> None:
        with suppress(BlockingIOError):
            while said := os.read(self._heard, 64):
                self._taken = said.endswith(TAKEN)

    def _pass_on(self, number: int, frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(self._child, number)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self._pass_on(number, frame)
        signal.alarm(HUNG_S)

    def _end_if_taken(self, number: int, frame: FrameType | None) -> None:
        # Else it was a key, which sends it to both: the terminal makes signals of keys then.
        self._listen()
        if self._taken:
            self._end(number, frame)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._listen()
        if self._taken:
            self._pass_on(number, frame)  # it puts the terminal back, and then stops both
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _kill(self, number: int, frame: FrameType | None) -> None:
        self._pass_on(signal.SIGKILL, frame)


def _put_back(saved: list[Any]) -> None:
    with suppress(termios.error, OSError):  # the terminal is gone, and its modes with it
        if os.tcgetpgrp(0) == os.getpgrp():
            termios.tcsetattr(0, termios.TCSANOW, saved)
        # What it has not read would stand before this; and one that does not read at all would never take it.
        termios.tcflush(2, termios.TCOFLUSH)
        os.write(2, LEAVE)
        termios.tcflush(0, termios.TCIFLUSH)


def _say(text: str) -> None:
    with suppress(OSError):
        os.write(2, text.encode())
