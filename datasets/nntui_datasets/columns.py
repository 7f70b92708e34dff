"""One column of a table as numbers: its own, or the positions of its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.cell import MISSING_MARKS, is_infinite, is_missing, is_number, mostly_numbers
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid
from nntui_datasets.numerals import days, plain_numerals
from nntui_datasets.safe_text import quoted, visible
from nntui_datasets.sentences import counted

LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, eq=False)
class Column:
    """The values of column `number` (from 0) of a table, float64 (rows,), NaN where one is missing.

    In a column of words a value is the position of the row's word in `words`, which are sorted. manner: in
    words how its numbers were read. asks: the input is not the column, but this about it.
    """

    number: int
    values: NDArray[np.float64]
    words: tuple[str, ...] | None = None
    manner: str = ""
    asks: str = ""

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which rows have no value, (rows,)."""
        return np.isnan(self.values)

    def rows(self, kept: NDArray[np.bool_]) -> Column:
        """The column with the `kept` rows only, and the words that are still there."""
        if self.words is None:
            return replace(self, values=self.values[kept])
        present, values = np.unique(self.values[kept], return_inverse=True)
        words = tuple(self.words[int(position)] for position in present)
        return replace(self, values=values.astype(np.float64), words=words)


def read_column(grid: Grid, number: int, *, as_words: bool = False, names: bool = False) -> Column:
    """Column `number` (from 0): numbers where nine in ten of its values are, else words.

    An infinite number is a missing one. `as_words` takes a column with any word in it for words, `names` one
    of numbers too. Raises DatasetError, naming the first cell, for a word among numbers, and for numbers
    beyond 32-bit floats.
    """
    if names:
        return _words_column(grid, number)
    texts, manner = grid.columns[number], ""
    values = _as_numbers(texts)
    if values is None:
        plain = plain_numerals(texts, grid.separator) or days(texts)
        if plain is not None:
            values, manner = _as_numbers(plain.texts), plain.manner
    if values is None:
        if not as_words:
            _refuse_word_among_numbers(grid, number)
        _refuse_commas(grid, number)
        return _words_column(grid, number)
    return Column(number, _finite(grid, number, values), manner=manner)


def _as_numbers(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """The numbers in `texts`, NaN where one is missing; None where any of them is something else."""
    joined = "".join(texts)
    if not joined.isascii() or "_" in joined:  # float() takes 1_000 and digits of any script
        return None
    try:
        return np.array(texts, dtype=np.float64)
    except ValueError:
        marked = ["nan" if text in MISSING_MARKS else text for text in texts]
    try:
        return np.array(marked, dtype=np.float64)
    except ValueError:
        return None


def _refuse_word_among_numbers(grid: Grid, number: int) -> None:
    texts = grid.columns[number]
    if mostly_numbers(texts):
        words = [row for row, text in enumerate(texts) if not is_number(text) and not is_missing(text)]
        others = len(words) - 1
        more = f", and {counted(others, 'more cell')} {'is' if others == 1 else 'are'} none" if others else ""
        raise DatasetError(
            f"{grid.place(words[0], number)}: {quoted(texts[words[0]])} is not a number in a column of "
            f"numbers{more} (correct it, leave the cell empty, or take the line out)"
        )


def _refuse_commas(grid: Grid, number: int) -> None:
    texts = grid.columns[number]
    if mostly_numbers([text.replace(",", "") for text in texts]):
        row = next((row for row, text in enumerate(texts) if "," in text), None)
        if row is not None:
            raise DatasetError(
                f"{grid.place(row, number)}: it is not clear what the comma in {quoted(texts[row])} means "
                "(write decimals with a point, thousands without a mark)"
            )


def _finite(grid: Grid, number: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """`values` with NaN where the file says that a number is infinite."""
    texts = grid.columns[number]
    beyond = np.flatnonzero(np.abs(values) > LARGEST).tolist()
    for row in beyond:
        if not is_infinite(texts[row]):
            raise DatasetError(
                f"{grid.place(row, number)}: {quoted(texts[row])} is beyond 32-bit numbers, 3.4e38 "
                "(correct it, or take the line out)"
            )
    if beyond:
        values[beyond] = np.nan
    return values


def _words_column(grid: Grid, number: int) -> Column:
    shown = [None if is_missing(text) else visible(text) for text in grid.columns[number]]
    words = sorted({word for word in shown if word is not None})
    position: dict[str | None, float] = {word: float(at) for at, word in enumerate(words)}
    position[None] = np.nan
    values = np.fromiter((position[word] for word in shown), dtype=np.float64, count=len(shown))
    return Column(number, values, tuple(words))
