"""Taking steps at the speed a person wants to watch."""

from __future__ import annotations

LAG_S = 0.25
"""How far behind its pace a run may fall and still catch up; one that is later, or paused, begins anew."""

PACES: tuple[float | None, ...] = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, None)
"""What the keys go through, in steps a second; None is as fast as it goes."""

SLOW = 10.0
"""Below this many steps a second every step is shown, and evaluated for the screen."""


class Pacer:
    """Says how long to wait for the next step. Times are seconds of one monotonic clock."""

    def __init__(self, steps_per_s: float | None) -> None:
        self.steps_per_s = steps_per_s
        self._due = float("-inf")

    def change(self, steps_per_s: float | None, now: float) -> None:
        """Go on at another pace, the next step due at once."""
        self.steps_per_s = steps_per_s
        self._due = now

    def wait_s(self, now: float) -> float:
        """Seconds until the next step is due; 0 where it is."""
        return 0.0 if self.steps_per_s is None else max(0.0, self._due - now)

    def stepped(self, now: float) -> None:
        """Count a step taken now."""
        if self.steps_per_s is not None:
            self._due = (self._due if self._due > now - LAG_S else now) + 1.0 / self.steps_per_s


def shifted(pace: float | None, by: int) -> float | None:
    """The pace so many places up, or down where `by` is below 0."""
    for _ in range(abs(by)):
        pace = faster(pace) if by > 0 else slower(pace)
    return pace


def faster(pace: float | None) -> float | None:
    """The next pace up."""
    return next((step for step in PACES if step is None or (pace is not None and step > pace)), None)


def slower(pace: float | None) -> float | None:
    """The next pace down; the slowest stays."""
    lower = [step for step in PACES if step is not None and (pace is None or step < pace)]
    return lower[-1] if lower else pace
