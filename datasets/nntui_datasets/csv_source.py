"""CSV text taken apart into cells that know their lines."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from nntui_datasets.errors import DatasetError
from nntui_datasets.layout import QUOTED, lay_out
from nntui_datasets.sentences import counted


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells row by row, `width` to a row; row r starts on line `lines[r]` of the file, counted from 1.

    notes: what was found out about the file.
    """

    separator: str
    width: int
    lines: Sequence[int]
    cells: Sequence[str]
    notes: tuple[str, ...] = ()


def parse(text: str, file: str) -> Cells:
    r"""The cells of `text`, whose lines end with "\n"; blank lines are skipped.

    Raises DatasetError, with the line and column, for a NUL, a quote that is not closed, no cells at all,
    and a row shorter or longer than the first. `file` is how messages name the file.
    """
    layout = lay_out(text)
    _refuse_nul(text, layout.separator, file)
    lines, widths, cells = _rows(layout.text, layout.separator, file)
    if not lines:
        raise DatasetError(f"{file}, line 1, column 1: the file is empty (it needs rows to learn from)")
    notes = layout.notes
    if _drop_empty_end(widths, cells):
        notes = (*notes, "left out an empty column behind the last separator")
    _refuse_ragged(lines, widths, file)
    return Cells(layout.separator, widths[0], lines, cells, notes)


def _drop_empty_end(widths: list[int], cells: list[str]) -> bool:
    """Take out what follows the last separator of all lines but the first, if it is always nothing."""
    width = widths[0]
    if set(widths[1:]) != {width + 1} or any(cells[2 * width :: width + 1]):
        return False
    del cells[2 * width :: width + 1]
    widths[:] = [width] * len(widths)
    return True


def _rows(text: str, separator: str, file: str) -> tuple[list[int], list[int], list[str]]:
    """The line and the width of every row, and the cells of all rows."""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
    )
    lines: list[int] = []
    widths: list[int] = []
    cells: list[str] = []
    start = 1
    try:
        for row in reader:
            if row not in ([], [""]):
                lines.append(start)
                widths.append(len(row))
                cells += row  # rows kept as lists would cost as much again, in the garbage collector
            start = reader.line_num + 1
    except csv.Error as error:
        raise DatasetError(f"{file}, {_misquoted(text, separator) or _too_long(start)}") from error
    return lines, widths, cells


def _misquoted(text: str, separator: str) -> str | None:
    """Where a quote opens that is not closed at the end of its cell, and what to do about it."""
    cell = re.compile(rf' *"[^"]*+(?:""[^"]*+)*+"(?=[{separator}\n]|\Z)|(?! *")[^{separator}\n]*')
    position, line, column = 0, 1, 1
    while position <= len(text):
        match = cell.match(text, position)
        if match is None:
            return (
                f"line {line}, column {column}: a quote opens here and is not closed where the cell ends "
                "(close it; double a quote that belongs to the text)"
            )
        line += match.group().count("\n")
        if text[match.end() : match.end() + 1] == "\n":
            line, column = line + 1, 1
        else:
            column += 1
        position = match.end() + 1
    return None


def _too_long(line: int) -> str:
    return f"line {line}: a cell is longer than {csv.field_size_limit():,} characters (shorten it)"


def _refuse_nul(text: str, separator: str, file: str) -> None:
    position = text.find("\0")
    if position >= 0:
        before = text[:position]
        line = before.count("\n") + 1
        column = QUOTED.sub("", before[before.rfind("\n") + 1 :]).count(separator) + 1
        raise DatasetError(
            f"{file}, line {line}, column {column}: a NUL byte is not text (save the file as UTF-8 text)"
        )


def _refuse_ragged(lines: Sequence[int], widths: Sequence[int], file: str) -> None:
    expected = widths[0]
    for line, width in zip(lines, widths, strict=True):
        if width != expected:
            raise DatasetError(
                f"{file}, line {line}, column {min(width, expected) + 1}: this line has "
                f"{counted(width, 'cell')} where line {lines[0]} has {expected} (every line needs as many)"
            )
