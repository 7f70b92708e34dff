"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table with its columns padded to one width; the first is a label, the others are figures.

    Raises ValueError where a row has not as many cells as the header.
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_line(cells, widths) for cells in (header, rule, *rows))


def figure(value: float | None) -> str:
    """Return a number with three digits or so, a whole one in full; a dash for what could not be measured."""
    if value is None:
        return "–"
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    decimals = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{decimals}f}"


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    label, *figures = zip(cells, widths, strict=True)
    padded = [label[0].ljust(label[1]), *(cell.rjust(width) for cell, width in figures)]
    return f"| {' | '.join(padded)} |"
