"""A child process in a pseudo-terminal of its own, ended for certain."""

from __future__ import annotations

import errno
import fcntl
import os
import select
import signal
import subprocess
import termios
import time
import tty
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

READ_BYTES = 65_536

# What the terminal of whoever runs this would tell the child about the wrong terminal.
_NOT_INHERITED = (
    "COLUMNS",
    "LINES",
    "FORCE_COLOR",
    "NO_COLOR",
    "TERM_PROGRAM",
    "TERM_PROGRAM_VERSION",
    "LC_ALL",
    "LC_CTYPE",
)


def terminal_environment(changes: Mapping[str, str]) -> dict[str, str]:
    """Return this process's environment as a program finds it in the emulated terminal, with changes."""
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    usual = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}
    return inherited | usual | dict(changes)


def _take_terminal() -> None:
    """Make standard input the controlling terminal, for ctrl+c, window changes and hang-ups to arrive.

    Also where whoever runs this was told to ignore them: a shell in a new terminal does not.
    """
    for sign in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(sign, signal.SIG_DFL)
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class PtyProcess:
    """A command that leads a session and a process group in a new pseudo-terminal; a context manager.

    `environment` changes the inherited one. With `stdout`, standard output goes to that file, and standard
    input and error stay with the terminal. When the context ends, for whatever reason, the process group is
    told so by SIGHUP, by SIGTERM after `patience_s`, and is killed after as long again.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        cols: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        stdout: Path | None = None,
        patience_s: float = 1.0,
    ) -> None:
        self._patience_s = patience_s
        self.hung_up = False
        """Whether every process has closed the terminal, and all that they wrote was read."""
        with ExitStack() as stack, ExitStack() as unless_started:
            self.fd, terminal = os.openpty()
            stack.callback(os.close, terminal)
            unless_started.callback(os.close, self.fd)
            self.resize(cols, rows)
            os.set_blocking(self.fd, False)
            self.started = time.monotonic()
            """The moment just before the command was executed, on the monotonic clock."""
            self._child = subprocess.Popen(
                command,
                stdin=terminal,
                stdout=stack.enter_context(stdout.open("wb")) if stdout else terminal,
                stderr=terminal,
                env=terminal_environment(environment or {}),
                start_new_session=True,
                preexec_fn=_take_terminal,
            )
            unless_started.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def pid(self) -> int:
        """The child's process id, which is its process group's as well."""
        return self._child.pid

    @property
    def exit_code(self) -> int | None:
        """The exit code, minus the signal's number after a signal; None while the child runs."""
        return self._child.poll()

    def read(self, limit: int) -> bytes:
        """Return at most `limit` bytes that wait to be read, none once the terminal was hung up.

        Raises BlockingIOError where nothing waits.
        """
        try:
            data = os.read(self.fd, limit)
        except OSError as error:
            # Linux says EIO for the end of a terminal, other systems read nothing.
            if error.errno != errno.EIO:
                raise
            data = b""
        self.hung_up = not data
        return data

    def readable(self, wait_s: float) -> bool:
        """Wait until there is something to read, or for so many seconds; return which it was."""
        return bool(select.select([self.fd], [], [], wait_s)[0])

    def write(self, data: bytes) -> None:
        """Type bytes; those typed after the end go nowhere, as in any terminal.

        Raises BlockingIOError where the child has left so many unread that the terminal takes no more.
        """
        try:
            taken = os.write(self.fd, data)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
        else:
            if taken < len(data):
                raise BlockingIOError(f"{taken} of {len(data)} typed bytes were taken: nobody reads them")

    def resize(self, cols: int, rows: int) -> None:
        """Change the size in cells; the foreground processes get a window-change signal."""
        termios.tcsetwinsize(self.fd, (rows, cols))

    @property
    def line_modes(self) -> tuple[int, ...]:
        """How the terminal treats input, output and lines: what `stty` shows, as numbers."""
        return tuple(termios.tcgetattr(self.fd)[:4])

    def cook(self) -> None:
        """Set the terminal as a shell has it: lines, shown as they are typed, and keys that send signals."""
        modes = termios.tcgetattr(self.fd)
        modes[tty.IFLAG] |= termios.ICRNL | termios.IXON
        modes[tty.LFLAG] |= termios.ECHO | termios.ICANON | termios.ISIG | termios.IEXTEN
        termios.tcsetattr(self.fd, termios.TCSANOW, modes)

    def wait(self, limit_s: float) -> int | None:
        """Wait so long for the end and return the exit code, or None; reads and drops what is written."""
        deadline = time.monotonic() + limit_s
        while not self.hung_up and (left := deadline - time.monotonic()) > 0:
            if self.readable(left):
                self.read(READ_BYTES)
        with suppress(subprocess.TimeoutExpired):
            return self._child.wait(max(0.0, deadline - time.monotonic()))
        return None

    def end(self) -> None:
        """End the child and its process group, and close the terminal. A second call does nothing."""
        if self.fd < 0:
            return
        for sign in (signal.SIGHUP, signal.SIGTERM, signal.SIGKILL):
            if self.exit_code is not None:
                break
            # It may end between the two lines; macOS then refuses with PermissionError.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, sign)
            self.wait(self._patience_s)
        self._child.wait()
        os.close(self.fd)
        self.fd = -1
