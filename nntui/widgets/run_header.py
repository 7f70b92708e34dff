"""The line at the top."""

from __future__ import annotations

from collections.abc import Iterable

from textual.geometry import Region
from textual.reactive import reactive

from nntui.renderables.header import Heading, header_row
from nntui.renderables.rows import Row
from nntui.terminal.turns import Turn
from nntui.widgets.parts.rows_view import RowsView


class RunHeader(RowsView):
    """Which run, how it stands, step, epoch and learning rate; what was asked for, and what is wrong."""

    DEFAULT_CSS = """
    RunHeader { height: 1; background: $panel; }
    """

    REDRAWN_BY = ("heading",)

    heading: reactive[Heading | None] = reactive(None, repaint=False)
    """All that it shows."""

    def turns(self) -> Iterable[tuple[Turn, Region]]:
        """It comes first."""
        return [(Turn.FIRST, self.content_size.region)]

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """One row."""
        return (header_row(self.heading, width),) if self.heading else ()
