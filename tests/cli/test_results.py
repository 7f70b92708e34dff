"""Results and evaluations in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nntui.cli.results import in_short, in_words, so_far
from nntui.session.protocol import EpochEnded, Evaluated, Result
from nntui.session.state import SessionState
from tests.session.following.viewing import STATUS


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


@pytest.mark.parametrize("speed", [float("inf"), float("nan")])
def test_a_speed_that_is_none(speed: float) -> None:
    """Another machine may say anything."""
    assert "steps per second" not in in_words(result(steps_per_second=speed))


KNOWN = SessionState(
    status=STATUS,
    loss=0.125,
    evaluated=Evaluated(1234, 0.25, 0.9, None),
    epoch=EpochEnded(26, 1234, 0.5, None),
)


def test_as_a_viewer_knows_it() -> None:
    """The same lines as of a result, but for what only a host knows."""
    assert so_far(KNOWN, "far:digits-1").splitlines() == [
        "far:digits-1 running after 1,234 steps, 26 epochs",
        "training loss        0.5000",
        "validation loss      0.2500",
        "validation accuracy  90.0 %",
        "learning rate        1e-3",
    ]


def test_what_is_older_says_so() -> None:
    """The mean over an epoch is none of the steps behind it, and an evaluation carries its step."""
    older = replace(KNOWN, evaluated=Evaluated(1200, 0.25, 0.9, None), epoch=EpochEnded(25, 1200, 0.5, None))
    assert so_far(older, "digits-1").splitlines()[1:4] == [
        "loss of last step    0.1250",
        "validation loss      0.2500  at step 1,200",
        "validation accuracy  90.0 %  at step 1,200",
    ]


def test_what_a_viewer_does_not_know() -> None:
    """It has no figures yet, and invents none."""
    assert so_far(SessionState(status=STATUS), "digits-1").splitlines()[1:] == [
        "loss of last step    –",
        "validation loss      –",
        "learning rate        1e-3",
    ]
    assert so_far(SessionState(), "digits-1") == "nothing is known of digits-1"


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
