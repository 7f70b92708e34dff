"""Being asked before a run is left, or ended."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from nntui.screens.modal import Modal

QUESTION = {
    "running": "Training is under way, and goes on without the dashboard.",
    "paused": "The run is paused, and waits without the dashboard.",
    "diverged": "The run has diverged, and waits without the dashboard.",
}
"""What is said to whoever leaves a run in this state."""

LEAVING = {"running": "leave it running", "paused": "leave it paused"}
"""What one does by leaving a run in this state."""


def answers(state: str) -> str:
    """The keys, and what they do."""
    return (
        f"[b]enter[/b]   [b]q[/b]  {LEAVING.get(state, 'leave it so')}\n"
        "        [b]s[/b]  stop it, and quit\n"
        "[b]escape[/b]  [b]n[/b]  stay"
    )


Answer = Literal["leave", "stop"]


class LeaveScreen(Modal[Answer]):
    """Asks whether a run goes on without the dashboard."""

    DEFAULT_CSS = """
    LeaveScreen #box { width: 66; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,enter", "leave", "Leave it running", show=False),
        Binding("s", "stop", "Stop and quit", show=False),
        Binding("n", "cancel", "Stay", show=False),
    ]

    def __init__(self, state: str, again: str) -> None:
        """again: the command that shows the run again."""
        super().__init__()
        self._stands = state
        self._again = again

    def compose(self) -> ComposeResult:
        """The question and its answers."""
        with Vertical(id="box") as box:
            box.border_title = "Quit"
            yield Static(f"{QUESTION[self._stands]}\n")
            yield Static(answers(self._stands))
            yield Static(Content(f"\n{self._again} shows it again"), classes="note")

    def action_leave(self) -> None:
        """Quit, and leave the run as it is."""
        self.dismiss("leave")

    def action_stop(self) -> None:
        """Stop the run and quit."""
        self.dismiss("stop")
