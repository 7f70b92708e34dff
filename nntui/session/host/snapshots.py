"""A snapshot of a run as it is stored, and back."""

from __future__ import annotations

from dataclasses import asdict
from math import inf, nan
from typing import Literal

import msgspec
import numpy as np

from nntui.errors import UserError
from nntui.session.host.landmarks import Snapshot
from nntui.session.protocol import Evaluated, LayerMeasurement
from nntui.store.checkpoints import AVERAGE, OPTIMIZER, Checkpoint
from nntui_engine.arrays import Array
from nntui_engine.early_stopping import Waiting
from nntui_engine.errors import EngineError
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.optimizers import Optimizer
from nntui_engine.parameters import ParameterVector
from nntui_engine.state import TrainerState
from nntui_engine.trainer import Trainer

Number = float | Literal["inf"] | None
"""JSON knows neither infinity nor NaN; None is what could not be measured."""


class LayerFacts(msgspec.Struct, frozen=True):
    """A layer in the checkpoint's step."""

    name: str
    gradient_norm: Number
    update_ratio: Number
    idle_units: Number


class EvaluatedFacts(msgspec.Struct, frozen=True):
    """The newest evaluation, the run's own or one for the screen."""

    step: int
    loss: Number
    accuracy: float | None
    r_squared: float | None


class WaitingFacts(msgspec.Struct, frozen=True):
    """What early stopping remembers."""

    best: Number
    since: int


class Facts(msgspec.Struct, frozen=True):
    """What a checkpoint holds beside its arrays.

    loss: of its step, None before the first. schedule: which one would say the learning rate then. What has a
    default is not in older checkpoints.
    """

    epochs_done: int
    rows_used: int
    hyper_parameters: dict[str, bool | int | float]
    epoch_loss: float
    epoch_rows: int
    loss: float | None
    layers: tuple[LayerFacts, ...]
    evaluated: EvaluatedFacts | None
    format: int = 1
    schedule: str = ""
    waiting: WaitingFacts = WaitingFacts("inf", 0)  # it is a frozen value


def to_checkpoint(snapshot: Snapshot, parameters: ParameterVector) -> Checkpoint:
    """A snapshot as it is stored: arrays by name, and facts that JSON can hold."""
    state, found = snapshot.state, snapshot.evaluated
    tensors = _named(parameters, state.values, state.statistics)
    if state.average is not None:
        averages, others = np.split(state.average, [parameters.size])
        tensors |= _named(parameters, averages, others, AVERAGE)
    tensors |= {f"{OPTIMIZER}{number}": vector for number, vector in enumerate(state.optimizer_vectors, 1)}
    facts = Facts(
        state.epochs_done,
        state.rows_used,
        asdict(state.hyper),
        snapshot.epoch_loss,
        snapshot.epoch_rows,
        snapshot.loss,
        tuple(_layer_facts(layer) for layer in snapshot.layers),
        EvaluatedFacts(found.step, _stored(found.loss), found.accuracy, found.r_squared) if found else None,
        schedule=snapshot.schedule,
        waiting=WaitingFacts(_stored(state.waiting.best), state.waiting.since),
    )
    # By way of JSON, which knows no NaN: it is null there.
    return Checkpoint(snapshot.branch, state.step, tensors, msgspec.json.decode(msgspec.json.encode(facts)))


def to_snapshot(checkpoint: Checkpoint, trainer: Trainer) -> Snapshot:
    """What was stored, as a snapshot; UserError where it is not of this trainer's network and rows."""
    try:
        facts = msgspec.convert(checkpoint.facts, Facts)
        hyper = hyper_in(facts)
        values, statistics = _values(checkpoint, trainer.parameters)
        average = _average(checkpoint, trainer)
        vectors = _optimizer_vectors(checkpoint, trainer.optimizer)
        _check_rows(facts, len(trainer.training))
    except (KeyError, ValueError, TypeError, EngineError) as error:
        which = f"the checkpoint of step {checkpoint.step:,}"
        reason = f"{which} does not fit run.toml and its data ({error}): were they changed?"
        raise UserError(reason) from error
    state = TrainerState(
        values,
        statistics,
        vectors,
        hyper,
        checkpoint.step,
        facts.epochs_done,
        facts.rows_used,
        average,
        Waiting(_number(facts.waiting.best), facts.waiting.since),
    )
    return Snapshot(
        checkpoint.branch,
        state,
        facts.epoch_loss,
        facts.epoch_rows,
        _number(facts.loss),
        layers_in(facts),
        evaluated_in(facts),
        facts.schedule,
    )


def stored_facts(checkpoint: Checkpoint) -> Facts | None:
    """What a checkpoint holds beside its arrays; None where it says something else."""
    try:
        facts = msgspec.convert(checkpoint.facts, Facts)
        hyper_in(facts)
    except (msgspec.ValidationError, TypeError, EngineError):
        return None
    return facts


def hyper_in(facts: Facts) -> HyperParameters:
    """The settings of the next step; TypeError or EngineError where there are others, or they cannot be."""
    return HyperParameters(**facts.hyper_parameters)  # type: ignore[arg-type]  # it checks them itself


def layers_in(facts: Facts) -> tuple[LayerMeasurement, ...]:
    """The layers in the checkpoint's step."""
    return tuple(
        LayerMeasurement(
            each.name, _number(each.gradient_norm), _number(each.update_ratio), _number(each.idle_units)
        )
        for each in facts.layers
    )


def evaluated_in(facts: Facts) -> Evaluated | None:
    """The newest evaluation by then."""
    found = facts.evaluated
    return Evaluated(found.step, _number(found.loss), found.accuracy, found.r_squared) if found else None


def _layer_facts(layer: LayerMeasurement) -> LayerFacts:
    numbers = (layer.gradient_norm, layer.update_ratio, layer.idle_units)
    return LayerFacts(layer.name, *map(_stored, numbers))


def _named(
    parameters: ParameterVector, values: Array, statistics: Array, prefix: str = ""
) -> dict[str, Array]:
    """Flat vectors as arrays by name; no copies."""
    named = {f"{prefix}{slot.full_name}": slot.view(values) for slot in parameters.slots}
    return named | {f"{prefix}{slot.full_name}": slot.view(statistics) for slot in parameters.statistic_slots}


def _values(checkpoint: Checkpoint, parameters: ParameterVector, prefix: str = "") -> tuple[Array, Array]:
    """The parameters, and what layers keep besides; or their averages."""
    slots = (*parameters.slots, *parameters.statistic_slots)
    here = {f"{prefix}{slot.full_name}" for slot in slots}
    there = {name for name in checkpoint.tensors if _prefix(name) == prefix}
    if here != there:
        one = min(here ^ there)
        raise ValueError(f"{one} is {'here and not there' if one in here else 'there and not here'}")
    values, statistics = np.empty_like(parameters.values), np.empty_like(parameters.statistics)
    for slot in slots:
        stored = checkpoint.tensors[f"{prefix}{slot.full_name}"]
        if stored.shape != slot.shape:
            raise ValueError(f"{slot.full_name} is {stored.shape} there and {slot.shape} here")
        slot.view(values if slot in parameters.slots else statistics)[...] = stored
    return values, statistics


def _average(checkpoint: Checkpoint, trainer: Trainer) -> Array | None:
    there = any(_prefix(name) == AVERAGE for name in checkpoint.tensors)
    if there != (trainer.average is not None):
        raise ValueError(f"averages are {'there and not here' if there else 'here and not there'}")
    return np.concatenate(_values(checkpoint, trainer.parameters, AVERAGE)) if there else None


def _prefix(name: str) -> str:
    return next((each for each in (OPTIMIZER, AVERAGE) if name.startswith(each)), "")


def _optimizer_vectors(checkpoint: Checkpoint, optimizer: Optimizer) -> tuple[Array, ...]:
    names = sorted(
        (name for name in checkpoint.tensors if _prefix(name) == OPTIMIZER),
        key=lambda name: int(name.rpartition(".")[2]),
    )
    vectors = tuple(np.asarray(checkpoint.tensors[name]) for name in names)
    if len(vectors) != optimizer.memory:
        raise ValueError(f"{optimizer.name} remembers {optimizer.memory} vectors and not {len(vectors)}")
    for name, vector in zip(names, vectors, strict=True):
        if vector.shape != optimizer.update.shape:
            raise ValueError(f"{name} holds {vector.size} numbers and not {optimizer.update.size}")
    return vectors


def _check_rows(facts: Facts, rows: int) -> None:
    if not 0 <= facts.rows_used < rows:
        raise ValueError(f"{facts.rows_used} rows of an epoch are used, and there are {rows}")


def _stored(value: float) -> Number:
    return "inf" if value == inf else value


def _number(value: Number) -> float:
    return nan if value is None else float(value)
