"""Reads a program's bytes as fast as they come, to time keys without an emulated screen in the way."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from benchmarks.harness import queries
from benchmarks.harness.keys import key_bytes
from benchmarks.harness.pty_process import READ_BYTES, PtyProcess

LAST_BYTES = 4096
"""Kept of what was read, unless more is asked for."""


class Heard(NamedTuple):
    """Bytes, and when they were read, in seconds of the monotonic clock."""

    at: float
    data: bytes


class ByteReader:
    """Runs a command from construction to the end of the context, as `Terminal` does, and shows nothing.

    Emulating a screen costs some milliseconds a frame, more than a key may take. The program's queries are
    answered, with the cursor in the top left corner.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        cols: int = 120,
        rows: int = 40,
        environment: Mapping[str, str] | None = None,
        keep: int = LAST_BYTES,
        record: bool = False,
    ) -> None:
        self._keep = keep
        self._record = record
        self.heard: list[Heard] = []
        """All that was read and when, where it is recorded."""
        self.written = 0
        """Bytes read so far."""
        self.last = b""
        """The newest of them."""
        self._unanswered = b""
        self._process = PtyProcess(command, cols=cols, rows=rows, environment=environment)

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
    def exit_code(self) -> int | None:
        """The exit code, minus the signal's number after a signal; None while the program runs."""
        return self._process.exit_code

    def press(self, *keys: str) -> None:
        """Press keys by name; other strings are typed. BlockingIOError where nobody reads them."""
        for key in keys:
            self._process.write(key_bytes(key))

    def run_for(self, seconds: float) -> None:
        """Read for so long, or until the program closed the terminal."""
        until = time.monotonic() + seconds
        while not self._process.hung_up and (left := until - time.monotonic()) > 0:
            self._read(left)

    def wait_for(self, pattern: bytes, limit_s: float = 10.0) -> float:
        """Read until these bytes came, counted from now, and return the seconds it took.

        Raises TimeoutError after `limit_s`, or when the program ended without them.
        """
        begun = time.monotonic()
        seen = b""
        while not self._process.hung_up and (left := begun + limit_s - time.monotonic()) > 0:
            seen = seen[-len(pattern) :] + self._read(left)
            if pattern in seen:
                return time.monotonic() - begun
        raise TimeoutError(f"{pattern!r} was not written within {limit_s:g} s; the last bytes were {seen!r}")

    def time_key(self, key: str, pattern: bytes, limit_s: float = 10.0) -> float:
        """Press a key and return the seconds until these bytes came; errors as in `wait_for`."""
        begun = time.monotonic()
        self._process.write(key_bytes(key))
        self.wait_for(pattern, limit_s)
        return time.monotonic() - begun

    def _read(self, wait_s: float) -> bytes:
        if not self._process.readable(wait_s):
            return b""
        data = self._process.read(READ_BYTES)
        self.written += len(data)
        self.last = (self.last + data)[-self._keep :]
        if self._record and data:
            self.heard.append(Heard(time.monotonic(), data))
        self._answer(data)
        return data

    def _answer(self, data: bytes) -> None:
        """Answer the queries in new bytes, also one whose beginning came with the bytes before."""
        pending = self._unanswered + data
        answered = 0
        for query in queries.QUERY.finditer(pending):
            self._process.write(queries.answer(query, column=0, row=0))
            answered = query.end()
        self._unanswered = pending[max(answered, len(pending) - queries.LONGEST_QUERY) :]
