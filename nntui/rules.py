"""What each setting may be, in words for whoever wrote something else."""

from __future__ import annotations

_ABOVE_0 = "a number above 0"
_FROM_0 = "a number from 0 up"
_SHARE = "a number from 0 up to but not 1"
_COUNT = "a whole number from 1 up"
_YES_NO = "true or false"
_COLUMNS = "a column's name or its number, or a list of them"
_TEXT = "a word"

RULES: dict[str, str] = {
    "name": _TEXT,
    "dataset": "the name of a dataset or the path of a file or folder, in UTF-8",
    "format": _TEXT,
    "context": _COUNT,
    "task": "classification or regression",
    "target": _COLUMNS,
    "ignore": _COLUMNS,
    "categories": _COLUMNS,
    "header": _YES_NO,
    "missing": "drop, mean, median, mode or mark",
    "standardize": "none, inputs or all",
    "validation": _SHARE,
    "image-size": "a whole number of pixels from 1 up, or a list of width and height",
    "colour": "grey or rgb",
    "model": _TEXT,
    "filters": "a list of whole numbers from 1 up",
    "units": _COUNT,
    "blocks": _COUNT,
    "heads": _COUNT,
    "layers": "a list of tables, each with the kind of a layer and its options",
    "hidden": "a list of whole numbers from 1 up",
    "activation": _TEXT,
    "output": "linear or sigmoid",
    "outputs": _COUNT,
    "bias": _YES_NO,
    "initializer": _TEXT,
    "loss": _TEXT,
    "half": _YES_NO,
    "total": _YES_NO,
    "delta": _ABOVE_0,
    "label-smoothing": _SHARE,
    "class-weights": _YES_NO,
    "l1": _FROM_0,
    "l2": _FROM_0,
    "optimizer": _TEXT,
    "lr": _ABOVE_0,
    "schedule": "the name of a schedule, or a list of tables, each with its kind and its options",
    "warmup": "a number of epochs from 0 up",
    "step-every": "a number of epochs above 0",
    "gamma": _ABOVE_0,
    "final-lr": _ABOVE_0,
    "momentum": _SHARE,
    "beta2": _SHARE,
    "rho": _SHARE,
    "epsilon": _ABOVE_0,
    "weight-decay": _FROM_0,
    "clip": _FROM_0,
    "dropout": _SHARE,
    "batch": _COUNT,
    "epochs": _COUNT,
    "patience": _COUNT,
    "min-delta": _FROM_0,
    "average": _SHARE,
    "seed": "a whole number from 0 up",
    "threads": "auto or a whole number from 1 up",
    "halves": _YES_NO,
    "pace": "max or a number of steps a second above 0",
    "checkpoint-every": "a number of seconds above 0",
    "paused": _YES_NO,
    "weights": "a table of layers, each a table of arrays",
}
"""By the key in `run.toml`."""
