"""What is done to gradients between the backward pass and the optimizer: penalties and clipping."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import inf

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.errors import EngineError
from nntui_engine.parameters import ParameterVector


@dataclass(frozen=True)
class Penalties:
    """l1 Σ|w| + ½ l2 Σ w² over all weights (not biases), added to what is minimised.

    The losses that are reported are without them, so that training and validation can be compared.
    clip: the most that the norm of the whole gradient may be; 0 for no limit (Pascanu et al., ICML 2013).
    """

    l1: float = 0.0
    l2: float = 0.0
    clip: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not 0.0 <= value < inf:
                raise EngineError(f"{field.name} is a number from 0 up, which {value:g} is not")

    def apply(self, parameters: ParameterVector, scratch: Array, weight_decay: float) -> None:
        """Add the penalties' gradient in place; `scratch` is a flat vector that may be overwritten."""
        weights = parameters.values[: parameters.decayed]
        gradients = parameters.gradients[: parameters.decayed]
        scratch = scratch[: parameters.decayed]
        if self.l2 + weight_decay:
            gradients += np.multiply(weights, self.l2 + weight_decay, out=scratch)
        if self.l1:
            np.sign(weights, out=scratch)
            scratch *= self.l1
            gradients += scratch

    def clipped(self, norm: float) -> float:
        """The factor that brings a gradient of this norm within the limit."""
        return self.clip / norm if self.clip and norm > self.clip else 1.0
