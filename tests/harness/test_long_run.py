"""Long runs that nobody took: a folder like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness.long_run import store_long_run
from nntui.session.archive import open_archive
from nntui.store.reading import newest_checkpoint, read_run
from nntui.store.salvage import mend

STEPS = 2_005
EPOCHS = 44
"""Whole ones, of 45 steps."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of such a run."""
    return store_long_run(tmp_path_factory.mktemp("home"), "long", STEPS)


def test_all_of_it_is_there(folder: Path) -> None:
    """The loss of every step, every epoch, the layers; and nothing in it is damaged."""
    recorded = read_run(folder)
    assert recorded.standing is not None
    assert (len(recorded.losses), recorded.gone, mend(folder)) == (STEPS, (), ())
    assert (len(recorded.epochs), recorded.standing.step, recorded.standing.epochs_done) == (
        EPOCHS,
        STEPS,
        EPOCHS,
    )
    assert [layer.step for layer in recorded.layers] == [2_000, 2_000]


def test_its_loss_falls(folder: Path) -> None:
    """It is a curve worth drawing, with no two steps alike."""
    losses = read_run(folder).losses
    assert (np.isfinite(losses).all(), len(set(losses.tolist())) > STEPS - 10) == (True, True)
    assert losses[-200:].mean() < losses[:200].mean()


def test_a_host_can_take_it_up(folder: Path) -> None:
    """Its checkpoint is of its newest step, and fits its settings."""
    checkpoint, passed_over = newest_checkpoint(folder, read_run(folder))
    assert checkpoint is not None
    assert (checkpoint.step, checkpoint.facts["rows_used"], passed_over) == (STEPS, 25 * 32, ())


def test_it_can_be_shown(folder: Path) -> None:
    """From its folder."""
    assert open_archive(folder).status.step == STEPS
