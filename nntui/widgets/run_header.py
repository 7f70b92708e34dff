"""The line at the top."""

from __future__ import annotations

from textual.reactive import reactive

from nntui.renderables.header import header_row
from nntui.renderables.rows import Row
from nntui.session.protocol import RunDescription, Status
from nntui.widgets.parts.rows_view import RowsView


class RunHeader(RowsView):
    """Which run, how it stands, step, epoch and learning rate."""

    DEFAULT_CSS = """
    RunHeader { height: 1; background: $panel; }
    """

    REDRAWN_BY = ("run", "status", "link")

    run: reactive[RunDescription | None] = reactive(None, repaint=False)
    """What does not change."""
    status: reactive[Status | None] = reactive(None, repaint=False)
    """How the run stands."""
    link: reactive[str] = reactive("", repaint=False)
    """What is wrong with the connection; empty while it is live."""

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """One row."""
        return (header_row(self.run, self.status, self.link, width),)
