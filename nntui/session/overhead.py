"""What watching costs: the training thread's time, accounted for."""

from __future__ import annotations

REPORT_SHARE = 0.015
"""The most of its time that the training thread gives to reports; with what else it does, under 2 %."""

FADE = 0.8
"""How much of the account is kept from one report to the next: it shows about the last five."""


class OverheadAccount:
    """Where the training thread's time goes while it runs: work, waiting for its pace, and everything else.

    Work is `step()` and the evaluations at ends of epochs. Waiting for the pace is free time: what would have
    been waited away costs nobody anything. All in seconds.
    """

    def __init__(self) -> None:
        self._busy = 0.0
        self._other = 0.0
        self._report_s = 0.0

    def add(self, total: float, work: float, waited: float) -> None:
        """Count a stretch of so many seconds, pauses left out, of which so many were work and waiting."""
        other = max(0.0, total - work - waited)
        self._busy = FADE * self._busy + max(0.0, total - waited)
        self._other = FADE * self._other + max(0.0, other - waited)

    def reported(self, seconds: float) -> None:
        """Count what making a report took."""
        self._report_s = seconds if self._report_s == 0 else 0.7 * self._report_s + 0.3 * seconds

    @property
    def share(self) -> float:
        """The share of the time, neither paused nor waiting, that was not work."""
        return self._other / self._busy if self._busy > 0 else 0.0

    def interval_s(self, wanted: float) -> float:
        """Seconds between reports: those wanted, or more where reports are dear."""
        return max(wanted, self._report_s / REPORT_SHARE)
