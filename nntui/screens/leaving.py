"""Being asked before a run is ended."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from nntui.screens.modal import Modal

QUESTION = {
    "running": "Training is under way. Quitting ends the run after this step.",
    "paused": "The run is paused. Quitting ends it.",
    "diverged": "The run has diverged. Quitting ends it.",
}
"""What is said to whoever leaves a run in this state."""

ANSWERS = "[b]enter[/b]  [b]q[/b]  [b]s[/b]   stop the run and quit\n[b]escape[/b]  [b]n[/b]     stay"


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
            yield Static(f"{QUESTION[self._stands]}\n")
            yield Static(ANSWERS)

    def action_stop(self) -> None:
        """Stop and quit."""
        self.dismiss(True)
