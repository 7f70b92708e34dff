"""A host that moves only when it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from nntui.config import RunConfig
from nntui.session.assembly import assemble
from nntui.session.host.opening import open_recorded
from nntui.session.host.process import begin
from nntui.session.host.server import Server
from nntui.session.loopback import Nowhere
from nntui.session.protocol import Action, Ended, Result
from nntui.session.sockets import listen

LINGER_S = 2.0


class SteppedHost:
    """A host of a small run on a real socket: it serves in a thread, and trains when a test says so.

    Its clock stands still between turns, and goes on by a second before each.
    """

    def __init__(self, folder: Path, **changes: object) -> None:
        usual = {"dataset": "iris", "hidden": (6, 4), "batch": 16, "epochs": 3, "pace": "max", "lr": 1e-3}
        config = RunConfig(**(usual | changes))
        self.now = 100.0
        opened = open_recorded(
            folder / "iris-1", assemble(config), threads=1, wall=lambda: self.now, open_disk=Nowhere
        )
        self.served, self.run, self.hub = opened.served, opened.run, opened.served.hub
        self.socket = folder / "socket"
        self.loop = begin(opened, lambda: self.now, lambda: self.now)
        self._server = Server(listen(self.socket), self.served, failed=lambda: None)
        self._open = True

    @property
    def asked(self) -> tuple[Action, ...]:
        """What it was asked to do and has not done yet."""
        return tuple(request.action for request in self.hub.requests)

    def turn(self) -> float | None:
        """One turn of the training thread, of one step at the most, and the evaluation it leads to."""
        self.now += 1.0
        wait = self.loop.turn(1)
        while self.run.evaluation is not None:
            wait = self.loop.turn(1)
        return wait

    def take(self, steps: int) -> None:
        """Train for so many steps."""
        goal = self.run.trainer.step_number + steps
        while self.run.trainer.step_number < goal:
            assert self.turn() is not None, "it does not run"

    def settle(self) -> None:
        """Take turns until it waits for somebody, or is over."""
        while not self.loop.over and (self.turn() is not None or self.hub.requests):
            pass

    def attend(self) -> None:
        """Report anew where a viewer shows something else by now, as a host does; no step is taken for it."""
        if not self._open or self.hub.requests or not self.hub.wait(0):
            return
        if not self.run.control.running:
            self.turn()
        elif self.hub.report is not None:
            self.hub.publish(replace(self.hub.report, status=self.run.status()))

    def finish(self, unwritten: str = "") -> Result:
        """Tell the viewers that it is over, as a host that was stopped does, and be gone."""
        result = self.loop.result()
        self.hub.ended(Ended(self.run.control.state, result, unwritten))
        self.vanish()
        return result

    def vanish(self) -> None:
        """Be gone, without a word more than is owed already."""
        if self._open:
            self._open = False
            self._server.close(LINGER_S)
            self.socket.unlink()


@contextmanager
def stepped_host(**changes: object) -> Iterator[SteppedHost]:
    """A host in a folder of its own: the name of a socket must be short."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        host = SteppedHost(Path(folder), **changes)
        try:
            yield host
        finally:
            host.vanish()
