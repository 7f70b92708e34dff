"""A row for each layer."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Size
from textual.reactive import reactive

from nntui.messages import LayerChosen
from nntui.renderables.layer_table import HEADING, layer_table, layers_shown
from nntui.renderables.rows import Row
from nntui.session.protocol import LayerDescription, LayerMeasurement
from nntui.widgets.parts.panel import Panel


class LayersPanel(Panel):
    """Gradient sizes, update-to-weight ratios and idle units, layer by layer."""

    NOTE: ClassVar[str] = (
        "One row for each layer with weights, of the newest step shown.\n\n"
        "Gradient size is the length of the loss's gradient by this layer's weights and biases, on a "
        "scale of powers of ten. Sizes that shrink by orders of magnitude towards the first layer are "
        "vanishing gradients; sizes that grow without end come before a divergence. Random search has none: "
        "it only tries.\n\n"
        "Update ÷ weights is how far the step moved the weights, relative to their own length. Around "
        "1e-3 is healthy: much lower learns slowly (raise the learning rate), much higher forgets what "
        "it knew (lower it).\n\n"
        "Idle counts the ReLU units that were off for every row of the batch, and so learnt nothing "
        "from it. A few are normal; most of a layer, step after step, are dead."
    )

    BORDER_TITLE = "Layers"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", "Layer before", show=False),
        Binding("down", "choose(1)", "Layer after", show=False),
    ]

    REDRAWN_BY = ("described", "measured", "selected", "gradients")

    described: reactive[tuple[LayerDescription, ...]] = reactive((), repaint=False, layout=True)
    """The layers, first to last."""
    measured: reactive[tuple[LayerMeasurement, ...]] = reactive((), repaint=False)
    """What was measured of them."""
    selected: reactive[int] = reactive(0, repaint=False)
    """The one whose weights are shown."""
    gradients: reactive[bool] = reactive(True, repaint=False)
    """Whether the optimizer needs any."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A heading, a row for each layer, and the axis."""
        return HEADING + len(self.described) + 1

    def on_click(self, event: Click) -> None:
        """Choose the layer clicked on."""
        offset = event.get_content_offset(self)
        shown = self._shown(self.content_size.height)
        if offset is not None and 0 <= offset.y - HEADING < len(shown):
            self.post_message(LayerChosen(shown[offset.y - HEADING]))

    def action_choose(self, by: int) -> None:
        """Choose a neighbour."""
        self.post_message(LayerChosen(self.selected + by))

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """The table; the frame says which layers these are, where not all have room."""
        shown = self._shown(height)
        every = len(shown) == len(self.described)
        self.caption("Layers", "" if every else f"{shown.start + 1}–{shown.stop} of {len(self.described)}")
        measured = {each.name: each for each in self.measured}
        return layer_table(self.described, measured, self.selected, width, height, gradients=self.gradients)

    def _shown(self, height: int) -> range:
        return layers_shown(len(self.described), self.selected, height)
