"""What each request is to change of a run, or why it changes nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from math import isfinite

from nntui.numbers import count, rate, times
from nntui.session.host.control import Control
from nntui.session.host.run import Run
from nntui.session.pacing import PACES, shifted
from nntui.session.protocol import (
    HELD,
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
    StepBy,
    Stop,
    Toggle,
)
from nntui_engine.errors import EngineError
from nntui_engine.hyperparameters import HyperParameters

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


@dataclass(frozen=True)
class Decision:
    """What an action is to change: decided first, so that it can be written down before it acts.

    pace: steps a second, None for as fast as it goes. rewind_to: the step to go back to, None for staying.
    """

    outcome: Outcome
    control: Control
    hyper: HyperParameters
    pace: float | None
    rewind_to: int | None = None
    evaluates: bool = False

    def bits(self, run: Run) -> dict[str, float]:
        """The hyper-parameters that the next step is to take in place of those of now, by name.

        All of them where the run goes back: on its new line of steps nothing was set before.
        """
        now, then = asdict(run.trainer.hyper), asdict(self.hyper)
        return {name: then[name] for name in then if self.rewind_to is not None or then[name] != now[name]}


def decide(run: Run, action: Action) -> Decision:
    """What is to be changed; raise Refusal where it cannot be done. Nothing changes yet."""
    if run.catching_up and not _can_wait(run, action):
        raise Refusal(f"it is catching up with step {count(run.catching_up)}: wait until it is there")
    if isinstance(action, StepBy) and not 1 <= action.count <= MOST_STEPS:
        raise Refusal(f"between 1 and {count(MOST_STEPS)} steps at a time, not {count(action.count)}")
    before, epochs = run.control, run.trainer.epochs_done
    match action:
        case Toggle():
            return _controlled(run, before.toggled(epochs))
        case Pause():
            return _controlled(run, before.paused())
        case Resume():
            return _controlled(run, before.resumed(epochs))
        case StepBy(count=steps):
            return _controlled(run, before.stepping(steps, epochs))
        case RunToEpochEnd():
            return _controlled(run, before.to_end_of_epoch(epochs))
        case SetHyperParameter(name="learning_rate", value=value):
            return _hold(run, value)
        case SetHyperParameter(name=name, value=value):
            return _set(run, name, value)
        case ScaleLearningRate(factor=factor):
            return _scale(run, factor)
        case FollowSchedule():
            return _follow(run)
        case SetPace(steps_per_s=pace):
            return _pace(run, pace)
        case ShiftPace(by=by):
            return _pace(run, shifted(run.pacer.steps_per_s, max(-MOST_PACES, min(by, MOST_PACES))))
        case Evaluate():
            if not run.evaluation and not run.can_evaluate:
                raise Refusal("no rows are held out to evaluate on: --validation was 0")
            return replace(_as_it_is(run), evaluates=True)
        case Stop():
            return _controlled(run, before.stopped())


def enact(run: Run, decision: Decision, now: float) -> None:
    """Change what was decided, but for going back; nothing can refuse any more."""
    run.control = decision.control
    run.trainer.hyper = decision.hyper
    if decision.pace != run.pacer.steps_per_s:
        run.pacer.change(decision.pace, now)
    if decision.evaluates and not run.evaluation:
        run.begin_evaluation("screen")


def _can_wait(run: Run, action: Action) -> bool:
    """Whether an action changes only what is done once the run has caught up with where it was."""
    controls = isinstance(action, Toggle | Pause | Resume | SetPace | ShiftPace)
    return isinstance(action, Stop) or (controls and run.control.state not in ("finished", "diverged"))


def _as_it_is(run: Run) -> Decision:
    return Decision(Outcome(), run.control, run.trainer.hyper, run.pacer.steps_per_s)


def _controlled(run: Run, control: Control) -> Decision:
    """Run or not, and how far; what has diverged goes back before it runs."""
    decision = replace(_as_it_is(run), control=control)
    if run.control.state == "diverged" and control.running:
        sound = run.sound_step
        told = f"went back to step {count(sound)}, before it went wrong, and on from there"
        return replace(decision, outcome=Outcome(told), rewind_to=sound)
    return replace(decision, outcome=Outcome(_told(run.control.state, control)))


def _told(before: str, after: Control) -> str:
    if before == after.state:
        return ""
    if after.state == "running" and before == "finished":
        return f"goes on to epoch {count(after.goal_epochs)}"
    if after.state == "running":
        return "" if after.by_hand else "running"
    return after.state


LABELS = {
    "momentum": "momentum",
    "weight_decay": "weight decay",
    "dropout": "dropout",
    "batch_size": "batch size",
}
"""The hyper-parameters that a hand may change besides the learning rate, as people call them."""


def _hold(run: Run, value: float) -> Decision:
    """The learning rate that was typed, whatever a schedule says."""
    trainer = run.trainer
    hyper = _changed(trainer.hyper, "learning_rate", value)
    if trainer.plan.schedule is not None:
        hyper = replace(hyper, scheduled=False, rate_factor=1.0)
    return _at_rate(run, hyper)


def _scale(run: Run, factor: float) -> Decision:
    """A factor on the schedule, else on the learning rate."""
    trainer = run.trainer
    scaled = _changed(trainer.hyper, "learning_rate", trainer.learning_rate() * factor)
    if trainer.plan.schedule is not None and trainer.hyper.scheduled:
        scaled = _changed(trainer.hyper, "rate_factor", trainer.hyper.rate_factor * factor)
    return _at_rate(run, scaled)


def _follow(run: Run) -> Decision:
    """The schedule again, from its own base on, with nothing on top of it."""
    plan = run.trainer.plan
    if plan.schedule is None:
        raise Refusal("this run has no schedule to follow: type a learning rate")
    base = plan.hyper.learning_rate
    return _at_rate(run, replace(run.trainer.hyper, learning_rate=base, scheduled=True, rate_factor=1.0))


def _at_rate(run: Run, hyper: HyperParameters) -> Decision:
    trainer = run.trainer
    if hyper == trainer.hyper:
        return _as_it_is(run)
    old, new = rate(trainer.learning_rate()), rate(trainer.learning_rate(hyper))
    text, mark = f"learning rate {old} → {new}", f"lr {new}"
    if trainer.plan.schedule is not None:
        said = f"{run.schedule} {times(hyper.rate_factor)}".rstrip() if hyper.scheduled else HELD
        text, mark = f"{text}, {said}", f"lr {said}" if hyper.scheduled else mark
    return replace(_as_it_is(run), outcome=Outcome(text, mark), hyper=hyper)


def _changed(hyper: HyperParameters, name: str, value: float) -> HyperParameters:
    try:
        return hyper.changed(name, value)
    except EngineError as error:
        raise Refusal(str(error)) from error


def _set(run: Run, name: str, value: float) -> Decision:
    trainer = run.trainer
    if name not in LABELS:
        raise Refusal(f"there is no hyper-parameter called {name}")
    if name == "weight_decay" and not trainer.optimizer.needs_gradients:
        raise Refusal(f"{trainer.optimizer.name} has no gradient for weight decay to act on")
    if name == "momentum" and not trainer.optimizer.has_momentum:
        raise Refusal(f"{trainer.optimizer.name} has no momentum")
    if name == "dropout" and not trainer.plan.network.has("dropout"):
        raise Refusal("this network has no hidden layer to drop units from")
    if name == "batch_size" and value > len(trainer.training):
        raise Refusal(f"there are no more than {count(len(trainer.training))} rows to train on")
    changed = _changed(trainer.hyper, name, value)
    return replace(_as_it_is(run), outcome=_change(name, trainer.hyper, changed), hyper=changed)


def _change(name: str, before: HyperParameters, after: HyperParameters) -> Outcome:
    old, new = getattr(before, name), getattr(after, name)
    if old == new:
        return Outcome()
    show = count if name == "batch_size" else rate
    short = {"weight_decay": "decay", "batch_size": "batch"}.get(name, name)
    return Outcome(f"{LABELS[name]} {show(old)} → {show(new)}", f"{short} {show(new)}")


def _pace(run: Run, pace: float | None) -> Decision:
    if pace is not None and not (isfinite(pace) and pace > 0):
        raise Refusal("a pace is a number of steps a second above 0, or max")
    decision = replace(_as_it_is(run), pace=pace)
    if pace == run.pacer.steps_per_s:
        return decision
    return replace(decision, outcome=Outcome("pace max" if pace is None else f"pace {pace:g} steps/s"))
