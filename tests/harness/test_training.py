"""Runs that train in the background."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from benchmarks.harness.home import host_pids
from benchmarks.harness.training import begin_run, first_heard, resume_run
from nntui.session.ending import end_host
from nntui.session.protocol import Frame, ToViewer, Welcome


def test_they_go_on_by_themselves(home: Path) -> None:
    """A run takes steps with nobody there, and once it was ended it is taken up where it was."""
    holder = begin_run(home, "mine", "--pace", "100")
    assert host_pids(home) == {holder.pid}
    frame = first_heard(holder.socket, lambda message: isinstance(message, Frame))
    assert isinstance(frame, Frame)
    end_host(home / "runs" / "mine")
    later = resume_run(home, "mine")

    def is_later(message: ToViewer) -> bool:
        return isinstance(message, Frame) and message.step > frame.step

    assert first_heard(later.socket, is_later) is not None
    assert later.pid != holder.pid
    end_host(home / "runs" / "mine")


def test_a_host_that_ends(home: Path) -> None:
    """Whoever waits for words that a host never says is not kept waiting when it ends."""
    holder = begin_run(home, "mine", "--pace", "100")

    def end_it(message: ToViewer) -> bool:
        if isinstance(message, Welcome):
            os.kill(holder.pid, signal.SIGTERM)
        return False

    assert first_heard(holder.socket, end_it) is None
