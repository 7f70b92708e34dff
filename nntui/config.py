"""What to train and how: one frozen value per run, kept as `run.toml`."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path
from sys import float_info
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from nntui.errors import UserError
from nntui.rules import RULES
from nntui_datasets.stories import STORIES

Positive = Annotated[float, Meta(gt=0, le=float_info.max)]
NotNegative = Annotated[float, Meta(ge=0, le=float_info.max)]
Share = Annotated[float, Meta(ge=0, lt=1)]
Count = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Pace = Literal["max"] | Positive
Threads = Literal["auto"] | Count
Text = Annotated[str, Meta(pattern="^[^\0\ud800-\udfff]*$")]
"""What a file can hold and a path can be: a name that is not UTF-8 comes with lone surrogates."""


class RunConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The settings of a run; the keys of `run.toml` and the flags of the command line bear these names.

    What is None is decided when the data is seen, and written into the run's own `run.toml` then.
    """

    name: Text | None = None
    dataset: Text = "digits"
    """A dataset's name, or the path of a file or a folder."""
    format: Text | None = None
    """Of the file or folder, where its name and content do not say it rightly."""
    context: Count | None = None
    """Characters in a row of a text."""
    task: Literal["classification", "regression"] | None = None
    target: tuple[Text | int, ...] = ("last",)
    """Columns to predict, by name or number (from 1), or `last`."""
    ignore: tuple[Text | int, ...] = ()
    categories: tuple[Text | int, ...] = ()
    """Columns of numbers that are names rather than quantities."""
    header: bool | None = None
    missing: Literal["drop", "mean", "median", "mode", "mark"] | None = None
    standardize: Literal["none", "inputs", "all"] | None = None
    """What is brought to mean 0 and deviation 1 of the training rows: `all` means targets too."""
    validation: Share | None = None
    """The share of rows held out."""
    image_size: tuple[Count, Count] | None = None
    """Width and height that images of a folder are brought to."""
    colour: Literal["grey", "rgb"] | None = None

    model: Text | None = None
    filters: tuple[Count, ...] | None = None
    units: Count | None = None
    blocks: Count | None = None
    heads: Count | None = None
    layers: tuple[dict[Text, Any], ...] | None = None
    """In place of a model: each with its kind and its options."""
    hidden: tuple[Count, ...] | None = None
    activation: Text | None = None
    output: Literal["linear", "sigmoid"] = "linear"
    outputs: Count | None = None
    bias: bool = True
    initializer: Text | None = None

    loss: Text | None = None
    half: bool = False
    total: bool = False
    delta: Positive = 1.0
    label_smoothing: Share = 0.0
    class_weights: bool = False
    l1: NotNegative = 0.0
    l2: NotNegative = 0.0

    optimizer: Text | None = None
    lr: Positive | None = None
    schedule: Text | tuple[dict[Text, Any], ...] = "constant"
    """Of the learning rate: by name, or several in a row, each with its kind and its options."""
    warmup: NotNegative = 0.0
    """Epochs in which the rate rises, before its schedule begins."""
    step_every: Positive | None = None
    gamma: Positive | None = None
    final_lr: Positive | None = None
    momentum: Share = 0.9
    beta2: Share = 0.999
    rho: Share = 0.9
    epsilon: Positive = 1e-8
    weight_decay: NotNegative = 0.0
    clip: NotNegative = 0.0
    dropout: Share = 0.0
    batch: Count | None = None
    epochs: Count | None = None
    patience: Count | None = None
    """Epochs without a better validation loss after which the run is over."""
    min_delta: NotNegative = 0.0
    average: Share = 0.0
    """How much of the averaged weights stays from step to step; 0 for none."""

    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0
    threads: Threads = "auto"
    halves: bool = False
    """Whether two threads share each batch, instead of every matrix product."""
    pace: Pace | None = None
    checkpoint_every: Positive = 30.0
    """Seconds of training from one checkpoint to the next."""
    paused: bool = False

    weights: dict[str, dict[str, Any]] = {}
    """Initial weights: `weights.dense_1.weight = [[0.2], [0.7]]`."""


COLUMN_LISTS = ("target", "ignore", "categories")
"""Settings that name columns, or only one."""


def names_file(dataset: str, folder: Path = Path()) -> bool:
    """Whether a dataset is given as a path rather than by name: names have no ending.

    folder: where a path is relative to. The name of a dataset means that, also where a file is called so.
    """
    if "/" in dataset or Path(dataset).suffix:
        return True
    return dataset not in STORIES and dataset != "" and _exists(folder / dataset)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no path at all: too long, say; it is told as the name of a dataset that there is not
        return False


def to_toml(config: RunConfig) -> str:
    """The text of a `run.toml` that starts the same run."""
    values = msgspec.to_builtins(config)
    said = {key: value for key, value in values.items() if value is not None and value != {}}
    return msgspec.toml.encode(said).decode()


def read_config(path: Path) -> RunConfig:
    """Read a `run.toml`; UserError says which key is wrong and why."""
    return from_mapping(read_mapping(path), f"{path}: ")


def read_mapping(path: Path) -> dict[str, Any]:
    """The keys and values of a `run.toml` as they stand in it."""
    try:
        # Windows' Notepad may begin a file with a mark.
        values: dict[str, Any] = msgspec.toml.decode(path.read_bytes().removeprefix(BOM_UTF8))
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from error
    except (msgspec.DecodeError, ValueError) as error:
        raise UserError(f"{path} is not a run.toml: {error}") from error
    return values


def from_mapping(values: dict[str, Any], where: str) -> RunConfig:
    """Make a config of keys and values; `where` they came from is named in a UserError."""
    listed: dict[str, Any] = {key: _listed(values[key]) for key in COLUMN_LISTS if key in values}
    if isinstance(side := values.get("image-size"), int):
        listed["image-size"] = [side, side]
    try:
        return msgspec.convert(values | listed, RunConfig)
    except msgspec.ValidationError as error:
        raise UserError(f"{where}{_in_words(error, values)}") from error


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | int) else value


def _in_words(error: msgspec.ValidationError, values: dict[str, Any]) -> str:
    message, _, place = str(error).partition(" - at `$.")
    if message.startswith("Object contains unknown field"):
        return f"there is no setting called {message.split('`')[1]}"
    key = re.split(r"[.\[`]", place)[0]
    return f"{key} is {RULES[key]}, not {values[key]!r}"
