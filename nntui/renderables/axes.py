"""The one door to plotext: it lays out the frame of a chart, and sees nothing but whole numbers of cells.

Importing this module imports plotext, which takes a quarter of a second: `plain_frame` serves until then.
No value of a curve comes here: plotext 6 aborts the process on a NaN in a line, and raises on infinities.
"""

from __future__ import annotations

from functools import lru_cache

import plotext

from nntui.renderables.frame import Frame, Layout, Tick, lay_out, too_small
from nntui.renderables.scales import Scale


@lru_cache(maxsize=32)
def frame(width: int, height: int, scale: Scale, x_limit: int) -> Frame:
    """The frame of a chart: y from scale.low to scale.high, x from step 0 to x_limit."""
    layout = lay_out(width, height, scale, x_limit)
    return too_small(width, height) if layout is None else Frame(_build(layout), layout.box)


def _build(layout: Layout) -> tuple[str, ...]:
    """The rows as plotext draws them, without colours."""
    figure = plotext.figure.clear()
    plotext.terminal.limit(False, False)  # or the figure is cut to the size of the terminal
    figure.plot_size(layout.width, layout.height)
    figure.theme("colorless")
    figure.axes(False, axis="x", side="upper")
    figure.axes(False, axis="y", side="right")
    _set_ticks(figure.ruler("x", "lower"), layout.x_ticks, layout.box.width)
    _set_ticks(figure.ruler("y", "left").direction(-1), layout.y_ticks, layout.box.height)
    return tuple(figure.build().string(colorless=True).split("\n")[: layout.height])


def _set_ticks(ruler: plotext.figure, ticks: tuple[Tick, ...], cells: int) -> None:
    """An axis counted in cells, with ticks in the middles of theirs, where no rounding can move them."""
    ruler.lim(0, cells).alignment(lim="edge")
    ruler.ticks([tick.cell + 0.5 for tick in ticks], [tick.label for tick in ticks])
