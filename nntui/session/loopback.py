"""Host and viewers in one thread of one process, a turn at a time: the same code, without sockets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from nntui.config import RunConfig
from nntui.session.assembly import assemble
from nntui.session.codec import encode, host_reader, viewer_reader
from nntui.session.host.connection import Connection
from nntui.session.host.opening import open_recorded, open_run
from nntui.session.host.process import begin
from nntui.session.host.server import combined
from nntui.session.protocol import Action, Command, Ended, EpochEnded, Happened, Subscribe, ToHost, ToViewer
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import hello, seen
from nntui.store.checkpoints import Checkpoint
from nntui.store.records import Record


class Nowhere:
    """A disk that takes everything and keeps nothing."""

    def commit(self, records: Sequence[Record]) -> None:
        """Forget them."""

    def save(self, checkpoint: Checkpoint, reason: str, *, best: bool) -> None:
        """Forget it."""

    def close(self) -> None:
        """There is nothing to close."""


class LoopbackViewer:
    """A viewer of a loopback host: `state` is what it knows."""

    def __init__(self, host: LoopbackHost, connection: Connection) -> None:
        self._host = host
        self.connection = connection
        self._to_host = host_reader()
        self._from_host = viewer_reader()
        self.state = SessionState()
        self._commands = 0

    def say(self, message: ToHost) -> None:
        """Have a message reach the host at once, through the bytes it would travel as."""
        for arrived in self._to_host.feed(encode(message)):
            self.connection.receive(arrived)
        self._host.show()

    def ask(self, action: Action) -> int:
        """Send a command; the id that its answer will bear."""
        self._commands += 1
        self.say(Command(self._commands, action))
        return self._commands

    def read(self) -> list[ToViewer]:
        """Take in all that the host has for this viewer."""
        heard: list[ToViewer] = []
        while data := self.connection.outgoing():
            for message in self._from_host.feed(data):
                heard.append(message)
                self.state = reduce(self.state, message)
                if (answer := seen(message)) is not None:
                    self.say(answer)
        return heard


class LoopbackHost:
    """A host without a process: nothing happens but in `turn`.

    folder: of a run on disk, new or taken up again; without one nothing is kept. go_on: as in Past. wall:
    seconds since 1970; without it the clock of the test is its calendar, too.
    """

    def __init__(
        self,
        config: RunConfig,
        clock: Callable[[], float],
        name: str = "loopback-1",
        *,
        folder: Path | None = None,
        go_on: bool = False,
        wall: Callable[[], float] | None = None,
    ) -> None:
        assembly = assemble(config)
        self._clock = clock
        wall = wall or clock
        if folder is not None:
            opened = open_run(folder, assembly, threads=1, wall=wall, go_on=go_on)
        else:
            opened = open_recorded(Path(name), assembly, threads=1, wall=wall, open_disk=Nowhere)
        self.run, self.served, self.writing = opened.run, opened.served, opened.writing
        self.viewers: list[LoopbackViewer] = []
        self.served.hub.tell = self._tell
        self.loop = begin(opened, clock, wall)

    def connect(self, wanted: Subscribe | None = None, *, read_only: bool = False) -> LoopbackViewer:
        """A new viewer, which has said hello and what it shows."""
        viewer = LoopbackViewer(self, Connection(self.served, self._clock))
        self.viewers.append(viewer)
        viewer.say(hello(read_only=read_only))
        if wanted is not None:
            viewer.say(wanted)
        return viewer

    def leave(self, viewer: LoopbackViewer) -> None:
        """The viewer is gone without a word."""
        self.viewers.remove(viewer)
        self.show()

    def turn(self, steps: int = 1) -> float | None:
        """One turn of the training thread, of so many steps at the most."""
        return self.loop.turn(steps)

    def show(self) -> None:
        """Have the training know what all viewers show."""
        interest = combined([viewer.connection for viewer in self.viewers])
        if interest != self.served.hub.interest:
            self.served.hub.show(interest)

    def _tell(self, message: Happened | EpochEnded | Ended) -> None:
        for viewer in self.viewers:
            viewer.connection.tell(message)
