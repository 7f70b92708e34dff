"""Moves of cells as bytes."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nntui.reduction import cells

MOVES = hnp.arrays(np.int8, st.integers(1, 400), elements=st.integers(-128, 127), fill=st.just(0))


@given(MOVES)
def test_moves_arrive_as_they_were(moves: cells.Moves) -> None:
    """Few or many, small or large."""
    assert cells.unpacked(cells.packed(moves), len(moves)).tolist() == moves.tolist()


def test_steps_are_listed() -> None:
    """A byte for a cell that moved by one level, up or down; three where it leapt."""
    moves = np.zeros(1000, np.int8)
    moves[[3, 7, 9]] = (1, -1, 5)
    assert cells.packed(moves) == cells.PackedMoves(b"\x06\x08", b"\x09", b"\x05")


def test_many_moves_are_deflated() -> None:
    """Fewer bytes than cells."""
    packed = cells.packed(np.ones(1000, np.int8))
    assert (packed.steps, packed.places, len(packed) < 20) == (b"", b"", True)


@pytest.mark.parametrize(
    "packed",
    [
        cells.PackedMoves(b"", b"\0\0", b"\1"),
        cells.PackedMoves(b"\0", b"", b"\1"),
        cells.PackedMoves(b"", b"\x63\0", b"\1\1"),
        cells.PackedMoves(b"\xc8", b"", b""),
        cells.PackedMoves(b"", b"\xff", b"\1"),
        cells.PackedMoves(b"", b"", b""),
        cells.PackedMoves(b"", b"", b"nonsense"),
        cells.PackedMoves(b"", b"", zlib.compress(bytes(99), wbits=-15)),
        cells.PackedMoves(b"", b"", zlib.compress(bytes(101), wbits=-15)),
        cells.PackedMoves(b"", b"", zlib.compress(bytes(10**8), wbits=-15)),
    ],
    ids=[
        "too few",
        "too many",
        "beyond",
        "a step beyond",
        "no end",
        "nothing",
        "nonsense",
        "too short",
        "too long",
        "a bomb",
    ],
)
def test_bytes_that_are_not_of_a_hundred_cells(packed: cells.PackedMoves) -> None:
    """They are refused; nothing large is made of them."""
    with pytest.raises(ValueError, match=r"changes|cells"):
        cells.unpacked(packed, 100)
