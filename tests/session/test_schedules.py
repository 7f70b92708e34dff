"""From a config to the course of a training: what holds when, and what does not go together."""

from __future__ import annotations

import pytest

from nntui.config import RunConfig, from_mapping
from nntui.errors import UserError
from nntui.session.assembly import Assembly, assemble
from nntui_engine.early_stopping import Patience
from nntui_engine.schedules import Schedule


def made(**changes: object) -> Assembly:
    return assemble(RunConfig(**({"dataset": "iris", "lr": 0.1, "epochs": 10} | changes)))


def schedule(**changes: object) -> Schedule:
    found = made(**changes).trainer.plan.schedule
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"schedule": "step"}, [1, 0.1, 0.01, 0.01]),
        ({"schedule": "step", "step_every": 5.0, "gamma": 0.5}, [1, 1, 0.5, 0.5]),
        ({"schedule": "exponential"}, [1, 0.01**0.4, 0.01**0.8, 0.01]),
        ({"schedule": "exponential", "gamma": 0.5}, [1, 0.5**4, 0.5**8, 0.5**10]),
        ({"schedule": "exponential", "final_lr": 1e-3}, [1, 0.01**0.4, 0.01**0.8, 0.01]),
        ({"schedule": "linear"}, [1, 0.604, 0.208, 0.01]),
        ({"schedule": "linear", "final_lr": 0.05}, [1, 0.8, 0.6, 0.5]),
        ({"schedule": "linear", "warmup": 4.0}, [0.01, 1, 0.34, 0.01]),
        ({"warmup": 8.0}, [0.01, 0.505, 1, 1]),
    ],
)
def test_what_it_is_multiplied_by(changes: dict[str, object], expected: list[float]) -> None:
    """The goal is that of the run; what is left open is a hundredth at the end, or a tenth three times."""
    assert [schedule(**changes).factor(e) for e in (0.0, 4.0, 8.0, 10.0)] == pytest.approx(expected)


def test_parts_in_a_row() -> None:
    """Each part says its own rates; the last one takes what is left of the epochs, behind a warm-up too."""
    parts = (
        {"kind": "linear", "epochs": 2, "lr": 0.01, "final-lr": 0.1},
        {"kind": "cosine", "epochs": 4.0},
        {"kind": "step", "lr": 0.05},
    )
    found = schedule(schedule=parts, warmup=1.0)
    at = [0.0, 1.0, 2.0, 3.0, 7.0, 8.0, 9.0, 20.0]
    expected = [0.001, 0.1, 0.55, 1.0, 0.5, 0.05, 0.005, 0.005]
    assert [found.factor(e) for e in at] == pytest.approx(expected)
    names = ["warm-up", "linear", "linear", "cosine", "step", "step", "step", "step"]
    assert [found.name_at(e) for e in at] == names


def test_a_rate_that_stays_has_no_schedule() -> None:
    """The constant schedule is none: everything is as without it."""
    assert made().trainer.plan.schedule is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"schedule": "cosine"}, (None, None, 0.001)),
        ({"schedule": "step"}, (None, 0.1, None)),
        ({"schedule": "exponential", "gamma": 0.9}, (None, 0.9, None)),
        ({}, (None, None, None)),
    ],
)
def test_what_was_left_open_is_written(changes: dict[str, object], expected: tuple[object, ...]) -> None:
    """The run's own run.toml says what its schedule ends with."""
    config = made(**changes).config
    assert (config.step_every, config.gamma, config.final_lr) == expected


def test_a_run_toml_of_its_own_is_taken_again() -> None:
    """What was decided once is no contradiction the next time."""
    for kind in ("constant", "step", "exponential", "linear", "cosine", "one_cycle"):
        config = made(schedule=kind).config
        assert assemble(config).config == config


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"schedule": "sine"}, "there is no schedule called sine; there are constant, step, exponential, "),
        (
            {"schedule": "cosine", "gamma": 0.5},
            "gamma is for the schedules step, exponential, not for cosine: leave it out",
        ),
        ({"step_every": 5.0}, "step-every is for the schedule step, not for constant: leave it out"),
        (
            {"schedule": "exponential", "gamma": 0.5, "final_lr": 0.1},
            "gamma and final-lr both say how fast it falls: leave one of them out",
        ),
        ({"warmup": 12.5}, "a warmup of 12.5 leaves nothing of the run's 10 epochs: shorten it"),
        ({"warmup": 1.0, "epochs": 1}, "a warmup of 1 leaves nothing of the run's 1 epoch: shorten it"),
        *(
            (
                {
                    "schedule": (
                        {"kind": "exponential", "epochs": 0.001, "final-lr": final},
                        {"kind": "linear"},
                    )
                },
                "part 1 of the schedule: 0.001 epochs are too few for exponential to come to its final-lr: ",
            )
            for final in (1e-9, 1.0)
        ),
        ({"schedule": "one_cycle", "warmup": 1.0}, "one_cycle rises by itself: leave out warmup"),
        ({"schedule": ()}, "schedule is an empty list: name one, or say its parts"),
        (
            {"schedule": ({"kind": "cosine"},), "final_lr": 0.1},
            "schedule is a list, and each part says its own final-lr: leave it out beside them",
        ),
        ({"schedule": ({"epochs": 3},)}, 'part 1 of the schedule: it has no kind: kind = "cosine", say'),
        (
            {"schedule": ({"kind": "linear"}, {"kind": "cosine"})},
            "part 1 of the schedule: it does not say how long it takes: epochs = 5, say",
        ),
        (
            {"schedule": ({"kind": "linear", "epochs": 10}, {"kind": "cosine"})},
            "part 2 of the schedule: the parts before it take all epochs of the run: shorten them, or train",
        ),
        (
            {"schedule": ({"kind": "linear", "epochs": 0}, {"kind": "cosine"})},
            "part 1 of the schedule: epochs is a number above 0, not 0",
        ),
        (
            {"schedule": ({"kind": "linear", "lr": "much"},)},
            "part 1 of the schedule: lr is a number above 0, not 'much'",
        ),
        (
            {"schedule": ({"kind": "linear", "pace": 3},)},
            "part 1 of the schedule: there is no option called pace",
        ),
        ({"min_delta": 0.1}, "min-delta says what patience waits for: give patience too, or leave it out"),
        ({"patience": 3, "validation": 0.0}, "patience waits for a better validation loss, but no rows are "),
        *(
            (
                {"optimizer": "random_search", key: 0.1},
                f"random_search has no gradient for {said} to act on: ",
            )
            for key, said in [("weight_decay", "weight-decay"), ("l1", "l1"), ("l2", "l2"), ("clip", "clip")]
        ),
    ],
    ids=str,
)
def test_refused(changes: dict[str, object], expected: str) -> None:
    """Settings that do not go together are told in one sentence."""
    with pytest.raises(UserError) as caught:
        made(**changes)
    assert str(caught.value).startswith(expected)


def test_neither_a_name_nor_a_list() -> None:
    """What a schedule may be is said where it is something else."""
    with pytest.raises(UserError, match="schedule is the name of a schedule, or a list of tables, each with"):
        from_mapping({"schedule": 3}, "run.toml: ")


def test_patience_and_averages_reach_the_trainer() -> None:
    """A run that asks for them has them, and no other has."""
    plain, asked = made().trainer, made(patience=3, min_delta=0.1, average=0.9).trainer
    assert (plain.plan.patience, plain.average) == (None, None)
    assert asked.plan.patience == Patience(3, 0.1)
    assert asked.average is not None
    assert asked.average.decay == 0.9


def test_initial_weights_are_averaged() -> None:
    """What a run begins with in place of what was drawn is what its averages begin with."""
    trainer = made(average=0.9, hidden=(), weights={"dense_1": {"bias": [1.0, 2.0, 3.0]}}).trainer
    assert trainer.average is not None
    assert trainer.average.vector.tolist() == trainer.parameters.values.tolist()
