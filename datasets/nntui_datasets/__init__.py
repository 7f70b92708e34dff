"""Datasets for nntui: shipped, generated, and read from files. Needs NumPy and nothing else."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nntui_datasets.bigram import bigram_loss, predicts_next
    from nntui_datasets.dataset import Dataset, Standardised, Task
    from nntui_datasets.errors import DatasetError
    from nntui_datasets.gaps import Missing
    from nntui_datasets.registry import DATASETS, Entry, load
    from nntui_datasets.safe_text import visible
    from nntui_datasets.scaling import Scaling
    from nntui_datasets.splits import Split, split
    from nntui_datasets.summary import describe, unevenness
    from nntui_datasets.table import Table, read_table
    from nntui_datasets.text import USUAL_LENGTH, is_text, read_sequences

__all__ = [
    "DATASETS",
    "USUAL_LENGTH",
    "Dataset",
    "DatasetError",
    "Entry",
    "Missing",
    "Scaling",
    "Split",
    "Standardised",
    "Table",
    "Task",
    "bigram_loss",
    "describe",
    "is_text",
    "load",
    "predicts_next",
    "read_sequences",
    "read_table",
    "split",
    "unevenness",
    "visible",
]

_HOMES = {
    "bigram": ("bigram_loss", "predicts_next"),
    "dataset": ("Dataset", "Standardised", "Task"),
    "errors": ("DatasetError",),
    "gaps": ("Missing",),
    "registry": ("DATASETS", "Entry", "load"),
    "safe_text": ("visible",),
    "scaling": ("Scaling",),
    "splits": ("Split", "split"),
    "summary": ("describe", "unevenness"),
    "table": ("Table", "read_table"),
    "text": ("USUAL_LENGTH", "is_text", "read_sequences"),
}


def __getattr__(name: str) -> object:
    """The public name, imported when it is asked for: who loads digits does not wait for the CSV reader."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
