"""A run's history as TensorBoard's event files, by way of tensorboardX."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import merge
from itertools import chain
from math import isnan
from operator import itemgetter
from pathlib import Path

from tensorboardX import RecordWriter
from tensorboardX.proto.event_pb2 import Event
from tensorboardX.proto.summary_pb2 import Summary
from tensorboardX.summary import text

from nntui.export.history import History

FILE_VERSION = "brain.Event:2"
"""What the first event of a file says."""

Told = tuple[int, Summary]
"""A step, and what is told of it."""


def write_tensorboard(history: History, folder: Path) -> None:
    """Write all of it into one event file in a new folder, in the order of the steps."""
    folder.mkdir()
    began = history.time_of(0)
    # One by one and at once: the writer of the library's own has a thread, which keeps a full disk to itself.
    writer = RecordWriter(str(folder / f"events.out.tfevents.{int(began)}.nntui"))
    try:
        for event in chain([Event(wall_time=began, file_version=FILE_VERSION)], _events(history)):
            writer.write(event.SerializeToString())
    finally:
        writer.close()


def _events(history: History) -> Iterator[Event]:
    """Everything as events, the earliest step first."""
    streams = (_steps(history), _epochs(history), _layers(history), _interventions(history))
    for step, summary in merge(*streams, key=itemgetter(0)):
        yield Event(wall_time=history.time_of(step), step=step, summary=summary)


def _steps(history: History) -> Iterator[Told]:
    figures = zip(history.steps, history.losses.tolist(), history.learning_rates.tolist(), strict=True)
    for step, loss, rate in figures:
        yield step, _scalars({"train/loss": loss, "learning_rate": rate})


def _epochs(history: History) -> Iterator[Told]:
    for epoch in history.epochs:
        figures = {
            "train/loss_of_epoch": epoch.train_loss,
            "validation/loss": epoch.validation_loss,
            "validation/accuracy": epoch.accuracy,
            "validation/r_squared": epoch.r_squared,
        }
        yield epoch.step, _scalars(figures)


def _layers(history: History) -> Iterator[Told]:
    for layer in history.layers:
        figures = {
            f"gradient_norm/{layer.layer}": layer.gradient_norm,
            f"update_ratio/{layer.layer}": layer.update_ratio,
            f"idle_units/{layer.layer}": layer.idle_units,
        }
        yield layer.step, _scalars(figures)


def _interventions(history: History) -> Iterator[Told]:
    for each in history.interventions:
        by = f" ({each.who})" if each.who else ""
        yield each.step, text("interventions", f"{each.kind} {each.value}{by}")


def _scalars(figures: Mapping[str, float | None]) -> Summary:
    """Those that are known."""
    return Summary(
        value=[
            Summary.Value(tag=tag, simple_value=figure)
            for tag, figure in figures.items()
            if figure is not None and not isnan(figure)
        ]
    )
