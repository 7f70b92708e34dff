"""A run in the making, without a clock: its status, its epochs, its result."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from math import inf, isnan, nan

import msgspec
import numpy as np
import pytest

from nntui.session.host.run import Run
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import Evaluated

EPOCH = 8
"""Steps."""


@pytest.fixture
def run(start: Callable[..., LoopbackHost]) -> Run:
    """A run of which no step was taken."""
    return start().run


def step(run: Run, count: int) -> None:
    for _ in range(count):
        run.step()


def test_every_status_is_newer_than_the_one_before(run: Run) -> None:
    """Of two statuses the later one is known by its sequence, also where nothing changed."""
    first, second = run.status(), run.status()
    assert second.sequence > first.sequence
    assert msgspec.structs.replace(second, sequence=first.sequence) == first


def test_before_the_first_step(run: Run) -> None:
    """The untrained network was evaluated, and has no loss of a batch."""
    assert [point.step for point in run.validations.points] == [0]
    assert (run.evaluated, len(run.losses)) == (run.validations.points[0], 0)
    assert isnan(run.last.loss)


def test_every_step_has_its_loss(run: Run) -> None:
    """The history holds what each step reported."""
    reported = [np.float32(run.step().loss) for _ in range(3)]
    assert [loss for _, part in run.losses.since(0) for loss in part] == reported


def test_a_run_without_evaluation_of_its_epoch(run: Run) -> None:
    """An epoch is never told with the validation of another step."""
    step(run, EPOCH)
    assert run.end_epoch().evaluated is None


def test_an_epoch_has_its_own_mean(run: Run) -> None:
    """What the first epoch lost is no part of the second's loss."""
    losses = []
    for _ in range(2):
        step(run, EPOCH)
        losses.append(run.end_epoch().train_loss)
    second = next(run.losses.since(EPOCH))[1]
    assert losses[1] == pytest.approx(np.average(second, weights=[16] * 7 + [8]), rel=1e-6)


def test_going_back_keeps_the_settings_of_now(run: Run) -> None:
    """Parameters and curves go back, what a hand changed since does not."""
    before = run.trainer.parameters.values.copy()
    step(run, 3)
    run.trainer.hyper = run.trainer.hyper.changed("learning_rate", 0.25)
    run.rewind(0)
    np.testing.assert_array_equal(run.trainer.parameters.values, before)
    assert (run.trainer.hyper.learning_rate, len(run.losses), run.losses.restarts) == (0.25, 0, 1)


def test_going_back_to_the_last_good_epoch(run: Run) -> None:
    """The newest end of an epoch that was well is the place to go back to, with its validation."""
    step(run, EPOCH)
    run.validations.append(Evaluated(EPOCH, 0.5, None, None))
    run.end_epoch()
    step(run, 3)
    assert run.sound_step == EPOCH
    run.rewind(EPOCH)
    assert run.evaluated == Evaluated(EPOCH, 0.5, None, None)


def test_the_hash_is_that_of_the_parameters(run: Run) -> None:
    """Whoever has the parameters can check the figure: SHA-256 over little-endian float32."""
    step(run, 3)
    values = run.trainer.parameters.values.astype("<f4")
    assert run.result(1.0).parameters_sha256 == hashlib.sha256(values.tobytes()).hexdigest()


@pytest.mark.parametrize("speed", [inf, nan])
def test_what_is_no_number_is_none(run: Run, speed: float) -> None:
    """A result can be read by every JSON reader: infinities and NaN are null."""
    run.trainer.parameters.values[...] = nan
    run.evaluated = None
    result = run.result(speed)
    assert (result.steps_per_second, result.train_loss, result.validation_loss) == (None, None, None)
    text = msgspec.json.encode(result).decode()
    assert '"steps_per_second":null,"train_loss":null,"validation_loss":null' in text
