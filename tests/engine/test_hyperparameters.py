"""The settings of a run: what they may be, and what is said of those that may not."""

from __future__ import annotations

from dataclasses import replace
from math import inf, nan

import pytest

from nntui_engine.errors import EngineError
from nntui_engine.hyperparameters import HyperParameters

REFUSED = [
    ("learning_rate", 0.0, "the learning rate is a number above 0, which 0 is not"),
    ("learning_rate", -0.1, "the learning rate is a number above 0, which -0.1 is not"),
    ("learning_rate", inf, "the learning rate is a number above 0, which inf is not"),
    ("learning_rate", nan, "the learning rate is a number above 0, which nan is not"),
    ("momentum", -0.1, "the momentum is a number at least 0 and below 1, which -0.1 is not"),
    ("momentum", 1.0, "the momentum is a number at least 0 and below 1, which 1 is not"),
    ("momentum", nan, "the momentum is a number at least 0 and below 1, which nan is not"),
    ("weight_decay", -1e-4, "the weight decay is a number at least 0, which -0.0001 is not"),
    ("weight_decay", inf, "the weight decay is a number at least 0, which inf is not"),
    ("dropout", -0.5, "the dropout is a number at least 0 and below 1, which -0.5 is not"),
    ("dropout", 1.0, "the dropout is a number at least 0 and below 1, which 1 is not"),
    ("batch_size", 0, "a batch is a whole number of rows, at least 1, not 0"),
    ("batch_size", 2.5, "a batch is a whole number of rows, at least 1, not 2.5"),
    ("batch_size", inf, "a batch is a whole number of rows, at least 1, not inf"),
    ("batch_size", nan, "a batch is a whole number of rows, at least 1, not nan"),
]


@pytest.mark.parametrize(("name", "value", "message"), REFUSED)
def test_a_setting_that_cannot_be_is_refused(
    hyper: HyperParameters, name: str, value: float, message: str
) -> None:
    """Protects a run from settings that would break it, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        hyper.changed(name, value)
    assert str(error.value) == message


@pytest.mark.parametrize(("name", "value", "message"), REFUSED)
def test_it_is_refused_from_the_start_too(
    hyper: HyperParameters, name: str, value: float, message: str
) -> None:
    """Protects the constructor: a value of this class is always a possible one."""
    with pytest.raises(EngineError) as error:
        replace(hyper, **{name: value})
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 1e-12),
        ("momentum", 0.0),
        ("weight_decay", 0.0),
        ("dropout", 0.999),
        ("batch_size", 1),
    ],
)
def test_the_edges_that_may_be_are_taken(hyper: HyperParameters, name: str, value: float) -> None:
    """Protects the ends of the ranges that belong to them."""
    assert getattr(hyper.changed(name, value), name) == value


def test_changed_changes_one_setting_of_a_copy(hyper: HyperParameters) -> None:
    """Protects the state of a run, which holds the value that was there before."""
    changed = hyper.changed("dropout", 0.5)
    assert (hyper.dropout, changed) == (0.0, replace(hyper, dropout=0.5))


def test_a_batch_size_becomes_a_whole_number(hyper: HyperParameters) -> None:
    """Protects slices of rows: what arrives from a form or a message is a float."""
    size = hyper.changed("batch_size", 16.0).batch_size
    assert (size, type(size)) == (16, int)


@pytest.mark.parametrize("name", ["rate", "changed", "__class__", ""])
def test_a_name_that_is_none_is_refused(hyper: HyperParameters, name: str) -> None:
    """Protects against messages that name what is not a setting."""
    with pytest.raises(EngineError) as error:
        hyper.changed(name, 0.5)
    assert str(error.value) == f"there is no hyper-parameter called {name}"
