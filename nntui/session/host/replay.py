"""Bringing a restored run forward to where it had been: the same steps again, with what acted on them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from nntui.session.host.landmarks import EpochSum
from nntui.session.host.run import Run
from nntui.store.records import Intervened
from nntui_engine.trainer import StepReport


class Replay:
    """Takes the steps that a run had taken, and compares each loss with the one that was written down.

    The run stands where its checkpoint left it, with the whole history of its line. What a person did on the
    way acts again where it had acted; nothing is written, and nobody is told of single steps. ended: the
    steps at which the end of an epoch is written down.
    """

    def __init__(
        self, run: Run, until: int, interventions: Sequence[Intervened], ended: frozenset[int]
    ) -> None:
        self._run = run
        self._until = until
        self._ended = ended
        first = run.trainer.step_number
        # What acted at the very step of the checkpoint may have come after it was taken.
        acting = [each for each in interventions if first <= each.step <= until]
        # Those of one step stay in the order in which they came.
        self._coming = sorted(acting, key=lambda each: each.step)
        run.catching_up = until if first < until else 0
        self._act()

    @property
    def over(self) -> bool:
        """Whether the run is where it had been."""
        return self._run.trainer.step_number >= self._until

    def advance(self) -> StepReport | None:
        """Take one step again; its report where its loss is not the one that was written down.

        Then what was written from that step on is not what this machine makes of it.
        """
        run = self._run
        report = run.trainer.step()
        step = report.step
        if report.diverged or np.float32(report.loss) != run.losses.at(step):
            return report
        run.count(report)
        if report.ends_epoch and step in self._ended:
            self._end_epoch(step)
        self._act()
        if self.over:
            run.catching_up = 0
        return None

    def _end_epoch(self, step: int) -> None:
        """As at the first time, but that its evaluation is known."""
        run = self._run
        run.epoch_loss, run.epoch = run.epoch.mean, EpochSum()
        if step == run.sound_step:
            run.sound = run.trainer.state()

    def _act(self) -> None:
        """Have act what acted before the next step."""
        hyper = self._run.trainer.hyper
        while self._coming and self._coming[0].step == self._run.trainer.step_number:
            known = asdict(hyper)
            for name, value in json.loads(self._coming.pop(0).value).items():
                if name in known:
                    hyper = hyper.changed(name, value)
        self._run.trainer.hyper = hyper
