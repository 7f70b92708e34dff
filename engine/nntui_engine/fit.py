"""Whether rows fit a network and its loss, looked at before anything is learnt from them."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from nntui_engine.arrays import IMAGE_AXES, Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers.embedding import Embedding
from nntui_engine.losses import Loss
from nntui_engine.network import Stage, stages_of
from nntui_engine.rows import Rows
from nntui_engine.spec import NetworkSpec


def check_fit(rows: Rows, spec: NetworkSpec, loss: Loss) -> None:
    """EngineError where a network cannot take these rows, or its outputs not be compared with their targets.

    Unasked, NumPy would stretch some shapes until they fit, and take numbers out of range for others.
    """
    stages = stages_of(spec)
    _check_inputs(rows.inputs, spec.input_shape, stages[0])
    _check_targets(rows, stages[-1], loss)


def _check_inputs(inputs: NDArray[Any], shape: Shape, first: Stage) -> None:
    if inputs.shape[1:] != shape:
        raise EngineError(f"the network takes rows of shape {shape}, and these are {inputs.shape[1:]}")
    if isinstance(first.layer, Embedding):
        _check_below(first.layer.tokens, inputs, f"{first.name} knows the tokens")


def _check_targets(rows: Rows, last: Stage, loss: Loss) -> None:
    if len(last.output_shape) == IMAGE_AXES:
        given = f"{last.name} gives images {last.output_shape}, and a loss compares numbers"
        raise EngineError(f"{given}: put a flatten or a global_mean_pool behind it")
    *steps, outputs = last.output_shape
    answers, of_classes = (len(rows.inputs), *steps), loss.targets == "classes"
    needed = answers if of_classes else (*answers, outputs)
    if rows.targets.shape != needed:
        raise EngineError(f"{loss.name} needs targets of shape {needed} here, not {rows.targets.shape}")
    if rows.weights is not None and rows.weights.shape != answers:
        raise EngineError(f"weights of shape {rows.weights.shape} are not one for each answer {answers}")
    if of_classes:
        _check_below(outputs, rows.targets, f"{last.name} has outputs for the classes")


def _check_below(count: int, numbers: NDArray[Any], known: str) -> None:
    """EngineError where there is anything but the numbers from 0 to count − 1."""
    if numbers.size == 0:
        return
    lowest, highest = numbers.min(), numbers.max()
    if not (lowest >= 0 and highest < count):
        raise EngineError(f"{known} 0 to {count - 1}, and the data have {lowest} to {highest}")
