"""The terminal as Textual drives it, with what its own driver gets wrong put right.

The one module that touches Textual's private names.
"""

from __future__ import annotations

import termios
import tty
from types import FrameType

from textual.drivers.linux_driver import LinuxDriver


class TerminalDriver(LinuxDriver):
    """Textual's own, but that a program which was stopped without having been told goes on as it was."""

    def _sigcont_application(self, *signal: int | FrameType | None) -> None:
        """Go on after a stop: from the shell, by its own ctrl+z, or because somebody sent a signal.

        Textual would start anew in each case, and never come to an end with two threads that read keys.
        """
        if self._must_signal_resume:
            super()._sigcont_application(*signal)
        elif self._key_thread is not None and self._auto_restart:
            self._take_terminal_again()
            self.send_message(self.SignalResume())

    def _take_terminal_again(self) -> None:
        """The shell had it meanwhile, and has set it as shells do."""
        modes = termios.tcgetattr(self.fileno)
        modes[tty.LFLAG] = self._patch_lflag(modes[tty.LFLAG])
        modes[tty.IFLAG] = self._patch_iflag(modes[tty.IFLAG])
        modes[tty.CC][termios.VMIN] = 1
        termios.tcsetattr(self.fileno, termios.TCSANOW, modes)
