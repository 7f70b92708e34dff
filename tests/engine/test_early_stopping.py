"""Early stopping: when patience runs out, and that it begins anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, nan

import pytest

from nntui_engine.early_stopping import Patience, Waiting
from nntui_engine.errors import EngineError
from nntui_engine.trainer import Trainer


def ends(patience: Patience, *losses: float) -> list[int]:
    """The epochs after which patience has run out."""
    waiting, found = Waiting(), []
    for epoch, loss in enumerate(losses, 1):
        waiting, ran_out = patience.after(waiting, epoch, loss)
        found += [epoch] * ran_out
    return found


@pytest.mark.parametrize(
    ("patience", "losses", "expected"),
    [
        (Patience(2), (3.0, 2.0, 1.0, 0.5), []),
        (Patience(2), (3.0, 2.0, 2.0, 2.0), [4]),
        (Patience(2), (3.0, 4.0, 2.0, 4.0, 1.0), []),
        (Patience(2), (3.0, nan, inf, 1.0), [3]),
        (Patience(2), (nan, inf, nan), [2]),
        (Patience(1), (3.0, 3.0, 3.0), [2, 3]),
        (Patience(2, min_delta=0.5), (3.0, 2.6, 2.5, 2.4), [3]),
        (Patience(2, min_delta=0.5), (3.0, 2.6, 2.4, 2.3), []),
    ],
)
def test_when_it_runs_out(patience: Patience, losses: tuple[float, ...], expected: list[int]) -> None:
    """Protects the count: so many epochs behind the best, and only a loss that is lower by enough counts."""
    assert ends(patience, *losses) == expected


def test_it_begins_anew() -> None:
    """Protects a run that goes on all the same: as many epochs again, against the best there was."""
    assert ends(Patience(2), 3.0, 3.0, 3.0, 3.0, 3.0, 2.0, 2.0, 2.0) == [3, 5, 8]


def test_a_trainer_keeps_it_in_its_state(make_trainer: Callable[..., Trainer]) -> None:
    """Protects resume: what it waits for is part of the state; without patience it waits for nothing."""
    trainer = make_trainer(batch_size=30)
    trainer.plan = replace(trainer.plan, patience=Patience(2))
    trainer.step()
    assert [trainer.judge(0.5), trainer.state().waiting] == [False, Waiting(0.5, 1)]
    other = make_trainer()
    other.restore(trainer.state())
    assert other.waiting == Waiting(0.5, 1)
    assert not other.judge(0.1)
    assert other.waiting == Waiting(0.5, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((0,), "patience is a number of epochs from 1 up, not 0"),
        ((1, -1.0), "min-delta is a number from 0 up, which -1 is not"),
        ((1, nan), "min-delta is a number from 0 up, which nan is not"),
    ],
)
def test_what_cannot_be_is_refused(options: tuple[float, ...], message: str) -> None:
    """Protects the count, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        Patience(*options)  # type: ignore[arg-type]  # that is what is tested
    assert str(error.value) == message
