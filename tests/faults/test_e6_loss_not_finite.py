"""E6: loss NaN or infinite: noticed in the same step; the run pauses; the last finite checkpoint is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs, undisturbed
from nntui.session.protocol import Resume, SetHyperParameter
from nntui.store.checkpoints import verified
from nntui_engine.losses.classification import SoftmaxCrossEntropy

BAD_STEP = 12
"""Of 16, in the second epoch."""


@pytest.fixture
def run(tmp_path: Path) -> KeptRun:
    """A run just before that step."""
    run = KeptRun(tmp_path / "run", two_epochs(optimizer="momentum", checkpoint_every=1000.0))
    run.run_to(BAD_STEP - 1)
    return run


def spoil(run: KeptRun, value: float) -> None:
    """The next step loses this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SoftmaxCrossEntropy, "forward", lambda *_: value)
        run.turns(1)


VALUES = pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])


@VALUES
def test_noticed_in_the_same_step(run: KeptRun, value: float) -> None:
    """The step is named, not counted, and nothing of it is applied."""
    before = run.host.run.trainer.parameters.values.copy()
    spoil(run, value)
    status = run.host.run.status()
    assert (status.state, status.step) == ("diverged", BAD_STEP - 1)
    assert status.reason == f"at step {BAD_STEP} the loss is {value}"
    np.testing.assert_array_equal(run.host.run.trainer.parameters.values, before)
    assert run.log[-1] == f"diverged: {status.reason}; lower the learning rate and go on"


@VALUES
def test_it_waits(run: KeptRun, value: float) -> None:
    """Nobody is needed to stop it, and it does not go on by itself."""
    spoil(run, value)
    run.turns(5, s=1.0)
    assert (run.step, run.state) == (BAD_STEP - 1, "diverged")


@VALUES
def test_the_last_finite_checkpoint_is_kept(run: KeptRun, value: float) -> None:
    """What is on the disk can be gone on from: every checkpoint loads, and all in it is finite."""
    spoil(run, value)
    run.stop()
    kept = run.recorded.checkpoints
    assert kept[-1].step == BAD_STEP - 1
    for written in kept:
        checkpoint = verified(run.folder, written.file, written.sha256)
        assert all(np.isfinite(tensor).all() for tensor in checkpoint.tensors.values())


@VALUES
def test_nothing_is_left_of_it(run: KeptRun, value: float) -> None:
    """Gone on with, it returns to its last sound epoch, and ends with the bits of a run undisturbed."""
    spoil(run, value)
    run.ask(Resume())
    assert run.finish() == undisturbed(run.config)


def test_a_rate_that_is_far_too_high(tmp_path: Path) -> None:
    """So it comes about in earnest: within an epoch of it the run has paused itself, all of it finite."""
    config = two_epochs(optimizer="sgd", epochs=200, standardize="none", checkpoint_every=1000.0)
    run = KeptRun(tmp_path / "run", config)
    run.run_to(4)
    run.ask(SetHyperParameter("learning_rate", 1e30))
    run.turns(8)
    status = run.host.run.status()
    assert (status.state, status.step < 12) == ("diverged", True)
    assert "is inf" in status.reason or "is nan" in status.reason or "gradient" in status.reason
    assert np.isfinite(run.host.run.trainer.parameters.values).all()
