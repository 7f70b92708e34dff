"""The program that `ThrottledSsh` has run in place of ssh: a shell at the far end of a slow link.

`python -m benchmarks.harness.ssh_stand_in FOLDER [options of ssh] DESTINATION COMMAND`
"""

from __future__ import annotations

import json
import math
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.harness.link import Direction, Link

PIECE = 4096
NEVER_S = 3600.0
SSH_FAILED = 255


@dataclass(eq=False)
class Way:
    """One direction, from a descriptor to a descriptor."""

    source: int
    sink: int
    direction: Direction
    passed: int = 0
    held: bytearray = field(default_factory=bytearray)
    open: bool = True
    """Whether more may come."""

    @property
    def room(self) -> int:
        """Bytes that may be read."""
        return max(0, self.direction.room) if self.open else 0

    @property
    def over(self) -> bool:
        """Whether all that came has been passed on."""
        return not (self.open or self.direction.waiting or self.held)

    def read(self, now: float) -> None:
        """Put what there is on its way."""
        piece = os.read(self.source, min(PIECE, self.room))
        self.direction.send(piece, now)
        self.open = bool(piece)

    def write(self, now: float) -> None:
        """Hand over what has arrived."""
        self.held += self.direction.receive(now)
        if self.held:
            sent = os.write(self.sink, self.held)
            self.passed += sent
            del self.held[:sent]


def state_of(folder: Path) -> tuple[Link, str]:
    """What the link is like now, and whether it is up, silent or down."""
    state = json.loads((folder / "state.json").read_text())
    rate = state["bytes_per_s"]
    link = Link(state["round_trip_s"], math.inf if rate is None else rate, state["buffer_bytes"])
    return link, state["mode"]


class Passage:
    """Both directions, and the line by which it is told that the link has changed."""

    def __init__(self, folder: Path, control: socket.socket, far: subprocess.Popen[bytes]) -> None:
        assert far.stdin is not None
        assert far.stdout is not None
        self._folder = folder
        self._control = control
        self._far = far
        link, self._mode = state_of(folder)
        self.to_host = Way(0, far.stdin.fileno(), Direction(link))
        self.to_viewer = Way(far.stdout.fileno(), 1, Direction(link))
        self._told = False
        for descriptor in (1, self.to_host.sink):
            os.set_blocking(descriptor, False)

    @property
    def totals(self) -> bytes:
        """Bytes that have arrived at either end."""
        return struct.pack("<2Q", self.to_host.passed, self.to_viewer.passed)

    def run(self) -> int:
        """Pass bytes until the command over there has ended; its exit code."""
        while not self.to_viewer.over:
            if self._mode == "down":
                return said("client_loop: send disconnect: Broken pipe")
            self._turn()
            if self.to_host.over and not self._told:
                self._told = True
                self._far.stdin.close()
        # A viewer that left first is not waited for to say so.
        self._far.stdin.close()
        self._far.stdout.close()
        return self._far.wait()

    def _turn(self) -> None:
        ways = [way for way in (self.to_host, self.to_viewer) if self._mode == "up" and not way.over]
        reads = [way.source for way in ways if way.room]
        writes = [way.sink for way in ways if way.held]
        arrival = min((way.direction.next_arrival for way in ways if not way.held), default=math.inf)
        wait = min(NEVER_S, max(0.0, arrival - time.monotonic()))
        readable, _, _ = select.select([*reads, self._control], writes, [], wait)
        if self._control in readable:
            self._obey()
            return
        now = time.monotonic()
        for way in ways:
            if way.source in readable:
                way.read(now)
            try:
                way.write(now)
            except BlockingIOError:
                pass  # the next turn waits until there is room
            except OSError:  # nobody is there any more
                way.open = False
                way.held.clear()

    def _obey(self) -> None:
        words = self._control.recv(64)
        if not words:
            raise SystemExit(SSH_FAILED)
        if b"c" in words:
            self._control.send(self.totals)
        link, self._mode = state_of(self._folder)
        self.to_host.direction.link = self.to_viewer.direction.link = link


def said(words: str) -> int:
    """Say something as ssh says it, and fail as it does."""
    print(words, file=sys.stderr, flush=True)
    return SSH_FAILED


def await_change(control: socket.socket) -> None:
    """Wait until the link is said to have changed, and say on request that nothing went over it."""
    words = control.recv(64)
    if not words:
        raise SystemExit(SSH_FAILED)
    if b"c" in words:
        control.send(bytes(16))


def main(folder: Path, command: str) -> int:
    """Run the command at the far end of the link; exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(SSH_FAILED))
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    control.connect(os.fspath(folder / "control"))
    if state_of(folder)[1] == "down":
        return said("ssh: connect to host far port 22: Network is unreachable")
    while state_of(folder)[1] == "silent":  # no answer to a first packet either
        await_change(control)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', os.defpath)}"
    pipe = subprocess.PIPE
    with subprocess.Popen(["sh", "-c", command], stdin=pipe, stdout=pipe, env=environment) as far:
        passage = Passage(folder, control, far)
        try:
            return passage.run()
        finally:
            with suppress(OSError):  # whoever counted has left
                control.send(passage.totals)
            far.terminate()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[-1]))
