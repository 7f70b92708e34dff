"""Tests of standardisation."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nntui_datasets.errors import DatasetError
from nntui_datasets.measured import wine
from nntui_datasets.scaling import Scaling


def test_standardised_values() -> None:
    """Measurements come out with mean 0 and deviation 1, whatever their units."""
    inputs = wine().inputs
    scaled = Scaling.fit(inputs).apply(inputs)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(scaled.std(axis=0), 1, atol=1e-5)


def test_values_it_was_not_fitted_to() -> None:
    """New rows are measured by the old mean and deviation."""
    scaling = Scaling.fit(np.array([[0], [4]], dtype=np.float32))
    assert scaling.apply(np.array([[6]], dtype=np.float32)).tolist() == [[2]]


@pytest.mark.parametrize("value", [0.1, 0, 1e30, 16777217])
def test_constant_columns(value: float) -> None:
    """A column that never changes is moved to 0 and not blown up."""
    values = np.full((7, 1), value, dtype=np.float32)
    scaling = Scaling.fit(values)
    assert scaling.scale.tolist() == [1]
    np.testing.assert_allclose(scaling.apply(values), 0, atol=1e-6 * value)


def test_identity() -> None:
    """The identity changes nothing, to the bit."""
    values = wine().inputs
    assert Scaling.identity(13).apply(values).tobytes() == values.tobytes()


@given(
    hnp.arrays(
        np.float32,
        st.tuples(st.integers(1, 20), st.integers(1, 4)),
        elements=st.floats(-(2.0**127), 2.0**127, width=32),
    )
)
def test_any_finite_column(values: np.ndarray) -> None:
    """Whatever finite numbers a file holds, standardised ones are finite and float32."""
    scaled = Scaling.fit(values).apply(values)
    assert scaled.dtype == np.float32
    assert np.isfinite(scaled).all()


def test_undo() -> None:
    """Predictions of standardised targets come back in their own unit."""
    values = wine().inputs
    scaling = Scaling.fit(values)
    np.testing.assert_allclose(scaling.undo(scaling.apply(values)), values, rtol=1e-5)


def test_arguments_are_left_alone() -> None:
    """Standardising makes new arrays."""
    values = np.array([[1], [3]], dtype=np.float32)
    scaling = Scaling.fit(values)
    scaling.undo(scaling.apply(values))
    assert values.tolist() == [[1], [3]]


def test_memory() -> None:
    """Of many columns no second array is made in float64; they come out as each alone would."""
    values = np.random.default_rng(0).normal(3, 2, (500, 2000)).astype(np.float32)
    tracemalloc.start()
    scaled = Scaling.fit(values).apply(values)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * values.nbytes
    for column in (0, 63, 64, 1999):
        alone = values[:, [column]]
        np.testing.assert_array_equal(scaled[:, [column]], Scaling.fit(alone).apply(alone))


def test_no_rows() -> None:
    """There is no mean of nothing."""
    with pytest.raises(DatasetError) as caught:
        Scaling.fit(np.zeros((0, 3), dtype=np.float32))
    assert str(caught.value) == "there are no rows to standardise by (leave some to train on)"
