"""Tests of numbers in sentences."""

from __future__ import annotations

import pytest

from nntui_datasets.sentences import counted


@pytest.mark.parametrize(
    ("count", "nouns", "expected"),
    [(0, None, "0 rows"), (1, None, "1 row"), (1797, None, "1,797 rows"), (2, "rowlets", "2 rowlets")],
)
def test_counted(count: int, nouns: str | None, expected: str) -> None:
    """Singular, plural and thousands are written as a person writes them."""
    assert counted(count, "row", nouns) == expected
