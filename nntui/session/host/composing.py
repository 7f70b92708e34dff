"""What one viewer's screen needs of a report, and of that only what it does not have yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.curve_feed import CurveFeed, Piece
from nntui.session.host.figure_feed import FigureFeed
from nntui.session.host.heat_feed import HeatFeed
from nntui.session.host.hub import Report
from nntui.session.protocol import (
    CurveNews,
    Evaluated,
    Frame,
    HeatNews,
    LogEntry,
    Subscribe,
)

ANY = 1 << 30
"""Room for whatever there is."""

LEAST_PARTS = 32
"""Room for a column or for some cells, also where there is none: even the slowest link has all at last."""

CURVE_SHARE, SHARED = 0.6, 120.0
"""Of the room left by the figures, while there is a heat map as well; where less is left, they take turns."""


class FrameComposer:
    """Makes the frames of one viewer, numbered from 1 on.

    layers: their names, in the order in which the viewer knows them. complete: whether the viewer has
    everything that it shows of the newest report.
    """

    def __init__(
        self, losses: LossHistory, validations: ValidationHistory, layers: tuple[str, ...] = ()
    ) -> None:
        self._figures = FigureFeed(layers)
        self._losses = losses
        self._validations = validations
        self._training: CurveFeed | None = None
        self._validation: CurveFeed | None = None
        self._heat: HeatFeed | None = None
        self._earlier: list[LogEntry] = []
        self._number = 0
        self._series = 0
        self._restarts = losses.restarts
        self.complete = True

    def subscribe(self, wanted: Subscribe) -> None:
        """Compose for another screen from now on; its curves and heat map are sent anew."""
        self._series += 1
        self._training = CurveFeed(wanted.columns, self._series) if wanted.columns else None
        self._validation = CurveFeed(wanted.columns, self._series) if wanted.columns else None
        self._heat = HeatFeed(wanted.heat) if wanted.heat else None
        self.complete = True

    def remember(self, earlier: Sequence[LogEntry]) -> None:
        """Send these lines of the log, ascending, once there is room: the newest first."""
        self._earlier = list(earlier)

    def compose(self, report: Report, room: float = ANY) -> Frame:
        """The frame of a report, in about so many bytes: figures first, which are never left out."""
        self._number += 1
        self.complete = True
        news = self._figures.news(report)
        room = max(room - news.size, LEAST_PARTS)
        heat, room = self._heat_news(report, room) if self._heat_first(room) else (None, room)
        training, validation = self._curve_news(self._share(room))
        room -= _size(training) + _size(validation)
        if heat is None:
            heat, room = self._heat_news(report, room)
        earlier = self._earlier_news(room)
        return Frame(
            self._number, *news, training=training, validation=validation, heat=heat, earlier=earlier
        )

    def _heat_first(self, room: float) -> bool:
        return room <= SHARED and self._number % 2 == 0

    def _share(self, room: float) -> float:
        """What the curves may have of the room."""
        return CURVE_SHARE * room if self._heat and room > SHARED else room

    def _curve_news(self, room: float) -> tuple[CurveNews | None, CurveNews | None]:
        training, validation = self._training, self._validation
        if training is None or validation is None:
            return None, None
        if self._restarts != self._losses.restarts:
            self._restarts = self._losses.restarts
            self._series += 1
            training.restart(self._series)
            validation.restart(self._series)
        training.follow(self._losses)
        validation.take([_piece(self._validations.points[validation.fed :])])
        one, whole = training.news(room)
        other, also = validation.news(room - _size(one))
        self.complete &= whole and also
        return one, other

    def _heat_news(self, report: Report, room: float) -> tuple[HeatNews | None, float]:
        """What the heat map needs, and the room that it leaves."""
        request = self._heat.request if self._heat else None
        picture = report.pictures.get((request.layer, request.picture)) if request else None
        if self._heat is None or picture is None:
            return None, room
        news, whole = self._heat.news(picture, room)
        self.complete &= whole
        return news, room - (len(news.steps) + len(news.places) + len(news.changes) if news else 0)

    def _earlier_news(self, room: float) -> tuple[LogEntry, ...]:
        if not self.complete or not self._earlier:
            return ()
        # One line at least, however long it is: all of them have their turn.
        lines, known = [self._earlier.pop()], self._earlier
        room -= line_size(lines[0])
        while known and (room := room - line_size(known[-1])) >= 0:
            lines.append(known.pop())
        self.complete = not known
        return tuple(reversed(lines))


def line_size(entry: LogEntry) -> int:
    """About so many bytes is a line of the log."""
    return 24 + len(entry.text.encode()) + len(entry.mark.encode()) + len(entry.who.encode())


def _size(news: CurveNews | None) -> int:
    return len(news.places) + len(news.numbers) + 12 if news else 0


def _piece(points: list[Evaluated]) -> Piece:
    steps = np.array([point.step for point in points], np.int64)
    return steps, np.array([point.loss for point in points], np.float32)
