"""What each request does to a run, or why it does nothing."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from nntui.numbers import count, rate
from nntui.session.host.run import Run
from nntui.session.pacing import PACES, shifted
from nntui.session.protocol import (
    Action,
    Evaluate,
    Pause,
    Resume,
    RunToEpochEnd,
    ScaleLearningRate,
    SetHyperParameter,
    SetPace,
    ShiftPace,
    StepBy,
    Stop,
    Toggle,
)
from nntui_engine.errors import EngineError

MOST_STEPS = 1_000_000
"""By one request; more is better asked for as running."""


MOST_PACES = len(PACES)
"""More places up or down than there are paces make no difference."""


class Refusal(Exception):  # noqa: N818  # it is an answer, not an error
    """A request that changes nothing, with its reason."""


@dataclass(frozen=True)
class Outcome:
    """What the log says of an action, and the chart at its step; empty where there is nothing to say."""

    text: str = ""
    mark: str = ""


def apply(run: Run, action: Action, now: float) -> Outcome:
    """Do it; raise Refusal where it cannot be done."""
    if isinstance(action, StepBy) and not 1 <= action.count <= MOST_STEPS:
        raise Refusal(f"between 1 and {count(MOST_STEPS)} steps at a time, not {count(action.count)}")
    went_back = _go_back_if_needed(run, action)
    before, epochs = run.control, run.trainer.epochs_done
    match action:
        case Toggle():
            run.control = run.control.toggled(epochs)
        case Pause():
            run.control = run.control.paused()
        case Resume():
            run.control = run.control.resumed(epochs)
        case StepBy(count=steps):
            run.control = run.control.stepping(steps, epochs)
        case RunToEpochEnd():
            run.control = run.control.to_end_of_epoch(epochs)
        case SetHyperParameter(name=name, value=value):
            return _set(run, name, value)
        case ScaleLearningRate(factor=factor):
            return _set(run, "learning_rate", run.trainer.hyper.learning_rate * factor)
        case SetPace(steps_per_s=pace):
            return _pace(run, pace, now)
        case ShiftPace(by=by):
            return _pace(run, shifted(run.pacer.steps_per_s, max(-MOST_PACES, min(by, MOST_PACES))), now)
        case Evaluate():
            if not run.evaluation and not run.begin_evaluation("screen"):
                raise Refusal("no rows are held out to evaluate on: --validation was 0")
        case Stop():
            run.control = run.control.stopped()
    if went_back is not None:
        return Outcome(f"went back to step {count(went_back)}, before it went wrong, and on from there")
    return Outcome(_told(before.state, run))


def _go_back_if_needed(run: Run, action: Action) -> int | None:
    if run.control.state == "diverged" and isinstance(action, Toggle | Resume | StepBy | RunToEpochEnd):
        return run.go_back()
    return None


def _told(before: str, run: Run) -> str:
    after = run.control
    if before == after.state:
        return ""
    if after.state == "running" and before == "finished":
        return f"goes on to epoch {count(after.goal_epochs)}"
    if after.state == "running":
        return "" if after.by_hand else "running"
    return after.state


LABELS = {
    "learning_rate": "learning rate",
    "momentum": "momentum",
    "weight_decay": "weight decay",
    "dropout": "dropout",
    "batch_size": "batch size",
}
"""The hyper-parameters that a hand may change, as people call them."""


def _set(run: Run, name: str, value: float) -> Outcome:
    trainer = run.trainer
    if name == "momentum" and not trainer.optimizer.has_momentum:
        raise Refusal(f"{trainer.optimizer.name} has no momentum")
    if name == "dropout" and not trainer.plan.network.has("dropout"):
        raise Refusal("this network has no hidden layer to drop units from")
    if name == "batch_size" and value > len(trainer.training):
        raise Refusal(f"there are no more than {count(len(trainer.training))} rows to train on")
    try:
        changed = trainer.hyper.changed(name, value)
    except EngineError as error:
        raise Refusal(str(error)) from error
    old, new = getattr(trainer.hyper, name), getattr(changed, name)
    trainer.hyper = changed
    if old == new:
        return Outcome()
    show = count if name == "batch_size" else rate
    short = {"learning_rate": "lr", "weight_decay": "decay", "batch_size": "batch"}.get(name, name)
    return Outcome(f"{LABELS[name]} {show(old)} → {show(new)}", f"{short} {show(new)}")


def _pace(run: Run, pace: float | None, now: float) -> Outcome:
    if pace is not None and not (isfinite(pace) and pace > 0):
        raise Refusal("a pace is a number of steps a second above 0, or max")
    if pace == run.pacer.steps_per_s:
        return Outcome()
    run.pacer.change(pace, now)
    return Outcome("pace max" if pace is None else f"pace {pace:g} steps/s")
