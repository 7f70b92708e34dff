"""From a config to a trainer: the one place where datasets and engine meet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.numbers import counted
from nntui.presets import Kind, preset_for
from nntui.session import schedules
from nntui.session.data import Progress, in_silence, load_data
from nntui.session.networks import (
    OF_A_MODEL,
    network_spec,
    refuse_contradictions,
    short_name,
    usual_model,
)
from nntui_datasets import (
    Dataset,
    DatasetError,
    Scaling,
    Split,
    bigram_loss,
    describe,
    predicts_next,
    split,
    unevenness,
)
from nntui_engine.arrays import IMAGE_AXES, Array, Shape, Targets
from nntui_engine.errors import EngineError
from nntui_engine.halves import can_be_halved
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.losses import LOSSES, Loss
from nntui_engine.optimizers import OPTIMIZERS, Optimizer
from nntui_engine.parameters import ParameterVector
from nntui_engine.penalties import Penalties
from nntui_engine.rows import Rows
from nntui_engine.trainer import Trainer, TrainingPlan

USUAL_SHARE = 0.2
"""Of the rows are held out, unless the data says which."""


@dataclass(frozen=True, eq=False)
class Assembly:
    """A run ready to be trained.

    config: with everything decided. rows: of the dataset, which are trained on and which are held out.
    network: its short name, `64-32-10 relu`. found: what the data holds, in a line. notes: what was decided,
    and why, a line each.
    """

    config: RunConfig
    trainer: Trainer
    dataset: Dataset
    rows: Split
    network: str
    found: str
    notes: tuple[str, ...]


def assemble(config: RunConfig, progress: Progress = in_silence) -> Assembly:
    """Load the data, decide what the config left open, and build the trainer.

    progress: hears how far the reading is. Raises UserError where the settings do not fit the data or one
    another.
    """
    try:
        loaded = load_data(config, progress)
        dataset = loaded.dataset
        config = decided(loaded.config, dataset)
        share = _usual_share(dataset) if config.validation is None else config.validation
        rows = split(dataset, share, config.seed)
        trainer = build_trainer(config, dataset, rows)
    except (DatasetError, EngineError) as error:
        raise UserError(str(error)) from error
    except MemoryError as error:
        raise UserError(f"this machine has not the memory for this run: {error}") from error
    network = short_name(config, dataset, trainer.plan.network)
    notes = (*loaded.notes, *_hints(config, dataset, rows))
    return Assembly(config, trainer, dataset, rows, network, describe(dataset, rows), notes)


def to_beat(assembly: Assembly) -> tuple[str, ...]:
    """What a network has to beat, where a simple model says so: counted in all of a text, for a new run."""
    if assembly.config.context is None or len(assembly.rows.validation) == 0:
        return ()
    loss = bigram_loss(assembly.dataset, assembly.rows)
    return (f"to beat: validation {loss:.3f}, that of a bigram model",)


def _hints(config: RunConfig, dataset: Dataset, rows: Split) -> tuple[str, ...]:
    """What may not be as a person takes it to be."""
    hints = []
    if dataset.held_out not in (None, len(rows.validation)) and not dataset.answers_each_step:
        hints.append("the share asked for goes before that part: it is held out of all rows")
    if config.model == "perceptron" and dataset.class_names:
        hints.append("no hidden layer: classes are parted by straight lines")
    if unevenness(dataset) and not config.class_weights:
        hints.append("classes are uneven: --class-weights lets each weigh the same")
    return tuple(hints)


def decided(config: RunConfig, dataset: Dataset) -> RunConfig:
    """The config with all that depends on the data filled in."""
    shape = dataset.row_shape or ()
    is_image = len(shape) == IMAGE_AXES
    kind: Kind = "tokens" if dataset.vocabulary else "images" if is_image else "numbers"
    side = min(shape[1:]) if is_image else 0
    preset = preset_for(config.dataset, config.model, kind=kind, side=side).items()
    settled = () if config.layers is None else OF_A_MODEL
    unsaid = {k: v for k, v in preset if getattr(config, k) is None and k not in settled}
    config = msgspec.structs.replace(config, **unsaid)
    refuse_contradictions(config)
    loss, is_text = config.loss or _usual_loss(config, dataset), predicts_next(dataset)
    _refuse_contradictions(config, dataset, loss)
    if config.context is not None and not is_text:
        raise UserError(f"context is for texts, and {dataset.name} is none: leave it out")
    schedules.refuse_contradictions(config)
    config = schedules.settled(config)
    classes = len(dataset.class_names)
    outputs = dataset.targets.shape[1] if classes == 0 else 1 if _one_output(loss, classes) else classes
    return msgspec.structs.replace(
        config,
        context=dataset.features if is_text else None,
        task=dataset.task,
        model=usual_model(config),
        loss=loss,
        outputs=config.outputs or outputs,
        standardize=config.standardize or _usual_scaling(config, dataset),
        validation=_usual_share(dataset) if _is_to_be_said(config, dataset) else config.validation,
    )


def _usual_scaling(config: RunConfig, dataset: Dataset) -> Literal["none", "inputs", "all"]:
    # A sigmoid gives values from 0 to 1: targets brought to mean 0 would be out of its reach.
    return "inputs" if dataset.scaling == "all" and config.output == "sigmoid" else dataset.scaling


def _is_to_be_said(config: RunConfig, dataset: Dataset) -> bool:
    # A part to validate with stays that part, also where there are more rows when the run.toml is used again.
    return config.validation is None and (dataset.held_out is None or dataset.answers_each_step)


def _usual_share(dataset: Dataset) -> float:
    return USUAL_SHARE if dataset.held_out is None else dataset.held_out / dataset.rows


def _refuse_contradictions(config: RunConfig, dataset: Dataset, loss: str) -> None:
    if loss not in LOSSES:
        raise UserError(f"there is no loss called {loss}; there are {', '.join(LOSSES)}")
    if config.optimizer not in OPTIMIZERS:
        raise UserError(f"there is no optimizer called {config.optimizer}; there are {', '.join(OPTIMIZERS)}")
    if config.task is not None and config.task != dataset.task:
        raise UserError(f"{dataset.name} is a {dataset.task} dataset: leave out --task {config.task}")
    if config.standardize in ("inputs", "all") and dataset.inputs.dtype != np.float32:
        raise UserError(f"the inputs of {dataset.name} are no quantities to standardize: leave it out")
    if loss == "softmax_cross_entropy" and config.output == "sigmoid":
        raise UserError(f"{loss} makes probabilities of linear outputs: leave out --output sigmoid")


def _usual_loss(config: RunConfig, dataset: Dataset) -> str:
    if dataset.task == "regression":
        return "mean_squared_error"
    return "sigmoid_cross_entropy" if config.output == "sigmoid" else "softmax_cross_entropy"


def _one_output(loss: str, classes: int) -> bool:
    return classes == 2 and LOSSES[loss].targets == "values"


def build_trainer(config: RunConfig, dataset: Dataset, rows: Split) -> Trainer:
    """The trainer of a decided config."""
    plan = TrainingPlan(
        network_spec(config, dataset),
        partial(_loss, config),
        partial(_optimizer, config),
        hyper_parameters(config),
        config.seed,
        Penalties(config.l1, config.l2, config.clip),
        schedules.schedule_of(config),
        config.average or None,
        schedules.patience_of(config, len(rows.validation)),
    )
    if config.halves and not can_be_halved(plan.network):
        raise UserError("a batch norm needs the whole batch: leave out halves")
    # Both parts are of the same arrays: large data are held once.
    whole = _rows(config, dataset, rows, plan.network.input_shape)
    training, validation = (replace(whole, chosen=part) for part in (rows.train, rows.validation))
    trainer = Trainer(plan, training, validation)
    for layer, arrays in config.weights.items():
        for name, values in arrays.items():
            trainer.assign(f"{layer}.{name}", _array(f"{layer}.{name}", values))
    return trainer


def hyper_parameters(config: RunConfig) -> HyperParameters:
    """What the first step is taken with."""
    assert config.lr is not None
    assert config.batch is not None
    return HyperParameters(config.lr, config.momentum, config.weight_decay, config.dropout, config.batch)


def _loss(config: RunConfig) -> Loss:
    assert config.loss is not None
    options: dict[str, dict[str, object]] = {
        "mean_squared_error": {"half": config.half, "total": config.total},
        "huber": {"delta": config.delta},
        "softmax_cross_entropy": {"label_smoothing": config.label_smoothing},
    }
    return LOSSES[config.loss](**options.get(config.loss, {}))


def _optimizer(config: RunConfig, parameters: ParameterVector) -> Optimizer:
    adaptive = {"beta2": config.beta2, "epsilon": config.epsilon}
    options: dict[str, dict[str, float]] = {
        "rmsprop": {"rho": config.rho, "epsilon": config.epsilon},
        "adam": adaptive,
        "adamw": adaptive,
    }
    assert config.optimizer is not None
    return OPTIMIZERS[config.optimizer](parameters, **options.get(config.optimizer, {}))


def _scaled(values: Array, rows: Split, wanted: bool) -> Array:
    return Scaling.fit(values[rows.train]).apply(values) if wanted else values


def _rows(config: RunConfig, dataset: Dataset, split_: Split, shape: Shape) -> Rows:
    inputs: NDArray[Any] = dataset.inputs
    shaped = _scaled(inputs, split_, config.standardize in ("inputs", "all")).reshape(-1, *shape)
    if dataset.task == "classification":
        return _rows_of_classes(config, dataset, split_, shaped)
    return _rows_of_numbers(config, dataset, split_, shaped)


def _rows_of_classes(config: RunConfig, dataset: Dataset, split_: Split, inputs: Array) -> Rows:
    assert config.outputs is not None
    loss, classes = _loss(config), dataset.targets
    encoded = loss.encode(classes, config.outputs)
    weights = (
        _class_weights(classes[split_.train], dataset.classes)[classes] if config.class_weights else None
    )
    targets = encoded if loss.targets == "classes" else encoded.astype(np.float32)
    return Rows(inputs, targets, weights, classes, dataset.unit)


def _rows_of_numbers(config: RunConfig, dataset: Dataset, split_: Split, inputs: Array) -> Rows:
    assert config.outputs is not None
    loss = _loss(config)
    if loss.targets == "classes":
        raise UserError(f"{loss.name} is for classes, and {dataset.name} has none: choose another --loss")
    if config.class_weights:
        raise UserError("--class-weights balances classes, but this is regression: leave it out")
    if config.outputs != dataset.outputs:
        wanted, given = counted(dataset.outputs, "target"), counted(config.outputs, "output")
        raise UserError(f"{dataset.name} has {wanted}, which {given} do not fit: leave out outputs")
    targets = _scaled(dataset.targets.astype(np.float32), split_, config.standardize == "all")
    if loss.name == "sigmoid_cross_entropy" and not 0 <= targets.min() <= targets.max() <= 1:
        reason = f"{loss.name} is for targets from 0 to 1, and those of {dataset.name} are not"
        raise UserError(f"{reason}: choose another --loss")
    return Rows(inputs, targets, unit=dataset.unit)


def _class_weights(classes: Targets, count: int) -> Array:
    """Rows ÷ (classes · rows of the class): every class weighs the same, and the mean over rows is 1.

    A class that only rows held out have, as a rare character may be, weighs as one that is there once.
    """
    counts = np.bincount(classes.reshape(-1), minlength=count)
    return (classes.size / (np.count_nonzero(counts) * np.maximum(counts, 1))).astype(np.float32)


def _array(name: str, values: object) -> Array:
    try:
        with np.errstate(over="ignore"):  # an infinity is refused in words
            return np.array(values, np.float32)
    except (ValueError, TypeError) as error:
        raise UserError(f"run.toml: weights.{name} is not an array of numbers: {error}") from error
