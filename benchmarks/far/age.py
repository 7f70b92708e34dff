"""How old is what the screen shows: its step, against when the host took it."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import closing, contextmanager

from benchmarks.far.place import step_shown
from benchmarks.harness.statistics import median, percentile
from benchmarks.harness.terminal import Terminal
from nntui.session.protocol import Frame, Subscribe
from nntui.session.viewer import SocketViewer
from nntui.store.lock import Holder

_SAMPLE_S = 0.1
_SETTLE_S = 10.0


class StepsTaken:
    """When the host took its steps, as a viewer beside it hears of them ten times a second."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._steps: list[int] = []

    def add(self, step: int, now: float) -> None:
        """So many were taken by now."""
        if not self._steps or step > self._steps[-1]:
            self._times.append(now)
            self._steps.append(step)

    def when(self, step: int) -> float:
        """When a step was taken, on a straight line between those known; ValueError outside of them."""
        at = bisect_left(self._steps, step)
        if at == len(self._steps) or (at == 0 and self._steps[0] != step):
            raise ValueError(f"step {step} is not between those that were heard of")
        if self._steps[at] == step:
            return self._times[at]
        share = (step - self._steps[at - 1]) / (self._steps[at] - self._steps[at - 1])
        return self._times[at - 1] + share * (self._times[at] - self._times[at - 1])


@contextmanager
def listening(holder: Holder) -> Iterator[StepsTaken]:
    """Listen to a host in a thread of its own."""
    taken = StepsTaken()
    enough = threading.Event()

    def listen() -> None:
        with closing(SocketViewer(holder.socket, Subscribe())) as viewer:
            for message in viewer.messages():
                if isinstance(message, Frame):
                    taken.add(message.step, time.monotonic())
                if enough.is_set():
                    return

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield taken
    finally:
        enough.set()
        thread.join()


def ages(terminal: Terminal, holder: Holder, seconds: float) -> list[float]:
    """The age of the step in the header, in seconds, looked at ten times a second."""
    found = []
    with listening(holder) as taken:
        # Of what was taken before nobody knows when.
        terminal.run_for(_SETTLE_S)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            terminal.run_for(_SAMPLE_S)
            step = step_shown(terminal)
            now = time.monotonic()
            if step is not None:
                found.append((now, step))
    return [now - taken.when(step) for now, step in found]


def summarize(found: list[float]) -> dict[str, float | None]:
    """A row of the table."""
    return {
        "looks": len(found),
        "p50 s": median(found),
        "p99 s": percentile(found, 99),
        "oldest s": max(found),
    }
