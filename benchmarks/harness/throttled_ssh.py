"""A stand-in for ssh with a link as slow as one asks for, which can be cut and can go silent on command."""

from __future__ import annotations

import json
import math
import os
import shlex
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.link import Link
from benchmarks.harness.programs import HOUSE, nntui_program, shell_program

_SIZE = struct.calcsize("<2Q")
_ANSWER_S = 5.0


@dataclass(frozen=True)
class Passed:
    """What went over the link: bytes that arrived at either end, and how often ssh was started."""

    to_host: int
    to_viewer: int
    connections: int


@contextmanager
def throttled_ssh(link: Link = Link()) -> Iterator[ThrottledSsh]:  # noqa: B008  # a frozen value
    """Make a stand-in for ssh, whose `program` NNTUI_SSH is to name; afterwards end all that it started."""
    with TemporaryDirectory(prefix="nntui-") as folder, ThrottledSsh(Path(folder), link) as ssh:
        yield ssh


class ThrottledSsh:
    """Runs commands on this machine, as if it were at the far end of the link."""

    def __init__(self, folder: Path, link: Link) -> None:
        self._folder = folder
        self._link = link
        self._mode = "up"
        self._write()
        nntui_program(folder / "nntui")
        words = (sys.executable, "-P", "-m", "benchmarks.harness.ssh_stand_in", os.fspath(folder))
        start = f'PYTHONPATH={shlex.quote(os.fspath(HOUSE))} exec {shlex.join(words)} "$@"'
        self.program = shell_program(folder / "ssh", start)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(os.fspath(folder / "control"))
        self._listener.listen(64)
        self._listener.setblocking(False)
        self._met: list[Controlled] = []

    def __enter__(self) -> ThrottledSsh:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()
        for each in self._met:
            each.close()
        self._listener.close()

    def change(self, link: Link) -> None:
        """Have the link be another from now on."""
        self._link = link
        self._tell()

    def cut(self) -> None:
        """End all connections as a network does that goes away; new ones fail until `restore`."""
        self._turn_to("down")

    def silence(self) -> None:
        """Let nothing through either way, and close nothing; new connections wait without end."""
        self._turn_to("silent")

    def restore(self) -> None:
        """Let everything through again."""
        self._turn_to("up")

    def passed(self) -> Passed:
        """What went over the link up to now, over all connections."""
        counts = [each.count() for each in self._all()]
        return Passed(sum(count[0] for count in counts), sum(count[1] for count in counts), len(counts))

    def _turn_to(self, mode: str) -> None:
        self._mode = mode
        self._tell()

    def _tell(self) -> None:
        self._write()
        for each in self._all():
            each.poke()

    def _write(self) -> None:
        rate = None if math.isinf(self._link.bytes_per_s) else self._link.bytes_per_s
        state = {
            "round_trip_s": self._link.round_trip_s,
            "bytes_per_s": rate,
            "buffer_bytes": self._link.buffer_bytes,
            "mode": self._mode,
        }
        draft = self._folder / "state.new"
        draft.write_text(json.dumps(state))
        draft.replace(self._folder / "state.json")

    def _all(self) -> list[Controlled]:
        with suppress(BlockingIOError):  # nobody new
            while True:
                self._met.append(Controlled(self._listener.accept()[0]))
        return self._met


class Controlled:
    """The line to one process that stands in for ssh."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._count = (0, 0)
        line.settimeout(_ANSWER_S)

    def poke(self) -> None:
        """Have it look at the state of the link."""
        with suppress(OSError):  # it has ended
            self._line.send(b"l")

    def count(self) -> tuple[int, int]:
        """Bytes to the host and to the viewer, also after its end."""
        with suppress(OSError):  # it has ended, and its last count is waiting to be read
            self._line.send(b"c")
        with suppress(ConnectionResetError):
            if heard := self._line.recv(_SIZE):
                self._count = struct.unpack("<2Q", heard)
        return self._count

    def close(self) -> None:
        """Wait until it has ended."""
        with suppress(OSError):  # it was gone without a word
            while self._line.recv(_SIZE):
                pass
        self._line.close()
