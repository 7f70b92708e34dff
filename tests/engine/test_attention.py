"""Attention: by hand, blind to the future where it is causal, and what it learns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nntui_engine.arrays import Array, Shape
from nntui_engine.errors import EngineError
from nntui_engine.gradient_check import check_gradients
from nntui_engine.layers import Layer, attention, attention_span
from nntui_engine.layers.attention import SelfAttention
from tests.engine.conftest import place_for

Bind = Callable[..., Layer]


def shares(layer: SelfAttention, x: Array) -> list[Array]:
    """Where each head looks in one row (time, units): (time, time) each."""
    q, k, _ = projected(layer, x)
    each = x.shape[1] // layer.heads
    found = []
    for head in range(layer.heads):
        part = slice(head * each, (head + 1) * each)
        scores = q[:, part] @ k[:, part].T / np.sqrt(each)
        if layer.causal:
            scores[np.triu_indices(len(x), 1)] = -np.inf
        odds = np.exp(scores)
        found.append(odds / odds.sum(axis=1, keepdims=True))
    return found


def projected(layer: SelfAttention, x: Array) -> list[Array]:
    assert layer.b is not None
    return np.split(x @ layer.w + layer.b, 3, axis=1)


def by_hand(layer: SelfAttention, x: Array) -> Array:
    """One row (time, units), a head at a time."""
    assert layer.b_o is not None
    values = np.split(projected(layer, x)[2], layer.heads, axis=1)
    taken = [share @ value for share, value in zip(shares(layer, x), values, strict=True)]
    return np.concatenate(taken, axis=1) @ layer.w_o + layer.b_o


@pytest.mark.parametrize("heads", [1, 2, 4])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("time", [1, 5, 63, 64, 65, 200])
def test_forward_by_hand(bind: Bind, heads: int, causal: bool, time: int) -> None:
    """Protects the formula, head by head and row by row, however long the sequence is."""
    layer = bind(SelfAttention(heads, causal), (time, 4), 3)
    assert isinstance(layer, SelfAttention)
    x = np.random.default_rng(1).normal(size=(3, time, 4))
    np.testing.assert_allclose(layer.forward(x), [by_hand(layer, row) for row in x], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("causal", [False, True])
def test_gradients_of_the_biases(causal: bool) -> None:
    """Protects what they learn; those of the keys shift all scores of a step alike, which changes nothing."""
    generator = np.random.default_rng(3)
    layer = SelfAttention(2, causal)
    place = place_for(layer, (4, 6), 3)
    layer.bind(place)
    x, dy = generator.normal(size=(2, 3, 4, 6))
    layer.forward(x)
    layer.backward(dy)
    bias, gradient = place.values["bias"], place.gradients["bias"].copy()
    assert float(np.abs(gradient[6:12]).max()) < 1e-12
    for part in (slice(0, 6), slice(12, 18)):
        found = check_gradients(lambda: float(np.sum(dy * layer.forward(x))), bias[part], gradient[part])
        assert (found.largest_error <= 1e-6, found.skipped) == (True, 0.0)


@pytest.mark.parametrize(("more", "accuracy"), [(1.0, 0.0), (10.0, 1e-14)])
def test_a_causal_layer_sees_no_later_step(bind: Bind, more: float, accuracy: float) -> None:
    """Protects a language model from reading the answer: what comes later changes nothing before it.

    Not one bit, except that scores so large that they have to be shifted are rounded otherwise, all of them.
    """
    layer = bind(SelfAttention(2, causal=True), (6, 4), 1)
    x = np.random.default_rng(2).normal(size=(1, 6, 4))
    before = layer.forward(x).copy()
    x[0, 4] += more
    after = layer.forward(x)
    np.testing.assert_allclose(after[0, :4], before[0, :4], rtol=accuracy, atol=0)
    assert not np.isclose(after[0, 4:], before[0, 4:]).any()


@pytest.mark.parametrize("scale", [1e3, -1e3])
def test_large_scores_do_not_overflow(bind: Bind, scale: float) -> None:
    """Protects attention that is sure of itself: its shares stay numbers that add up to 1."""
    layer = bind(SelfAttention(2, causal=True), (5, 4), 2)
    assert isinstance(layer, SelfAttention)
    layer.forward(np.random.default_rng(2).normal(size=(2, 5, 4)) * scale)
    maps = layer.attention().values
    np.testing.assert_allclose(maps.reshape(5, 2, 5).sum(axis=2), 1.0)
    assert not maps[:, :5][np.triu_indices(5, 1)].any()


def test_the_map_shows_who_looks_where(bind: Bind) -> None:
    """Protects the picture: a map for each head, a row for each step, and its shares add up to 1."""
    layer = bind(SelfAttention(2, causal=True), (3, 4), 5)
    assert isinstance(layer, SelfAttention)
    x = np.random.default_rng(2).normal(size=(5, 3, 4))
    layer.forward(x)
    maps, tile = layer.attention().values, layer.attention().tile
    assert (maps.shape, tile) == ((3, 6), (3, 3))
    expected = np.mean([shares(layer, row) for row in x], axis=0)
    np.testing.assert_allclose(maps, np.concatenate(expected, axis=1))
    assert (maps[0, [1, 2, 4, 5]].tolist(), maps[0, [0, 3]].tolist()) == ([0, 0, 0, 0], [1, 1])


@pytest.mark.parametrize(
    ("heads", "shape", "message"),
    [
        (0, (3, 4), "attention needs at least 1 head, not 0"),
        (3, (3, 4), "4 units cannot be shared by 3 heads equally"),
    ],
)
def test_what_cannot_be_is_refused(heads: int, shape: Shape, message: str) -> None:
    """Protects a person's stack of layers: the sentence says what is wrong."""
    with pytest.raises(EngineError) as error:
        SelfAttention(heads).output_shape(shape)
    assert str(error.value) == message


def test_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects long sequences: however many rows are worked on together, the bits are the same."""
    generator = np.random.default_rng(1)
    x, dy = generator.normal(size=(2, 3, 5, 4))
    found = []
    for rows in (1, 2, 3):  # of three: one is left behind two
        monkeypatch.setattr(attention, "AT_ONCE", rows * 2 * 5 * 5)
        layer = SelfAttention(2, causal=True)
        place = place_for(layer, (5, 4), 3)
        layer.bind(place)
        arrays = layer.forward(x), layer.backward(dy), place.gradients["weight"]
        found.append((len(layer.parts), b"".join(each.tobytes() for each in arrays)))
    counts, bits = zip(*found, strict=True)
    assert (counts, len(set(bits))) == ((3, 2, 1), 1)


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_a_few_queries_at_a_time(monkeypatch: pytest.MonkeyPatch, length: int) -> None:
    """Protects long sequences: what is spared is only what would be nothing."""
    generator = np.random.default_rng(1)
    x, dy = generator.normal(size=(2, 3, 7, 4))
    found = []
    for each in (length, 100):
        monkeypatch.setattr(attention_span, "LENGTH", each)
        layer = SelfAttention(2, causal=True)
        place = place_for(layer, (7, 4), 3)
        layer.bind(place)
        arrays = layer.forward(x), layer.backward(dy), *place.gradients.values(), layer.attention().values
        found.append((len(layer.parts[0].spans), arrays))
    (count, spared), (one, whole) = found
    assert (count, one) == ({1: 7, 2: 3, 3: 2, 4: 2}[length], 1)
    for array, expected in zip(spared, whole, strict=True):
        np.testing.assert_allclose(array, expected, rtol=1e-12, atol=1e-14)


def test_a_layer_that_sees_all_has_one_span() -> None:
    """Protects attention to both sides: nothing of it can be spared."""
    (only,) = attention_span.views(1000, float, causal=False)
    assert only == (slice(0, 1000), 1000, None)
    assert len(attention_span.views(1000, float, causal=True)) == 8
