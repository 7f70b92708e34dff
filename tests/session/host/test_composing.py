"""Frames of one viewer: what it shows, and of that what it does not have yet."""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

import numpy as np
import pytest
from msgspec.structs import replace

from nntui.reduction import gaps
from nntui.session.codec import encode
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.composing import LEAST_PARTS, FrameComposer
from nntui.session.host.figure_feed import HEAD_BYTES
from nntui.session.host.hub import Report
from nntui.session.protocol import (
    CurveNews,
    Evaluated,
    Frame,
    HeatRequest,
    LayerMeasurement,
    LogEntry,
    Status,
    Subscribe,
)
from nntui_engine.arrays import Array
from nntui_engine.parameters import picture_of

STATUS = Status(5, "running", 10, 1, 32, 3, 0.01, 0.9, 0.0, 0.0, 16, None)
LATER = replace(STATUS, sequence=6, step=18, epochs_done=2, rows_used=48)
WEIGHTS = np.linspace(-1, 1, 24, dtype=np.float32).reshape(6, 4)
EVERYTHING = Subscribe(columns=100, heat=HeatRequest("dense_1", 10, 10), layers=True)


def report(status: Status = STATUS, weights: Mapping[str, Array] | None = None) -> Report:
    layers = (LayerMeasurement("dense_2", 2.0, 3.0, nan), LayerMeasurement("dense_1", 0.5, 0.25, 0.0))
    pictures = {(layer, "weight"): picture_of(matrix) for layer, matrix in (weights or {}).items()}
    return Report(status, 0.5, 100.0, 0.25, Evaluated(8, 0.4, 0.9, None), layers, pictures)


@pytest.fixture
def losses() -> LossHistory:
    """Losses of three steps."""
    return LossHistory.of(np.array([3.0, 2.0, 1.0], np.float32))


@pytest.fixture
def composer(losses: LossHistory) -> FrameComposer:
    """Composes for a viewer that has said nothing yet."""
    points = [Evaluated(0, 4.0, None, None)]
    return FrameComposer(losses, ValidationHistory(points), ("dense_1", "dense_2"))


def columns(curve: CurveNews | None) -> dict[int, float]:
    """The means that came, by their places."""
    assert curve is not None
    places = gaps.unpacked(curve.places)
    means = np.frombuffer(curve.numbers, "<f4")[-len(places) :]
    return dict(zip(places.tolist(), means.tolist(), strict=True))


def test_nothing_wanted(composer: FrameComposer) -> None:
    """A viewer without charts gets the figures and nothing else."""
    frame = composer.compose(report())
    assert (frame.training, frame.validation, frame.heat) == (None, None, None)
    assert np.frombuffer(frame.figures, "<f4").tolist() == [0.5, 100.0, 0.25]
    assert composer.complete


def test_frames_are_numbered(composer: FrameComposer) -> None:
    """From 1 on."""
    assert [composer.compose(report()).number for _ in range(3)] == [1, 2, 3]


def test_the_whole_status_first(composer: FrameComposer) -> None:
    """Then only what moves with every step."""
    first, second = composer.compose(report()), composer.compose(report(LATER))
    assert (first.status, second.status, second.moved) == (STATUS, None, (6, 18, 2, 48))


def test_the_whole_status_when_more_has_changed(composer: FrameComposer) -> None:
    """A learning rate is not something that moves with every step."""
    composer.compose(report())
    changed = replace(LATER, learning_rate=0.02)
    assert composer.compose(report(changed)).status == changed


def test_layers_in_the_order_of_the_description(composer: FrameComposer) -> None:
    """Their names need not be sent."""
    layers = composer.compose(report()).layers
    numbers = np.frombuffer(layers[1:], "<f4").tolist()
    assert layers[:1] == b"\x1f"
    assert numbers == [0.5, 0.25, 0.0, 2.0, 3.0]


def test_what_did_not_change_is_not_sent_again(composer: FrameComposer) -> None:
    """Neither layers nor the evaluation."""
    composer.compose(report())
    again = composer.compose(report(LATER))
    assert (again.layers, again.evaluated) == (b"", None)


def test_what_is_left_over_of_a_frame(composer: FrameComposer) -> None:
    """It is of the same report: nothing of that is sent again."""
    same = report()
    composer.compose(same)
    again = composer.compose(same)
    assert (again.moved, again.figures, len(encode(again))) == (None, b"", HEAD_BYTES)


def test_the_whole_curve_first(composer: FrameComposer) -> None:
    """The first frame has all steps there were."""
    composer.subscribe(Subscribe(columns=10))
    frame = composer.compose(report())
    assert columns(frame.training) == {1: 3.0, 2: 2.0, 3: 1.0}
    assert columns(frame.validation) == {0: 4.0}


def test_then_only_what_changed(composer: FrameComposer, losses: LossHistory) -> None:
    """Later frames have the new columns, and those that grew."""
    composer.subscribe(Subscribe(columns=10))
    composer.compose(report())
    losses.append(0.5)
    frame = composer.compose(report())
    assert (columns(frame.training), frame.validation) == ({4: 0.5}, None)


def test_what_changed_when_columns_widen(composer: FrameComposer, losses: LossHistory) -> None:
    """A viewer merges its columns itself; it is sent those of which that makes something else."""
    composer.subscribe(Subscribe(columns=4))
    composer.compose(report())
    losses.append(0.0)
    curve = composer.compose(report()).training
    assert curve is not None
    assert (curve.width, columns(curve)) == (2, {2: 0.0})


def test_all_columns_after_going_back(composer: FrameComposer, losses: LossHistory) -> None:
    """A curve that was cut is sent anew, marked as another one."""
    composer.subscribe(Subscribe(columns=10))
    before = composer.compose(report()).training
    losses.truncate(1)
    after = composer.compose(report()).training
    assert before is not None
    assert after is not None
    assert (columns(after), after.series != before.series) == ({1: 3.0}, True)


def test_all_columns_for_another_screen(composer: FrameComposer) -> None:
    """A viewer that was resized has nothing of its new chart."""
    composer.subscribe(Subscribe(columns=10))
    composer.compose(report())
    composer.subscribe(Subscribe(columns=2))
    assert columns(composer.compose(report()).training) == {0: 3.0, 1: 1.5}


@pytest.mark.parametrize("weights", [{}, {"dense_2": WEIGHTS}])
def test_weights_that_were_not_measured(composer: FrameComposer, weights: dict[str, Array]) -> None:
    """A report made for others, or a layer that does not exist, gives a frame without a map."""
    composer.subscribe(Subscribe(heat=HeatRequest("dense_1", 10, 10)))
    assert composer.compose(report(weights=weights)).heat is None
    assert composer.complete


def test_a_frame_keeps_to_its_room() -> None:
    """Whatever there is to send; and it says that there is more."""
    composer = FrameComposer(LossHistory.of(np.arange(90, dtype=np.float32)), ValidationHistory())
    composer.subscribe(EVERYTHING)
    noise = np.random.default_rng(0).normal(size=(40, 40)).astype(np.float32)
    composer.compose(report(weights={"dense_1": noise}), 0)
    sizes = [
        len(encode(composer.compose(report(weights={"dense_1": noise}), room)))
        for room in (150, 200, 400, 800)
    ]
    assert [size <= room + LEAST_PARTS for size, room in zip(sizes, (150, 200, 400, 800), strict=True)] == [
        True
    ] * 4
    assert not composer.complete


def test_a_frame_without_room_has_the_figures(composer: FrameComposer) -> None:
    """Numbers come first: they are never left out."""
    composer.subscribe(EVERYTHING)
    frame: Frame = composer.compose(report(weights={"dense_1": WEIGHTS}), 0)
    assert np.frombuffer(frame.figures, "<f4").tolist() == [0.5, 100.0, 0.25]


def test_the_newest_column_comes_first() -> None:
    """Where there is room for one."""
    composer = FrameComposer(LossHistory.of(np.arange(1, 91, dtype=np.float32)), ValidationHistory())
    composer.subscribe(Subscribe(columns=100))
    assert columns(composer.compose(report(), 0).training) == {90: 90.0}


def lines(count: int) -> list[LogEntry]:
    return [LogEntry(number, 0.0, 0, f"line {number}") for number in range(1, count + 1)]


def test_earlier_lines_come_last(composer: FrameComposer) -> None:
    """The newest of them first, once everything else was sent."""
    composer.remember(lines(5))
    composer.subscribe(Subscribe(columns=10))
    got = [composer.compose(report(), room).earlier for room in (0, 160, 160, 160)]
    assert [[line.number for line in some] for some in got] == [[], [3, 4, 5], [1, 2], []]


def test_an_endless_log_is_complete_at_last(composer: FrameComposer) -> None:
    """All of it is sent, and nothing twice."""
    composer.remember(lines(100))
    parts = [composer.compose(report(), 100).earlier]
    while not composer.complete:
        parts.append(composer.compose(report(), 300).earlier)
    assert sorted(line.number for part in parts for line in part) == list(range(1, 101))
