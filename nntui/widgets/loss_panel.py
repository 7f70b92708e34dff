"""The loss so far, of training and validation."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import ClassVar, NamedTuple

import numpy as np
from textual.geometry import Region
from textual.reactive import reactive

from nntui.messages import ColumnsWanted
from nntui.reduction.curve import Curve
from nntui.renderables.chart import loss_chart
from nntui.renderables.frame import Frame, lay_out, plain_frame
from nntui.renderables.ink import Ink
from nntui.renderables.lazy_axes import load_axes
from nntui.renderables.loss_legend import loss_legend
from nntui.renderables.marks import Mark
from nntui.renderables.rows import Row
from nntui.renderables.scales import Scale
from nntui.session.protocol import MOST_COLUMNS, Evaluated
from nntui.terminal.turns import Turn
from nntui.widgets.parts.panel import Panel

NOTHING = np.zeros(0)

FrameMaker = Callable[[int, int, Scale, int], Frame]


class LossFigures(NamedTuple):
    """All that the panel shows, of one step. averaged: whether validation is of averaged weights."""

    step: int
    train: float
    evaluated: Evaluated | None
    training: Curve | None
    validation: Curve | None
    marks: tuple[Mark, ...]
    averaged: bool = False


class LossPanel(Panel):
    """A chart of the loss, step by step, with what was done to the run marked on it."""

    NOTE: ClassVar[str] = (
        "How wrong the network is, step by step: the training loss is that of each batch (the band "
        "reaches from the lowest to the highest of the steps in a column, the line is their mean, and "
        "no spike is lost), the validation loss, a dotted line, that of rows it never learns from, "
        "measured at each end of an epoch; of averages means with the averages of the weights over the "
        "last steps, as --average asks for.\n\n"
        "Both should fall. Where training falls on and validation turns up, the network begins to learn "
        "its rows by heart (overfitting). A training loss that jumps about or rises asks for a lower "
        "learning rate ([), one that creeps for a higher one (]). The thin lines mark what you changed. "
        "y switches to a logarithmic scale."
    )

    BORDER_TITLE = "Loss"

    DEFAULT_CSS = """
    LossPanel.-shapes {
        & > .role--train, & > .role--validation { text-style: bold; }
    }
    """

    REDRAWN_BY = ("figures", "log_scale", "make_frame", "ink")

    figures: reactive[LossFigures | None] = reactive(None, repaint=False)
    """What is shown."""
    log_scale: reactive[bool] = reactive(True, repaint=False)
    """Whether the loss axis is logarithmic."""
    ink: reactive[Ink] = reactive(Ink.COLORS, repaint=False)
    """What it is drawn with."""
    make_frame: reactive[FrameMaker] = reactive(lambda: plain_frame, repaint=False)
    """Who draws the axes: by hand until the plotting library is there."""

    def __init__(self, *, id: str | None = None) -> None:  # Textual's own name for it
        super().__init__(id=id)
        self._scale: Scale | None = None
        self._columns = 0

    def on_mount(self) -> None:
        """Load the plotting library once the first frame is there."""
        self.call_after_refresh(self._load_axes)

    def watch_log_scale(self, log_scale: bool) -> None:
        """Say which scale it is."""
        self.caption("Loss", "log scale" if log_scale else "")

    def watch_ink(self, ink: Ink) -> None:
        """Have lines stand out from their band without colours, too."""
        self.set_class(ink is Ink.SHAPES, "-shapes")

    def on_resize(self) -> None:
        """Ask for as many columns as there is room for."""
        self._scale = None
        self._ask()

    def _load_axes(self) -> None:
        self.run_worker(self._use_axes(), name="axes")

    async def _use_axes(self) -> None:
        self.make_frame = await asyncio.to_thread(load_axes)

    def _ask(self) -> None:
        """A column for each dot of the drawing area, as far as a host gives them, where that has changed."""
        width, height = self.content_size
        layout = lay_out(width, height - 1, Scale.fit(NOTHING, NOTHING, self.log_scale, None), 1)
        columns = min(2 * layout.box.width, MOST_COLUMNS) if layout else 2
        if columns != self._columns:
            self._columns = columns
            self.post_message(ColumnsWanted(columns))

    def turns(self) -> Iterable[tuple[Turn, Region]]:
        """The legend's numbers come before the curves."""
        width, height = self.content_size
        return [(Turn.CHART, Region(0, 1, width, max(0, height - 1)))]

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """The legend, and the chart below it."""
        shown = self.figures
        if shown is None or not self._columns or height < 2:
            return ()
        legend = loss_legend(shown.train, shown.evaluated, shown.step, width, averaged=shown.averaged)
        return (legend, *self._chart(shown, width, height - 1))

    def _chart(self, shown: LossFigures, width: int, height: int) -> tuple[Row, ...]:
        curves = {
            role: curve
            for role, curve in (("train", shown.training), ("validation", shown.validation))
            if curve is not None
        }
        lows = np.concatenate([NOTHING, *(curve.low for curve in curves.values())])
        highs = np.concatenate([NOTHING, *(curve.high for curve in curves.values())])
        self._scale = Scale.fit(lows, highs, self.log_scale, self._scale)
        x_limit = self._columns * max((curve.width for curve in curves.values()), default=1)
        frame = self.make_frame(width, height, self._scale, x_limit)
        return loss_chart(curves, shown.marks, x_limit, self._scale, frame, self.ink)
