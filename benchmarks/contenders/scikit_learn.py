"""A step of scikit-learn: `MLPClassifier.partial_fit` on a single batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.contenders.case import LEARNING_RATE, Case


def stepper(case: Case) -> Callable[[], float]:
    """A function that takes the next step and returns its loss."""
    inputs, classes = case.rows()
    batches = case.batches()
    network = MLPClassifier(
        case.hidden, alpha=0.0, batch_size=case.batch, learning_rate_init=LEARNING_RATE, random_state=0
    )
    every_class = np.arange(case.outputs)

    def step() -> float:
        rows = next(batches)
        network.partial_fit(inputs[rows], classes[rows], classes=every_class)
        return float(network.loss_)

    return step
