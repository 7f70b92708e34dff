"""What happened and when."""

from __future__ import annotations

from typing import ClassVar

from textual.reactive import reactive

from nntui.renderables.log_rows import log_rows
from nntui.renderables.rows import Row
from nntui.session.protocol import LogEntry
from nntui.widgets.parts.panel import Panel


class LogPanel(Panel):
    """The log, newest last; the mouse wheel looks back."""

    NOTE: ClassVar[str] = (
        "Everything that happened to the run: what the data holds, what you changed, when it paused, "
        "finished or diverged. The step is the number of steps taken by then. What somebody else did "
        "ends with who that was. Scroll with the mouse wheel to look back."
    )

    BORDER_TITLE = "Log"

    REDRAWN_BY = ("log_entries", "me", "back")

    log_entries: reactive[tuple[LogEntry, ...]] = reactive((), repaint=False)
    """All entries."""
    me: reactive[str] = reactive("", repaint=False)
    """Who is looking: what they did themselves needs no name."""
    back: reactive[int] = reactive(0, repaint=False)
    """How many of the newest are scrolled away."""

    def watch_log_entries(self, before: tuple[LogEntry, ...], after: tuple[LogEntry, ...]) -> None:
        """Somebody who looks back keeps looking at the same lines."""
        if self.back:
            self.back += len(after) - len(before)

    def watch_back(self) -> None:
        """Say that newer lines are below."""
        self.caption("Log", f"{self.back} newer below" if self.back else "")

    def validate_back(self, back: int) -> int:
        """Not beyond either end."""
        return max(0, min(back, len(self.log_entries) - self.content_size.height))

    def on_mouse_scroll_up(self) -> None:
        """Look back."""
        self.back += 2

    def on_mouse_scroll_down(self) -> None:
        """Look forward."""
        self.back -= 2

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """The entries that fit."""
        return log_rows(self.log_entries, width, height, self.back, self.me)
