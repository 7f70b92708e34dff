"""Being asked before a run is ended."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from nntui.screens.modal import Modal


class LeaveScreen(Modal[bool]):
    """Asks whether to stop the run and quit."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s,q,enter", "stop", "Stop and quit", show=False),
        Binding("n", "cancel", "Stay", show=False),
    ]

    def __init__(self, state: str) -> None:
        super().__init__()
        self._stands = state

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="box") as box:
            box.border_title = "Quit"
            yield Static(f"The run is {self._stands}. Quitting ends it after the step under way.\n")
            yield Static("[b]enter[/b] or [b]q[/b]   stop the run and quit\n[b]escape[/b]       stay")

    def action_stop(self) -> None:
        """Stop and quit."""
        self.dismiss(True)
