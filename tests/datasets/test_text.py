"""Tests of reading a text as sequences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nntui_datasets.errors import DatasetError
from nntui_datasets.safe_text import visible
from nntui_datasets.splits import split
from nntui_datasets.text import is_text, read_sequences

Write = Callable[[str | bytes], Path]
PROSE = "It was a dark night, and the wind\nhowled. Nobody, not even\nthe cat slept.\n"
TABLE = "width,kind\n1,a\n2,b\n"


def refusal(path: Path, length: int = 4) -> str:
    with pytest.raises(DatasetError) as caught:
        read_sequences(path, length=length)
    return str(caught.value)


def test_windows(write: Write) -> None:
    """Rows lie side by side, and each step is to tell the character after it, also that of the next row."""
    dataset = read_sequences(write("abcdefghijk"), length=3).dataset
    letters = np.array(dataset.vocabulary)
    assert ["".join(row) for row in letters[dataset.inputs]] == ["abc", "def", "ghi"]
    assert ["".join(row) for row in letters[dataset.targets]] == ["bcd", "efg", "hij"]


def test_the_last_character_is_a_target(write: Write) -> None:
    """A row needs a character behind it, and not one more."""
    assert [read_sequences(write("abcdefghi"[:n]), length=2).dataset.rows for n in (5, 6, 7)] == [2, 2, 3]


def test_a_long_text_is_held_once(write: Write) -> None:
    """Inputs and targets are the same two bytes a character."""
    dataset = read_sequences(write(PROSE), length=4).dataset
    assert (dataset.inputs.dtype, dataset.targets.dtype) == (np.uint16, np.uint16)
    assert np.shares_memory(dataset.inputs, dataset.targets)


def test_what_it_is(write: Write) -> None:
    """A text says where it is from, and that each step has an answer."""
    dataset = read_sequences(write(PROSE * 4)).dataset
    assert (dataset.name, dataset.source, dataset.licence) == ("data", "data.csv", "not stated")
    assert (dataset.row_shape, dataset.answers_each_step, dataset.task) == ((64,), True, "classification")
    assert dataset.story == "a text of your own, data.csv"


def test_characters_are_shown_safely(write: Write) -> None:
    """A text cannot steer a terminal, and a space is seen; what they stand for is what was in the file."""
    dataset = read_sequences(write("a b\n\x1b[0m\t\x9b" * 2), length=4).dataset
    assert dataset.vocabulary == ("\t", "\n", "\x1b", " ", "0", "[", "a", "b", "m", "\x9b")
    assert dataset.class_names == ("␉", "␊", "␛", "␣", "0", "[", "a", "b", "m", "�")


def test_the_end_is_held_out(write: Write) -> None:
    """A network is asked about a part of the text that it has not read, a tenth of it."""
    dataset = read_sequences(write("ab" * 500), length=10).dataset
    assert (dataset.rows, dataset.held_out) == (99, 10)
    rows = split(dataset, 10 / 99, seed=3)
    assert rows.validation.tolist() == list(range(89, 99))


def test_of_a_short_text_a_row_is_held_out(write: Write) -> None:
    """There is always one to be asked about."""
    assert read_sequences(write("abcde"), length=2).dataset.held_out == 1


def test_line_ends_are_alike(write: Write) -> None:
    """The same text from another system is the same dataset."""
    first, second = (
        read_sequences(write(PROSE.replace("\n", end)), length=8).dataset for end in ("\n", "\r\n")
    )
    assert first.vocabulary == second.vocabulary
    np.testing.assert_array_equal(first.inputs, second.inputs)


def test_notes(write: Write) -> None:
    """What a text holds is told."""
    assert read_sequences(write("abcab" * 30)).notes == ("a text: 150 characters, 3 of them different",)


def test_a_note_on_rare_characters(write: Write) -> None:
    """Where characters are thrown together it is said how much of the text that is."""
    many = "".join(chr(0x4E00 + number) for number in range(600))
    table = read_sequences(write(many * 2 + "ab" * 400), length=8)
    assert len(table.dataset.vocabulary) == 512
    assert table.notes[1] == (
        "the 511 most frequent characters are kept, the others, 9.10% of the text, are one"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "data.csv, line 1, column 1: the file is empty (it needs a text to learn from)"),
        (
            b"abcd",
            "data.csv has 4 characters, and two rows of 4 with one to come after them need 9 "
            "(take a longer text, or --context 1)",
        ),
        (
            b"a",
            "data.csv has 1 character, and two rows of 4 with one to come after them need 9 "
            "(take a longer text)",
        ),
        (b"a" * 9, "data.csv is the same character all through: there is nothing to learn"),
        (b"ab\ncd\0e", "data.csv, line 2, column 3: a NUL byte is not text (save the file as UTF-8 text)"),
        (b"ab\nc\xff", "data.csv, line 2, byte 2: 0xff is not UTF-8 text (save the file as UTF-8)"),
    ],
)
def test_refused(write: Write, content: bytes, expected: str) -> None:
    """What is no text, or too little of it, is refused with the reason and the remedy."""
    assert refusal(write(content)) == expected


def test_the_context_that_is_proposed(write: Write) -> None:
    """Whoever does as told gets a dataset."""
    path = write("abcdefghi" * 3)
    assert refusal(path, length=64).endswith("(take a longer text, or --context 13)")
    assert read_sequences(path, length=13).dataset.rows == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PROSE, True),
        ("one line, no more\n", True),
        ("words\nand\nwords\n", True),
        ("", True),
        ("To be, or not to be,\nthat is the question:\n", True),
        (TABLE, False),
        ("# made by hand\n" + TABLE, False),
        ("1.5 2.5\n3.5 4.5\n", False),
        ('a;"x;\ny"\n1;2\n', False),
        ("x" * 200_000 + "\n" + '"' + "y" * 200_000, True),
    ],
)
def test_texts_and_tables(write: Write, content: str, expected: bool) -> None:
    """In a table every line has as many cells, two at least; all else is a text."""
    assert is_text(write(content)) is expected


def read_or_refusal(path: Path, length: int) -> str:
    try:
        return " ".join(read_sequences(path, length=length).dataset.class_names)
    except DatasetError as error:
        return str(error)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode), length=st.integers(1, 20))
def test_any_bytes_are_read_or_refused(write: Write, content: bytes, length: int) -> None:
    """No file ends in anything but a valid dataset or a sentence without control characters."""
    told = read_or_refusal(write(content), length)
    assert told == visible(told)
