"""A run as it was written down: whole for a host that takes it up, in short for a list of runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nntui.errors import UserError
from nntui.numbers import count
from nntui.store.checkpoints import Checkpoint, Damaged, listed, verified
from nntui.store.connecting import FILE, PATIENCE_S, has_tables
from nntui.store.connecting import connect as connect  # whoever reads more of a run looks for it here
from nntui.store.database import is_busy
from nntui.store.line import Stretch, line_of
from nntui.store.records import (
    Branched,
    CheckpointWritten,
    Described,
    EpochMeasured,
    HostBegan,
    Intervened,
    LayerMeasured,
    Logged,
    Stood,
)
from nntui.store.salvage import Salvaged, is_written, salvage, salvage_checkpoints
from nntui.store.tables import (
    BRANCHES,
    CHECKPOINTS,
    DESCRIPTION,
    EPOCHS,
    HOSTS,
    INTERVENTIONS,
    LAYERS,
    LOG,
    LOSSES,
    STANDING,
)

LOG_LENGTH = 1000
"""Lines of the log that are read."""

GLANCE_S = 0.1
"""How long a list of runs waits for a writer."""

Losses = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Recorded:
    """All that is known of a run, along its present line of steps.

    losses: float32, of the steps from `first_step` on; what lies before was lost. epochs, interventions and
    checkpoints are in the order in which they came about. layers: those of the newest step that was measured.
    log: the newest lines. gone: a sentence for everything that could not be read.
    """

    standing: Stood | None = None
    losses: Losses = field(default_factory=lambda: np.zeros(0, np.float32))
    first_step: int = 1
    epochs: tuple[EpochMeasured, ...] = ()
    layers: tuple[LayerMeasured, ...] = ()
    log: tuple[Logged, ...] = ()
    interventions: tuple[Intervened, ...] = ()
    branches: tuple[Branched, ...] = ()
    checkpoints: tuple[CheckpointWritten, ...] = ()
    hosts: tuple[HostBegan, ...] = ()
    description: Described | None = None
    gone: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written down of the run."""
        return self.standing is None and not self.checkpoints and not len(self.losses)


def read_run(folder: Path, patience_s: float = PATIENCE_S) -> Recorded:
    """Read all there is, and say what there is no more.

    patience_s: how long it may take until whoever writes is done. UserError where there is no run in the
    folder, or one of a newer nntui, or somebody keeps it for longer.
    """
    if not (folder / "run.toml").exists():
        raise UserError(f"there is no run in {folder}")
    if not is_written(folder):
        return _left(salvage_checkpoints(folder)) if listed(folder) else Recorded()
    try:
        with closing(connect(folder, patience_s)) as connection:
            told = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            if told == "ok":
                # Without tables its host was killed before it wrote anything.
                return recorded_in(connection) if has_tables(connection) else Recorded()
    except OSError as error:
        raise UserError(f"{folder / FILE} cannot be read: {error.strerror}") from error
    except sqlite3.Error as error:
        if is_busy(error):
            raise UserError(f"{folder / FILE} is kept by somebody who writes to it: try again") from error
        told = error
    return _left(salvage(folder, str(told)))


def read_standing(folder: Path) -> tuple[Stood | None, Described | None]:
    """How a run stood, and what it is, without its history; None for what cannot be read."""
    try:
        with closing(connect(folder, GLANCE_S)) as connection:
            standing, description = STANDING.read(connection), DESCRIPTION.read(connection)
            return next(standing, None), next(description, None)
    except (sqlite3.Error, OSError, UserError):  # a list of runs is no place for one run's troubles
        return None, None


def newest_checkpoint(
    folder: Path, recorded: Recorded, at_most: int | None = None
) -> tuple[Checkpoint | None, tuple[str, ...]]:
    """The newest checkpoint of the line that is what was written, up to a step.

    And a sentence for each that is not, and was passed over.
    """
    passed_over: list[str] = []
    newest_first = sorted(recorded.checkpoints, key=lambda each: (each.branch, each.step), reverse=True)
    for each in newest_first:
        if at_most is None or each.step <= at_most:
            try:
                return verified(folder, each.file, each.sha256 or None), tuple(passed_over)
            except Damaged as damage:
                passed_over.append(f"{damage}: it is passed over")
    return None, tuple(passed_over)


def recorded_in(connection: sqlite3.Connection) -> Recorded:
    """All that is in a database; sqlite3.DatabaseError where something in it is not what was written."""
    branches = tuple(BRANCHES.read(connection))
    line = line_of(branches)
    ranks = {each.branch: rank for rank, each in enumerate(line)}
    on = {each.branch: each for each in line}
    first_step, losses = _losses(connection, line)
    epochs = (each for each in EPOCHS.read(connection) if each.branch in on)
    return Recorded(
        standing=next(STANDING.read(connection), None),
        losses=losses,
        first_step=first_step,
        epochs=tuple(
            sorted(
                (each for each in epochs if on[each.branch].has_epoch(each.step)),
                key=lambda each: (ranks[each.branch], each.step),
            )
        ),
        layers=_newest_layers(connection, line),
        log=tuple(LOG.read(connection, "ORDER BY number DESC LIMIT ?", (LOG_LENGTH,)))[::-1],
        interventions=tuple(
            each
            for each in INTERVENTIONS.read(connection)
            if each.branch in on and on[each.branch].has_state(each.step)
        ),
        branches=branches,
        checkpoints=tuple(
            each
            for each in CHECKPOINTS.read(connection)
            if each.branch in on and on[each.branch].has_state(each.step)
        ),
        hosts=tuple(HOSTS.read(connection)),
        description=next(DESCRIPTION.read(connection), None),
    )


def _losses(connection: sqlite3.Connection, line: Sequence[Stretch]) -> tuple[int, Losses]:
    """The first step whose loss is known, and all losses from there on without a gap."""
    parts: list[tuple[int, bytes]] = []
    for stretch in line:
        within = "WHERE branch = ? AND first_step BETWEEN ? AND ? ORDER BY first_step"
        values = (stretch.branch, stretch.after + 1, stretch.until)
        for chunk in LOSSES.read(connection, within, values):
            blob = chunk.loss[: 4 * (stretch.until - chunk.first_step + 1)]
            if parts and parts[-1][0] + len(parts[-1][1]) // 4 != chunk.first_step:
                # Only what hangs together with the newest step is a history.
                parts.clear()
            parts.append((chunk.first_step, blob))
    if not parts:
        return 1, np.zeros(0, np.float32)
    return parts[0][0], np.frombuffer(b"".join(blob for _, blob in parts), "<f4").astype(np.float32)


def _newest_layers(connection: sqlite3.Connection, line: Sequence[Stretch]) -> tuple[LayerMeasured, ...]:
    for stretch in reversed(line):
        values = (stretch.branch, stretch.after, stretch.until)
        found = connection.execute(
            "SELECT max(step) FROM layers WHERE branch = ? AND step > ? AND step <= ?", values
        ).fetchone()[0]
        if found is not None:
            return tuple(LAYERS.read(connection, "WHERE branch = ? AND step = ?", (stretch.branch, found)))
    return ()


def _left(salvaged: Salvaged) -> Recorded:
    """What was salvaged, and what is missing in it."""
    with closing(salvaged.database) as database:
        recorded = recorded_in(database.connection)
    gone = list(salvaged.lost)
    last = recorded.first_step - 1 + len(recorded.losses)
    if recorded.first_step > 1:
        gone.append(f"the losses before step {count(recorded.first_step)} are lost")
    if recorded.standing is not None and recorded.standing.step > last:
        gone.append(f"the losses after step {count(last)} are lost")
    return replace(recorded, gone=tuple(gone))
