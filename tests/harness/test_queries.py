"""Questions to a terminal and its answers."""

from __future__ import annotations

import pytest

from benchmarks.harness.queries import LONGEST_QUERY, QUERY, answer


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (b"\x1b[5n", b"\x1b[0n"),
        (b"\x1b[6n", b"\x1b[4;8R"),
        (b"\x1b[c", b"\x1b[?62;22c"),
        (b"\x1b[0c", b"\x1b[?62;22c"),
        (b"\x1b[>c", b"\x1b[>0;0;0c"),
        (b"\x1b[>0c", b"\x1b[>0;0;0c"),
        (b"\x1b[?2026$p", b"\x1b[?2026;2$y"),
        (b"\x1b[?2048$p", b"\x1b[?2048;0$y"),
    ],
)
def test_a_query_has_its_answer(query: bytes, expected: bytes) -> None:
    """Programs wait for these answers, in exactly this form."""
    match = QUERY.fullmatch(query)
    assert match is not None
    assert answer(match, column=7, row=3) == expected


@pytest.mark.parametrize("sequence", [b"\x1b[m", b"\x1b[>q", b"\x1b[?u", b"\x1b[?2026h", b"\x1b[16n"])
def test_what_asks_nothing_is_no_query(sequence: bytes) -> None:
    """An answer that nobody asked for would arrive as keys."""
    assert QUERY.search(sequence) is None


def test_a_query_fits_the_length_kept_between_reads() -> None:
    """A reader that keeps so many bytes misses no query cut in two."""
    assert QUERY.fullmatch(b"\x1b[?" + b"9" * (LONGEST_QUERY - 5) + b"$p") is not None
