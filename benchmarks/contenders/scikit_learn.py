"""Steps of scikit-learn: `MLPClassifier.partial_fit` over all rows, in batches of its own.

A call for each batch would mostly measure how it checks what it is given.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.contenders.case import LEARNING_RATE, ROWS, Case


def stepper(case: Case) -> Callable[[], int]:
    """A function that takes the steps of an epoch and returns how many they were."""
    inputs, classes = case.rows()
    network = MLPClassifier(
        case.hidden, alpha=0.0, batch_size=case.batch, learning_rate_init=LEARNING_RATE, random_state=0
    )
    every_class = np.arange(case.outputs)

    def epoch() -> int:
        network.partial_fit(inputs, classes, classes=every_class)
        return ROWS // case.batch

    return epoch
