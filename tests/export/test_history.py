"""The history of a run as it is exported."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness.stored_run import BEGAN
from nntui.errors import UserError
from nntui.export.history import History, read_history
from nntui.store.reading import Recorded

StoreRun = Callable[..., Path]


def test_steps_and_losses(store_run: StoreRun) -> None:
    """Every step has its loss."""
    history = read_history(store_run())
    assert dict(zip(history.steps, history.losses.tolist(), strict=True)) == {
        step: np.float32(1 / step) for step in range(1, 9)
    }


def test_all_measurements_of_layers(store_run: StoreRun) -> None:
    """Not only the newest ones; what could not be measured is no number."""
    layers = read_history(store_run()).layers
    assert [(each.step, each.layer, each.gradient_norm) for each in layers] == [
        (4, "dense_1", 0.5),
        (8, "dense_1", 0.25),
    ]
    assert all(isnan(each.idle_units) for each in layers)


@pytest.mark.parametrize(("step", "expected"), [(0, 1.0), (4, 2.0), (6, 2.5), (8, 3.0), (99, 3.0)])
def test_times(store_run: StoreRun, step: int, expected: float) -> None:
    """Ends of epochs have their time; steps between them are spread evenly."""
    assert read_history(store_run()).time_of(step) == BEGAN + expected


def test_no_times_at_all() -> None:
    """A run of which nothing but checkpoints is left has no times, and breaks nothing."""
    assert History(Recorded(), np.zeros(0), (), ()).time_of(5) == 0.0


def test_a_database_that_is_gone(store_run: StoreRun) -> None:
    """Then there is no history, and it says so; no new run.db is made by looking."""
    folder = store_run()
    (folder / "run.db").unlink()
    history = read_history(folder)
    assert (len(history.losses), history.layers, bool(history.recorded.gone)) == (0, (), True)
    assert not (folder / "run.db").exists()


def test_no_run(tmp_path: Path) -> None:
    """A folder without a run is told."""
    with pytest.raises(UserError, match="there is no run in"):
        read_history(tmp_path)
