"""`nntui datasets`: what there is to learn from, and getting what is not here yet."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.cli.options import Parser
from nntui.errors import UserError
from nntui.locations import data_folders, downloads_folder
from nntui.numbers import count
from nntui_datasets import DatasetError


def list_datasets(arguments: Sequence[str]) -> int:
    """Print a line for each dataset, from simple to rich; or get the one that is named."""
    match arguments:
        case ["get", *rest]:
            return get(rest)
        case _:
            epilogue = "nntui datasets get NAME fetches one that does not come with nntui."
            parser = Parser(prog="nntui datasets", description="List the datasets.", epilog=epilogue)
            parser.parse_args(arguments)
            try:
                return _list()
            except DatasetError as error:
                raise UserError(str(error)) from error


def get(arguments: Sequence[str]) -> int:
    """Fetch a dataset that others publish, or see that it is there; the exit code."""
    from nntui.cli.fetching import fetch_published

    parser = Parser(
        prog="nntui datasets get", description="Fetch a dataset, and keep it in the cache of this machine."
    )
    parser.add_argument("name", help="of a dataset in the list of nntui datasets")
    fetch_published(parser.parse_args(arguments).name, downloads_folder())
    return 0


def _list() -> int:
    from nntui_datasets import DATASETS, load
    from nntui_datasets.published import PUBLISHED, find_published

    rows = [("dataset", "rows", "inputs", "classes", "story")]
    for name in DATASETS:
        dataset = load(name)
        classes = count(len(dataset.class_names)) if dataset.class_names else "–"
        rows.append((name, count(dataset.rows), count(dataset.features), classes, dataset.story))
    for published in PUBLISHED.values():
        is_here = find_published(published, data_folders()) is not None
        story = published.story + ("" if is_here else f" (nntui datasets get {published.name})")
        classes = count(len(published.class_names))
        rows.append((published.name, count(published.rows), count(published.features), classes, story))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for name, *numbers, story in rows:
        cells = (number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True))
        print("  ".join((name.ljust(widths[0]), *cells, story)))
    return 0
