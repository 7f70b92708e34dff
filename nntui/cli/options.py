"""The flags of a new run, and the config that they, a `run.toml` and the presets make together."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from msgspec.structs import replace

from nntui.cli.drawing import Drawing, take_drawing
from nntui.config import RunConfig, from_mapping, names_file, read_mapping
from nntui.errors import UserError


class Parser(argparse.ArgumentParser):
    """Tells mistakes as everything else here does: one sentence, exit code 2."""

    def __init__(self, **settings: Any) -> None:
        # The epilogue is laid out by hand; and a flag is written in full, or `rm --all` would mean more
        # than it says.
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        """Raise what was wrong as a UserError."""
        raise UserError(f"{message} (see {self.prog} --help)")


def whole_numbers(text: str) -> tuple[int, ...]:
    """`64,32` or `none`."""
    try:
        return () if text == "none" else tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of sizes such as 64,32, or none") from None


def pace(text: str) -> float | str:
    """`max` or steps a second."""
    try:
        return text if text == "max" else float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not max or a number of steps a second") from None


def threads(text: str) -> int | str:
    """`auto` or a number."""
    try:
        return text if text == "auto" else int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not auto or a number of threads") from None


def image_size(text: str) -> tuple[int, ...]:
    """`64`, or width and height, `96x64`."""
    try:
        sides = tuple(int(part) for part in text.lower().replace("×", "x").split("x"))
    except ValueError:
        sides = ()
    if len(sides) not in (1, 2):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size in pixels such as 64 or 96x64")
    return sides * 2 if len(sides) == 1 else sides


def columns(text: str) -> tuple[str | int, ...]:
    """Columns by name, or by number counted from 1, with commas between them."""
    return tuple(int(part) if part.isdecimal() else part for part in text.split(","))


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add all flags that say what a new run is; one that is not given is not in the result."""
    parser.add_argument(
        "dataset",
        nargs="?",
        help="a dataset (see nntui datasets), a file or folder of data (see docs/runs.md), or a run.toml",
    )
    for title, flags in FLAGS.items():
        group = parser.add_argument_group(title)
        for flag, settings in flags.items():
            group.add_argument(flag, default=argparse.SUPPRESS, **settings)


FLAGS: dict[str, dict[str, dict[str, Any]]] = {
    "network": {
        "--model": {"help": "perceptron, mlp, conv, rnn, gru, lstm or transformer"},
        "--filters": {"type": whole_numbers, "metavar": "NUMBERS", "help": "of the convolutions, 16,32"},
        "--units": {"type": int, "help": "of the recurrent layer, or of each step in a transformer"},
        "--blocks": {"type": int, "help": "of the transformer"},
        "--heads": {"type": int, "help": "of its attention"},
        "--hidden": {"type": whole_numbers, "metavar": "SIZES", "help": "hidden layers, 64,32 or none"},
        "--activation": {"help": "of the hidden layers: relu, leaky_relu, sigmoid, tanh, gelu"},
        "--output": {"choices": ("linear", "sigmoid"), "help": "of the last layer"},
        "--loss": {
            "help": "mean_squared_error, mean_absolute_error, huber, or sigmoid_ or softmax_cross_entropy"
        },
    },
    "training": {
        "--optimizer": {"help": "random_search, sgd, momentum, nesterov, rmsprop, adam, adamw"},
        "--lr": {"type": float, "metavar": "RATE", "help": "learning rate, 1e-3 (see nntui find-lr)"},
        "--schedule": {
            "help": "of the learning rate: constant, step, exponential, linear, cosine, one_cycle"
        },
        "--warmup": {"type": float, "metavar": "EPOCHS", "help": "in which the rate rises at first"},
        "--step-every": {"type": float, "metavar": "EPOCHS", "help": "between two steps of the rate"},
        "--gamma": {"type": float, "help": "by which it falls: at each step, or (exponential) each epoch"},
        "--final-lr": {"type": float, "metavar": "RATE", "help": "that it falls to; else a hundredth"},
        "--momentum": {"type": float, "help": "of momentum and nesterov; β₁ of adam and adamw"},
        "--weight-decay": {"type": float, "metavar": "RATE", "help": "how strongly weights shrink"},
        "--dropout": {"type": float, "metavar": "SHARE", "help": "share of hidden units left out"},
        "--clip": {"type": float, "metavar": "NORM", "help": "largest norm of the gradient"},
        "--class-weights": {"action": "store_true", "help": "let every class weigh the same"},
        "--batch": {"type": int, "metavar": "ROWS", "help": "rows a step"},
        "--epochs": {"type": int, "help": "passes over the training rows"},
        "--patience": {"type": int, "metavar": "EPOCHS", "help": "to wait for a better validation loss"},
        "--min-delta": {"type": float, "metavar": "LOSS", "help": "by which it has to be better"},
        "--average": {
            "type": float,
            "metavar": "DECAY",
            "help": "evaluate and export averaged weights, 0.99",
        },
        "--seed": {"type": int, "help": "of weights, order, dropout and split"},
        "--threads": {"type": threads, "metavar": "N|auto", "help": "threads of a step"},
        "--halves": {"action": "store_true", "help": "two threads take half a batch each"},
    },
    "data": {
        "--context": {"type": int, "metavar": "CHARACTERS", "help": "in a row of a text, 64"},
        "--task": {"choices": ("classification", "regression"), "help": "what the target is"},
        "--target": {"type": columns, "metavar": "COLUMN", "help": "a column's name or number, or last"},
        "--ignore": {"type": columns, "metavar": "COLUMNS", "help": "columns to leave out"},
        "--categories": {"type": columns, "metavar": "COLUMNS", "help": "of numbers that are names"},
        "--missing": {
            "choices": ("drop", "mean", "median", "mode", "mark"),
            "help": "what to do about missing values: drop their rows, or fill them in",
        },
        "--header": {"action": "store_true", "help": "the first line holds names"},
        "--no-header": {"action": "store_false", "dest": "header", "help": "it does not"},
        "--validation": {"type": float, "metavar": "SHARE", "help": "share of rows held out"},
        "--format": {"help": "csv, text, npy, npz, idx or images, where it is not seen rightly"},
        "--image-size": {"type": image_size, "metavar": "N|WxH", "help": "pixels, of a folder of images"},
        "--colour": {"choices": ("grey", "rgb"), "help": "of a folder of images"},
    },
    "run": {
        "--pace": {"type": pace, "metavar": "max|N", "help": "steps a second"},
        "--checkpoint-every": {
            "type": float,
            "metavar": "SECONDS",
            "help": "of training, from one checkpoint to the next",
        },
        "--paused": {"action": "store_true", "help": "begin paused"},
        "--name": {"help": "of the run; otherwise the dataset's, numbered"},
    },
}


def config_from(flags: dict[str, Any]) -> RunConfig:
    """The config of a new run: what the flags say, else what a `run.toml` says."""
    given = {key.replace("_", "-"): value for key, value in flags.items()}
    dataset = given.pop("dataset", None)
    if dataset is not None and dataset.endswith(".toml"):
        source = Path(dataset)
        said = read_mapping(source)
        if "threads" in given:
            said.pop("halves", None)  # that is how the threads share a batch that it was run with
        config = from_mapping(said | given, f"{source}: ")
        return replace(config, dataset=_placed(config.dataset, source.parent))
    if dataset is not None:
        given["dataset"] = _placed(dataset, Path())
    return from_mapping(given, "--")


class Asked(NamedTuple):
    """What a command that makes a run was asked for. wish: the name in a `run.toml`, which may be taken."""

    config: RunConfig
    as_json: bool
    dry_run: bool
    wish: str | None
    drawing: Drawing = Drawing()


def parse_run(parser: Parser, arguments: Sequence[str]) -> Asked:
    """Read the flags of a new run, and those that every command has that makes one."""
    parser.add_argument("--json", action="store_true", help="print the results as one JSON object at the end")
    parser.add_argument("--dry-run", action="store_true", help="print the run.toml that would be run")
    add_run_options(parser)
    values = vars(parser.parse_args(arguments))
    as_json, dry_run, drawing = values.pop("json"), values.pop("dry_run"), take_drawing(values)
    flags = {key: value for key, value in values.items() if value is not None}
    config = config_from(flags)
    if "name" in flags or config.name is None:
        return Asked(config, as_json, dry_run, None, drawing)
    return Asked(replace(config, name=None), as_json, dry_run, config.name, drawing)


def _placed(dataset: str, folder: Path) -> str:
    """A file is named by its whole path: a run outlives the folder it was started in."""
    return str((folder / dataset).resolve()) if names_file(dataset, folder) else dataset
