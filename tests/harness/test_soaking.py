"""What a soak goes by: a run taken again from what is written down of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.harness.kept_run import Ending, KeptRun, two_epochs
from benchmarks.soaking.checks import redo
from nntui.session.protocol import ScaleLearningRate, SetHyperParameter, SetPace


@pytest.fixture
def run(tmp_path: Path) -> tuple[KeptRun, Ending]:
    """A run that somebody steered, and what became of it."""
    run = KeptRun(tmp_path / "r", two_epochs(optimizer="adam", dropout=0.2, threads=1))
    run.run_to(3)
    run.ask(ScaleLearningRate(0.5), SetPace(500.0))
    run.run_to(9)
    run.ask(SetHyperParameter("batch_size", 8))
    ending = run.finish()
    run.stop()
    return run, ending


def test_the_same_run(run: tuple[KeptRun, Ending]) -> None:
    """Its losses and its parameters are those that the hosts had, to the bit."""
    kept, ending = run
    again = redo(kept.folder, kept.recorded)
    assert (again.differ, again.sha256) == (0, ending.sha256)


def test_another_run(run: tuple[KeptRun, Ending]) -> None:
    """Where one thing that was done to it is missing, every step from there on is another."""
    kept, ending = run
    recorded = kept.recorded
    again = redo(kept.folder, replace(recorded, interventions=recorded.interventions[1:]))
    # The first step with another rate has the loss of before: it is the update that differs.
    assert (again.differ, again.sha256 != ending.sha256) == (len(recorded.losses) - 4, True)
