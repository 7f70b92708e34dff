"""A run's history as CSV: a file for each kind of fact, in a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from pathlib import Path

from nntui.export.history import History

FILES: dict[str, Sequence[str]] = {
    "losses": ("step", "loss", "learning_rate"),
    "epochs": ("epoch", "step", "time", "train_loss", "validation_loss", "accuracy", "r_squared"),
    "layers": ("step", "layer", "gradient_norm", "update_ratio", "idle_units"),
    "interventions": ("step", "time", "kind", "value", "who"),
    "log": ("number", "time", "time_s", "step", "text", "mark", "who"),
}
"""The files, and the columns of each. Times are seconds since 1970; what is not known is empty."""


def write_csv(history: History, folder: Path) -> None:
    """Write all of it into a new folder."""
    folder.mkdir()
    facts = {
        "epochs": history.epochs,
        "layers": history.layers,
        "interventions": history.interventions,
        "log": history.log,
    }
    _write(folder / "losses.csv", FILES["losses"], _losses(history))
    for name, records in facts.items():
        columns = FILES[name]
        rows = ([_known(getattr(record, column)) for column in columns] for record in records)
        _write(folder / f"{name}.csv", columns, rows)


def _losses(history: History) -> Iterator[Sequence[object]]:
    # As float32 they have no more digits than they know.
    losses, rates = map(str, history.losses), map(_known, history.learning_rates.tolist())
    return zip(history.steps, losses, rates, strict=True)


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _known(value: object) -> object:
    return "" if value is None or (isinstance(value, float) and isnan(value)) else value
