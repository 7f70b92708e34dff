"""A run in the making: trainer, history and control, with no clock and no one to tell."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from math import isfinite, nan
from typing import Literal

import numpy as np

from nntui.session.assembly import Assembly
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.control import Control
from nntui.session.pacing import Pacer
from nntui.session.protocol import EpochEnded, Evaluated, Result, Status
from nntui_engine.evaluation import EvaluationPass
from nntui_engine.trainer import StepReport

Purpose = Literal["start", "epoch", "screen"]
"""What an evaluation is for: the run's own are part of its history, those for the screen are not."""


class Run:
    """What the training thread works on; nobody else writes to it."""

    def __init__(self, name: str, assembly: Assembly, threads: int, *, paused: bool) -> None:
        config = assembly.config
        assert config.epochs is not None
        self.name = name
        self.assembly = assembly
        self.trainer = assembly.trainer
        self.threads = threads
        self.pacer = Pacer(None if config.pace in ("max", None) else float(config.pace))
        self.control = Control("paused" if paused else "running", config.epochs, config.epochs)
        self.losses = LossHistory()
        self.validations = ValidationHistory()
        self.evaluated: Evaluated | None = None
        self.last = StepReport(0, nan, nan, 0, False, None)
        self.evaluation: EvaluationPass | None = None
        self.purpose: Purpose = "start"
        self.epoch_loss = nan
        self._loss_sum, self._rows = 0.0, 0
        self._sequence = 0
        # Where a diverged run goes back to: the newest end of an epoch that had not gone wrong.
        self._sound = self.trainer.state()

    def status(self) -> Status:
        """How the run stands; each call gives a newer one."""
        self._sequence += 1
        trainer, hyper, control = self.trainer, self.trainer.hyper, self.control
        return Status(
            sequence=self._sequence,
            state=control.state,
            step=trainer.step_number,
            epochs_done=trainer.epochs_done,
            rows_used=trainer.rows_used,
            goal_epochs=control.goal_epochs,
            learning_rate=hyper.learning_rate,
            momentum=hyper.momentum,
            weight_decay=hyper.weight_decay,
            dropout=hyper.dropout,
            batch_size=hyper.batch_size,
            pace=self.pacer.steps_per_s,
            steps_left=control.steps_left,
            to_epoch_end=control.to_epoch_end,
            reason=control.reason,
        )

    def step(self) -> StepReport:
        """Take one step, remember its loss, and see whether another is to follow."""
        report = self.trainer.step()
        if report.diverged is None:
            self.losses.append(report.loss)
            self._loss_sum += report.loss * report.rows
            self._rows += report.rows
            self.last = report
            self.control = self.control.after_step()
            if report.ends_epoch:
                self.control = self.control.after_epoch(self.trainer.epochs_done)
        return report

    def begin_evaluation(self, purpose: Purpose) -> bool:
        """Start to measure the validation rows; False where there are none."""
        self.evaluation = self.trainer.evaluation()
        self.purpose = purpose
        return self.evaluation is not None

    def advance_evaluation(self) -> bool:
        """Measure some more rows; True once all are measured."""
        assert self.evaluation is not None
        self.evaluation.advance()
        if not self.evaluation.finished:
            return False
        found = self.evaluation.result()
        step = self.trainer.step_number
        self.evaluated = Evaluated(step, found.loss, found.accuracy, found.r_squared)
        self.evaluation = None
        if self.purpose != "screen":
            self.validations.append(self.evaluated)
        return True

    def end_epoch(self) -> EpochEnded:
        """Sum up the epoch that is over, once it was evaluated."""
        trainer = self.trainer
        self.epoch_loss = self._loss_sum / self._rows
        self._loss_sum, self._rows = 0.0, 0
        # An epoch that loses more than the untrained network did has gone wrong already.
        if self.epoch_loss <= next(self.losses.since(0))[1][0]:
            self._sound = trainer.state()
        evaluated = self.evaluated if self.evaluated and self.evaluated.step == trainer.step_number else None
        return EpochEnded(trainer.epochs_done, trainer.step_number, self.epoch_loss, evaluated)

    def go_back(self) -> int:
        """Return to the newest sound state, with the settings of now; its step number.

        A diverged step would diverge again: its loss does not depend on the learning rate.
        """
        sound = replace(self._sound, hyper=self.trainer.hyper)
        self.evaluation = None
        self.trainer.restore(sound)
        # The losses last: by their count of restarts readers learn that both were cut.
        self.validations.truncate(sound.step)
        self.losses.truncate(sound.step)
        self.evaluated = self.validations.points[-1] if self.validations.points else None
        self._loss_sum, self._rows = 0.0, 0
        return sound.step

    def result(self, steps_per_second: float) -> Result:
        """What became of the run, the parameters as they are now evaluated."""
        trainer = self.trainer
        found = trainer.evaluate()
        values = np.ascontiguousarray(trainer.parameters.values, "<f4")
        return Result(
            run=self.name,
            state=self.control.state,
            steps=trainer.step_number,
            epochs=trainer.epochs_done,
            steps_per_second=_finite(steps_per_second),
            train_loss=_finite(self.epoch_loss),
            validation_loss=_finite(found.loss) if found else None,
            validation_accuracy=_finite(found.accuracy) if found else None,
            learning_rate=trainer.hyper.learning_rate,
            threads=self.threads,
            parameters_sha256=hashlib.sha256(values.tobytes()).hexdigest(),
        )


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
