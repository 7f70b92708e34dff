"""Bringing a restored run forward to where it had been: the same steps again, with what acted on them."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from math import nan

import numpy as np

from nntui.session.host.landmarks import EpochSum
from nntui.session.host.run import Run
from nntui.session.protocol import Evaluated
from nntui.store.reading import Recorded
from nntui.store.records import EpochMeasured, Intervened
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.trainer import StepReport


def evaluated_at(end: EpochMeasured) -> Evaluated | None:
    """The run's own evaluation at the end of an epoch."""
    if end.validation_loss is None:
        return None
    return Evaluated(end.step, end.validation_loss, end.accuracy, end.r_squared)


def acted_on(hyper: HyperParameters, intervention: Intervened) -> HyperParameters:
    """The settings after what a person did."""
    known = asdict(hyper)
    for name, value in json.loads(intervention.value).items():
        if name in known:
            hyper = hyper.changed(name, value)
    return hyper


class Replay:
    """Takes the steps that a run had taken, and compares each loss with the one that was written down.

    The run stands where its checkpoint left it, with the whole history of its line. What a person did on the
    way acts again where it had acted; nothing is written, and nobody is told of single steps.
    """

    def __init__(self, run: Run, until: int, recorded: Recorded) -> None:
        self._run = run
        self._until = until
        self._ended = {each.step: each for each in recorded.epochs}
        self._saved = {each.step for each in recorded.checkpoints if each.best}
        first = run.trainer.step_number
        # What acted at the very step of the checkpoint may have come after it was taken.
        acting = [each for each in recorded.interventions if first <= each.step <= until]
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
        if report.ends_epoch and (step in self._ended or step < self._until):
            self._end_epoch(step, self._ended.get(step))
        self._act()
        if self.over:
            run.catching_up = 0
        return None

    def _end_epoch(self, step: int, found: EpochMeasured | None) -> None:
        """As at the first time, but that its evaluation is known. found: None where that was lost."""
        run = self._run
        run.epoch_loss, run.epoch = run.epoch.mean, EpochSum()
        if run.trainer.plan.patience is not None:
            run.trainer.judge(self._validation_loss(found))
        if step == run.sound_step:
            run.sound = run.trainer.state()
        if found is not None and step == run.best.step and step not in self._saved:
            run.best.snapshot = replace(run.snapshot(), branch=found.branch, evaluated=evaluated_at(found))

    def _validation_loss(self, found: EpochMeasured | None) -> float:
        """What early stopping was told at the end of an epoch."""
        if found is not None:
            return nan if found.validation_loss is None else found.validation_loss
        again = self._run.trainer.evaluate()
        return nan if again is None else again.loss

    def _act(self) -> None:
        """Have act what acted before the next step."""
        trainer = self._run.trainer
        while self._coming and self._coming[0].step == trainer.step_number:
            trainer.hyper = acted_on(trainer.hyper, self._coming.pop(0))
