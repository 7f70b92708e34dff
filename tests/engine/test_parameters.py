"""The flat vectors: where arrays lie in them, and what may be put there."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_engine.arrays import Array
from nntui_engine.errors import EngineError
from nntui_engine.parameters import ParameterSpec, ParameterVector, picture_of


@pytest.fixture
def parameters() -> ParameterVector:
    """Two dense layers, 2-3 and 3-1: the first names its bias first, the second has none."""
    first = ParameterSpec("weight", (2, 3), "zeros", 2, 3)
    bias = ParameterSpec("bias", (3,), "zeros", 2, 3, decays=False)
    second = ParameterSpec("weight", (3, 1), "zeros", 3, 1)
    return ParameterVector({"dense_1": (bias, first), "dense_2": (second,)}, np.float64)


def test_what_decays_comes_first(parameters: ParameterVector) -> None:
    """Protects penalties and weight decay, which work on the slice `[:decayed]`."""
    found = [(slot.full_name, slot.start, slot.stop) for slot in parameters.slots]
    assert found == [("dense_1.weight", 0, 6), ("dense_2.weight", 6, 9), ("dense_1.bias", 9, 12)]
    assert (parameters.decayed, parameters.size) == (9, 12)


def test_slots_cover_the_vector_once(parameters: ParameterVector) -> None:
    """Protects layers from each other: no number belongs to two, and none to nobody."""
    used = np.zeros(parameters.size, int)
    for slot in parameters.slots:
        slot.view(used)[...] += 1
    assert used.tolist() == [1] * parameters.size


def test_views_are_the_vector_itself(parameters: ParameterVector) -> None:
    """Protects the flat vector: what an optimizer writes there is what a layer reads."""
    weight = parameters.of_layer("dense_1")[0].view(parameters.values)
    parameters.values[:6] = [1, 2, 3, 4, 5, 6]
    assert weight.tolist() == [[1, 2, 3], [4, 5, 6]]


def test_values_and_gradients_are_two_vectors(parameters: ParameterVector) -> None:
    """Protects values from being overwritten by gradients."""
    assert not np.shares_memory(parameters.values, parameters.gradients)


def test_of_layer_finds_a_layers_own(parameters: ParameterVector) -> None:
    """Protects whoever lists a layer's arrays: weight, then bias, and none of the next layer's."""
    assert [slot.name for slot in parameters.of_layer("dense_1")] == ["weight", "bias"]


def test_the_dtype_is_the_callers() -> None:
    """Protects gradient checks in float64."""
    spec = ParameterSpec("weight", (2,), "zeros", 1, 2)
    assert ParameterVector({"a": (spec,)}, np.float32).values.dtype == np.float32


def test_more_than_any_memory_is_refused() -> None:
    """Protects a run.toml with some noughts too many from NumPy's own words."""
    spec = ParameterSpec("weight", (10**10, 10**10), "zeros", 1, 1)
    with pytest.raises(EngineError) as error:
        ParameterVector({"dense_1": (spec,)}, np.float32)
    assert str(error.value) == "so many weights as these layers have fit in no memory: make them smaller"


def test_assign_writes_one_array(parameters: ParameterVector) -> None:
    """Protects weights given by hand: they land in their slot, and nowhere else."""
    parameters.assign("dense_2.weight", np.array([[1.0], [2.0], [3.0]]))
    assert parameters.values.tolist() == [0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0]


@pytest.mark.parametrize(
    ("name", "values", "message"),
    [
        (
            "dense_2.bias",
            np.zeros(1),
            "there are no weights called dense_2.bias in this network, "
            "only dense_1.weight, dense_2.weight, dense_1.bias",
        ),
        ("dense_1.bias", np.zeros(2), "dense_1.bias is of shape (2,), but this network needs (3,)"),
        ("dense_1.bias", np.zeros((3, 1)), "dense_1.bias is of shape (3, 1), but this network needs (3,)"),
        ("dense_1.bias", np.array([0, np.nan, 0]), "dense_1.bias holds a value that is not a finite number"),
        ("dense_1.bias", np.array([0, np.inf, 0]), "dense_1.bias holds a value that is not a finite number"),
    ],
    ids=["name", "length", "axes", "nan", "inf"],
)
def test_assign_refuses_what_does_not_fit(
    parameters: ParameterVector, name: str, values: Array, message: str
) -> None:
    """Protects a network from weights that are another's, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        parameters.assign(name, values)
    assert str(error.value) == message
    assert parameters.values.tolist() == [0.0] * 12


def test_kernels_lie_side_by_side() -> None:
    """A row of them for each channel, a column for each filter; a matrix is its own picture."""
    kernels = np.arange(2 * 3 * 2 * 2.0).reshape(2, 3, 2, 2)
    picture, tile = picture_of(kernels).values, picture_of(kernels).tile
    assert (picture.shape, tile) == ((6, 4), (2, 2))
    for f, c in np.ndindex(2, 3):
        assert picture[2 * c : 2 * c + 2, 2 * f : 2 * f + 2].tolist() == kernels[f, c].tolist()
    assert picture_of(kernels[0, 0]).values.tolist() == kernels[0, 0].tolist()


@pytest.mark.parametrize(("filters", "shape"), [(1, (2, 2)), (6, (4, 6)), (7, (2, 14)), (16, (8, 8))])
def test_kernels_of_one_channel_fill_a_square(filters: int, shape: tuple[int, int]) -> None:
    """Or come as near to one as their number allows; the first ones stand in the first row."""
    kernels = np.arange(filters * 4.0).reshape(filters, 1, 2, 2)
    picture = picture_of(kernels).values
    assert picture.shape == shape
    assert picture[:2, -2:].tolist() == kernels[shape[1] // 2 - 1, 0].tolist()


def test_gates_are_tiles() -> None:
    """Matrices that lie side by side are told apart; one number for each unit is a row."""
    assert picture_of(np.zeros((3, 8)), blocks=4).tile == (3, 2)
    assert (picture_of(np.zeros(5)).values.shape, picture_of(np.zeros(5)).tile) == ((1, 5), (1, 5))
