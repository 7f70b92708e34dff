"""A row for each layer with weights: how large its gradient is, how far it moves, which units are idle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, isnan
from typing import NamedTuple

from nntui.numbers import count, scientific, shape
from nntui.renderables.bars import log_axis, log_bar
from nntui.renderables.rows import Row, Span, fit, join
from nntui.renderables.text import narrow
from nntui.session.protocol import LayerDescription, LayerMeasurement

LOW, HIGH = -6, 0
"""Powers of ten between which gradient sizes are drawn."""

HEALTHY = (1e-4, 1e-2)
"""Update-to-weight ratios within a factor of ten of 1e-3, the usual rule of thumb."""

HEADING = 1
"""Rows above the first layer."""

NUMBER, RATIO, VERDICT = 9, 9, 8
"""Widths of the columns of a steady width."""

MANY_IDLE = "!"
"""Stands before the idle units where they are more than half of a layer."""

NO_GRADIENT = "no gradient"
"""Stands in place of its size where the optimizer needs none."""

SHORTEST_BAR = 4
"""A bar with less room is left out."""

NARROW = 90
"""Below this width the table leaves out shape and parameters."""


class Columns(NamedTuple):
    """Widths of the columns that depend on the layers; 0 for one that is left out."""

    name: int
    shape: int
    parameters: int
    bar: int
    idle: int

    @property
    def before_bar(self) -> int:
        """Cells left of the bars."""
        return 2 + self.name + self.shape + self.parameters + 2


def layer_table(
    layers: Sequence[LayerDescription],
    measured: Mapping[str, LayerMeasurement],
    selected: int,
    width: int,
    height: int,
    *,
    gradients: bool = True,
) -> tuple[Row, ...]:
    """A heading, the layers, and the axis of the bars, each in `width` cells; `height` rows at the most.

    Where there are more layers than rows, those around the selected one. gradients: whether there are any.
    """
    columns = _columns(layers, width)
    places = layers_shown(len(layers), selected, height)
    rows = [fit(_heading(columns), width)]
    for at in places:
        size = _size(measured.get(layers[at].name), columns.bar, gradients=gradients)
        row = _layer(layers[at], measured.get(layers[at].name), at == selected, columns, size)
        rows.append(fit(row, width))
    axis = (Span(" " * columns.before_bar, "axis"), *(log_axis(LOW, HIGH, columns.bar) if gradients else ()))
    return (*rows, fit(join(axis), width))[:height]


def layers_shown(number: int, selected: int, height: int) -> range:
    """Which layers have a row where there are `height` rows."""
    room = max(0, min(number, height - HEADING))
    first = max(0, min(selected - room // 2, number - room))
    return range(first, first + room)


def _columns(layers: Sequence[LayerDescription], width: int) -> Columns:
    """Wide enough for the longest numbers that can come; the bars have what is left."""
    wide = width >= NARROW
    columns = Columns(
        name=max([8, *(len(narrow(layer.name)) for layer in layers)]),
        shape=max([9, *(1 + len(shape(layer.shape)) for layer in layers)]) if wide else 0,
        parameters=max([11, *(1 + len(count(layer.parameters)) for layer in layers)]) if wide else 0,
        bar=0,
        idle=max([9, *(2 + len(_of(layer.outputs, layer.outputs)) for layer in layers)]),
    )
    bar = width - columns.before_bar - NUMBER - 1 - RATIO - VERDICT - columns.idle
    return columns._replace(bar=bar if bar >= SHORTEST_BAR else 0)


def _heading(columns: Columns) -> Row:
    text = "  " + "layer".ljust(columns.name)
    if columns.shape:
        text += "shape".rjust(columns.shape) + "parameters".rjust(columns.parameters)
    size = "gradient size" if columns.bar else "gradient"
    text += "  " + size.ljust(columns.bar + NUMBER + 1)
    return (Span(text + "update ÷ weights".rjust(RATIO + VERDICT) + "idle".rjust(columns.idle), "muted"),)


def _size(measured: LayerMeasurement | None, bar: int, *, gradients: bool) -> Row:
    """How large the gradient is, as a bar and a number; that there is none is not that it is zero."""
    if not gradients:
        words = NO_GRADIENT if bar else "none"
        return (Span(words.ljust(bar + NUMBER + 1), "muted"),)
    if measured is None:
        return ()
    number = Span(scientific(measured.gradient_norm).rjust(NUMBER) + " ", "text")
    return join(log_bar(measured.gradient_norm, LOW, HIGH, bar), (number,))


def _layer(
    layer: LayerDescription,
    measured: LayerMeasurement | None,
    selected: bool,
    columns: Columns,
    size: Row,
) -> Row:
    name = narrow(layer.name).ljust(columns.name)
    parts: list[Row] = [(Span(("▸ " if selected else "  ") + name, "selected" if selected else "text"),)]
    if columns.shape:
        sizes = shape(layer.shape).rjust(columns.shape) + count(layer.parameters).rjust(columns.parameters)
        parts.append((Span(sizes, "text"),))
    parts.append((Span("  ", "text"),))
    if measured is None:
        return join(*parts, (Span("–", "muted"),))
    ratio, idle = _ratio(measured.update_ratio), _idle(measured.idle_units, layer.outputs, columns.idle)
    return join(*parts, size, ratio, idle)


def _ratio(ratio: float) -> Row:
    number = "–" if isnan(ratio) else scientific(ratio)
    word, role = _verdict(ratio)
    return (Span(number.rjust(RATIO), "text"), Span(f" {word}".ljust(VERDICT), role))


def _verdict(ratio: float) -> tuple[str, str]:
    low, high = HEALTHY
    if isnan(ratio):
        return "", "muted"
    if ratio < low:
        return "low", "warning"
    return ("high", "warning") if ratio > high else ("healthy", "good")


def _idle(units: float, outputs: int, width: int) -> Row:
    if not isfinite(units):
        return (Span(" " * width, "muted"),)
    many = 2 * units > outputs
    said = MANY_IDLE * many + _of(int(units), outputs)
    return (Span(said.rjust(width), "warning" if many else "text" if units else "muted"),)


def _of(units: int, outputs: int) -> str:
    return f"{count(units)} of {count(outputs)}"
