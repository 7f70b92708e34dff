"""A program in a real pseudo-terminal, seen and used through an emulated screen and a link."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.harness.emulator import Cell, Emulator
from benchmarks.harness.keys import key_bytes
from benchmarks.harness.link import Direction, Link
from benchmarks.harness.pty_process import READ_BYTES, PtyProcess


class ScreenTimeout(TimeoutError):  # noqa: N818 - says what happened, as TimeoutExpired does
    """The screen did not come to show what was waited for; the message has the whole screen in it."""


class Terminal:
    """Runs a command from construction to the end of the context, which always ends the command too.

    The program's output and the keys pressed travel `link`, each in its own direction; the emulated screen
    stands at the near end and answers the program's queries over the same link. Nothing moves by itself:
    every method that waits lets bytes flow meanwhile. The other arguments are those of `PtyProcess`.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        cols: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        link: Link | None = None,
        stdout: Path | None = None,
        patience_s: float = 1.0,
    ) -> None:
        self._down = Direction(link or Link())
        self._up = Direction(link or Link())
        self._emulator = Emulator(cols, rows)
        self.written = 0
        """Bytes the program has written so far, as far as the link took them."""
        self.first_match: dict[str, float] = {}
        """Seconds from the start of the program until `wait_for` first saw each pattern."""
        self._process = PtyProcess(
            command, cols=cols, rows=rows, environment=environment, stdout=stdout, patience_s=patience_s
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.end()

    @property
    def pid(self) -> int:
        """The process id of the program."""
        return self._process.pid

    @property
    def text(self) -> str:
        """The screen, a line for each row, without the blanks at their ends."""
        return self._emulator.text

    @property
    def rows(self) -> list[str]:
        """The rows of the screen, each as wide as the screen."""
        return self._emulator.rows

    @property
    def modes(self) -> frozenset[str]:
        """What the program has switched on and not off again: `alternate screen`, `mouse` and so on."""
        return self._emulator.modes

    @property
    def line_modes(self) -> tuple[int, ...]:
        """How the terminal treats input, output and lines; see `PtyProcess.line_modes`."""
        return self._process.line_modes

    @property
    def peak_backlog(self) -> int:
        """The most output bytes that were on the link at once."""
        return self._down.peak

    @property
    def screen(self) -> Emulator:
        """The emulated screen itself."""
        return self._emulator

    def cell(self, x: int, y: int) -> Cell:
        """Return the cell at column x and row y, counted from 0 at the top left."""
        return self._emulator.cell(x, y)

    def press(self, *keys: str) -> None:
        """Press keys by name (`space`, `ctrl+c`, see `keys`); other strings are typed as they stand.

        Programs tell the escape key from the start of a sequence by the pause after it: wait for what it
        does before another key is pressed.
        """
        for key in keys:
            self._up.send(key_bytes(key), time.monotonic())
        self._flow(time.monotonic())

    def type_bytes(self, data: bytes) -> None:
        """Have these bytes come from the terminal, whatever they are."""
        self._up.send(data, time.monotonic())
        self._flow(time.monotonic())

    def resize(self, cols: int, rows: int) -> None:
        """Change the size of the terminal, in cells."""
        self._emulator.resize(cols, rows)
        self._process.resize(cols, rows)

    def cook(self) -> None:
        """Set it as a shell does that has got it back: see `PtyProcess.cook`."""
        self._process.cook()

    def wait_for(self, pattern: str, limit_s: float = 10.0) -> float:
        """Wait until a regular expression matches the text of the screen, and return the seconds it took.

        `^` and `$` match at every row. A frame begun with synchronized output counts from its end.
        Raises ScreenTimeout after `limit_s`, or when the program ended without a match.
        """
        wanted = re.compile(pattern, re.MULTILINE)
        begun = shown = time.monotonic()
        while self._emulator.mid_frame or not wanted.search(self.text):
            arrived = self._flow(begun + limit_s)
            if arrived is None:
                raise ScreenTimeout(self._account(f"{pattern!r} did not appear within {limit_s:g} s"))
            shown = arrived
        self.first_match.setdefault(pattern, shown - self._process.started)
        return shown - begun

    def run_for(self, seconds: float) -> None:
        """Let the program run and bytes flow for so long, or until it closed the terminal."""
        until = time.monotonic() + seconds
        while self._flow(until) is not None:
            pass

    def wait_exit(self, limit_s: float = 10.0) -> int:
        """Wait until the program has ended and all it wrote is shown; return its exit code.

        Raises ScreenTimeout after `limit_s`.
        """
        deadline = time.monotonic() + limit_s
        while self._flow(deadline) is not None:
            pass
        code = self._process.wait(max(0.0, deadline - time.monotonic()))
        if code is None:
            raise ScreenTimeout(self._account(f"the program did not end within {limit_s:g} s"))
        return code

    def _flow(self, until: float) -> float | None:
        """Let bytes travel until some reach the screen, and return the moment they did.

        None once `until` has passed, and when nothing can come any more.
        """
        while True:
            now = time.monotonic()
            if typed := self._up.receive(now):
                self._process.write(typed)
            if arrived := self._down.receive(now):
                self._up.send(self._emulator.feed(arrived), time.monotonic())
                return now
            silent = self._process.hung_up and self._down.waiting == 0
            if now >= until or silent:
                return None
            self._take_output(min(until, self._down.next_arrival, self._up.next_arrival) - now)

    def _take_output(self, wait_s: float) -> None:
        """Move what the program writes into the link, waiting so long for it; a full link takes none."""
        room = self._down.room
        if room == 0 or self._process.hung_up:
            time.sleep(max(0.0, wait_s))
        elif self._process.readable(max(0.0, wait_s)):
            data = self._process.read(min(room, READ_BYTES))
            self.written += len(data)
            self._down.send(data, time.monotonic())

    def _account(self, failure: str) -> str:
        """Say what failed, whether the program still runs, and what the screen shows."""
        # A program that has closed its terminal is about to end, if it has not yet.
        code = self._process.wait(1.0) if self._process.hung_up else self._process.exit_code
        state = "it is still running" if code is None else f"it ended with exit code {code}"
        frame = "─" * self._emulator.cols
        return f"{failure}; {state}; the screen:\n{frame}\n{self.text}\n{frame}"
