"""What one viewer's screen needs of a report, and of that only what it does not have yet."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from nntui.reduction.columns import Columns
from nntui.reduction.heat import Levels, block_shape, pool, quantise
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.hub import Report
from nntui.session.protocol import (
    HEAT_LEVELS,
    CurveColumns,
    Evaluated,
    Frame,
    HeatMap,
    HeatRequest,
    Subscribe,
)
from nntui_engine.arrays import Array

Piece = tuple[NDArray[np.int64], NDArray[np.float32]]
"""Step numbers and values."""


class CurveFeed:
    """One curve as one viewer has it: each call of `news` gives the columns that changed since the last."""

    def __init__(self, capacity: int) -> None:
        self._columns = Columns(capacity)
        self._capacity = capacity
        self._restarts = 0
        self._sent_width = 0
        self._sent = 0
        self.fed = 0

    def restart(self, restarts: int) -> None:
        """Begin again where the history was cut."""
        if restarts != self._restarts:
            self._columns = Columns(self._capacity)
            self._restarts, self.fed, self._sent = restarts, 0, 0

    def news(self, pieces: Iterable[Piece]) -> CurveColumns:
        """Add what is new in the history; say which columns it changed."""
        for steps, values in pieces:
            self._columns.add(steps, values)
            self.fed += len(steps)
        if self._columns.width != self._sent_width:
            self._sent_width, self._sent = self._columns.width, 0
        cut = self._columns.snapshot(self._sent)
        # The last column may grow still: it is sent again next time.
        self._sent = max(0, cut.first + len(cut.mean) - 1)
        low, high, mean = (part.astype("<f4").tobytes() for part in (cut.low, cut.high, cut.mean))
        return CurveColumns(cut.width, cut.first, self._restarts, low, high, mean)


class HeatFeed:
    """One heat map as one viewer has it: steady colours, from one frame to the next."""

    def __init__(self, request: HeatRequest) -> None:
        self.request = request
        self._levels: Levels | None = None
        self._scale: float | None = None

    def news(self, weights: Array) -> HeatMap:
        """The map of these weights, (inputs, outputs)."""
        cells = pool(weights, self.request.rows, self.request.columns)
        self._levels, self._scale = quantise(cells, HEAT_LEVELS, self._scale, self._levels)
        rows, columns = cells.shape
        inputs, outputs = weights.shape
        return HeatMap(
            self.request.layer,
            rows,
            columns,
            self._levels.tobytes(),
            self._scale,
            (inputs, outputs),
            block_shape((inputs, outputs), self.request.rows, self.request.columns),
        )


class FrameComposer:
    """Makes the frames of one viewer."""

    def __init__(self, losses: LossHistory, validations: ValidationHistory) -> None:
        self._losses = losses
        self._validations = validations
        self._training: CurveFeed | None = None
        self._validation: CurveFeed | None = None
        self._heat: HeatFeed | None = None

    def subscribe(self, wanted: Subscribe) -> None:
        """Compose for another screen from now on; its curves and heat map are sent anew."""
        self._training = CurveFeed(wanted.columns) if wanted.columns else None
        self._validation = CurveFeed(wanted.columns) if wanted.columns else None
        self._heat = HeatFeed(wanted.heat) if wanted.heat else None

    def compose(self, report: Report) -> Frame:
        """The frame of a report."""
        heat = self._heat
        weights = report.weights.get(heat.request.layer) if heat else None
        return Frame(
            report.status,
            report.loss,
            report.steps_per_s,
            report.overhead,
            self._training_news(),
            self._validation_news(),
            report.evaluated,
            heat.news(weights) if heat and weights is not None else None,
            report.layers,
        )

    def _training_news(self) -> CurveColumns | None:
        feed = self._training
        if feed is None:
            return None
        feed.restart(self._losses.restarts)
        return feed.news(self._losses.since(feed.fed))

    def _validation_news(self) -> CurveColumns | None:
        feed = self._validation
        if feed is None:
            return None
        feed.restart(self._losses.restarts)
        return feed.news([_piece(self._validations.points[feed.fed :])])


def _piece(points: list[Evaluated]) -> Piece:
    steps = np.array([point.step for point in points], np.int64)
    return steps, np.array([point.loss for point in points], np.float32)
