"""The frame that all panels share."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content

from nntui.renderables.text import cell_width, visible
from nntui.widgets.parts.rows_view import RowsView

AROUND = 6
"""Cells of a frame beside what is written into it: corners, lines and blanks."""


class Panel(RowsView):
    """A titled, focusable box of rows. `NOTE` says what it shows, how to read it, and what is healthy."""

    NOTE: ClassVar[str] = ""

    DEFAULT_CSS = """
    Panel {
        border: round $nn-line;
        border-title-color: $foreground;
        border-title-style: bold;
        border-subtitle-color: $nn-muted;
        padding: 0 1;
        &:focus { border: round $primary; border-title-color: $primary; border-title-style: bold reverse; }
    }
    """

    can_focus = True

    def __init__(self, *, id: str | None = None) -> None:  # Textual's own name for it
        super().__init__(id=id)
        self._captions = (str(self.BORDER_TITLE), "")

    def longest(self, *texts: str) -> str:
        """The first of these that has room in the frame; they get shorter. The last where none has."""
        room = self.outer_size.width - AROUND
        return next((text for text in texts if cell_width(text) <= room), texts[-1])

    def caption(self, title: str, subtitle: str = "") -> None:
        """Write into the frame, above and below, where that changes it: each writing repaints all of it."""
        title, subtitle = visible(title), visible(subtitle)
        if (title, subtitle) != self._captions:
            self._captions = (title, subtitle)
            self.border_title, self.border_subtitle = Content(title), Content(subtitle)
