"""A run with its history, its disk and all that viewers are served from: new, or taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import msgspec

from nntui.numbers import count
from nntui.session.assembly import Assembly, to_beat
from nntui.session.describing import describe_run, written_description
from nntui.session.host.connection import Served
from nntui.session.host.disk import Disk
from nntui.session.host.environment import differences, this_host
from nntui.session.host.hub import Hub
from nntui.session.host.past import Past
from nntui.session.host.resuming import take_up
from nntui.session.host.run import Run
from nntui.session.host.writing import Writing
from nntui.session.protocol import RunDescription
from nntui.store.folder import RunFolder
from nntui.store.reading import Recorded, read_run
from nntui.store.records import Branched, Described, HostBegan, Record
from nntui.store.salvage import mend


@dataclass(frozen=True, eq=False)
class Opened:
    """A run ready to be trained. notes: lines for its log, and for whoever started it."""

    run: Run
    served: Served
    writing: Writing
    past: Past
    notes: tuple[str, ...]


def open_run(
    folder: Path, assembly: Assembly, threads: int, wall: Callable[[], float], *, go_on: bool = False
) -> Opened:
    """Open the run in a folder; UserError where what is there is not of this run.

    A damaged run.db is set aside, and what could be read of it goes on in a new one. go_on: as in Past.
    """
    gone = mend(folder)
    recorded = read_run(folder)
    disk = partial(RunFolder, folder, wall)
    opened = open_recorded(folder, assembly, threads, wall, disk, recorded, gone)
    run = opened.run
    if go_on and run.control.state == "paused":
        run.control = run.control.resumed(run.trainer.epochs_done)
    return replace(opened, past=replace(opened.past, go_on=go_on))


def open_recorded(
    folder: Path,
    assembly: Assembly,
    threads: int,
    wall: Callable[[], float],
    open_disk: Callable[[], Disk],
    recorded: Recorded | None = None,
    gone: tuple[str, ...] = (),
) -> Opened:
    """Open a run of which so much is recorded; nothing at all of a new one."""
    run = Run(folder.name, assembly, threads, paused=assembly.config.paused)
    description = describe_run(folder, assembly, threads)
    if recorded is None or recorded.is_empty:
        past, here = Past(), this_host(0, threads, wall())
        notes = (assembly.found, *assembly.notes, *to_beat(assembly))
    else:
        past, lost = take_up(run, folder, recorded, wall())
        here = this_host(len(run.losses), threads, wall())
        notes = (*gone, *lost, *_other_data(description, recorded), _taken_up(here, recorded))
    hub = Hub(run.status())
    served = Served(run.losses, run.validations, hub, description)
    writing = Writing(open_disk, hub.nudge)
    writing.saved_step = past.saved[1] if past.saved else -1
    records = _first_records(past, description, here)
    return Opened(run, served, writing, replace(past, records=records), notes)


def _first_records(past: Past, description: RunDescription, here: HostBegan) -> tuple[Record, ...]:
    first = (Branched(1, None, 0, here.time),) if past.is_new else ()
    return (*past.records, *first, _described(description), here)


def _described(description: RunDescription) -> Described:
    return Described(description.dataset, description.network, msgspec.json.encode(description).decode())


def _other_data(now: RunDescription, recorded: Recorded) -> tuple[str, ...]:
    """A sentence where the data are not what this run has learnt from so far."""
    before = written_description(recorded)
    if before is None or before.data in ("", now.data):
        return ()
    were = f" (they were {before.found}; now {now.found})" if before.found != now.found else ""
    return (f"the data of {now.dataset} are not what they were{were}: it goes on with what is there now",)


def _taken_up(here: HostBegan, recorded: Recorded) -> str:
    """Where it goes on, and whether this machine can promise the same bits."""
    begun = f"taken up at step {count(here.step)}"
    other = differences(recorded.hosts[-1], here) if recorded.hosts else ""
    return f"{begun}; not bit-exact because {other}" if other else begun
