"""Taking up a run that had a host before: its history, its newest checkpoint, and the way from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from math import nan
from pathlib import Path
from typing import cast

from nntui.numbers import count
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.control import Control
from nntui.session.host.landmarks import Best, Snapshot, is_sound
from nntui.session.host.past import Past
from nntui.session.host.replay import Replay, evaluated_at
from nntui.session.host.run import Run
from nntui.session.host.snapshots import to_snapshot
from nntui.session.pacing import Pacer
from nntui.session.protocol import Evaluated, LogEntry, RunState
from nntui.store.reading import Recorded, newest_checkpoint, read_run
from nntui.store.records import Branched, EpochMeasured, Record, Stood


def take_up(run: Run, folder: Path, recorded: Recorded, now: float) -> tuple[Past, tuple[str, ...]]:
    """Put a run that was just assembled where its history ends, or on the way there.

    now: seconds since 1970. Returns what came before, and a sentence for everything that was lost. Raises
    UserError where the checkpoints are not of this run's network.
    """
    beginning = run.snapshot()
    checkpoint, passed_over = newest_checkpoint(folder, recorded)
    last = recorded.first_step - 1 + len(recorded.losses)
    _set_history(run, recorded)
    if checkpoint is not None:
        run.restore(to_snapshot(checkpoint, run.trainer))
    set_sound(run, recorded.epochs)
    run.best = Best(_best_ends(recorded, since=run.trainer.step_number))
    records: tuple[Record, ...] = ()
    lost = (*recorded.gone, *passed_over)
    if not recorded.first_step - 1 <= run.trainer.step_number <= last:
        lost = (*lost, *_unknown(recorded, run.trainer.step_number))
        records = _without_history(run, recorded, last, now)
        last = run.trainer.step_number
    if recorded.standing is not None:
        _set_control(run, recorded.standing)
    past = Past(
        log=log_entries(recorded),
        time_s=max((line.time_s for line in recorded.log), default=0.0),
        replay=Replay(run, last, recorded),
        epochs=recorded.epochs,
        stood=recorded.standing,
        saved=(checkpoint.branch, checkpoint.step) if checkpoint else None,
        return_to=partial(return_to, run, folder, beginning),
        records=records,
    )
    return past, lost


def return_to(run: Run, folder: Path, beginning: Snapshot, step: int) -> Replay:
    """Put a run at the newest checkpoint up to `step`, on the branch that was begun there; the way to it."""
    recorded = read_run(folder)
    checkpoint, _ = newest_checkpoint(folder, recorded, at_most=step)
    run.restore(to_snapshot(checkpoint, run.trainer) if checkpoint else beginning)
    run.fork(step)
    return Replay(run, step, recorded)


def log_entries(recorded: Recorded) -> tuple[LogEntry, ...]:
    """The lines of the log, as viewers know them."""
    return tuple(
        LogEntry(line.number, line.time_s, line.step, line.text, line.mark, line.who) for line in recorded.log
    )


def validation_points(recorded: Recorded) -> list[Evaluated]:
    """The run's own evaluations."""
    return [found for found in map(evaluated_at, recorded.epochs) if found is not None]


def set_sound(run: Run, epochs: Sequence[EpochMeasured]) -> None:
    """Have a run know of the epochs that lie before it: how the last one was, and where all was well."""
    first, trainer = run.losses.first(), run.trainer
    ends = [(each, each.train_loss) for each in epochs if each.train_loss is not None]
    run.epoch_loss = ends[-1][1] if ends else nan
    sound = ((each.step, each.epoch) for each, loss in ends if is_sound(loss, first))
    run.sound_step, run.sound_epoch = max(sound, default=(0, 0))
    run.sound = trainer.state() if trainer.step_number == run.sound_step else None


def _best_ends(recorded: Recorded, since: int) -> Iterator[tuple[int, float, int]]:
    """Step, deciding loss and epoch of the ends of epochs that can be the best.

    since: the step of the checkpoint that the run goes on from. One before it counts if it was kept: where
    its host was killed before that, it is not to be had any more.
    """
    saved = {each.step for each in recorded.checkpoints if each.best}
    for each in recorded.epochs:
        loss = each.train_loss if each.validation_loss is None else each.validation_loss
        if each.train_loss is not None and loss is not None and (each.step > since or each.step in saved):
            yield each.step, loss, each.epoch


def _set_history(run: Run, recorded: Recorded) -> None:
    run.losses = LossHistory.of(recorded.losses, recorded.first_step)
    run.validations = ValidationHistory(validation_points(recorded))
    run.evaluated = run.validations.newest()
    run.branch = recorded.branches[-1].branch if recorded.branches else 1
    run.branches = max((each.branch for each in recorded.branches), default=1)


def _unknown(recorded: Recorded, here: int) -> tuple[str, ...]:
    """What becomes of losses that do not lead to where the run is, in a sentence."""
    if not len(recorded.losses):
        return ()
    first, last = recorded.first_step, recorded.first_step - 1 + len(recorded.losses)
    known = f"losses are written down from step {count(first)} to {count(last)}"
    return (f"{known} only, the checkpoint is of step {count(here)}: the curve begins there",)


def _without_history(run: Run, recorded: Recorded, last: int, now: float) -> tuple[Record, ...]:
    """What is known of the losses does not lead to where the run is: run.db was lost, or a part of it.

    last: the newest step that is known. Where something is known of later steps they are left, on a branch of
    their own: the run goes another way.
    """
    here, parent = run.trainer.step_number, run.branch
    run.losses = LossHistory.of(recorded.losses[:0], first_step=here + 1)
    known = (last, *(each.step for each in recorded.epochs), *(each.step for each in recorded.interventions))
    is_left = max(known) > here
    if is_left:
        run.fork(here)
        set_sound(run, [each for each in recorded.epochs if each.step <= here])
    # Nobody knows how well it was before: its checkpoint is where it can return to.
    run.sound_step, run.sound_epoch, run.sound = here, run.trainer.epochs_done, None
    return (Branched(run.branch, parent, here, now, "what led on from there was lost"),) if is_left else ()


def _set_control(run: Run, stood: Stood) -> None:
    """As it was: what ran runs, and what was stopped while it ran does too."""
    state = cast(RunState, "running" if stood.state == "stopped" else stood.state)
    run.control = Control(state, stood.first_goal, stood.goal_epochs, reason=stood.reason)
    run.pacer = Pacer(stood.pace)
