"""A row for each layer with weights: how large its gradient is, how far it moves, which units are idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan

from nntui.numbers import count, scientific, shape
from nntui.renderables.bars import log_axis, log_bar
from nntui.renderables.rows import Row, Span, fit, join
from nntui.session.protocol import LayerDescription, LayerMeasurement

LOW, HIGH = -6, 0
"""Powers of ten between which gradient sizes are drawn."""

HEALTHY = (1e-4, 1e-2)
"""Update-to-weight ratios within a factor of ten of 1e-3, the usual rule of thumb."""

NAME, SHAPE, PARAMETERS, NUMBER, RATIO, IDLE = 10, 9, 11, 9, 17, 9
"""Widths of the columns; the bar has what is left."""

NARROW = 90
"""Below this width the table leaves out shape and parameters."""


def layer_table(
    layers: Sequence[LayerDescription],
    measured: Mapping[str, LayerMeasurement],
    selected: int,
    width: int,
) -> tuple[Row, ...]:
    """A heading, the layers, and the axis of the bars, each in `width` cells."""
    bar = width - 2 - NAME - _middle(width) - NUMBER - RATIO - IDLE - 1
    heading = "  " + "layer".ljust(NAME)
    if width >= NARROW:
        heading += "shape".rjust(SHAPE) + "parameters".rjust(PARAMETERS) + "  "
    heading += "gradient size".ljust(bar + NUMBER + 1) + "update ÷ weights".rjust(RATIO) + "idle".rjust(IDLE)
    rows = [
        _layer(layer, measured.get(layer.name), at == selected, bar, width) for at, layer in enumerate(layers)
    ]
    axis = join((Span(" " * (2 + NAME + _middle(width)), "axis"),), log_axis(LOW, HIGH, bar))
    return (fit((Span(heading, "muted"),), width), *rows, fit(axis, width))


def _layer(
    layer: LayerDescription, measured: LayerMeasurement | None, selected: bool, bar: int, width: int
) -> Row:
    role = "selected" if selected else "text"
    name = Span(("▸ " if selected else "  ") + layer.name.ljust(NAME)[:NAME], role)
    parts: list[Row] = [(name,)]
    if width >= NARROW:
        sizes = shape(layer.shape).rjust(SHAPE) + count(layer.parameters).rjust(PARAMETERS) + "  "
        parts.append((Span(sizes, "text"),))
    if measured is None:
        return fit(join(*parts, (Span("–", "muted"),)), width)
    parts.append(log_bar(measured.gradient_norm, LOW, HIGH, bar))
    parts.append((Span(scientific(measured.gradient_norm).rjust(NUMBER) + " ", "text"),))
    parts.append(_ratio(measured.update_ratio))
    parts.append(_idle(measured.idle_units, layer.outputs))
    return fit(join(*parts), width)


def _middle(width: int) -> int:
    return SHAPE + PARAMETERS + 2 if width >= NARROW else 0


def _ratio(ratio: float) -> Row:
    number = "–" if isnan(ratio) else scientific(ratio)
    word, role = _verdict(ratio)
    return (Span(number.rjust(RATIO - 8), "text"), Span(f" {word:7}", role))


def _verdict(ratio: float) -> tuple[str, str]:
    low, high = HEALTHY
    if isnan(ratio):
        return "", "muted"
    if ratio < low:
        return "low", "warning"
    return ("high", "warning") if ratio > high else ("healthy", "good")


def _idle(units: float, outputs: int) -> Row:
    if isnan(units):
        return (Span("".rjust(IDLE), "muted"),)
    text = f"{int(units)} of {outputs}".rjust(IDLE)
    return (Span(text, "warning" if 2 * units > outputs else "text" if units else "muted"),)
