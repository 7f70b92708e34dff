"""A run without a host, shown from its folder: the same words over a socket, and nothing that trains."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from math import isnan
from pathlib import Path
from typing import cast

from msgspec.structs import replace

from nntui.config import read_config
from nntui.errors import UserError
from nntui.numbers import count
from nntui.session.assembly import Assembly, assemble, hyper_parameters
from nntui.session.describing import ATTENTION, describe_run, written_description
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.connection import Served
from nntui.session.host.hub import Hub, Interest, Report
from nntui.session.host.landmarks import newer
from nntui.session.host.replay import acted_on
from nntui.session.host.resuming import log_entries, validation_points
from nntui.session.host.server import Server
from nntui.session.host.snapshots import Facts, evaluated_in, hyper_in, layers_in, stored_facts
from nntui.session.protocol import (
    HELD,
    Evaluated,
    LayerDescription,
    LayerMeasurement,
    LogEntry,
    Refused,
    RunDescription,
    RunState,
    Status,
)
from nntui.store.checkpoints import Checkpoint
from nntui.store.reading import Recorded, newest_checkpoint, read_run
from nntui.store.records import Stood
from nntui_engine.arrays import Array
from nntui_engine.parameters import picture_of
from nntui_engine.schedules import learning_rate

LAST_WORDS_S = 1.0

NO_HOST = "this run has no host: r resumes it"


@dataclass(frozen=True, eq=False)
class Archive:
    """All that is known of a run without a host. layers, weights: of the newest step where they are known."""

    served: Served
    status: Status
    loss: float
    evaluated: Evaluated | None
    layers: tuple[LayerMeasurement, ...]
    weights: Mapping[str, Array]


def show_archive(archive: Archive, connected: socket.socket) -> None:
    """Show a run to the viewer at the other end of a socket, until it leaves."""
    hub, failed = archive.served.hub, threading.Event()

    def fail() -> None:
        failed.set()
        hub.nudge()

    server = Server(None, archive.served, failed=fail)
    try:
        server.adopt(connected)
        shown: Interest | None = None
        while server.peers and not failed.is_set():
            hub.wait(None)
            while hub.requests:
                request = hub.requests.popleft()
                hub.answer(request, Refused(request.id, NO_HOST))
            if hub.interest is not shown:
                shown = hub.interest
                hub.publish(_report(archive, shown))
    finally:
        server.close(LAST_WORDS_S)


def open_archive(folder: Path) -> Archive:
    """Read what a run left behind; UserError where not even its settings can be read."""
    try:
        return _opened(folder)
    except OSError as error:
        raise UserError(f"{folder} cannot be read: {error.strerror or error}") from error


def _opened(folder: Path) -> Archive:
    recorded = read_run(folder)
    checkpoint, passed_over = newest_checkpoint(folder, recorded)
    facts = stored_facts(checkpoint) if checkpoint else None
    losses = LossHistory.of(recorded.losses, recorded.first_step)
    validations = ValidationHistory(validation_points(recorded))
    stood = recorded.standing
    # All of the data are read for it: once, and only where what is written down does not say enough.
    assembled = cache(partial(_assembly, folder))
    status = _status(stood, checkpoint) if stood else _status_of(assembled, len(losses), checkpoint, facts)
    status = _with_schedule(status, recorded, checkpoint, facts)
    measured_at, layers = _layers(recorded, checkpoint, facts)
    hub = Hub(status)
    hub.log.extend(log_entries(recorded))
    for text in (*recorded.gone, *passed_over, *_dated(status.step, checkpoint, measured_at)):
        _say(hub, status.step, text)
    return Archive(
        Served(losses, validations, hub, _description(folder, recorded, assembled)),
        status,
        _loss(losses, status.step, checkpoint, facts),
        newer(validations.newest(), evaluated_in(facts) if facts else None),
        layers,
        checkpoint.tensors if checkpoint else {},
    )


def _status(stood: Stood, checkpoint: Checkpoint | None) -> Status:
    return Status(
        sequence=1,
        state=cast(RunState, stood.state_without_host),
        step=stood.step,
        epochs_done=stood.epochs_done,
        rows_used=stood.rows_used,
        goal_epochs=stood.goal_epochs,
        learning_rate=stood.learning_rate,
        momentum=stood.momentum,
        weight_decay=stood.weight_decay,
        dropout=stood.dropout,
        batch_size=stood.batch_size,
        pace=stood.pace,
        reason=stood.reason,
        checkpoint=checkpoint.step if checkpoint else -1,
    )


def _status_of(
    assembled: Callable[[], Assembly], step: int, checkpoint: Checkpoint | None, facts: Facts | None
) -> Status:
    """Where nothing says how it stood: as the checkpoint has it, and else the settings."""
    assembly, begun = assembled(), step > 0 or checkpoint is not None
    config, trainer = assembly.config, assembly.trainer
    hyper = hyper_in(facts) if facts else hyper_parameters(config)
    saved, done = checkpoint.step if checkpoint else -1, facts.epochs_done if facts else 0
    epochs = done + (facts.rows_used if facts else 0) / len(trainer.training)
    return Status(
        sequence=1,
        state="crashed" if begun else "stopped",
        step=max(step, saved),
        epochs_done=done,
        rows_used=facts.rows_used if facts else 0,
        goal_epochs=max(config.epochs or 0, done),
        learning_rate=learning_rate(hyper, trainer.plan.schedule, epochs),
        momentum=hyper.momentum,
        weight_decay=hyper.weight_decay,
        dropout=hyper.dropout,
        batch_size=hyper.batch_size,
        pace=None,
        checkpoint=saved,
    )


def _with_schedule(
    status: Status, recorded: Recorded, checkpoint: Checkpoint | None, facts: Facts | None
) -> Status:
    """The status with what says its learning rate: as it was at the checkpoint, and what a hand did since."""
    if checkpoint is None or facts is None or not facts.schedule:
        return status
    hyper = hyper_in(facts)
    for each in recorded.interventions:
        if each.step >= checkpoint.step:
            hyper = acted_on(hyper, each)
    schedule = facts.schedule if hyper.scheduled else HELD
    return replace(status, schedule=schedule, rate_factor=hyper.rate_factor)


def _loss(losses: LossHistory, step: int, checkpoint: Checkpoint | None, facts: Facts | None) -> float:
    """Of the newest step; the checkpoint knows that of its own, should the history be lost."""
    newest = losses.newest()
    is_there = checkpoint is not None and checkpoint.step == step
    if isnan(newest) and is_there and facts is not None and facts.loss is not None:
        return facts.loss
    return newest


def _layers(
    recorded: Recorded, checkpoint: Checkpoint | None, facts: Facts | None
) -> tuple[int, tuple[LayerMeasurement, ...]]:
    """What was measured last, and at which step: the checkpoint may be newer than what run.db has of it."""
    written_at = recorded.layers[0].step if recorded.layers else -1
    if checkpoint is not None and facts is not None and facts.layers and checkpoint.step >= written_at:
        return checkpoint.step, layers_in(facts)
    return written_at, tuple(
        LayerMeasurement(each.layer, each.gradient_norm, each.update_ratio, each.idle_units)
        for each in recorded.layers
    )


def _dated(step: int, checkpoint: Checkpoint | None, measured_at: int) -> Iterator[str]:
    """Which of the numbers shown are older than the step they stand beside."""
    saved = checkpoint.step if checkpoint else step
    layers = "the numbers of the layers"
    if saved != step:
        shown = f"the weights and {layers}" if measured_at == saved else "the weights"
        yield f"{shown} are those of step {count(saved)}, the newest checkpoint"
    if measured_at not in (-1, step, saved):
        yield f"{layers} are those of step {count(measured_at)}"


def _say(hub: Hub, step: int, text: str) -> None:
    last = hub.log[-1] if hub.log else None
    number, time_s = (last.number + 1, last.time_s) if last else (1, 0.0)
    hub.log.append(LogEntry(number, time_s, step, text))


def _description(folder: Path, recorded: Recorded, assembled: Callable[[], Assembly]) -> RunDescription:
    known = written_description(recorded)
    if known is not None:
        # The folder may have been moved or renamed since.
        return _still_there(replace(known, name=folder.name, folder=str(folder)))
    assembly = assembled()
    threads = assembly.config.threads
    described = describe_run(folder, assembly, threads if isinstance(threads, int) else 1)
    return _still_there(described)


def _assembly(folder: Path) -> Assembly:
    return assemble(read_config(folder / "run.toml"))


def _report(archive: Archive, interest: Interest) -> Report:
    described = {layer.name: layer for layer in archive.served.description.layers}
    pictures = {}
    for layer, name in interest.pictures:
        weights = archive.weights.get(f"{layer}.{name}")
        if layer in described and weights is not None:
            pictures[layer, name] = picture_of(weights, _blocks(described[layer], name, weights))
    layers = archive.layers if interest.layers else ()
    return Report(archive.status, archive.loss, 0.0, 0.0, archive.evaluated, layers, pictures)


def _blocks(layer: LayerDescription, name: str, weights: Array) -> int:
    """How many matrices lie side by side in these weights."""
    tiles = (picture.tile for picture in layer.pictures if picture.name == name)
    return next((weights.shape[-1] // columns for _, columns in tiles if columns), 1)


def _still_there(described: RunDescription) -> RunDescription:
    """Without what only a living network has to show."""
    layers = tuple(
        replace(layer, pictures=tuple(each for each in layer.pictures if each.name != ATTENTION))
        for layer in described.layers
    )
    return replace(described, layers=layers, archived=True)
