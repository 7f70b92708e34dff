"""When the training thread reports, and what it copies for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nntui.session.describing import ATTENTION
from nntui.session.host.hub import Interest, Report
from nntui.session.host.run import Run
from nntui.session.protocol import Status
from nntui_engine.arrays import Array
from nntui_engine.layers.attention import SelfAttention
from nntui_engine.network import Stage
from nntui_engine.parameters import Picture


def make_report(run: Run, interest: Interest, status: Status, steps_per_s: float, overhead: float) -> Report:
    """Measure what the viewers show, and only that."""
    return Report(
        status=status,
        loss=run.losses.newest(),
        steps_per_s=steps_per_s,
        overhead=overhead,
        evaluated=run.evaluated,
        layers=run.measured() if interest.layers else (),
        pictures=_copied(run, interest.pictures),
    )


def _copied(run: Run, wanted: frozenset[tuple[str, str]]) -> dict[tuple[str, str], Picture]:
    parameters = run.trainer.parameters
    found: dict[tuple[str, str], Picture] = {}
    for slot in parameters.slots:
        if (slot.layer, slot.name) in wanted:
            picture = slot.picture(parameters.values)
            found[slot.layer, slot.name] = replace(picture, values=picture.values.copy())
    looked_at = {layer for layer, name in wanted if name == ATTENTION}
    if looked_at:
        # Of the newest batch; before the first step nothing was looked at.
        bench = run.trainer.bench(run.last.rows or run.trainer.hyper.batch_size)
        for stages in zip(*(network.stages for network in bench.networks), strict=True):
            if stages[0].name in looked_at:
                found |= _attention(stages)
    return found


def _attention(stages: tuple[Stage, ...]) -> dict[tuple[str, str], Picture]:
    """Where a layer looked, on average over the parts of a batch; nothing where it looks nowhere."""
    looks = [stage.layer.attention() for stage in stages if isinstance(stage.layer, SelfAttention)]
    if not looks:
        return {}
    mean: Array = np.mean([each.values for each in looks], axis=0)
    return {(stages[0].name, ATTENTION): Picture(mean, looks[0].tile)}


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
