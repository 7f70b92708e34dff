"""What widgets tell the screen they are on."""

from __future__ import annotations

from textual.message import Message


class ColumnsWanted(Message):
    """The loss chart has room for so many columns."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        super().__init__()


class CellsWanted(Message):
    """The heat map has room for so many cells."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows = rows
        self.columns = columns
        super().__init__()


class LayerChosen(Message):
    """Somebody pointed at a layer, by its place in the table."""

    def __init__(self, index: int) -> None:
        self.index = index
        super().__init__()


class CommandChosen(Message):
    """Somebody clicked on a command."""

    def __init__(self, action: str) -> None:
        self.action = action
        super().__init__()
