"""Places as gaps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.reduction import gaps

PLACES = st.sets(st.integers(0, 300_000), max_size=60).map(sorted)


@given(PLACES)
def test_places_arrive_as_they_were(places: list[int]) -> None:
    """However near or far from each other they lie."""
    assert gaps.unpacked(gaps.packed(np.array(places, np.int64))).tolist() == places


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], b""),
        ([0], b"\0"),
        ([0, 1, 5], b"\0\0\3"),
        ([254], b"\xfe"),
        ([255], b"\xff\0"),
        ([510], b"\xff\xff\0"),
    ],
)
def test_a_byte_for_a_small_gap(places: list[int], expected: bytes) -> None:
    """Neighbours cost a byte each, and a far one a byte for every 255."""
    assert gaps.packed(np.array(places, np.int64)) == expected


@given(st.binary(max_size=40))
def test_any_bytes_are_ascending_places(data: bytes) -> None:
    """Nonsense cannot name a place twice, or one below 0."""
    places = gaps.unpacked(data)
    assert np.all(np.diff(places, prepend=-1) > 0)
