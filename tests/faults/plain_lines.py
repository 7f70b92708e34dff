"""nntui in a real terminal that is not drawn on, and all that it writes there."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from unicodedata import category

from benchmarks.harness.pty_process import READ_BYTES, PtyProcess

NNTUI = (sys.executable, "-m", "nntui")
PATIENCE_S = 30.0
IRIS = ("iris", "--epochs", "3", "--threads", "1")


def controls(written: bytes) -> set[str]:
    """What steers a terminal in it: escapes, C1 bytes and other controls, but for the ends of lines."""
    return {char for char in written.decode() if category(char) == "Cc"} - {"\r", "\n"}


@dataclass(frozen=True)
class Done:
    """What a command wrote on its terminal, and how it ended."""

    code: int | None
    written: bytes

    @property
    def lines(self) -> list[str]:
        """The same for people."""
        return self.written.decode().splitlines()


def read_until(process: PtyProcess, wanted: bytes = b"\0") -> bytes:
    """Read until something is written, which it has to be, or to the end where nothing is asked for."""
    written = b""
    while wanted not in written and not process.hung_up:
        assert process.readable(PATIENCE_S), written
        written += process.read(READ_BYTES)
    assert wanted in (written + b"\0"), written
    return written


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Done:
    """Run a command in a terminal of its own, to its end."""
    with PtyProcess(command, environment=environment) as process:
        written = read_until(process)
        return Done(process.wait(PATIENCE_S), written)


def redirected(redirection: str, *arguments: str) -> list[str]:
    """The command that runs nntui with one of its streams elsewhere, as a shell says it."""
    return ["sh", "-c", f'exec "$@" {redirection}', "sh", *NNTUI, *arguments]
