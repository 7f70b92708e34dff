"""What a viewer makes of each message."""

from __future__ import annotations

from dataclasses import replace
from math import nan
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import strategies as st

from nntui.reduction.heat_map import HeatMap
from nntui.session.codec import ProtocolError
from nntui.session.protocol import (
    Acknowledged,
    CurveNews,
    Ended,
    EpochEnded,
    Evaluated,
    EvaluatedNews,
    Frame,
    Happened,
    HeatNews,
    HeatScale,
    LayerDescription,
    LogEntry,
    Pong,
    Refused,
    Rejected,
    RunDescription,
    Status,
    Welcome,
)
from nntui.session.state import LOG_LENGTH, SessionState, reduce

RUN = RunDescription(
    name="iris-1",
    folder="/runs/iris-1",
    dataset="iris",
    found="4 inputs",
    network="4-4-3 relu",
    optimizer="adam",
    loss="softmax_cross_entropy",
    task="classification",
    layers=(LayerDescription("dense_1", 4, 20, (4, 4), "relu"),),
    has_momentum=True,
    has_dropout=True,
    threads=1,
)
STATUS = Status(5, "running", 10, 1, 32, 3, 0.01, 0.9, 0.0, 0.0, 16, None)
FRAME = Frame(1, (5, 10, 1, 32), np.array([0.5, 100.0, 0.25], "<f4").tobytes(), STATUS)
HEAT = HeatNews(b"\0", b"", b"", HeatScale("dense_1", 1, 2, 1.0, (4, 8), (4, 4), anew=True))
LAYERS = b"\7" + np.array([0.5, 0.25, 0.0], "<f4").tobytes()
EVALUATED = Evaluated(8, 0.5, 0.75, None)
NEWS = EvaluatedNews(8, np.array([0.5, 0.75], "<f4").tobytes())
RNG_VALUES = st.floats(-1e3, 1e3, width=32)


WELCOME = Welcome(1, RUN, STATUS, (), "host")


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
    assert (state.steps_per_s, state.overhead) == (100.0, 0.25)


def test_a_frame_that_only_moved() -> None:
    """The rest of its status is that of the frame before, whatever news said meanwhile."""
    news = Happened(entry(1), msgspec.structs.replace(STATUS, sequence=6, learning_rate=0.5))
    moved = msgspec.structs.replace(FRAME, number=2, moved=(7, 12, 2, 16), status=None)
    expected = msgspec.structs.replace(STATUS, sequence=7, step=12, epochs_done=2, rows_used=16)
    assert after(FRAME, news, moved).status == expected


def test_a_frame_with_another_rate() -> None:
    """What a schedule says now takes the place of what it said before."""
    state = reduce(reduce(SessionState(), FRAME), Frame(2, (6, 11, 1, 48), b"", learning_rate=0.009))
    assert state.status == msgspec.structs.replace(
        STATUS, sequence=6, step=11, rows_used=48, learning_rate=0.009
    )


def test_an_older_status_is_ignored() -> None:
    """News and frames overtake each other; the run never seems to go back for it."""
    state = after(Happened(entry(1), newer(9)), msgspec.structs.replace(FRAME, status=newer(8)))
    assert state.status == newer(9)


def test_a_newer_status_is_taken() -> None:
    """The newest of what is known stands, whichever message brought it."""
    state = after(msgspec.structs.replace(FRAME, status=newer(8)), Happened(entry(1), newer(9)))
    assert state.status == newer(9)


def test_what_a_frame_leaves_out_stays() -> None:
    """A frame without heat map, layers or evaluation does not empty the panels."""
    full = msgspec.structs.replace(FRAME, heat=HEAT, layers=LAYERS, evaluated=NEWS)
    once, twice = after(WELCOME, full), after(WELCOME, full, FRAME)
    assert (twice.heat, twice.layers, twice.evaluated) == (once.heat, once.layers, once.evaluated)
    assert once.heat == HeatMap("dense_1", 1, 2, b"\x0b\x0a", 1.0, (4, 8), (4, 4))
    assert [(layer.name, layer.gradient_norm) for layer in once.layers] == [("dense_1", 0.5)]


@pytest.mark.parametrize(
    ("message", "field", "expected"),
    [
        (Acknowledged(3, STATUS), "acknowledged", Acknowledged(3, STATUS)),
        (Acknowledged(3, STATUS), "status", STATUS),
        (Pong(4), "pong", 4),
        (Refused(3, "no"), "refused", Refused(3, "no")),
        (EpochEnded(2, 16, 0.3, EVALUATED), "epoch", EpochEnded(2, 16, 0.3, EVALUATED)),
        (Ended("stopped", None), "ended", Ended("stopped", None)),
        (Rejected("no"), "ended", Ended("no", None)),
        (msgspec.structs.replace(FRAME, evaluated=NEWS), "evaluated", EVALUATED),
    ],
)
def test_kept(message: object, field: str, expected: object) -> None:
    """Each kind of message is found where the screen looks for it."""
    assert getattr(after(message), field) == expected


def test_a_line_told_twice_is_shown_once() -> None:
    """What is in the welcome's log already and comes as news too is one line."""
    state = after(Welcome(1, RUN, STATUS, (entry(1), entry(2))), Happened(entry(2), STATUS))
    assert [line.number for line in state.log] == [1, 2]


def test_earlier_lines_come_before() -> None:
    """What came with the welcome is the end of the log; the rest follows when there is room for it."""
    earlier = msgspec.structs.replace(FRAME, earlier=(entry(1), entry(2)))
    state = after(Welcome(1, RUN, STATUS, (entry(3),)), earlier, earlier)
    assert [line.number for line in state.log] == [1, 2, 3]


def test_another_connection_begins_anew() -> None:
    """What was on the screen stays until something newer comes, and then is not added to."""
    column = CurveNews(1, 1, b"\0", np.array([1, 1, 1], "<f4").tobytes())
    later = CurveNews(1, 1, b"\1", np.array([2, 2, 2], "<f4").tobytes())
    before = after(WELCOME, msgspec.structs.replace(FRAME, training=column), Ended("lost", None))
    again = after(Welcome(1, RUN, STATUS, (), "other"), state=before)
    assert again.training is not None
    assert (again.host, again.ended, len(again.training.curve)) == ("other", None, 1)
    newer = after(msgspec.structs.replace(FRAME, training=later), state=again).training
    assert newer is not None
    assert np.nan_to_num(newer.curve.mean, nan=-1.0).tolist() == [-1.0, 2.0]


BAD = [
    {"figures": b"\0"},
    {"figures": b"\0\0\0\0"},
    {"status": None},
    {"layers": b"\0\0\0\0\0"},
    {"layers": b"\7\0\0\0\0"},
    {"layers": b"\7\0"},
    {"evaluated": EvaluatedNews(1, b"\0")},
    {"training": CurveNews(1, 1, b"\0", bytes(8))},
    {"training": CurveNews(0, 1, b"", b"")},
    {"training": CurveNews(3, 1, b"", b"")},
    {"training": CurveNews(-4, 1, b"", b"")},
    {"training": CurveNews(1, 1, b"\xff" * 40 + b"\0", bytes(12))},
    {"heat": HeatNews(b"\0", b"", b"")},
    {"heat": HeatNews(b"\4", b"", b"", HEAT.of)},
    {"heat": HeatNews(b"", b"", b"nonsense", HEAT.of)},
    {"heat": HeatNews(b"", b"\0", b"\x0b", HEAT.of)},
    {"heat": HeatNews(b"", b"\0", b"\xf5", HEAT.of)},
    {"heat": HeatNews(b"\0", b"", b"", HeatScale("dense_1", 1, 2, 1.0, (4, 8), (4, 4)))},
    {"heat": HeatNews(b"\0", b"", b"", HeatScale("dense_1", 1, 2, 0.0, (4, 8), (4, 4), anew=True))},
    {"heat": HeatNews(b"\0", b"", b"", HeatScale("dense_1", 1, 2, nan, (4, 8), (4, 4), anew=True))},
]


@pytest.mark.parametrize("changes", BAD, ids=str)
def test_a_frame_that_cannot_be(changes: dict[str, Any]) -> None:
    """A host that talks nonsense is told from one that does not, and nothing breaks."""
    with pytest.raises(ProtocolError):
        after(WELCOME, msgspec.structs.replace(FRAME, **changes))


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
