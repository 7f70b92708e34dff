"""Embeddings of tokens and of places."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_engine.errors import EngineError
from nntui_engine.gradient_check import check_gradients
from nntui_engine.layers import embedding
from nntui_engine.layers.embedding import Embedding, PositionalEmbedding
from tests.engine.conftest import place_for

TOKENS = np.array([[0, 2, 2], [1, 2, 4]])


def test_a_token_becomes_its_row() -> None:
    """Protects the look-up, from whole numbers that come as real ones."""
    layer = Embedding(5, 2)
    place = place_for(layer, (3,), 2)
    layer.bind(place)
    assert layer.forward(TOKENS.astype(np.float32)).tolist() == place.values["weight"][TOKENS].tolist()


@pytest.mark.parametrize("most_counted", [1024, 1])
def test_gradients(most_counted: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects tokens that come several times, in both ways of adding up; others learn nothing."""
    monkeypatch.setattr(embedding, "MOST_COUNTED", most_counted)
    layer = Embedding(5, 2)
    place = place_for(layer, (3,), 2)
    layer.bind(place)
    dy = np.random.default_rng(0).normal(size=(2, 3, 2))
    layer.forward(TOKENS)
    layer.backward_parameters(dy)
    gradients = place.gradients["weight"].copy()
    found = check_gradients(
        lambda: float(np.sum(dy * layer.forward(TOKENS))), place.values["weight"], gradients
    )
    assert (found.largest_error <= 1e-6, found.skipped) == (True, 0.0)
    assert gradients[3].tolist() == [0, 0]


def test_places_are_added() -> None:
    """Protects the order of a sequence, which attention alone does not see."""
    layer = PositionalEmbedding()
    place = place_for(layer, (3, 2), 2)
    layer.bind(place)
    x = np.random.default_rng(0).normal(size=(2, 3, 2))
    assert layer.forward(x).tolist() == (x + place.values["weight"]).tolist()


def test_what_cannot_be_is_refused() -> None:
    """Protects a person's stack of layers: the sentence says what is wrong."""
    with pytest.raises(EngineError, match="an embedding needs at least 1 token and 1 unit, not 0 and 2"):
        Embedding(0, 2)
