"""What a person wants of a run: where it would stand once all is done, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

from nntui.numbers import count, counted, rate
from nntui.session.host.control import Control
from nntui.session.pacing import shifted
from nntui.session.protocol import (
    Action,
    Evaluate,
    FollowSchedule,
    Pause,
    Resume,
    RunToEpochEnd,
    ScaleLearningRate,
    SetHyperParameter,
    SetPace,
    ShiftPace,
    Status,
    StepBy,
    Stop,
    Toggle,
)

Topic = str
"""What a wish is about; of two about the same the newer one holds."""

ONWARDS: dict[str, str] = {"finished": "training on", "diverged": "going back"}
"""What it is to run, for a run in these states."""

LABELS = {"weight_decay": "weight decay", "batch_size": "batch size"}


@dataclass(frozen=True)
class Intent:
    """Where a run would stand. steps: that were asked for by hand."""

    control: Control
    learning_rate: float
    pace: float | None
    steps: int = 0


def intent_of(status: Status | None) -> Intent:
    """Nothing is wanted: as the run stands."""
    if status is None:
        return Intent(Control("paused", 0, 0), nan, None)
    # What waits for the disk is shown as paused, with a reason, and runs by its own lights.
    state = "running" if status.state == "paused" and status.reason else status.state
    goal = status.goal_epochs
    control = Control(state, goal, goal, status.steps_left, status.to_epoch_end)
    return Intent(control, status.learning_rate, status.pace)


def wanting(intent: Intent, action: Action) -> tuple[Intent, Topic, str]:
    """The intent with one more wish; what that is about, and the words for it until it is answered."""
    match action:
        case ScaleLearningRate(factor=factor):
            return _rate(intent, intent.learning_rate * factor)
        case SetHyperParameter(name="learning_rate", value=value):
            return _rate(intent, value)
        case FollowSchedule():
            return intent, "learning_rate", "lr → schedule …"
        case SetHyperParameter(name=name, value=value):
            shown = count(round(value)) if name == "batch_size" else rate(value)
            return intent, name, f"{LABELS.get(name, name)} → {shown} …"
        case ShiftPace(by=by):
            return _pace(intent, shifted(intent.pace, by))
        case SetPace(steps_per_s=pace):
            return _pace(intent, pace)
        case Evaluate():
            return intent, "evaluation", "evaluating …"
        case Stop():
            return replace(intent, control=intent.control.stopped()), "control", "stopping …"
        case _:
            return _controlled(intent, action)


def _rate(intent: Intent, value: float) -> tuple[Intent, Topic, str]:
    return replace(intent, learning_rate=value), "learning_rate", f"lr → {rate(value)} …"


def _pace(intent: Intent, pace: float | None) -> tuple[Intent, Topic, str]:
    shown = "max" if pace is None else f"{pace:g}"
    return replace(intent, pace=pace), "pace", f"pace → {shown} …"


def _controlled(
    intent: Intent, action: Toggle | Pause | Resume | StepBy | RunToEpochEnd
) -> tuple[Intent, Topic, str]:
    before = intent.control
    match action:
        case Pause():
            after = before.paused()
        case Toggle():
            after = before.toggled(0)
        case Resume():
            after = before.resumed(0)
        case StepBy(count=steps):
            after = before.stepping(steps, 0)
        case RunToEpochEnd():
            after = before.to_end_of_epoch(0)
    steps = intent.steps + action.count if isinstance(action, StepBy) and after.by_hand else 0
    return replace(intent, control=after, steps=steps), "control", _words(before, after, steps)


def _words(before: Control, after: Control, steps: int) -> str:
    if after.by_hand:
        return f"{counted(steps, 'step')} …"
    if after.to_epoch_end:
        return "to the epoch's end …"
    # Never the name of a state: that is said by the host alone.
    return f"{ONWARDS.get(before.state, 'resuming')} …" if after.running else "pausing …"
