"""Results and evaluations in words."""

from __future__ import annotations

import pytest

from nntui.cli.results import in_short, in_words
from nntui.session.protocol import Evaluated, Result


def result(**changes: object) -> Result:
    usual: dict[str, object] = {
        "run": "digits-1",
        "state": "finished",
        "steps": 2250,
        "epochs": 50,
        "steps_per_second": 9876.5,
        "train_loss": 0.0073,
        "validation_loss": 0.1059,
        "validation_accuracy": 0.9638,
        "learning_rate": 1e-3,
        "threads": 1,
        "parameters_sha256": "0" * 64,
    }
    return Result(**(usual | changes))


def test_a_classification() -> None:
    """A line for each thing one wants to know."""
    assert in_words(result()).splitlines() == [
        "digits-1 finished after 2,250 steps, 50 epochs",
        "training loss        0.0073",
        "validation loss      0.1059",
        "validation accuracy  96.4 %",
        "learning rate        1e-3",
        "steps per second     9,876",
    ]


def test_what_there_is_not() -> None:
    """A run that was stopped at once has no figures, and says so without inventing any."""
    nothing = result(
        state="stopped",
        steps=0,
        epochs=0,
        steps_per_second=None,
        train_loss=None,
        validation_loss=None,
        validation_accuracy=None,
    )
    assert in_words(nothing).splitlines() == [
        "digits-1 stopped after 0 steps, 0 epochs",
        "training loss        –",
        "validation loss      –",
        "learning rate        1e-3",
    ]


@pytest.mark.parametrize(
    ("evaluated", "expected"),
    [
        (None, ""),
        (Evaluated(8, 0.5, 0.9, None), "  validation 0.5000  accuracy 90.0 %"),
        (Evaluated(8, 0.5, None, 0.25), "  validation 0.5000  R² 0.250"),
        (Evaluated(8, float("nan"), None, None), "  validation nan"),
    ],
)
def test_an_evaluation(evaluated: Evaluated | None, expected: str) -> None:
    """Classes have an accuracy, numbers an R², and what was not evaluated is not spoken of."""
    assert in_short(evaluated) == expected
