"""What a viewer makes of the news in a frame; ProtocolError where these cannot be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, isnan, nan

import numpy as np
from numpy.typing import NDArray

from nntui.reduction import cells, gaps
from nntui.reduction.curve import Curve, empty_curve
from nntui.reduction.heat import NOT_A_NUMBER, Levels
from nntui.reduction.heat_map import HeatMap, rescaled
from nntui.session.codec import ProtocolError
from nntui.session.protocol import (
    HEAT_LEVELS,
    MOST_COLUMNS,
    CurveNews,
    Evaluated,
    EvaluatedNews,
    HeatNews,
    HeatScale,
    LayerDescription,
    LayerMeasurement,
)


@dataclass(frozen=True, eq=False)
class HeldCurve:
    """A curve as it was received so far; series 0 is of an earlier connection."""

    curve: Curve
    series: int


def curve_after(held: HeldCurve | None, news: CurveNews | None) -> HeldCurve | None:
    """A curve with its news."""
    if news is None:
        return held
    places, numbers = gaps.unpacked(news.places), floats(news.numbers)
    if len(numbers) == len(places):
        numbers = np.tile(numbers, 3)
    if len(numbers) != 3 * len(places) or places[-1:].max(initial=-1) >= MOST_COLUMNS:
        raise ProtocolError(f"{len(numbers)} numbers are for {len(places)} columns")
    fresh = held is None or held.series != news.series
    before = empty_curve(1) if held is None or fresh else held.curve
    if news.width < before.width or news.width.bit_count() != 1:
        raise ProtocolError(f"a curve of {before.width} steps a column cannot have {news.width}")
    low, high, mean = numbers.reshape(3, -1)
    return HeldCurve(before.widened(news.width).changed(places, low, high, mean), news.series)


def heat_after(held: HeatMap | None, news: HeatNews | None) -> HeatMap | None:
    """A heat map with its news."""
    if news is None:
        return held
    before = held if news.of is None else _scaled(held, news.of)
    if before is None:
        raise ProtocolError("cells came before their map")
    packed = cells.PackedMoves(news.steps, news.places, news.changes)
    try:
        moves = cells.unpacked(packed, before.rows * before.columns)
    except ValueError as error:
        raise ProtocolError(str(error)) from error
    return _with_levels(before, np.frombuffer(before.levels, np.int8) + moves)


def layers_after(
    held: tuple[LayerMeasurement, ...], data: bytes, described: tuple[LayerDescription, ...]
) -> tuple[LayerMeasurement, ...]:
    """What was measured of each layer, with its news."""
    if not data:
        return held
    count = 3 * len(described)
    changed = np.unpackbits(np.frombuffer(data[: -(-count // 8)], np.uint8), bitorder="little")[
        :count
    ].astype(bool)
    known = [(each.gradient_norm, each.update_ratio, each.idle_units) for each in held]
    numbers = np.array(known if len(held) == len(described) else np.full(count, nan), np.float64).ravel()
    news = floats(data[-(-count // 8) :])
    if len(changed) != count or len(news) != np.count_nonzero(changed):
        raise ProtocolError(f"{len(data)} bytes are no numbers of {len(described)} layers")
    numbers[changed] = news
    pairs = zip(described, numbers.reshape(-1, 3).tolist(), strict=True)
    return tuple(LayerMeasurement(layer.name, *each) for layer, each in pairs)


def evaluated_after(held: Evaluated | None, news: EvaluatedNews | None) -> Evaluated | None:
    """The newest evaluation."""
    if news is None:
        return held
    figures = [*floats(news.figures).tolist(), nan, nan, nan]
    loss, accuracy, r_squared = figures[:3]
    return Evaluated(
        news.step, loss, None if isnan(accuracy) else accuracy, None if isnan(r_squared) else r_squared
    )


def floats(data: bytes) -> NDArray[np.float32]:
    """The numbers that were sent as bytes."""
    if len(data) % 4:
        raise ProtocolError(f"{len(data)} bytes are no float32 numbers")
    return np.frombuffer(data, "<f4").astype(np.float32)


def _scaled(held: HeatMap | None, scale: HeatScale) -> HeatMap:
    if not (isfinite(scale.scale) and 1e-100 < scale.scale < 1e100):
        raise ProtocolError(f"no weights have the size {scale.scale}")
    what, also = (scale.layer, scale.rows, scale.columns), (scale.picture, scale.tile)
    if scale.anew:
        levels = np.full(scale.rows * scale.columns, (HEAT_LEVELS - 1) // 2, np.int8)
    elif held is None or (what, also) != ((held.layer, held.rows, held.columns), (held.picture, held.tile)):
        raise ProtocolError("a map changed into another one")
    else:
        levels = rescaled(np.frombuffer(held.levels, np.int8), HEAT_LEVELS, held.scale, scale.scale)
    return HeatMap(*what, levels.tobytes(), scale.scale, scale.shape, scale.factors, *also)


def _with_levels(held: HeatMap, levels: Levels) -> HeatMap:
    if not np.all((levels == NOT_A_NUMBER) | ((levels >= 0) & (levels < HEAT_LEVELS))):
        raise ProtocolError("cells moved beyond the levels that there are")
    return replace(held, levels=levels.tobytes())
