"""What can be seen of one layer, its weights first, as colours or as shapes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from textual.geometry import Region
from textual.reactive import reactive

from nntui.messages import CellsWanted
from nntui.numbers import shape
from nntui.reduction.heat_map import HeatMap
from nntui.renderables.heat import VALUES_PER_ROW, heat_rows, legend
from nntui.renderables.ink import Ink
from nntui.renderables.rows import Row, fit
from nntui.renderables.text import visible
from nntui.session.protocol.value import MOST_CELLS
from nntui.terminal.turns import Turn
from nntui.widgets.parts.panel import Panel

TITLES = {
    "weight": "Weights",
    "recurrent": "Weights of the state",
    "output": "Weights of the output",
    "attention": "Attention",
}
"""By the name of a picture."""

LEGEND = 2
"""Rows below the map: a blank one, and the legend."""


class WeightsPanel(Panel):
    """A heat map: blue below zero and orange above, or lines below and blocks above."""

    NOTE: ClassVar[str] = (
        "The weights of the layer chosen in the table: a row for each input, a column for each output "
        "(unit). Blue is below zero, orange above, and what is hardly to be seen is near zero; without "
        "colours, lines (╌─═≡) are below and blocks (░▒▓█) above. The legend gives the numbers. A large "
        "matrix is drawn with the mean of several weights in a cell, and the frame says so.\n\n"
        "At the start it is noise. Structure that appears is what the network learnt: in the first "
        "layer of the digits, inputs that never vary (the corners) stay as they began. Columns that "
        "fade to nothing belong to units that the network does not use.\n\n"
        "Kernels of a convolution stand apart, a row of them for each channel and a column for each "
        "filter; so do the gates of a recurrent layer, and queries, keys and values of attention. m shows "
        "what else there is: the weights of a recurrent layer's state, or those of attention beside where it "
        "looks: a map for each head, in which a row is a step of the sequence and its columns are the steps "
        "that it takes from."
    )

    BORDER_TITLE = "Weights"

    REDRAWN_BY = ("heat", "ink")

    heat: reactive[HeatMap | None] = reactive(None, repaint=False)
    """The map."""
    ink: reactive[Ink] = reactive(Ink.COLORS, repaint=False)
    """What it is drawn with."""

    def on_resize(self) -> None:
        """Ask for what fits."""
        self._ask()
        self._show_name()

    def watch_ink(self) -> None:
        """Ask for what fits now."""
        self._ask()

    def _ask(self) -> None:
        """As many cells as there is room for, and a host gives."""
        width, height = self.content_size
        if width > 0 and height > LEGEND:
            rows = VALUES_PER_ROW[self.ink] * (height - LEGEND)
            self.post_message(CellsWanted(min(rows, MOST_CELLS), min(width, MOST_CELLS)))

    def watch_heat(self) -> None:
        """Name what it is."""
        self._show_name()

    def _show_name(self) -> None:
        """Say which layer it is, and what a cell stands for, in as many words as there is room for."""
        heat = self.heat
        if heat is None:
            return
        named = f"{TITLES.get(heat.picture, visible(heat.picture))} · {visible(heat.layer)}"
        noun = "shares" if heat.picture == "attention" else "weights"
        mean = f"mean of {shape(heat.factors)} {noun}"
        self.caption(
            self.longest(f"{named} · {_size(heat)}", named),
            self.longest(f"{mean} a cell", mean) if heat.factors != (1, 1) else "",
        )

    def turns(self) -> Iterable[tuple[Turn, Region]]:
        """The map comes when all else is there."""
        width, height = self.content_size
        return [(Turn.PICTURE, Region(0, 0, width, max(0, height - LEGEND)))]

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """The map, a blank row and the legend."""
        heat = self.heat
        if heat is None or height <= LEGEND:
            return ()
        levels = np.frombuffer(heat.levels, np.int8).reshape(heat.rows, heat.columns)
        drawn = heat_rows(levels, width, height - LEGEND, self.ink, heat.tile_cells)
        return (*drawn, fit((), width), legend(heat.scale, width, self.ink))


def _size(heat: HeatMap) -> str:
    """`64×10`; of kernels, gates and heads how many there are: `16 of 3×3`."""
    return f"{heat.tiles} of {shape(heat.tile)}" if heat.tile and heat.tiles > 1 else shape(heat.shape)
