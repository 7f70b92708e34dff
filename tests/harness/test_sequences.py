"""Control sequences, whole and cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harness.sequences import Splitter

WHOLE = [
    b"text \xe2\x96\x84\r\n",
    b"\x1b[31;48;2;1;2;3m",
    b"\x1b[?2026$p",
    b"\x1b[>25u",
    b"\x1b[<u",
    b"\x1b[=1;2u",
    b"\x1b[2 q",
    b"\x1b]0;a title\x07",
    b"\x1b]8;;https://example.org\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b_Gi=1;payload\x1b\\",
    b"\x1b7",
    b"\x1b(B",
    b"\x1b=",
]


@pytest.mark.parametrize("token", WHOLE)
def test_a_token_stays_whole(token: bytes) -> None:
    """Every kind of sequence is known from its first byte to its last."""
    assert Splitter().feed(token + b"\x1b[m") == [token, b"\x1b[m"]


@given(cuts=st.lists(st.integers(0, sum(map(len, WHOLE))), max_size=12))
def test_reads_may_cut_anywhere(cuts: list[int]) -> None:
    """A sequence cut between two reads is one sequence; only text may come in parts."""
    stream = b"".join(WHOLE)
    edges = [0, *sorted(cuts), len(stream)]
    splitter = Splitter()
    tokens = []
    for start, end in pairwise(edges):
        tokens += splitter.feed(stream[start:end])
    sequences = [token for token in tokens if token.startswith(b"\x1b")]
    assert (b"".join(tokens), sequences) == (stream, WHOLE[1:])


def test_a_string_ends_where_another_sequence_begins() -> None:
    """A title that is never closed does not swallow the screen after it."""
    assert Splitter().feed(b"\x1b]0;title\x1b[1mtext") == [b"\x1b]0;title", b"\x1b[1m", b"text"]


def test_an_escape_that_begins_nothing_is_left_out() -> None:
    """What is no sequence at all does not hold back the rest."""
    assert Splitter().feed(b"a\x1b\x01b") == [b"a", b"\x01b"]
