"""What a run has to write down, kept until it is handed over."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import isfinite

import msgspec
import numpy as np

from nntui.session.host.actions import Decision
from nntui.session.host.control import Control
from nntui.session.host.disk import Verdict
from nntui.session.host.run import Run
from nntui.session.host.writing import Writing
from nntui.session.protocol import Action, EpochEnded, Evaluated, LogEntry
from nntui.store.records import (
    Branched,
    EpochMeasured,
    Intervened,
    LayerMeasured,
    Logged,
    LossesTaken,
    Record,
    Stood,
)
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.schedules import learning_rate

HAND_OVER_S = 0.5
"""Between two: a step is on the disk within a second."""

MEASURED_EVERY = 100
"""Steps between two measurements of the layers that are kept, watched or not."""


class Journal:
    """Kept by the training thread, handed over to the writing one.

    wall: seconds since 1970. records: what it begins with. stood: how the run stood before.
    """

    def __init__(
        self,
        run: Run,
        writing: Writing,
        wall: Callable[[], float],
        records: Sequence[Record] = (),
        stood: Stood | None = None,
    ) -> None:
        self._run = run
        self._writing = writing
        self._wall = wall
        self._records = list(records)
        self._taken = len(run.losses)
        self._stood = replace(stood, time=0.0) if stood else None
        self.steps_per_s = 0.0

    @property
    def trouble(self) -> str:
        """What keeps things from being written, or nothing."""
        return self._writing.alarm

    def add(self, *records: Record) -> None:
        """Something else to write down."""
        self._records += records

    def stepped(self, step: int) -> None:
        """Measure the layers where it is time to."""
        if step % MEASURED_EVERY:
            return
        branch = self._run.branch
        self._records += (
            LayerMeasured(branch, step, each.name, each.gradient_norm, each.update_ratio, each.idle_units)
            for each in self._run.measured()
        )

    def begun(self, evaluated: Evaluated | None) -> None:
        """The run was evaluated before its first step."""
        self._epoch(0, 0, None, evaluated)

    def epoch_ended(self, message: EpochEnded) -> None:
        """An epoch is over and evaluated."""
        self._epoch(message.epoch, message.step, message.train_loss, message.evaluated)

    def logged(self, entry: LogEntry) -> None:
        """There is another line of the log."""
        self._records.append(
            Logged(entry.number, self._wall(), entry.time_s, entry.step, entry.text, entry.mark, entry.who)
        )

    def hand_over(self) -> None:
        """Hand over all there is, if there is any."""
        if records := self._new():
            self._writing.write(records)

    def intervene(self, action: Action, decision: Decision, who: str) -> Verdict:
        """Write down what a person does, before it acts, and all that led to it.

        What changes no bit of the run may act all the same: it is written down when it can be.
        """
        self.hand_over()
        run, now = self._run, self._wall()
        bits = decision.bits(run)
        value = json.dumps(msgspec.structs.asdict(action) | bits)
        # What is asked for while it catches up acts once it is there: nothing is written into its past.
        kind, step, branch = type(action).__name__, run.catching_up or run.trainer.step_number, run.branch
        records: list[Record] = []
        if decision.rewind_to is not None:
            step, branch = decision.rewind_to, run.branches + 1
            records.append(Branched(branch, run.branch, step, now, run.control.reason))
        # And how it stands then: whoever finds the run after a crash finds it as it was asked to be.
        stood = _as_decided(self._standing(), decision, run.trainer.learning_rate(decision.hyper))
        if decision.rewind_to is not None:
            stood = _gone_back(stood, run, branch, decision.hyper)
        records += Intervened(branch, step, now, kind, value, who), replace(stood, time=now)
        verdict = self._writing.write_now(records)
        if verdict != "written" and not bits:
            self.add(*records)
            verdict = "written"
        if verdict == "written":
            self._stood = stood
        return verdict

    def cut(self) -> None:
        """The history ends at an earlier step from now on."""
        self._taken = len(self._run.losses)

    def _new(self) -> list[Record]:
        run = self._run
        records: list[Record] = []
        if len(run.losses) > self._taken:
            losses = np.concatenate([part for _, part in run.losses.since(self._taken)])
            records.append(LossesTaken(run.branch, self._taken + 1, losses))
            self._taken += len(losses)
        records += self._records
        self._records = []
        stood = self._standing()
        if stood != self._stood:
            self._stood = stood
            records.append(replace(stood, time=self._wall()))
        return records

    def _standing(self) -> Stood:
        stood = standing(self._run, self.steps_per_s)
        if self._run.catching_up and self._stood is not None:
            return _on_the_way(self._stood, stood)
        return stood

    def _epoch(self, epoch: int, step: int, train_loss: float | None, found: Evaluated | None) -> None:
        self._records.append(
            EpochMeasured(
                self._run.branch,
                step,
                epoch,
                self._wall(),
                train_loss,
                found.loss if found else None,
                found.accuracy if found else None,
                found.r_squared if found else None,
            )
        )


def standing(run: Run, steps_per_s: float) -> Stood:
    """How a run stands, at no particular time."""
    trainer, hyper, control, own = run.trainer, run.trainer.hyper, run.control, run.validations.newest()
    return Stood(
        time=0.0,
        branch=run.branch,
        state=_lasting(control),
        step=trainer.step_number,
        epochs_done=trainer.epochs_done,
        rows_used=trainer.rows_used,
        first_goal=control.first_goal,
        goal_epochs=control.goal_epochs,
        learning_rate=trainer.learning_rate(),
        momentum=hyper.momentum,
        weight_decay=hyper.weight_decay,
        dropout=hyper.dropout,
        batch_size=hyper.batch_size,
        pace=run.pacer.steps_per_s,
        steps_per_s=steps_per_s,
        loss=_finite(run.losses.newest()),
        validation_loss=_finite(own.loss) if own else None,
        accuracy=own.accuracy if own else None,
        reason=control.reason,
    )


def _lasting(control: Control) -> str:
    """The state; steps by hand end in a pause, also where another host finds the run amid them."""
    return "paused" if control.by_hand or control.to_epoch_end else control.state


def _as_decided(stood: Stood, decision: Decision, rate: float) -> Stood:
    """How a run stands once that is done. rate: the learning rate of its next step then."""
    control, hyper = decision.control, decision.hyper
    return replace(
        stood,
        state=_lasting(control),
        first_goal=control.first_goal,
        goal_epochs=control.goal_epochs,
        reason=control.reason,
        pace=decision.pace,
        learning_rate=rate,
        momentum=hyper.momentum,
        weight_decay=hyper.weight_decay,
        dropout=hyper.dropout,
        batch_size=hyper.batch_size,
    )


def _gone_back(stood: Stood, run: Run, branch: int, hyper: HyperParameters) -> Stood:
    """How a run stands that goes back to where it was sound, on a branch of its own."""
    step, loss = run.sound_step, _finite(run.losses.of_step(run.sound_step))
    own = next((point for point in reversed(run.validations.points) if point.step <= step), None)
    return replace(
        stood,
        branch=branch,
        step=step,
        epochs_done=run.sound_epoch,
        rows_used=0,
        learning_rate=learning_rate(hyper, run.trainer.plan.schedule, run.sound_epoch),
        loss=loss,
        validation_loss=_finite(own.loss) if own else None,
        accuracy=own.accuracy if own else None,
    )


def _on_the_way(going_to: Stood, now: Stood) -> Stood:
    """A run that catches up stands where it is going to; what is asked of it meanwhile counts at once."""
    asked = {name: getattr(now, name) for name in ("state", "first_goal", "goal_epochs", "pace", "reason")}
    return replace(going_to, branch=now.branch, **asked)


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None
