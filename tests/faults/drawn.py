"""A dashboard in a real terminal: every byte that it writes, and whatever bytes are typed."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from benchmarks.harness.emulator import Cell, Emulator
from benchmarks.harness.terminal import Terminal

NNTUI = (sys.executable, "-m", "nntui")
PATIENCE_S, POLL_S = 20.0, 0.02
PIECE = 1024
"""Bytes typed at once: a terminal takes no more than its program has room for."""

QUIET_S, LONGEST_S = 0.4, 60.0
"""Who has written next to nothing for so long has nothing more to say; and has to come to that."""

SLICE_S, SLICE_BYTES = 0.05, 64
"""So many bytes in so long are next to nothing: a cursor that blinks, a time that is measured."""

FRAME_END = b"\x1b[5n"
"""No more than so many bytes in so long is next to nothing: a cursor that blinks, a time that is told."""

HEARD = r"\A.*step \d"
"""The header of a dashboard that has heard from its host."""


Seen = tuple[object, ...]


def seen(cell: Cell) -> Seen:
    """What a person sees of it: a half block is two colours, whichever half is drawn on the other."""
    front, behind = cell.foreground, cell.background
    if cell.reversed:
        front, behind = behind, front
    halves = {" ": (behind, behind), "█": (front, front), "▀": (front, behind), "▄": (behind, front)}
    if cell.character in halves:
        return (*halves[cell.character], cell.underlined)
    return (cell.character, front, behind, cell.bold, cell.italic, cell.underlined)


def looks(terminal: Terminal) -> list[list[Seen]]:
    """What is seen of every cell."""
    rows = terminal.rows
    return [[seen(terminal.cell(x, y)) for x in range(len(rows[0]))] for y in range(len(rows))]


class RecordingEmulator(Emulator):
    """Keeps all bytes; `look` is called wherever a person sees a whole frame."""

    def __init__(self, cols: int, rows: int, look: Callable[[], None]) -> None:
        super().__init__(cols, rows)
        self.all_bytes = bytearray()
        self._look = look

    def feed(self, data: bytes) -> bytes:
        """Show bytes, and have each frame looked at; what the terminal answers."""
        self.all_bytes += data
        answers = b""
        *frames, rest = re.split(b"(?<=" + re.escape(FRAME_END) + b")", data)
        for frame in frames:
            answers += super().feed(frame)
            self._look()
        return answers + super().feed(rest)


class Watched(Terminal):
    """A terminal of which nothing is lost. look: called at the end of each frame."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        cols: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        look: Callable[[Watched], None] = lambda _: None,
    ) -> None:
        super().__init__(command, cols=cols, rows=rows, environment=environment)
        self._recording = self._emulator = RecordingEmulator(cols, rows, lambda: look(self))

    @property
    def all_bytes(self) -> bytes:
        """All that was written so far."""
        return bytes(self._recording.all_bytes)

    def type_bytes(self, data: bytes) -> None:
        """Type these, as fast as they are read."""
        deadline = time.monotonic() + PATIENCE_S
        while data:
            assert time.monotonic() < deadline, f"{len(data)} bytes are not read"
            try:
                taken = os.write(self._process.fd, data[:PIECE])
            except BlockingIOError:
                taken = 0
            data = data[taken:]
            self.run_for(0.0 if taken else POLL_S)

    def until(self, condition: Callable[[], object], limit_s: float = PATIENCE_S) -> None:
        """Let it run until a condition is met, which has to be soon."""
        deadline = time.monotonic() + limit_s
        while not condition():
            assert time.monotonic() < deadline, self._account("this did not come true in time")
            self.run_for(POLL_S)

    def settle(self, quiet_s: float = QUIET_S) -> None:
        """Let it run until it writes nothing more but what is new every second."""
        deadline = time.monotonic() + LONGEST_S
        quiet_from = time.monotonic()
        while (now := time.monotonic()) < quiet_from + quiet_s:
            assert now < deadline, self._account("it writes on and on")
            before = self.written
            self.run_for(SLICE_S)
            if self.written > before + SLICE_BYTES:
                quiet_from = time.monotonic()

    def open(self, key: str, pattern: str) -> None:
        """Press a key, which brings up a text."""
        self.press(key)
        self.wait_for(pattern)

    def close(self, pattern: str) -> None:
        """Press escape, which takes a text away."""
        self.press("escape")
        self.until(lambda: not re.search(pattern, self.text))

    @property
    def reversed_text(self) -> str:
        """What is drawn with the colours of text and ground changed, a line for each row that has such."""
        columns, rows = range(len(self.rows[0])), range(len(self.rows))
        cells = ([self.cell(x, y) for x in columns] for y in rows)
        lines = ("".join(cell.character for cell in row if cell.reversed) for row in cells)
        return "\n".join(filter(None, lines))

    def row_with(self, pattern: str) -> int:
        """The first row that matches."""
        return next(y for y, row in enumerate(self.rows) if re.search(pattern, row))


@contextmanager
def attached(
    name: str,
    *arguments: str,
    heard: str = HEARD,
    cols: int = 120,
    rows: int = 40,
    environment: Mapping[str, str] | None = None,
    look: Callable[[Watched], None] = lambda _: None,
) -> Iterator[Watched]:
    """A dashboard on a run that is there, once it has heard of it."""
    command = (*NNTUI, "attach", name, *arguments)
    with Watched(command, cols=cols, rows=rows, environment=environment, look=look) as terminal:
        terminal.wait_for(heard)
        yield terminal
