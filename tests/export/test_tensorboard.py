"""A run's history as TensorBoard's event files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tensorboardX.proto.event_pb2 import Event
from tensorboardX.record_writer import masked_crc32c

from benchmarks.harness.stored_run import BEGAN
from nntui.export.history import History
from nntui.export.tensorboard import write_tensorboard

FRAME = struct.Struct("<QI")


def events(folder: Path) -> list[Event]:
    """All events of the one file in a folder, read as TensorFlow's record format is defined."""
    (path,) = folder.iterdir()
    assert path.name.startswith("events.out.tfevents.")
    return [Event.FromString(record) for record in records(path.read_bytes())]


def records(data: bytes) -> Iterator[bytes]:
    while data:
        length, checked = FRAME.unpack_from(data)
        assert checked == masked_crc32c(data[:8])
        yield data[FRAME.size : FRAME.size + length]
        data = data[FRAME.size + length + 4 :]


def scalars(folder: Path, tag: str) -> dict[int, float]:
    return {
        event.step: value.simple_value
        for event in events(folder)
        for value in event.summary.value
        if value.tag == tag
    }


def test_every_loss(history: History, tmp_path: Path) -> None:
    """A scalar for each step."""
    write_tensorboard(history, tmp_path / "out")
    assert scalars(tmp_path / "out", "train/loss") == {step: np.float32(1 / step) for step in range(1, 9)}


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("learning_rate", dict.fromkeys((5, 6, 7), np.float32(2e-3)) | {8: np.float32(2e-3 / 3)}),
        ("train/loss_of_epoch", {4: 0.5, 8: 0.25}),
        ("validation/loss", {0: 1.5, 4: 1.25, 8: 1.0}),
        ("validation/accuracy", {0: 0.25, 4: 0.5, 8: 0.75}),
        ("validation/r_squared", {}),
        ("gradient_norm/dense_1", {4: 0.5, 8: 0.25}),
        ("update_ratio/dense_1", {4: 0.125, 8: 0.0625}),
        ("idle_units/dense_1", {}),
    ],
)
def test_measurements(history: History, tmp_path: Path, tag: str, expected: dict[int, float]) -> None:
    """Steps, epochs and layers have their scalars; what was not measured is left out."""
    write_tensorboard(history, tmp_path / "out")
    assert scalars(tmp_path / "out", tag) == expected


def test_interventions(history: History, tmp_path: Path) -> None:
    """What a person did is a text at its step."""
    write_tensorboard(history, tmp_path / "out")
    texts = [
        (event.step, value.tag, value.tensor.string_val[0].decode())
        for event in events(tmp_path / "out")
        for value in event.summary.value
        if value.HasField("tensor")
    ]
    said = 'ScaleLearningRate {"factor": 2.0} (ada@laptop)'
    assert texts == [(4, "interventions/text_summary", said)]


def test_the_file_is_told_as_one(history: History, tmp_path: Path) -> None:
    """The first event says the version, the others follow by step and by time."""
    write_tensorboard(history, tmp_path / "out")
    first, *others = events(tmp_path / "out")
    assert (first.file_version, first.wall_time) == ("brain.Event:2", BEGAN + 1)
    places = [(event.step, event.wall_time) for event in others]
    assert places == sorted(places)


def test_losses_that_are_lost(history: History, tmp_path: Path) -> None:
    """Where the beginning of the losses is gone the rest keeps its steps."""
    rest = replace(history.recorded, first_step=5, losses=history.losses[4:])
    rest_of_it = replace(history, recorded=rest, learning_rates=history.learning_rates[4:])
    write_tensorboard(rest_of_it, tmp_path / "out")
    assert list(scalars(tmp_path / "out", "train/loss")) == [5, 6, 7, 8]
