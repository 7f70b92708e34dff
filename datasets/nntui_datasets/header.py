"""Whether the first line of a table holds the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from nntui_datasets.cell import is_missing, is_number, mostly_numbers
from nntui_datasets.csv_source import Cells

SAMPLED_ROWS = 100


def guess_header(cells: Cells) -> bool:
    """Whether the first row names the columns.

    It does when none of its cells is a number and one is a word above numbers. In a table of words
    alone it does when no cell of it comes again in its column.
    """
    columns = [[cell.strip() for cell in _column(cells, number)] for number in range(cells.width)]
    first = [column[0] for column in columns]
    if any(is_number(cell) for cell in first) or not any(first):
        return False
    if any(not is_missing(column[0]) and mostly_numbers(column[1:]) for column in columns):
        return True
    return not any(column[0] in column[1:] for column in columns if column[0])


def _column(cells: Cells, number: int) -> Sequence[str]:
    return cells.cells[number : (SAMPLED_ROWS + 1) * cells.width : cells.width]
