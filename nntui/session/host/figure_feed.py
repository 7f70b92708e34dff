"""The figures of one viewer's frames, and what is new of them."""

from __future__ import annotations

from math import nan
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from nntui.session.host.hub import Report
from nntui.session.protocol import Evaluated, EvaluatedNews, LayerMeasurement, Status

Moved = tuple[int, int, int, int]

HEAD_BYTES = 20
"""A frame with nothing in it."""

STATUS_BYTES = 80
EVALUATED_BYTES = 17
RATE_BYTES = 8
MOVED_BYTES = 10


class FigureNews(NamedTuple):
    """The fields of a frame of which the viewer does not have the newest."""

    moved: Moved | None
    figures: bytes
    status: Status | None
    layers: bytes
    evaluated: EvaluatedNews | None
    learning_rate: float | None

    @property
    def size(self) -> int:
        """About so many bytes a frame with these is long."""
        size = HEAD_BYTES + len(self.figures) + len(self.layers)
        size += MOVED_BYTES * (self.moved is not None) + STATUS_BYTES * (self.status is not None)
        size += RATE_BYTES * (self.learning_rate is not None)
        return size + EVALUATED_BYTES * (self.evaluated is not None)


class FigureFeed:
    """Compares each report with the one before. layers: their names, as the viewer knows them."""

    def __init__(self, layers: tuple[str, ...]) -> None:
        self._layers = layers
        self._status: Status | None = None
        self._figures = b""
        self._measured = np.full(3 * len(layers), nan, "<f4")
        self._evaluated: Evaluated | None = None

    def news(self, report: Report) -> FigureNews:
        """What has changed; it counts as sent."""
        now, before, evaluated = report.status, self._status, self._evaluated
        self._status, self._evaluated = now, report.evaluated
        status = None if before is not None and moved_only(before, now) else now
        return FigureNews(
            moved=None if now is before else (now.sequence, now.step, now.epochs_done, now.rows_used),
            figures=self._figure_news(report),
            status=status,
            layers=self._layer_news(report.layers),
            evaluated=_packed(report.evaluated) if report.evaluated != evaluated else None,
            learning_rate=_rate_news(before, now) if status is None else None,
        )

    def _figure_news(self, report: Report) -> bytes:
        figures = _floats([report.loss, report.steps_per_s, report.overhead]).tobytes()
        before, self._figures = self._figures, figures
        return figures if figures != before else b""

    def _layer_news(self, measured: tuple[LayerMeasurement, ...]) -> bytes:
        if not measured:
            return b""
        before, self._measured = self._measured, _numbers(self._layers, measured)
        changed = self._measured.view(np.uint32) != before.view(np.uint32)
        bits = np.packbits(changed, bitorder="little").tobytes()
        return bits + self._measured[changed].tobytes() if changed.any() else b""


def moved_only(before: Status, after: Status) -> bool:
    """Whether nothing has changed but what moves with every step: with a schedule the learning rate, too."""
    names = ("sequence", "step", "epochs_done", "rows_used", *(("learning_rate",) if after.schedule else ()))
    return replace(before, **{name: getattr(after, name) for name in names}) == after


def _rate_news(before: Status | None, now: Status) -> float | None:
    """The learning rate, where the viewer has another."""
    return None if before is not None and before.learning_rate == now.learning_rate else now.learning_rate


def _numbers(names: tuple[str, ...], measured: tuple[LayerMeasurement, ...]) -> NDArray[np.float32]:
    """Three numbers for each layer; NaN for one that was not measured."""
    known = {each.name: (each.gradient_norm, each.update_ratio, each.idle_units) for each in measured}
    return _floats([number for name in names for number in known.get(name, (nan, nan, nan))])


def _packed(found: Evaluated | None) -> EvaluatedNews | None:
    if found is None:
        return None
    figures = [nan if each is None else each for each in (found.loss, found.accuracy, found.r_squared)]
    return EvaluatedNews(found.step, _floats(figures[: 2 if found.r_squared is None else 3]).tobytes())


def _floats(values: list[float]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # what is too large for a float32 is an infinity
        return np.array(values, np.float64).astype("<f4")
