"""All runs of this machine, a line of figures for each."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from nntui.locations import socket_path
from nntui.session.protocol import Welcome
from nntui.session.roll_call import Answer, call_roll
from nntui.store.lock import Holder, is_held, read_holder
from nntui.store.reading import read_standing
from nntui.store.records import Stood
from nntui.store.runs import NAME, run_folders

ANSWER_S = 0.5
"""How long all hosts together have for answering."""

Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Time = Annotated[float, Meta(ge=0, le=2**37)]


class Listed(msgspec.Struct, frozen=True):
    """A run in a list. started: when its newest host began, in seconds since 1970. size: bytes on the disk.

    state: that of the run, or what is known of a host that says nothing. loss: of the newest step.
    accuracy: of the run's own newest evaluation. host_pid: None where it has no host.
    """

    name: Annotated[str, Meta(pattern=f"^{NAME.pattern}$")]
    dataset: str
    network: str
    state: str
    step: Count
    loss: float | None
    accuracy: float | None
    started: Time | None
    host_pid: Count | None
    size: Count
    folder: str


def list_runs(runs: Path, within_s: float = ANSWER_S) -> list[Listed]:
    """All runs in the folder of runs, the one first that had a host last; live ones are asked."""
    return describe_runs(run_folders(runs), within_s)


def describe_runs(folders: Sequence[Path], within_s: float = ANSWER_S) -> list[Listed]:
    """The runs in these folders; live ones are asked."""
    held = {folder for folder in folders if is_held(folder)}
    answers = call_roll(map(socket_path, held), within_s)
    return [_listed(folder, folder in held, answers.get(socket_path(folder))) for folder in folders]


def _listed(folder: Path, held: bool, answer: Answer | None) -> Listed:
    standing, description = read_standing(folder)
    holder = read_holder(folder)
    welcome = answer if isinstance(answer, Welcome) else None
    run = welcome.run if welcome else description
    # A host that nobody watches says how it stood when something happened last; run.db is a second behind.
    steps = (welcome.status.step if welcome else 0, standing.step if standing else 0)
    return Listed(
        name=folder.name,
        dataset=run.dataset if run else "",
        network=run.network if run else "",
        state=_state(held, answer, holder, standing),
        step=max(steps),
        loss=standing.loss if standing else None,
        accuracy=standing.accuracy if standing else None,
        started=holder.started if holder else None,
        host_pid=holder.pid if held and holder else None,
        size=sum(size for size, _ in files_of(folder)),
        folder=str(folder),
    )


def _state(held: bool, answer: Answer | None, holder: Holder | None, standing: Stood | None) -> str:
    if isinstance(answer, Welcome):
        return answer.status.state
    if held and answer is None:
        if holder and holder.machine != platform.node():
            return f"on {holder.machine}"
        return "not answering" if standing else "starting"
    if standing is None:
        return "not begun"
    return standing.state if held else standing.state_without_host


def files_of(folder: Path) -> Iterator[tuple[int, float]]:
    """The size of each file of a run in bytes, and when it was last written, in seconds since 1970."""
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                found = (Path(place) / name).lstat()
            except OSError:  # a live run throws old checkpoints away
                continue
            yield found.st_size, found.st_mtime


def last_written(folder: Path) -> float:
    """When a run was last written to, in seconds since 1970."""
    return max((written for _, written in files_of(folder)), default=0.0)
