"""The cells of a file by column, and how messages name a place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nntui_datasets.csv_source import Cells
from nntui_datasets.errors import DatasetError
from nntui_datasets.safe_text import quoted, visible

NAMED_COLUMNS = 8


@dataclass(frozen=True, eq=False)
class Grid:
    """Columns of stripped text with their names, None where the file gives none."""

    file: str
    names: tuple[str, ...] | None
    lines: Sequence[int]
    columns: Sequence[Sequence[str]]
    separator: str = ","

    def name(self, column: int) -> str:
        """The name of a column, `column 3` where the file gives none."""
        return f"column {column + 1}" if self.names is None else self.names[column]

    def title(self, column: int) -> str:
        """A column in a sentence that says what it is: `"width"`, or `column 3`."""
        return f"column {column + 1}" if self.names is None else quoted(self.names[column])

    def label(self, column: int) -> str:
        """A column where its place is told: `column "width"`, or `column 3`."""
        return self.title(column) if self.names is None else f"column {self.title(column)}"

    def place(self, row: int, column: int) -> str:
        """How a message begins that is about one cell: `iris.csv, line 7, column "width"`."""
        return f"{self.file}, line {self.lines[row]}, {self.label(column)}"

    def find(self, wanted: str | int) -> int:
        """The column of that name, or else of that number, counted from 1; DatasetError if there is none."""
        if self.names is not None and isinstance(wanted, str) and visible(wanted.strip()) in self.names:
            return self.names.index(visible(wanted.strip()))
        numbers = [str(number) for number in range(1, len(self.columns) + 1)]
        if str(wanted) in numbers:
            return numbers.index(str(wanted))
        shown = quoted(wanted) if isinstance(wanted, str) else str(wanted)
        raise DatasetError(f"{self.file} has no column {shown}; {self._choices()}")

    def _choices(self) -> str:
        if self.names is None:
            return f"its columns have no names: use a number from 1 to {len(self.columns)}"
        named = ", ".join(quoted(name) for name in self.names[:NAMED_COLUMNS])
        others = len(self.names) - NAMED_COLUMNS
        return f"its columns are {named} and {others} more" if others > 0 else f"its columns are {named}"


def make_grid(cells: Cells, file: str, *, header: bool) -> Grid:
    """`cells` by column; with `header` the first row holds the names.

    A column without a name among others that have one is called by its number, `column 1`. Raises
    DatasetError for a name that is there twice, and where no row is left.
    """
    columns = [[cell.strip() for cell in cells.cells[column :: cells.width]] for column in range(cells.width)]
    if not header:
        return Grid(file, None, cells.lines, columns, cells.separator)
    names = tuple(visible(column[0]) or f"column {number}" for number, column in enumerate(columns, 1))
    _refuse_twins(names, f"{file}, line {cells.lines[0]}")
    if len(cells.lines) == 1:
        raise DatasetError(
            f"{file}, line {cells.lines[0] + 1}, column 1: no row follows the names (add rows to learn from)"
        )
    return Grid(file, names, cells.lines[1:], [column[1:] for column in columns], cells.separator)


def _refuse_twins(names: tuple[str, ...], line: str) -> None:
    seen: dict[str, int] = {}
    for number, name in enumerate(names, 1):
        if name in seen:
            raise DatasetError(
                f"{line}, column {number}: the name {quoted(name)} is column {seen[name]}'s too (rename one)"
            )
        seen[name] = number
