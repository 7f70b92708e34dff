"""All that is known of a run along its present line of steps, for writing it elsewhere."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cached_property
from math import nan
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nntui.export.rates import learning_rates
from nntui.store.reading import Recorded, connect, read_run
from nntui.store.records import EpochMeasured, Intervened, LayerMeasured, Logged


@dataclass(frozen=True, eq=False)
class History:
    """losses, learning_rates: of the steps; NaN for a rate that is not known. layers: of all steps that were
    measured. log: from its first line on.
    """

    recorded: Recorded
    learning_rates: NDArray[np.float64]
    layers: tuple[LayerMeasured, ...]
    log: tuple[Logged, ...]

    @property
    def steps(self) -> range:
        """The steps whose loss is known."""
        return range(self.recorded.first_step, self.recorded.first_step + len(self.losses))

    @property
    def losses(self) -> NDArray[np.float32]:
        """Their losses."""
        return self.recorded.losses

    @property
    def epochs(self) -> tuple[EpochMeasured, ...]:
        """What was measured at their ends."""
        return self.recorded.epochs

    @property
    def interventions(self) -> tuple[Intervened, ...]:
        """What people did, in the order in which it acted."""
        return self.recorded.interventions

    def time_of(self, step: int) -> float:
        """When a step was taken, in seconds since 1970; between two ends of epochs it is an estimate."""
        steps, times = self._known_times
        return float(np.interp(step, steps, times))

    @cached_property
    def _known_times(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        hosts, standing = self.recorded.hosts, self.recorded.standing
        first = [(0, hosts[0].time)] if hosts else []
        last = [(standing.step, standing.time)] if standing else []
        known = sorted([*first, *((each.step, each.time) for each in self.epochs), *last]) or [(0, 0.0)]
        steps, times = np.array(known, np.float64).T
        return steps, times


def read_history(folder: Path) -> History:
    """Read the history of a run; UserError where there is no run in the folder."""
    recorded = read_run(folder)
    layers, log = _in_full(folder, recorded)
    return History(recorded, learning_rates(folder, recorded), layers, log)


def _in_full(folder: Path, recorded: Recorded) -> tuple[tuple[LayerMeasured, ...], tuple[Logged, ...]]:
    """The measurements of all layers and the whole log, of which `recorded` has the newest."""
    if (folder / "run.db").exists():
        # What can be read of a damaged file, and that it is one, is in `recorded`.
        with suppress(sqlite3.Error), closing(connect(folder)) as connection:
            return _layers(connection), _log(connection)
    return recorded.layers, recorded.log


def _layers(connection: sqlite3.Connection) -> tuple[LayerMeasured, ...]:
    rows = connection.execute(
        "SELECT branch, step, layer, gradient_norm, update_ratio, idle_units FROM current_layers"
    )
    # What could not be measured is NULL in the file.
    return tuple(LayerMeasured(*row[:3], *map(_number, row[3:])) for row in rows)


def _number(value: float | None) -> float:
    return nan if value is None else value


def _log(connection: sqlite3.Connection) -> tuple[Logged, ...]:
    rows = connection.execute("SELECT number, time, time_s, step, text, mark, who FROM log ORDER BY number")
    return tuple(Logged(*row) for row in rows)
