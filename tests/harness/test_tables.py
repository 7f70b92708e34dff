"""Markdown tables."""

from __future__ import annotations

import pytest

from benchmarks.harness.tables import figure, markdown_table


def test_a_table_is_markdown_and_reads_as_text() -> None:
    """Labels stand to the left, figures to the right, and columns under each other."""
    actual = markdown_table(["key", "p50 ms"], [["pause", "7.10"], ["resume", "12.3"]])
    expected = "| key    | p50 ms |\n| ------ | -----: |\n| pause  |   7.10 |\n| resume |   12.3 |"
    assert actual == expected


def test_a_row_has_as_many_cells_as_the_header() -> None:
    """A figure that would stand under the wrong heading is an error."""
    with pytest.raises(ValueError, match="shorter"):
        markdown_table(["key", "p50 ms"], [["pause"]])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (30, "30"),
        (1_234_567, "1,234,567"),
        (17_012.6, "17,013"),
        (231.4, "231"),
        (38.25, "38.2"),
        (7.126, "7.13"),
        (0.5204, "0.520"),
        (0.0, "0.000"),
    ],
)
def test_a_figure_has_three_digits_or_so(value: float | None, expected: str) -> None:
    """No figure claims more than was measured."""
    assert figure(value) == expected
