"""The terminal as a device: opened so that nobody ever waits for it, set to raw keys, and set back."""

from __future__ import annotations

import os
import select
import termios
import time
import tty
from collections.abc import Callable
from contextlib import suppress
from typing import Any

READ_BYTES = 65_536

PATIENCE_S = 0.1
"""For the last words to be taken by a terminal that has stopped reading."""


def open_again(descriptor: int) -> int:
    """The terminal behind a descriptor once more, not blocking.

    What is shared with the shell and other programs is left as it is: the flag belongs to an opening, not to
    a terminal. OSError where it cannot be opened at all.
    """
    flags = os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK
    try:
        return os.open(os.ttyname(descriptor), flags)
    except OSError:
        # After `su` the device belongs to somebody else; the one that controls this process is open to it.
        os.tcgetpgrp(descriptor)  # an error where that is another one
        return os.open("/dev/tty", flags)


def foreground(descriptor: int) -> bool:
    """Whether this process may still decide how the terminal is set: a shell that took it back does, else."""
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        return False


class Device:
    """A terminal for keys and one for the screen, mostly the same one. OSError where there is none."""

    def __init__(self, keys: int, screen: int) -> None:
        self.keys = open_again(keys)
        try:
            self.screen = open_again(screen)
        except OSError:
            os.close(self.keys)
            raise
        self._saved: list[Any] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows; 80 and 24 where it does not say."""
        columns, rows = os.get_terminal_size(self.screen)
        return (columns or 80, rows or 24)

    def take(self) -> None:
        """Have every key arrive by itself and unseen, ctrl+c too. termios.error where it is gone."""
        modes = termios.tcgetattr(self.keys)
        if self._saved is None:
            self._saved = termios.tcgetattr(self.keys)
        modes[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        modes[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        modes[tty.CC][termios.VMIN], modes[tty.CC][termios.VTIME] = 1, 0
        # From the background this stops the program, until it is called to the foreground.
        termios.tcsetattr(self.keys, termios.TCSANOW, modes)

    def give_back(self) -> None:
        """Set it as it was; what was typed meanwhile is thrown away."""
        saved, self._saved = self._saved, None
        if saved is not None and foreground(self.keys):
            with suppress(termios.error):  # it is gone, and its modes with it
                termios.tcsetattr(self.keys, termios.TCSANOW, saved)
                termios.tcflush(self.keys, termios.TCIFLUSH)

    def say(self, data: bytes) -> None:
        """Write last words, at the cost of what a terminal that has stopped reading has not read yet."""
        until, left, thrown_away = time.monotonic() + PATIENCE_S, data, False
        with suppress(OSError, termios.error):  # it is gone
            while left:
                try:
                    left = left[os.write(self.screen, left) :]
                except BlockingIOError:
                    if thrown_away and time.monotonic() > until:
                        return
                    if not thrown_away:
                        termios.tcflush(self.screen, termios.TCOFLUSH)
                        left, thrown_away = data, True  # their beginning is thrown away as well
                    select.select([], [self.screen], [], PATIENCE_S / 4)

    def hear_out(self, heard: Callable[[bytes], bool], patience_s: float) -> None:
        """Read until `heard` says that it was all, or for so long: answers that no shell should see."""
        until = time.monotonic() + patience_s
        with suppress(OSError):
            while (left := until - time.monotonic()) > 0:
                if not select.select([self.keys], [], [], left)[0]:
                    return
                data = os.read(self.keys, READ_BYTES)
                if not data or heard(data):
                    return

    def close(self) -> None:
        """Close both."""
        os.close(self.keys)
        os.close(self.screen)
