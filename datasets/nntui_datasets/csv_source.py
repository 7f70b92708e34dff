"""CSV text taken apart into cells that know their lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nntui_datasets.errors import DatasetError
from nntui_datasets.sentences import counted

SAMPLED_LINES = 100
# Sorted from rare to common inside cells: a tab or semicolon that fits as well as a comma is meant.
SEPARATORS = "\t;|,"
_QUOTED = re.compile(r'"[^"]*"')


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells row by row, `width` to a row; row r starts on line `lines[r]` of the file, counted from 1."""

    separator: str
    width: int
    lines: Sequence[int]
    cells: Sequence[str]


def parse(text: str, file: str) -> Cells:
    r"""The cells of `text`, whose lines end with "\n"; blank lines are skipped.

    Raises DatasetError, with the line and column, for a NUL, a quote that is not closed, no cells at all,
    and a row shorter or longer than the first. `file` is how messages name the file.
    """
    separator = guess_separator(text)
    _refuse_nul(text, separator, file)
    lines, widths, cells = _rows(text, separator, file)
    if not lines:
        raise DatasetError(f"{file}, line 1, column 1: the file is empty (it needs rows to learn from)")
    _refuse_ragged(lines, widths, file)
    return Cells(separator, widths[0], lines, cells)


def guess_separator(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of cells, else a comma."""
    head = _QUOTED.sub("word", _head(text.lstrip("\n ")))
    lines = [line for line in head.split("\n") if line.strip(" ")]
    best, agreed = ",", 0
    for separator in SEPARATORS:
        for separators, count in Counter(line.count(separator) for line in lines).most_common(1):
            if separators and count > agreed:
                best, agreed = separator, count
    return best


def _head(text: str) -> str:
    end = -1
    for _ in range(SAMPLED_LINES):
        end = text.find("\n", end + 1)
        if end < 0:
            return text
    return text[:end]


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
        column = _QUOTED.sub("", before[before.rfind("\n") + 1 :]).count(separator) + 1
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
