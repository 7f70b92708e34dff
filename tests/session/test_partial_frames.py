"""What a viewer puts together from frames that were cut, and skipped, is what the host holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nntui.reduction.columns import Columns
from nntui.reduction.curve import Curve
from nntui.reduction.heat import NOT_A_NUMBER, pool
from nntui.session.codec import encode, viewer_reader
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.composing import FrameComposer
from nntui.session.host.hub import Report
from nntui.session.patching import HeldCurve
from nntui.session.protocol import (
    HEAT_LEVELS,
    Evaluated,
    HeatRequest,
    LayerDescription,
    LayerMeasurement,
    LogEntry,
    RunDescription,
    Status,
    Subscribe,
    Welcome,
)
from nntui.session.state import SessionState, reduce
from nntui_engine.arrays import Array
from nntui_engine.parameters import picture_of

LAYERS = (LayerDescription("dense_1", 5, 60, (11, 5), "relu"), LayerDescription("dense_2", 3, 18, (5, 3), ""))
RUN = RunDescription(
    "iris-1",
    "",
    "iris",
    "",
    "",
    "adam",
    "",
    "classification",
    LAYERS,
    has_momentum=True,
    has_dropout=True,
    threads=1,
)
STATUS = Status(1, "running", 0, 0, 0, 3, 0.01, 0.9, 0.0, 0.0, 16, None)
NUMBERS = st.floats(-1e3, 1e3, width=32)
ROOMS = st.sampled_from([0, 40, 80, 120, 200, 500, 1 << 30])


class Watched:
    """A run, and a viewer of it that gets frames now and then."""

    def __init__(self, columns: int) -> None:
        self.losses, self.validations = LossHistory(), ValidationHistory([Evaluated(0, 1.0, 0.5, None)])
        self.composer = FrameComposer(self.losses, self.validations, tuple(each.name for each in LAYERS))
        self.weights: dict[str, Array] = {layer.name: np.zeros(layer.shape, np.float32) for layer in LAYERS}
        self.status = STATUS
        self.layers: tuple[LayerMeasurement, ...] = ()
        self.log = [LogEntry(number, 0.0, 0, "x" * number) for number in range(1, 30)]
        self.composer.remember(self.log)
        self.state = reduce(SessionState(), Welcome(1, RUN, STATUS, ()))
        self.resize(columns)

    def step(self, values: list[float]) -> None:
        for value in values:
            self.losses.append(value)
        self.layers = tuple(LayerMeasurement(each.name, values[0], values[-1], 0.0) for each in LAYERS)
        self._stand(step=len(self.losses))

    def evaluate(self, value: float) -> None:
        self.validations.append(Evaluated(len(self.losses), value, value, None))

    def go_back(self, share: float) -> None:
        step = int(share * len(self.losses))
        self.validations.truncate(step)
        self.losses.truncate(step)
        self._stand(step=step, learning_rate=share)

    def resize(self, columns: int) -> None:
        self.columns = columns
        self.composer.subscribe(Subscribe(columns=columns, heat=HeatRequest("dense_1", 5, 5), layers=True))

    def learn(self, seed: int, size: float) -> None:
        random = np.random.default_rng(seed)
        for name, weights in self.weights.items():
            moved = random.random(weights.shape) < 0.3
            self.weights[name] = weights + (moved * random.normal(size=weights.shape) * size).astype(
                np.float32
            )

    def spoil(self, value: float) -> None:
        self.weights["dense_1"] = self.weights["dense_1"].copy()
        self.weights["dense_1"][0, 0] = value

    def frame(self, room: int) -> None:
        loss = float(self.losses.newest())
        evaluated = self.validations.newest()
        pictures = {(layer, "weight"): picture_of(weights) for layer, weights in self.weights.items()}
        report = Report(self.status, loss, 1.0, 0.5, evaluated, self.layers, pictures)
        for message in viewer_reader().feed(encode(self.composer.compose(report, room))):
            self.state = reduce(self.state, message)

    def catch_up(self, room: int) -> None:
        """Frames with so much room until the host says that this is all."""
        for _ in range(2000):
            self.frame(room)
            if self.composer.complete:
                return
        raise AssertionError("this has no end")

    def whole(self, pieces: Iterable[tuple[NDArray[Any], NDArray[Any]]]) -> Curve:
        columns = Columns(self.columns)
        for steps, values in pieces:
            columns.add(steps.astype(np.int64), values.astype(np.float32))
        cut = columns.snapshot()
        return Curve(cut.width, cut.low, cut.high, cut.mean)

    def _stand(self, **changes: Any) -> None:
        self.status = msgspec.structs.replace(self.status, sequence=self.status.sequence + 1, **changes)


def assert_same(held: HeldCurve | None, expected: Curve) -> None:
    assert held is not None
    assert held.curve.width == expected.width
    np.testing.assert_array_equal(held.curve.low, expected.low)
    np.testing.assert_array_equal(held.curve.high, expected.high)
    off = np.abs(held.curve.mean - expected.mean)
    assert (off <= 0.01 * (expected.high - expected.low) + 1e-6 * np.abs(expected.mean))[
        ~np.isnan(expected.low)
    ].all()


Happening = Callable[[Watched], None]
HAPPENINGS: st.SearchStrategy[Happening] = st.one_of(
    st.lists(NUMBERS, min_size=1, max_size=40).map(lambda values: lambda seen: seen.step(values)),
    NUMBERS.map(lambda value: lambda seen: seen.evaluate(value)),
    st.floats(0, 1).map(lambda share: lambda seen: seen.go_back(share)),
    st.integers(1, 60).map(lambda columns: lambda seen: seen.resize(columns)),
    st.tuples(st.integers(0, 99), st.sampled_from([1e-3, 0.1, 1.0, 1e3])).map(
        lambda by: lambda seen: seen.learn(*by)
    ),
    st.sampled_from([float("nan"), float("inf"), -float("inf"), 0.0]).map(
        lambda value: lambda seen: seen.spoil(value)
    ),
    ROOMS.map(lambda room: lambda seen: seen.frame(room)),
    ROOMS.map(lambda room: lambda seen: seen.frame(room)),
)


def watched(columns: int, happenings: list[Happening], room: int) -> Watched:
    seen = Watched(columns)
    for happening in happenings:
        happening(seen)
    seen.catch_up(room)
    return seen


CASES = given(columns=st.integers(1, 60), happenings=st.lists(HAPPENINGS, max_size=30), room=ROOMS)


@CASES
def test_curves(columns: int, happenings: list[Happening], room: int) -> None:
    """Whatever frames a link leaves out or cuts short, curves end as the whole ones, spikes to the bit."""
    seen = watched(columns, happenings, room)
    assert_same(seen.state.training, seen.whole(seen.losses.since(0)))
    points = seen.validations.points
    piece = (np.array([point.step for point in points]), np.array([point.loss for point in points]))
    assert_same(seen.state.validation, seen.whole([piece]))


@CASES
def test_heat_map(columns: int, happenings: list[Happening], room: int) -> None:
    """Every cell is within three quarters of a level of its weights."""
    seen = watched(columns, happenings, room)
    heat, cells = seen.state.heat, pool(seen.weights["dense_1"], 5, 5)
    assert heat is not None
    half = (HEAT_LEVELS - 1) // 2
    levels = np.frombuffer(heat.levels, np.int8).reshape(cells.shape)
    exact = np.clip(cells.astype(np.float64) / heat.scale, -1.0, 1.0) * half + half
    right = np.where(np.isnan(exact), levels == NOT_A_NUMBER, np.abs(exact - levels) <= 0.75)
    assert right.all()


@CASES
def test_figures(columns: int, happenings: list[Happening], room: int) -> None:
    """Status, layers, loss and log are what they are on the host."""
    seen = watched(columns, happenings, room)
    state = seen.state
    assert (state.status, state.evaluated) == (seen.status, seen.validations.newest())
    assert (list(state.log), state.layers) == (seen.log, seen.layers)
    np.testing.assert_equal(state.loss, float(np.float32(seen.losses.newest())))
