"""The future as a function of the state: the same bits from the same state, wherever it was taken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.penalties import Penalties
from nntui_engine.state import TrainerState
from nntui_engine.trainer import Trainer


def fingerprint(trainer: Trainer) -> tuple[object, ...]:
    """All of a state, as values that can be compared to the bit."""
    state = trainer.state()
    vectors = tuple(vector.tobytes() for vector in state.optimizer_vectors)
    average = None if state.average is None else state.average.tobytes()
    place = (state.hyper, state.step, state.epochs_done, state.rows_used, state.waiting)
    return (state.values.tobytes(), vectors, average, *place)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_one_seed_gives_the_same_bits(make_trainer: Callable[..., Trainer], optimizer: str) -> None:
    """Protects `nntui run.toml`: two runs of one plan are one run."""
    one, two = (make_trainer(optimizer=optimizer, dropout=0.3, weight_decay=0.01) for _ in range(2))
    assert [one.step() for _ in range(10)] == [two.step() for _ in range(10)]
    assert fingerprint(one) == fingerprint(two)


def test_another_seed_gives_another_run(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the seed: it reaches weights, order and masks."""
    one, two = make_trainer(seed=1), make_trainer(seed=2)
    assert one.parameters.values.tolist() != two.parameters.values.tolist()
    two.restore(one.state())
    assert [one.step().loss for _ in range(4)] != [two.step().loss for _ in range(4)]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_state_taken_mid_epoch_continues_to_the_bit(
    make_trainer: Callable[..., Trainer], optimizer: str
) -> None:
    """Protects resume: a new trainer goes on where the old one was, with dropout and every optimizer."""

    def make() -> Trainer:
        return make_trainer(
            optimizer=optimizer, hidden=(6, 5), dropout=0.3, penalties=Penalties(l2=0.01, clip=0.5)
        )

    old, new = make(), make()
    for _ in range(6):
        old.step()
    new.restore(old.state())
    assert (new.step_number, new.epochs_done, new.rows_used) == (6, 1, 16)
    assert [new.step() for _ in range(10)] == [old.step() for _ in range(10)]
    assert fingerprint(new) == fingerprint(old)


def test_a_trainer_goes_back_and_takes_the_same_steps(make_trainer: Callable[..., Trainer]) -> None:
    """Protects rewind: nothing of the steps undone is left, not even a changed setting."""
    trainer = make_trainer(dropout=0.3)
    trainer.step()
    state = trainer.state()
    first = [trainer.step() for _ in range(7)]
    trainer.hyper = trainer.hyper.changed("learning_rate", 1.0).changed("batch_size", 3)
    trainer.step()
    trainer.restore(state)
    assert [trainer.step() for _ in range(7)] == first


def test_a_state_is_a_copy(make_trainer: Callable[..., Trainer]) -> None:
    """Protects a checkpoint from the steps after it."""
    trainer = make_trainer()
    trainer.step()
    state, before = trainer.state(), fingerprint(trainer)
    trainer.step()
    trainer.restore(state)
    assert fingerprint(trainer) == before
    trainer.step()
    assert state.values.tobytes() == before[0]


def test_restore_keeps_the_vectors_that_layers_see(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the views: a state is written into the vectors, it does not replace them."""
    trainer = make_trainer()
    values, vectors = trainer.parameters.values, trainer.optimizer.vectors
    trainer.restore(trainer.state())
    assert trainer.parameters.values is values
    assert all(a is b for a, b in zip(trainer.optimizer.vectors, vectors, strict=True))


MOVES = st.lists(
    st.one_of(
        st.just(("step", 0.0)),
        st.just(("evaluate", 0.0)),
        st.just(("restore", 0.0)),
        st.tuples(st.just("learning_rate"), st.floats(1e-4, 0.1)),
        st.tuples(st.just("momentum"), st.floats(0.0, 0.95)),
        st.tuples(st.just("dropout"), st.floats(0.0, 0.9)),
        st.tuples(st.just("weight_decay"), st.floats(0.0, 0.1)),
        st.tuples(st.just("batch_size"), st.integers(1, 40)),
    ),
    max_size=25,
)


@given(moves=MOVES, optimizer=st.sampled_from(list(OPTIMIZERS)))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_looking_and_resuming_never_change_a_bit(
    make_trainer: Callable[..., Trainer], moves: list[tuple[str, float]], optimizer: str
) -> None:
    """Protects every run: whatever a hand does, evaluations and resumes between leave no trace."""
    plain, handled = (make_trainer(optimizer=optimizer) for _ in range(2))
    for move, value in moves:
        if move == "step":
            assert handled.step() == plain.step()
        elif move == "evaluate":
            handled.evaluate()
        elif move == "restore":
            state: TrainerState = handled.state()
            handled = make_trainer(optimizer=optimizer)
            handled.restore(state)
        else:
            plain.hyper = plain.hyper.changed(move, value)
            handled.hyper = handled.hyper.changed(move, value)
    assert fingerprint(handled) == fingerprint(plain)


def test_masks_follow_the_step_and_orders_the_epoch(make_trainer: Callable[..., Trainer]) -> None:
    """Protects randomness without memory: a trainer put at a place draws what one that walked there draws."""
    walked, put = make_trainer(dropout=0.5), make_trainer(dropout=0.5)
    for _ in range(9):
        walked.step()
    put.restore(walked.state())
    walked.step()
    put.step()
    masks = [
        [s.layer.mask.tolist() for s in trainer.bench(8).network.stages if s.layer.kind == "dropout"]
        for trainer in (walked, put)
    ]
    assert masks[0] == masks[1]
    assert np.ptp(masks[0]) == 2.0
