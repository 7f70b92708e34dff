"""The frame that all panels share."""

from __future__ import annotations

from typing import ClassVar

from nntui.widgets.parts.rows_view import RowsView


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
        &:focus { border: round $primary; }
    }
    """

    can_focus = True
