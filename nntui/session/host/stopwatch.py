"""The training thread's time: what it was spent on, and what watching costs."""

from __future__ import annotations

from nntui.session.host.reporting import Rhythm
from nntui.session.overhead import OverheadAccount


class Stopwatch:
    """Counts seconds of one monotonic clock while the run neither is paused nor takes steps by hand.

    Pauses count nowhere, nor do steps by hand, which are always reported in full. trained_s: how long it ran
    in all, by hand or not; at_last_step: the same when the newest step had been taken.
    """

    def __init__(self, now: float) -> None:
        self._turned_at = now
        self._overhead = OverheadAccount()
        self._rhythm = Rhythm(now)
        self._counting = self._waiting = self._by_hand = False
        # Of the time since the last report: all, work, and waiting for the pace, and the steps taken in it.
        self._total = self._work = self._waited = 0.0
        self._steps = 0
        self.trained_s = self.at_last_step = 0.0

    @property
    def report_due(self) -> float:
        """When the next report is."""
        return self._rhythm.due

    @property
    def steps_per_s(self) -> float:
        """The speed of the last second or so."""
        return self._rhythm.steps_per_s

    @property
    def overhead(self) -> float:
        """The share of the time that was not work."""
        return self._overhead.share

    @property
    def counting(self) -> bool:
        """Whether time counts now."""
        return self._counting

    def turn_begins(self, now: float) -> None:
        """Count what passed since the last turn ended: waiting for the pace, or sleeping."""
        self._count(now, waited=self._waiting)

    def runs(self, running: bool, *, by_hand: bool) -> None:
        """What counts from here on in this turn."""
        self._counting, self._by_hand = running, by_hand

    def turn_ends(self, now: float, running: bool, *, waiting: bool) -> None:
        """Count the rest of the turn."""
        self._count(now, waited=False)
        self._counting, self._waiting = running, waiting

    def worked(self, seconds: float, steps: int = 0) -> None:
        """Count what the run itself needed."""
        self._work += seconds
        self._steps += steps

    def stepped(self, now: float) -> None:
        """The newest step was taken just now."""
        self.at_last_step = self.trained_s + (now - self._turned_at) * self._counting

    def report(self, now: float, wanted_s: float) -> None:
        """A report is being made, and wanted every so many seconds: sum up what was since the last."""
        self._count(now, waited=False)
        self._overhead.add(self._total, self._work, self._waited)
        interval = self._overhead.interval_s(wanted_s)
        self._rhythm.reported(now, self._steps, interval, self._total)
        self._total = self._work = self._waited = 0.0
        self._steps = 0

    def reported(self, seconds: float) -> None:
        """Making it took so long."""
        self._overhead.reported(seconds)

    def _count(self, now: float, *, waited: bool) -> None:
        seconds, self._turned_at = now - self._turned_at, now
        if not self._counting:
            return
        self.trained_s += seconds
        if not self._by_hand:
            self._total += seconds
            self._waited += seconds * waited
