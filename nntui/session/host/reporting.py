"""When the training thread reports, and what it copies for it."""

from __future__ import annotations

from nntui.session.host.hub import Interest, Report
from nntui.session.host.run import Run
from nntui.session.protocol import Status
from nntui_engine.arrays import Array


def make_report(run: Run, interest: Interest, status: Status, steps_per_s: float, overhead: float) -> Report:
    """Measure what the viewers show, and only that."""
    return Report(
        status=status,
        loss=run.losses.newest(),
        steps_per_s=steps_per_s,
        overhead=overhead,
        evaluated=run.evaluated,
        layers=run.measured() if interest.layers else (),
        weights=_copied(run, interest.weights),
    )


def _copied(run: Run, layers: frozenset[str]) -> dict[str, Array]:
    parameters = run.trainer.parameters
    return {
        slot.layer: slot.picture(parameters.values).copy()
        for slot in parameters.slots
        if slot.name == "weight" and slot.layer in layers
    }


class Rhythm:
    """When the next report is due, and how fast the steps go. Times are seconds of one monotonic clock."""

    def __init__(self, now: float) -> None:
        self.due = now
        self.steps_per_s = 0.0

    def reported(self, now: float, taken: int, interval: float, running: float) -> None:
        """Count a report, so many steps and so many seconds of running after the one before."""
        self.due = now + interval
        if taken > 0 and running > 0:
            speed = taken / running
            # The newest report counts for as much as its share of about a second.
            weight = min(1.0, max(0.2, running))
            self.steps_per_s += weight * (speed - self.steps_per_s) if self.steps_per_s else speed
