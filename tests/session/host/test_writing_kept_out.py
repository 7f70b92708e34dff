"""A reader who keeps the writer out for longer than a moment."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.session.host.writing import KEPT, KEPT_S, Writing
from nntui.store.records import LossesTaken
from tests.session.host.writing_to import Disk, Woken, line, nothing, read


class KeptOut:
    """Writing that a reader keeps out, and the clock by which that lasts."""

    def __init__(self, disk: Disk, woken: Woken) -> None:
        self.now = 0.0
        self.writing = Writing(lambda: disk, woken, lambda: self.now)
        disk.before = read

    def after(self, seconds: float) -> Writing:
        """Another try, so much later."""
        self.now += seconds
        self.writing.write([])
        return self.writing


def test_a_reader_who_stays_is_told_of(disk: Disk, woken: Woken) -> None:
    """A moment is nothing to speak of; longer than that somebody should know why nothing is on the disk."""
    kept_out = KeptOut(disk, woken)
    kept_out.writing.write([line("steps")])
    alarms = [kept_out.after(KEPT_S / 2).alarm, kept_out.after(KEPT_S / 2).alarm]
    disk.before = nothing
    assert [*alarms, kept_out.after(1.0).alarm] == ["", KEPT, ""]
    assert (disk.done[0], woken.times) == (["steps"], 2)


def test_only_so_much_may_wait(disk: Disk, woken: Woken, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the run waits as well, and goes on once it is written."""
    monkeypatch.setattr("nntui.session.host.writing.MOST_UNWRITTEN", 1000)
    kept_out = KeptOut(disk, woken)
    kept_out.writing.write([LossesTaken(1, 1, np.zeros(100, np.float32))])
    few = kept_out.after(KEPT_S).failing
    kept_out.writing.write([LossesTaken(1, 101, np.zeros(100, np.float32))])
    many = kept_out.after(1.0).failing
    disk.before = nothing
    assert (few, many, kept_out.after(1.0).failing) == ("", KEPT, "")
