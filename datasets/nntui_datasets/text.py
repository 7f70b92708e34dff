"""A text as sequences of characters, each to be told from those before it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.errors import DatasetError
from nntui_datasets.layout import cells_in_lines
from nntui_datasets.safe_text import visible
from nntui_datasets.sentences import counted
from nntui_datasets.table import Table
from nntui_datasets.text_source import read_start, read_text
from nntui_datasets.vocabulary import Vocabulary, vocabulary_of

USUAL_LENGTH = 64
HELD_OUT = 0.1
"""Of the rows of a text: its end, so that no row to validate with lies between two that were learnt."""


def is_text(path: Path) -> bool:
    """Whether the file at `path` is a text rather than a table, as far as its first lines tell.

    In a table every line has as many cells, two at least. Raises DatasetError where it cannot be read.
    """
    widths = cells_in_lines(read_start(path))
    return not (len(widths) > 1 and len(set(widths)) == 1 and widths[0] > 1)


def read_sequences(path: Path, *, length: int = USUAL_LENGTH) -> Table:
    """The text at `path` in UTF-8, cut into rows of `length` characters side by side.

    The target at each step is the character that comes next. The last tenth of the rows is held out; what
    does not fill a row is left out. Raises DatasetError, with line and column, for what is not text, and
    for a text that does not fill two rows or has one character only.
    """
    file = visible(path.name)
    text = read_text(path)
    _refuse_nul(text, file)
    _refuse_short(text, length, file)
    vocabulary = vocabulary_of(text)
    if len(vocabulary.characters) < 2:
        raise DatasetError(f"{file} is the same character all through: there is nothing to learn")
    tokens = vocabulary.encode(text)
    dataset = _dataset(path, file, tokens, vocabulary, length)
    return Table(dataset, _notes(len(text), vocabulary))


def _refuse_nul(text: str, file: str) -> None:
    position = text.find("\0")
    if position >= 0:
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        raise DatasetError(
            f"{file}, line {line}, column {column}: a NUL byte is not text (save the file as UTF-8 text)"
        )


def _refuse_short(text: str, length: int, file: str) -> None:
    if not text:
        raise DatasetError(f"{file}, line 1, column 1: the file is empty (it needs a text to learn from)")
    needed = 2 * length + 1
    if len(text) < needed:
        shorter = (len(text) - 1) // 2
        mend = f"a longer text, or --context {shorter}" if shorter else "a longer text"
        raise DatasetError(
            f"{file} has {counted(len(text), 'character')}, and two rows of {length} with one to come after "
            f"them need {needed:,} (take {mend})"
        )


def _dataset(
    path: Path, file: str, tokens: NDArray[np.uint16], vocabulary: Vocabulary, length: int
) -> Dataset:
    rows = (len(tokens) - 1) // length
    return Dataset(
        name=visible(path.stem),
        # Two views of the same tokens: a long text is held once, in two bytes a character.
        inputs=tokens[: rows * length].reshape(rows, length),
        targets=tokens[1 : rows * length + 1].reshape(rows, length),
        task="classification",
        feature_names=(),
        class_names=tuple(_shown(character) for character in vocabulary.characters),
        story=f"a text of your own, {file}",
        source=file,
        licence="not stated",
        row_shape=(length,),
        vocabulary=vocabulary.characters,
        held_out=max(1, round(HELD_OUT * rows)),
    )


def _shown(character: str) -> str:
    return "␣" if character == " " else visible(character)


def _notes(characters: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    notes = [f"a text: {characters:,} characters, {vocabulary.different:,} of them different"]
    if vocabulary.rare:
        kept = len(vocabulary.characters) - 1
        notes.append(
            f"the {kept} most frequent characters are kept, the others, {vocabulary.rare / characters:.2%} "
            "of the text, are one"
        )
    return tuple(notes)
