"""Steps of scikit-learn: `MLPClassifier.partial_fit` over all rows, in batches of its own.

A call for each batch would mostly measure how it checks what it is given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.contenders.case import LEARNING_RATE, Case, Perceptron


def stepper(case: Case, _threads: int | None) -> Callable[[], int] | None:
    """A function that takes the steps of an epoch and returns how many; None: it has no such network."""
    if not isinstance(case.network, Perceptron):
        return None
    inputs, classes = case.rows()
    network = MLPClassifier(
        case.network.hidden,
        alpha=0.0,
        batch_size=case.batch,
        learning_rate_init=LEARNING_RATE,
        random_state=0,
    )
    every_class = np.arange(case.network.outputs)

    def epoch() -> int:
        network.partial_fit(inputs, classes, classes=every_class)
        return case.row_count // case.batch

    return epoch
