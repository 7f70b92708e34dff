"""A run with a host of its own process, and whoever watches it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nntui.config import RunConfig
from nntui.locations import runs_folder, socket_path
from nntui.session.launch import Launch, Started, launch_host
from nntui.session.protocol import (
    Acknowledged,
    Action,
    Ended,
    Happened,
    Refused,
    Result,
    RunState,
    RunToEpochEnd,
    Status,
    Stop,
    Subscribe,
)
from nntui.session.viewer import SocketViewer
from nntui.store.reading import Recorded, read_run
from nntui.store.runs import create_run, write_config

PATIENCE_S = 20.0
"""A host that is to say something says it within this, on a machine as busy as may be."""

POLL_S = 0.002


class Watcher(SocketViewer):
    """A viewer that remembers where it was in what it heard."""

    def __init__(self, path: Path, wanted: Subscribe) -> None:
        super().__init__(str(path), wanted)
        self._socket.settimeout(PATIENCE_S)
        self.heard = self.messages()

    def next(self, kind: Any) -> Any:
        """The next message of a kind; AssertionError where the host ends without one."""
        message = next((each for each in self.heard if isinstance(each, kind)), None)
        assert message is not None, f"the host ended without {kind}"
        return message

    def show(self, wanted: Subscribe) -> None:
        """Say that something else is to be seen."""
        self._say(wanted)

    def until(self, wanted: Callable[[Status], bool]) -> Status:
        """Read until something that happened, or an answer, shows the run as it is wanted."""
        while True:
            message = self.next(Happened | Acknowledged | Ended)
            assert not isinstance(message, Ended), f"it ended: {message.reason}"
            if wanted(message.status):
                status: Status = message.status
                return status


class RealRun:
    """A new run below NNTUI_HOME; `begin` starts a host for it."""

    def __init__(self, name: str | None = None, **changes: Any) -> None:
        usual: dict[str, Any] = {"dataset": "line", "epochs": 10_000_000, "pace": "max", "threads": 1}
        self.config = RunConfig(**(usual | changes))
        self.folder = create_run(runs_folder(), name, self.config.dataset)
        write_config(self.folder, self.config)
        self.launch: Launch | None = None
        self.watcher: Watcher | None = None

    @property
    def socket(self) -> Path:
        """Where its host listens."""
        return socket_path(self.folder)

    @property
    def pid(self) -> int:
        """Of its host."""
        assert self.launch is not None
        return self.launch.process.pid

    @property
    def recorded(self) -> Recorded:
        """What is written down of it."""
        return read_run(self.folder)

    def launch_and_kill(self, after_s: float) -> None:
        """Start a host, and kill it so many seconds later, whatever it does by then."""
        self.launch = launch_host(self.folder)
        time.sleep(after_s)
        self.launch.process.kill()
        self.launch.process.wait()
        self.launch.report.close()

    def begin(self, *, watched: bool = True, go_on: bool = False) -> Started:
        """Start a host, wait until it has begun, and have somebody watch it."""
        self.launch = launch_host(self.folder, go_on=go_on)
        started = self.launch.started()
        if watched:
            self.watch()
        return started

    def watch(self) -> Watcher:
        """Connect to the host."""
        self.watcher = Watcher(self.socket, Subscribe(rate_hz=0, epochs=False))
        return self.watcher

    def ask(self, action: Action) -> Acknowledged | Refused:
        """Have something done; the answer."""
        assert self.watcher is not None
        asked = self.watcher.ask(action)
        while True:
            answer: Acknowledged | Refused = self.watcher.next(Acknowledged | Refused)
            if answer.id == asked:
                return answer

    def insist(self, action: Action) -> None:
        """Have something done that is refused as long as the run catches up."""
        wait_until(lambda: isinstance(self.ask(action), Acknowledged))

    def finish_epoch(self) -> Result:
        """Train to the end of the epoch begun, and end the host in order; what became of the run."""
        self.insist(RunToEpochEnd())
        return self._stop_in("paused")

    def finish(self) -> Result:
        """Train to the end, and end the host in order; what became of the run."""
        return self._stop_in("finished")

    def _stop_in(self, state: RunState) -> Result:
        assert self.watcher is not None
        # However long it takes: as long as epochs end, it is under way.
        self.watcher.show(Subscribe(rate_hz=0, epochs=True))
        self.watcher.until(lambda status: status.state == state)
        return self.stop()

    def steps(self, count: int) -> None:
        """Wait until so many steps are written down."""
        wait_until(lambda: len(self.recorded.losses) >= count)

    def signal(self, sign: signal.Signals) -> None:
        """Send the host a signal."""
        os.kill(self.pid, sign)

    def kill(self) -> None:
        """The host dies at once."""
        assert self.launch is not None
        self.launch.process.kill()
        self.launch.process.wait()
        self.leave()

    def leave(self) -> None:
        """Nobody watches any more."""
        if self.watcher is not None:
            self.watcher.close()
            self.watcher = None

    def stop(self) -> Result:
        """Have the host end in order; what became of the run."""
        assert self.watcher is not None
        assert self.launch is not None
        self.watcher.ask(Stop())
        result: Result = self.watcher.next(Ended).result
        self.leave()
        self.launch.process.wait(PATIENCE_S)
        return result

    def end(self) -> None:
        """See that there is no host, and nobody connected to one."""
        self.leave()
        if self.launch is not None and self.launch.process.poll() is None:
            self.launch.process.send_signal(signal.SIGCONT)
            self.launch.process.terminate()
            self.launch.process.wait(PATIENCE_S)


def wait_until(condition: Callable[[], object], patience_s: float = PATIENCE_S) -> float:
    """Wait for a condition; the seconds that it took. AssertionError where it does not come true in time."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + patience_s, "this did not come true in time"
        time.sleep(POLL_S)
    return time.monotonic() - began
