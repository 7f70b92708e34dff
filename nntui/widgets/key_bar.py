"""The line at the bottom."""

from __future__ import annotations

from collections.abc import Iterable

from textual.events import Click
from textual.geometry import Region
from textual.reactive import reactive

from nntui.messages import CommandChosen
from nntui.renderables.key_bar import Key, Place, key_bar
from nntui.renderables.rows import Row
from nntui.terminal.turns import Turn
from nntui.widgets.parts.rows_view import RowsView


class KeyBar(RowsView):
    """The keys one needs now, to press or to click on, and how fast it goes."""

    DEFAULT_CSS = """
    KeyBar { height: 1; background: $panel; }
    """

    REDRAWN_BY = ("keys", "figures")

    keys: reactive[tuple[Key, ...]] = reactive((), repaint=False)
    """What can be done now."""
    figures: reactive[tuple[str, ...]] = reactive(("",), repaint=False)
    """What stands on the right, from all words to the fewest."""

    def __init__(self, *, id: str | None = None) -> None:  # Textual's own name for it
        super().__init__(id=id)
        self._places: tuple[Place, ...] = ()

    def on_click(self, event: Click) -> None:
        """Do what was clicked on."""
        for place in self._places:
            if place.start <= event.x < place.stop:
                self.post_message(CommandChosen(place.action))

    def turns(self) -> Iterable[tuple[Turn, Region]]:
        """It comes first."""
        return [(Turn.FIRST, self.content_size.region)]

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """One row; remembers where its keys stand."""
        row, self._places = key_bar(self.keys, self.figures, width)
        return (row,)
