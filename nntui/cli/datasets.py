"""`nntui datasets`: what there is to learn from."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.cli.options import Parser
from nntui.numbers import count


def list_datasets(arguments: Sequence[str]) -> int:
    """Print a line for each dataset, from simple to rich."""
    parser = Parser(prog="nntui datasets", description="List the datasets that come with nntui.")
    parser.parse_args(arguments)
    from nntui_datasets import DATASETS, load

    rows = [("dataset", "rows", "inputs", "classes", "story")]
    for name in DATASETS:
        dataset = load(name)
        classes = count(len(dataset.class_names)) if dataset.class_names else "–"
        rows.append((name, count(dataset.rows), count(dataset.features), classes, dataset.story))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for name, *numbers, story in rows:
        cells = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        print("  ".join((name.ljust(widths[0]), *cells, story)))
    return 0
