"""Tests of numbering the characters of a text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets import vocabulary
from nntui_datasets.vocabulary import Vocabulary, vocabulary_of


def test_characters_are_sorted() -> None:
    """The same characters are the same tokens, in whatever order a text has them."""
    assert vocabulary_of("cab\nb") == Vocabulary(("\n", "a", "b", "c"), different=4, rare=0)


def test_tokens() -> None:
    """A token is the position of its character."""
    assert vocabulary_of("cab\nb").encode("abc\n").tolist() == [1, 2, 3, 0]


def test_rare_characters_are_one() -> None:
    """Where there is no room for all, the most frequent keep their places, and the others are counted."""
    found = vocabulary_of("aaabbcdé", most=3)
    assert found == Vocabulary(("a", "b", "�"), different=5, rare=3)
    assert found.encode("aébd").tolist() == [0, 2, 1, 2]


def test_as_many_as_there_is_room_for() -> None:
    """The limit itself still fits."""
    assert vocabulary_of("abc", most=3) == Vocabulary(("a", "b", "c"), different=3, rare=0)


def test_equally_frequent_characters() -> None:
    """A draw goes to the one that sorts first, so that it is the same draw every time."""
    assert vocabulary_of("dcba", most=3).characters == ("a", "b", "�")


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60), st.integers(1, 7)
)
def test_any_text_comes_back(text: str, piece: int) -> None:
    """No character is lost, also where a long text is taken in pieces."""
    before = vocabulary._PIECE
    vocabulary._PIECE = piece
    try:
        found = vocabulary_of(text)
        tokens = found.encode(text)
    finally:
        vocabulary._PIECE = before
    assert "".join(np.array(found.characters)[tokens].tolist()) == text
