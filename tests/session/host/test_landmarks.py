"""States worth keeping, and what decides that."""

from __future__ import annotations

from math import inf, isnan, nan

import pytest

from nntui.session.host.landmarks import Best, EpochSum, is_sound, newer
from nntui.session.protocol import Evaluated


def test_the_mean_of_an_epoch_is_over_its_rows() -> None:
    """A smaller last batch counts for as much as it has rows."""
    epoch = EpochSum()
    epoch.add(1.0, 30)
    epoch.add(4.0, 10)
    assert epoch.mean == 1.75


def test_an_epoch_without_rows_has_no_mean() -> None:
    """Nothing is made up, and nothing divided by nothing."""
    assert isnan(EpochSum().mean)


@pytest.mark.parametrize(
    ("epoch_loss", "first_loss", "expected"),
    [
        (0.5, 1.0, True),
        (1.0, 1.0, True),
        (1.5, 1.0, False),
        (inf, 1.0, False),
        (0.5, nan, True),
        (nan, 1.0, True),
    ],
)
def test_soundness(epoch_loss: float, first_loss: float, expected: bool) -> None:
    """An epoch that loses more than the untrained network has gone wrong, where that is known."""
    assert is_sound(epoch_loss, first_loss) is expected


@pytest.mark.parametrize(
    ("loss", "expected"), [(0.5, True), (1.0, False), (2.0, False), (nan, False), (-inf, False)]
)
def test_the_best(loss: float, expected: bool) -> None:
    """Only a lower loss is better, and only one that is a number."""
    assert Best([(8, 1.0, 1)]).is_beaten_by(16, loss, 2) is expected


def test_the_first_is_the_best_so_far() -> None:
    """Whatever it is, as long as it is a number."""
    assert Best().is_beaten_by(8, 1e30, 1)


@pytest.mark.parametrize(
    ("step", "expected"), [(40, (24, 0.5, 3)), (24, (24, 0.5, 3)), (23, (8, 1.0, 1)), (7, (0, inf, 0))]
)
def test_the_best_up_to_a_step(step: int, expected: tuple[int, float, int]) -> None:
    """A run that went back has had no other epochs than those on its line."""
    best = Best([(8, 1.0, 1), (16, 2.0, 2), (24, 0.5, 3), (32, 0.75, 4)])
    best.cut(step)
    assert (best.step, best.loss, best.epoch) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(None, None, None), (3, None, 3), (None, 3, 3), (3, 5, 5), (5, 3, 5)]
)
def test_the_newer_of_two_evaluations(one: int | None, other: int | None, expected: int | None) -> None:
    """That of the later step, where there is any at all."""
    found = newer(*(None if step is None else Evaluated(step, 0.5, None, None) for step in (one, other)))
    assert (found and found.step) == expected
