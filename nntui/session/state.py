"""What a viewer knows of a run: a frozen value, and what each message makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

import numpy as np
from numpy.typing import NDArray

from nntui.reduction.curve import Curve
from nntui.session.protocol import (
    Acknowledged,
    CurveColumns,
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
    ToViewer,
    Welcome,
)

LOG_LENGTH = 1000
"""Lines of the log that a viewer keeps."""


@dataclass(frozen=True, eq=False)
class HeldCurve:
    """A curve as it was received so far."""

    curve: Curve
    restarts: int


@dataclass(frozen=True, eq=False)
class SessionState:
    """All that is on the screen. `shown_step` is the step that the frame's numbers belong to."""

    run: RunDescription | None = None
    status: Status | None = None
    log: tuple[LogEntry, ...] = ()
    loss: float = nan
    shown_step: int = 0
    steps_per_s: float = 0.0
    overhead: float = 0.0
    training: HeldCurve | None = None
    validation: HeldCurve | None = None
    evaluated: Evaluated | None = None
    heat: HeatMap | None = None
    layers: tuple[LayerMeasurement, ...] = ()
    epoch: EpochEnded | None = None
    refused: Refused | None = None
    acknowledged: Acknowledged | None = None
    ended: Ended | None = None


def reduce(state: SessionState, message: ToViewer) -> SessionState:
    """The state after a message; nothing is changed in place."""
    match message:
        case Welcome():
            return replace(state, run=message.run, log=message.log, status=message.status)
        case Frame():
            return _after_frame(state, message)
        case Happened():
            return replace(_newer(state, message.status), log=_longer(state.log, message.entry))
        case Acknowledged():
            return replace(state, acknowledged=message)
        case Refused():
            return replace(state, refused=message)
        case EpochEnded():
            return replace(state, epoch=message)
        case Ended():
            return replace(state, ended=message)
        case Rejected(reason=reason):
            return replace(state, ended=Ended(reason, None))


def _after_frame(state: SessionState, frame: Frame) -> SessionState:
    return replace(
        _newer(state, frame.status),
        loss=frame.loss,
        shown_step=frame.status.step,
        steps_per_s=frame.steps_per_s,
        overhead=frame.overhead,
        training=_merged(state.training, frame.training),
        validation=_merged(state.validation, frame.validation),
        evaluated=frame.evaluated,
        heat=frame.heat or state.heat,
        layers=frame.layers or state.layers,
    )


def _newer(state: SessionState, status: Status) -> SessionState:
    # News and frames travel side by side: what was measured earlier may arrive later.
    if state.status is not None and state.status.sequence >= status.sequence:
        return state
    return replace(state, status=status)


def _longer(log: tuple[LogEntry, ...], entry: LogEntry) -> tuple[LogEntry, ...]:
    if log and log[-1].number >= entry.number:
        return log
    return (*log, entry)[-LOG_LENGTH:]


def _merged(held: HeldCurve | None, news: CurveColumns | None) -> HeldCurve | None:
    if news is None:
        return held
    parts = tuple(_numbers(part) for part in (news.low, news.high, news.mean))
    if held is None or news.first == 0 or (held.curve.width, held.restarts) != (news.width, news.restarts):
        return HeldCurve(Curve(news.width, *parts), news.restarts)
    old = (held.curve.low, held.curve.high, held.curve.mean)
    joined = (np.concatenate([before[: news.first], part]) for before, part in zip(old, parts, strict=True))
    return HeldCurve(Curve(news.width, *joined), news.restarts)


def _numbers(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, "<f4").astype(np.float32)
