"""Averaged weights: what a network has learnt, with the noise of the last steps taken out."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.errors import EngineError
from nntui_engine.optimizers import BLOCK
from nntui_engine.parameters import ParameterVector


class MovingAverage:
    """a ← d a + (1 − d) w after each step, in place of the plain mean of Polyak and Juditsky (SIAM J. Control
    Optim. 30, 1992).

    d is the decay, but at step t no more than (1 + t) ÷ (10 + t), so that the initial weights, which know
    nothing, are soon forgotten (TensorFlow's ExponentialMovingAverage with num_updates).

    What layers keep of the rows they saw is averaged alike: it describes what came out of the weights of the
    same steps, and those of the last one alone would not fit the averaged ones.

    vector: the averages of all values, then of all statistics. parameters: the same as a network reads them.
    """

    def __init__(self, parameters: ParameterVector, decay: float) -> None:
        if not 0.0 <= decay < 1.0:
            raise EngineError(f"the decay of an average lies in [0, 1), which {decay:g} does not")
        self.decay = decay
        self.vector: Array = np.concatenate([parameters.values, parameters.statistics])
        values, statistics = np.split(self.vector, [parameters.size])
        self.parameters = parameters.over(values, statistics)
        self._pairs = ((parameters.values, values), (parameters.statistics, statistics))
        self._scratch = np.zeros(min(BLOCK, self.vector.size), self.vector.dtype)

    def begin(self) -> None:
        """Begin with the parameters as they are."""
        for trained, average in self._pairs:
            average[...] = trained

    def update(self, number: int) -> None:
        """Count step `number`, from 1."""
        share = 1.0 - min(self.decay, (1.0 + number) / (10.0 + number))
        for trained, average in self._pairs:
            for start in range(0, trained.size, BLOCK):
                part = slice(start, start + BLOCK)
                # A block's numbers stay in the processor's cache over all passes.
                off = self._scratch[: trained[part].size]
                np.subtract(trained[part], average[part], out=off)
                off *= share
                average[part] += off
