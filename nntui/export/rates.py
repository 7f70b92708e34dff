"""The learning rate of every step, which follows from what is written down of a run."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nntui.config import read_config
from nntui.errors import UserError
from nntui.session.describing import written_description
from nntui.session.host.replay import acted_on
from nntui.session.host.snapshots import Facts, hyper_in, stored_facts
from nntui.session.schedules import schedule_of
from nntui.store.checkpoints import Damaged, verified
from nntui.store.reading import Recorded
from nntui_engine.errors import EngineError
from nntui_engine.schedules import Schedule, learning_rate


def learning_rates(folder: Path, recorded: Recorded) -> NDArray[np.float64]:
    """What each step whose loss is known was taken with; NaN where nothing tells it any more.

    UserError where a run has a schedule, and run.toml does not say it.
    """
    rates = np.full(len(recorded.losses), nan)
    beginning = _beginning(folder, recorded)
    if beginning is None:
        return rates
    step, facts = beginning
    schedule, rows = _schedule(folder, facts), _rows(recorded)
    if schedule is None or rows:
        first = step + 1 - recorded.first_step
        found = _onwards(recorded, step, facts, schedule, max(rows, 1))
        rates[first:] = np.fromiter(found, np.float64, len(rates) - first)
    return rates


def _beginning(folder: Path, recorded: Recorded) -> tuple[int, Facts] | None:
    """Step and facts of the oldest checkpoint since which all is known that people did."""
    for each in sorted(recorded.checkpoints, key=lambda each: (each.branch, each.step)):
        if recorded.first_step - 1 <= each.step <= _last(recorded):
            try:
                facts = stored_facts(verified(folder, each.file, each.sha256 or None))
            except Damaged:  # the one after it tells less, and nothing that is wrong
                continue
            if facts is not None:
                return each.step, facts
    return None


def _last(recorded: Recorded) -> int:
    return recorded.first_step - 1 + len(recorded.losses)


def _schedule(folder: Path, facts: Facts) -> Schedule | None:
    if not facts.schedule:
        return None
    path = folder / "run.toml"
    config = read_config(path)
    if config.lr is None or config.epochs is None:
        raise UserError(f"{path} has lost lr or epochs, which its schedule begins from: put them back")
    try:
        return schedule_of(config)
    except EngineError as error:
        raise UserError(f"{path}: {error}") from error


def _rows(recorded: Recorded) -> int:
    """How many rows an epoch has; 0 where nobody wrote it down."""
    description = written_description(recorded)
    return description.rows if description else 0


def _onwards(
    recorded: Recorded, step: int, facts: Facts, schedule: Schedule | None, rows: int
) -> Iterator[float]:
    """Of all steps behind a checkpoint, with what people changed on the way."""
    hyper = hyper_in(facts)
    done, used = facts.epochs_done, facts.rows_used
    ends = {each.step: each.epoch for each in recorded.epochs}
    coming = [each for each in recorded.interventions if each.step >= step]
    coming.sort(key=lambda each: each.step)  # those of one step stay in the order in which they came
    for taken in range(step, _last(recorded)):
        while coming and coming[0].step == taken:
            hyper = acted_on(hyper, coming.pop(0))
        # Where an end is written down one was, also where the data had other rows then than they have now.
        if taken in ends or used >= rows:
            done, used = ends.get(taken, done + 1), 0
        yield learning_rate(hyper, schedule, done + used / rows)
        used += hyper.batch_size
