"""What a viewer makes of each message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import nan
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from nntui.reduction.columns import Columns
from nntui.reduction.curve import Curve
from nntui.session.codec import encode, viewer_reader
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.composing import FrameComposer
from nntui.session.host.hub import Report
from nntui.session.protocol import (
    Acknowledged,
    Ended,
    EpochEnded,
    Evaluated,
    Frame,
    Happened,
    HeatMap,
    LayerMeasurement,
    LogEntry,
    Refused,
    Rejected,
    RunDescription,
    Status,
    Subscribe,
    Welcome,
)
from nntui.session.state import LOG_LENGTH, HeldCurve, SessionState, reduce

RUN = RunDescription(
    name="iris-1",
    folder="/runs/iris-1",
    dataset="iris",
    found="4 inputs",
    network="4-4-3 relu",
    optimizer="adam",
    loss="softmax_cross_entropy",
    task="classification",
    layers=(),
    has_momentum=True,
    has_dropout=True,
    threads=1,
)
STATUS = Status(5, "running", 10, 1, 32, 3, 0.01, 0.9, 0.0, 0.0, 16, None)
FRAME = Frame(STATUS, 0.5, 100.0, 0.01, None, None, None, None, ())
HEAT = HeatMap("dense_1", 1, 1, b"\x0a", 1.0, (4, 4), (4, 4))
LAYER = LayerMeasurement("dense_1", 0.1, 1e-3, 0.0)
EVALUATED = Evaluated(8, 0.4, 0.9, None)
RNG_VALUES = st.floats(-1e3, 1e3, width=32)


def entry(number: int) -> LogEntry:
    return LogEntry(number, 1.0, 10, f"line {number}")


def after(*messages: object, state: SessionState | None = None) -> SessionState:
    state = state or SessionState()
    for message in messages:
        state = reduce(state, message)  # type: ignore[arg-type]
    return state


def newer(sequence: int) -> Status:
    return msgspec.structs.replace(STATUS, sequence=sequence, step=sequence)


def test_welcome() -> None:
    """A viewer knows the run and its log so far from the first message on."""
    state = after(Welcome(1, RUN, STATUS, (entry(1), entry(2))))
    assert (state.run, state.status, state.log) == (RUN, STATUS, (entry(1), entry(2)))


def test_frame() -> None:
    """The numbers of a frame are shown with the step they belong to."""
    state = after(FRAME)
    assert (state.status, state.loss, state.shown_step) == (STATUS, 0.5, 10)
    assert (state.steps_per_s, state.overhead) == (100.0, 0.01)


def test_an_older_status_is_ignored() -> None:
    """News and frames overtake each other; the run never seems to go back for it."""
    state = after(Happened(entry(1), newer(9)), msgspec.structs.replace(FRAME, status=newer(8)))
    assert state.status == newer(9)


def test_a_newer_status_is_taken() -> None:
    """The newest of what is known stands, whichever message brought it."""
    state = after(msgspec.structs.replace(FRAME, status=newer(8)), Happened(entry(1), newer(9)))
    assert state.status == newer(9)


def test_what_a_frame_leaves_out_stays() -> None:
    """A frame without heat map or layers does not empty the panels."""
    full = msgspec.structs.replace(FRAME, heat=HEAT, layers=(LAYER,))
    state = after(full, FRAME)
    assert (state.heat, state.layers) == (HEAT, (LAYER,))


@pytest.mark.parametrize(
    ("message", "field", "expected"),
    [
        (Acknowledged(3, 10), "acknowledged", Acknowledged(3, 10)),
        (Refused(3, "no"), "refused", Refused(3, "no")),
        (EpochEnded(2, 16, 0.3, EVALUATED), "epoch", EpochEnded(2, 16, 0.3, EVALUATED)),
        (Ended("stopped", None), "ended", Ended("stopped", None)),
        (Rejected("no"), "ended", Ended("no", None)),
        (msgspec.structs.replace(FRAME, evaluated=EVALUATED), "evaluated", EVALUATED),
    ],
)
def test_kept(message: object, field: str, expected: object) -> None:
    """Each kind of message is found where the screen looks for it."""
    assert getattr(after(message), field) == expected


def test_a_line_told_twice_is_shown_once() -> None:
    """What is in the welcome's log already and comes as news too is one line."""
    state = after(Welcome(1, RUN, STATUS, (entry(1), entry(2))), Happened(entry(2), STATUS))
    assert [line.number for line in state.log] == [1, 2]


def test_the_log_is_bounded() -> None:
    """A run of a million interventions does not fill the viewer's memory."""
    state = SessionState(log=tuple(entry(number) for number in range(1, LOG_LENGTH + 1)))
    state = after(Happened(entry(LOG_LENGTH + 1), STATUS), state=state)
    assert (len(state.log), state.log[0].number) == (LOG_LENGTH, 2)


def test_the_state_before_is_untouched() -> None:
    """A state is a value: whoever holds an older one still does."""
    before = after(FRAME)
    kept = replace(before)
    after(Happened(entry(1), newer(9)), state=before)
    assert vars(before) == vars(kept)


class Watched:
    """A history, and a viewer of it that gets frames now and then."""

    def __init__(self, columns: int) -> None:
        self.losses, self.validations = LossHistory(), ValidationHistory()
        self.composer = FrameComposer(self.losses, self.validations)
        self.composer.subscribe(Subscribe(columns=columns))
        self.columns = columns
        self.state = SessionState()

    def step(self, values: list[float]) -> None:
        for value in values:
            self.losses.append(value)

    def evaluate(self, value: float) -> None:
        self.validations.append(Evaluated(len(self.losses), value, None, None))

    def go_back(self, share: float) -> None:
        step = int(share * len(self.losses))
        self.validations.truncate(step)
        self.losses.truncate(step)

    def resize(self, columns: int) -> None:
        self.columns = columns
        self.composer.subscribe(Subscribe(columns=columns))

    def frame(self) -> None:
        report = Report(STATUS, nan, 0.0, 0.0, None, (), {})
        for message in viewer_reader().feed(encode(self.composer.compose(report))):
            self.state = reduce(self.state, message)

    def whole(self, pieces: Iterable[tuple[NDArray[Any], NDArray[Any]]]) -> Curve:
        columns = Columns(self.columns)
        for steps, values in pieces:
            columns.add(steps.astype(np.int64), values.astype(np.float32))
        cut = columns.snapshot()
        return Curve(cut.width, cut.low, cut.high, cut.mean)


def assert_same(held: HeldCurve | None, expected: Curve) -> None:
    assert held is not None
    assert held.curve.width == expected.width
    for part in ("low", "high", "mean"):
        np.testing.assert_array_equal(getattr(held.curve, part), getattr(expected, part))


HAPPENINGS: st.SearchStrategy[Callable[[Watched], None]] = st.one_of(
    st.lists(RNG_VALUES, min_size=1, max_size=40).map(lambda values: lambda seen: seen.step(values)),
    RNG_VALUES.map(lambda value: lambda seen: seen.evaluate(value)),
    st.floats(0, 1).map(lambda share: lambda seen: seen.go_back(share)),
    st.integers(1, 60).map(lambda columns: lambda seen: seen.resize(columns)),
    st.just(Watched.frame),
    st.just(Watched.frame),
)


@given(columns=st.integers(1, 60), happenings=st.lists(HAPPENINGS, max_size=30))
def test_curves_received_in_parts_are_whole(
    columns: int, happenings: list[Callable[[Watched], None]]
) -> None:
    """Whichever frames a link leaves out, the curve put together from changes is the whole one."""
    watched = Watched(columns)
    for happening in happenings:
        happening(watched)
    watched.frame()
    assert_same(watched.state.training, watched.whole(watched.losses.since(0)))
    points = watched.validations.points
    piece = (np.array([point.step for point in points]), np.array([point.loss for point in points]))
    assert_same(watched.state.validation, watched.whole([piece]))
