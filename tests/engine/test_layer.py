"""What every layer shares: which kinds of rows it takes."""

from __future__ import annotations

import pytest

from nntui_engine.arrays import Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers import LAYERS

FLAT, SEQUENCE, IMAGE = (6,), (4, 6), (2, 4, 6)

ONLY: dict[Shape, set[str]] = {
    FLAT: {"embedding"},
    SEQUENCE: {"rnn", "gru", "lstm", "last_step", "positional_embedding", "self_attention"},
    IMAGE: {"conv2d", "max_pool2d", "mean_pool2d"},
}
BUT: dict[Shape, set[str]] = {
    FLAT: {"global_mean_pool"},
    SEQUENCE: set(),
    IMAGE: {"dense", "layer_norm", "softmax"},
}


def takes(kind: str, shape: Shape) -> bool:
    """Whether rows of this shape pass the check."""
    try:
        LAYERS[kind].check_rows(shape)
    except EngineError:
        return False
    return True


@pytest.mark.parametrize("shape", [FLAT, SEQUENCE, IMAGE], ids=["flat", "sequence", "image"])
def test_every_layer_takes_what_it_is_made_for(shape: Shape) -> None:
    """Protects a person's stack from a layer that would take images for sequences, or the other way round."""
    others = set().union(*(kinds for other, kinds in ONLY.items() if other != shape))
    assert {kind for kind in LAYERS if takes(kind, shape)} == set(LAYERS) - others - BUT[shape]
