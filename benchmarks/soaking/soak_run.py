"""A run whose hosts are killed, and what was written down of it by then."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import numpy as np

from benchmarks.harness.training import begin_run, first_heard, home_environment, resume_run
from nntui.session.protocol import Action, Frame, Result, Stop, Subscribe
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import SocketViewer
from nntui.store.lock import Holder, is_held, read_holder
from nntui.store.reading import Recorded, read_run

_ENDED_S = 30.0


class SoakRun:
    """A run below a home. lost: sentences for what should have been there and was not."""

    def __init__(self, home: Path, name: str, *options: str) -> None:
        self.name = name
        self.folder = home / "runs" / name
        self.lost: list[str] = []
        self._home = home
        self._starters: list[subprocess.Popen[bytes]] = []
        begin_run(home, name, *options)
        self._known = read_run(self.folder)

    @property
    def holder(self) -> Holder | None:
        """Who trains it now; None for nobody."""
        holder = read_holder(self.folder) if is_held(self.folder) else None
        return holder if holder is not None and Path(holder.socket).exists() else None

    def step(self) -> int | None:
        """Steps taken, as its host says; None where none answers."""
        holder = self.holder
        try:
            frame = first_heard(holder.socket, lambda message: isinstance(message, Frame)) if holder else None
        except OSError:  # it was killed a moment ago
            return None
        return frame.step if isinstance(frame, Frame) else None

    def ask(self, *actions: Action) -> None:
        """Have its host do these, if it has one; nobody waits for the answers."""
        holder = self.holder
        if holder is not None:
            viewer = SocketViewer(holder.socket, Subscribe(rate_hz=0.0))
            for action in actions:
                viewer.ask(action)
            viewer.close()

    def end_host(self, sign: signal.Signals) -> bool:
        """Send its host a signal and wait until it is gone; whether there was one."""
        holder = self.holder
        if holder is None:
            return False
        with suppress(ProcessLookupError):  # it ended by itself
            os.kill(holder.pid, sign)
        deadline = time.monotonic() + _ENDED_S
        # Somebody may have started another one meanwhile.
        while self.holder == holder and time.monotonic() < deadline:
            time.sleep(0.01)
        if self.holder == holder:
            self.lost.append(f"{self.name}: its host did not end by {sign.name} within {_ENDED_S:g} s")
        return True

    def resume(self) -> None:
        """Have it train on, and wait for nothing."""
        self._starters = [each for each in self._starters if each.poll() is None]
        command = [sys.executable, "-m", "nntui", "resume", self.name, "--headless"]
        with (self._home / f"{self.name}.starting").open("ab") as said:
            environment = os.environ | home_environment(self._home)
            self._starters.append(subprocess.Popen(command, env=environment, stdout=said, stderr=said))

    def look(self, least: int = 0) -> Recorded:
        """Read what is written down, and compare it with what was; `least` steps should be there."""
        recorded, known = read_run(self.folder), self._known
        self.lost += [f"{self.name}: {sentence}" for sentence in recorded.gone]
        if _line(recorded) == _line(known):
            before = known.losses
            if not np.array_equal(recorded.losses[: len(before)], before):
                self.lost.append(f"{self.name}: of {len(before)} steps written down not all are there")
            if len(recorded.losses) < least:
                self.lost.append(f"{self.name}: {least - len(recorded.losses)} steps were never written down")
        self._known = recorded
        return recorded

    def stop(self) -> Result | None:
        """Have it caught up with where it was, and end its host in order; what became of it."""
        holder = self.holder or resume_run(self._home, self.name)
        state, asked = SessionState(), False
        with closing(SocketViewer(holder.socket, Subscribe())) as viewer:
            for message in viewer.messages():
                state = reduce(state, message)
                if state.status is not None and not state.status.catching_up and not asked:
                    asked = bool(viewer.ask(Stop()))
        return state.ended.result if state.ended else None

    def close(self) -> None:
        """End whoever started a host and follows it still."""
        for each in self._starters:
            each.terminate()
            each.wait()


def _line(recorded: Recorded) -> tuple[tuple[int, int], ...]:
    return tuple((each.branch, each.from_step) for each in recorded.branches)
