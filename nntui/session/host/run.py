"""A run in the making: trainer, history and control, with no clock and no one to tell."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from math import isfinite, nan
from typing import Literal

import numpy as np

from nntui.numbers import count, counted, rate
from nntui.session.assembly import Assembly
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.control import Control
from nntui.session.host.landmarks import Best, EpochSum, Snapshot, is_sound, newer
from nntui.session.host.measuring import measured
from nntui.session.pacing import Pacer
from nntui.session.protocol import HELD, EpochEnded, Evaluated, LayerMeasurement, Result, Status
from nntui_engine.evaluation import EvaluationPass
from nntui_engine.state import TrainerState
from nntui_engine.trainer import StepReport

Purpose = Literal["start", "epoch", "screen"]
"""What an evaluation is for: the run's own are part of its history, those for the screen are not."""

NOTHING_YET = StepReport(0, nan, nan, 0, False, None, nan)


class Run:
    """What the training thread works on; nobody else writes to it.

    branch: the line of steps that it is on, of `branches` made so far. out_of_patience: why the epoch that
    ended last was to be the end, or nothing. catching_up: the step that it is being
    brought forward to, which it had reached before; 0 while it makes history of its own.
    """

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
        self.last = NOTHING_YET
        self.layers: tuple[LayerMeasurement, ...] = ()
        self.evaluation: EvaluationPass | None = None
        self.purpose: Purpose = "start"
        self.epoch_loss = nan
        self.epoch = EpochSum()
        self.best = Best()
        self.out_of_patience = ""
        self.branch = self.branches = 1
        self.catching_up = 0
        self.alarm = ""
        self.checkpoint_step = -1
        self._sequence = 0
        # Where a diverged run goes back to: the newest end of an epoch that had not gone wrong.
        self.sound_step = self.sound_epoch = 0
        self.sound: TrainerState | None = self.trainer.state()

    @property
    def can_evaluate(self) -> bool:
        """Whether rows are held out."""
        return bool(self.trainer.validation is not None and len(self.trainer.validation))

    @property
    def schedule(self) -> str:
        """Which one would say the learning rate, in a word; nothing where the run has none."""
        trainer = self.trainer
        schedule = trainer.plan.schedule
        return "" if schedule is None else schedule.name_at(trainer.epochs)

    def status(self) -> Status:
        """How the run stands; each call gives a newer one."""
        self._sequence += 1
        trainer, hyper, control = self.trainer, self.trainer.hyper, self.control
        return Status(
            sequence=self._sequence,
            state="paused" if control.running and control.held else control.state,
            step=trainer.step_number,
            epochs_done=trainer.epochs_done,
            rows_used=trainer.rows_used,
            goal_epochs=control.goal_epochs,
            learning_rate=trainer.learning_rate(),
            momentum=hyper.momentum,
            weight_decay=hyper.weight_decay,
            dropout=hyper.dropout,
            batch_size=hyper.batch_size,
            pace=self.pacer.steps_per_s,
            steps_left=control.steps_left,
            to_epoch_end=control.to_epoch_end,
            reason=control.held or control.reason,
            alarm=self.alarm,
            catching_up=self.catching_up,
            checkpoint=self.checkpoint_step,
            schedule=self.schedule if hyper.scheduled or not self.schedule else HELD,
            rate_factor=hyper.rate_factor,
        )

    def step(self) -> StepReport:
        """Take one step, remember its loss, and see whether another is to follow.

        Where it raises MemoryError nothing has changed.
        """
        # First: once the step is taken nothing more can fail.
        self.losses.make_room()
        report = self.trainer.step()
        if report.diverged is None:
            self.losses.append(report.loss)
            self.count(report)
            self.control = self.control.after_step()
            if report.ends_epoch:
                self.control = self.control.after_epoch(self.trainer.epochs_done)
        return report

    def count(self, report: StepReport) -> None:
        """Have a step count in the mean of its epoch."""
        self.epoch.add(report.loss, report.rows)
        self.last = report

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
        self.epoch_loss, self.epoch = self.epoch.mean, EpochSum()
        evaluated = self.evaluated if self.evaluated and self.evaluated.step == trainer.step_number else None
        # First: what is waited for is part of all that is copied below.
        ran_out = evaluated is not None and trainer.judge(evaluated.loss)
        if is_sound(self.epoch_loss, self.losses.first()):
            self.sound_step, self.sound_epoch = trainer.step_number, trainer.epochs_done
            self.sound = trainer.state()
        loss = evaluated.loss if evaluated else self.epoch_loss
        if self.best.is_beaten_by(trainer.step_number, loss, trainer.epochs_done):
            self.best.snapshot = self.snapshot()
        self.out_of_patience = self._in_vain() if ran_out else ""
        if ran_out:
            self.control = self.control.finished_early(self.out_of_patience)
        return EpochEnded(trainer.epochs_done, trainer.step_number, self.epoch_loss, evaluated)

    def _in_vain(self) -> str:
        """Why it is of no use to go on."""
        patience, best = self.trainer.plan.patience, self.best.epoch
        assert patience is not None
        better = f"validation loss better by {rate(patience.min_delta)}"
        missed = better if patience.min_delta else "better validation loss"
        of_best = f", the best is that of epoch {count(best)}" if best else ""
        return f"no {missed} for {counted(patience.epochs, 'epoch')}{of_best}"

    def measured(self) -> tuple[LayerMeasurement, ...]:
        """The layers in the newest step; those of a step that another host took are kept with it."""
        return measured(self.trainer, self.last.rows) if self.last.rows else self.layers

    def forget_layers(self) -> None:
        """A step that was not taken has left something else in their buffers."""
        self.last, self.layers = self.last._replace(rows=0), ()

    def snapshot(self) -> Snapshot:
        """Everything that the future depends on, and the report of the newest step.

        Where the run has diverged it is that of the step that could not be taken, as on the screen.
        """
        epoch, state = self.epoch, self.trainer.state()
        loss = self.losses.of_step(state.step)
        return Snapshot(
            self.branch,
            state,
            epoch.loss,
            epoch.rows,
            loss,
            self.measured(),
            self.evaluated,
            self.schedule,
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Go to where a snapshot was taken. The history stays."""
        self.trainer.restore(snapshot.state)
        self.epoch = EpochSum(snapshot.epoch_loss, snapshot.epoch_rows)
        self.last, self.layers = NOTHING_YET, snapshot.layers
        self.evaluation = None
        self.evaluated = newer(self.evaluated, snapshot.evaluated)

    def rewind(self, step: int) -> None:
        """Go back to a step, on a branch of its own, with the settings of now; the history is cut there.

        Only the newest sound step can be had from memory.
        """
        assert self.sound is not None
        assert self.sound.step == step
        self.trainer.restore(replace(self.sound, hyper=self.trainer.hyper))
        self.epoch, self.last, self.layers = EpochSum(), NOTHING_YET, ()
        self.evaluation = None
        self.fork(step)

    def fork(self, step: int) -> None:
        """Begin another line of steps behind this one."""
        self.branches += 1
        self.branch = self.branches
        # The losses last: by their count of restarts readers learn that both were cut.
        self.validations.truncate(step)
        self.losses.truncate(step)
        self.evaluated = self.validations.newest()
        # What was better on the line that was left is not the best of this one.
        self.best.cut(step)

    def result(self, steps_per_second: float) -> Result:
        """What became of the run, the parameters as they are now evaluated."""
        trainer, known = self.trainer, self.evaluated
        found = known if known and known.step == trainer.step_number else trainer.evaluate()
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
            learning_rate=trainer.learning_rate(),
            threads=self.threads,
            parameters_sha256=hashlib.sha256(values.tobytes()).hexdigest(),
            reason=self.control.reason,
            best_epoch=self.best.epoch or None,
            best_loss=_finite(self.best.loss),
        )


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
