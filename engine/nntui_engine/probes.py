"""Measurements of a network at a step: one table, each a function of one layer's view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import nan, sqrt

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.layers import Layer
from nntui_engine.parameters import Slot
from nntui_engine.trainer import Trainer


@dataclass(frozen=True, eq=False)
class LayerView:
    """A layer with weights, as it was in the last step.

    gradients: None where the optimizer needs none. activations: the layer
    behind it, of each part of a batch.
    """

    name: str
    slots: tuple[Slot, ...]
    values: Array
    gradients: Array | None
    update: Array
    activations: tuple[Layer, ...]

    def norm(self, vector: Array) -> float:
        """The Euclidean norm of this layer's part of a flat vector; infinite where a square overflows."""
        total = 0.0
        with np.errstate(over="ignore"):
            for slot in self.slots:
                part = vector[slot.start : slot.stop]
                total += float(part @ part)
        return sqrt(total)


def gradient_norm(view: LayerView) -> float:
    """‖g‖ of the layer's weights and biases. NaN where there is no gradient."""
    return nan if view.gradients is None else view.norm(view.gradients)


def update_ratio(view: LayerView) -> float:
    """‖update‖ ÷ ‖parameters‖: healthy near 1e-3. NaN while the parameters are all zero."""
    size = view.norm(view.values)
    return view.norm(view.update) / size if size > 0 else nan


def idle_units(view: LayerView) -> float:
    """Units that let no gradient through in any row of the batch and learnt nothing; NaN where none can."""
    idle = [units for layer in view.activations if (units := layer.idle_units()) is not None]
    return float(np.count_nonzero(np.logical_and.reduce(idle))) if idle else nan


PROBES: dict[str, Callable[[LayerView], float]] = {
    "gradient_norm": gradient_norm,
    "update_ratio": update_ratio,
    "idle_units": idle_units,
}
"""By name, in the order of the dashboard's columns."""


def layer_views(trainer: Trainer, rows: int) -> tuple[LayerView, ...]:
    """The layers with weights after a step over so many rows."""
    networks = trainer.bench(rows).networks
    parameters, update = trainer.parameters, trainer.optimizer.update
    gradients = parameters.gradients if trainer.optimizer.needs_gradients else None
    views = []
    for number, stage in enumerate(networks[0].stages):
        slots = parameters.of_layer(stage.name)
        if slots:
            behind = tuple(
                stage.layer for network in networks for stage in network.stages[number + 1 : number + 2]
            )
            view = LayerView(stage.name, slots, parameters.values, gradients, update, behind)
            views.append(view)
    return tuple(views)
