"""The options of layers, before layers are made of them."""

from __future__ import annotations

from inspect import signature
from typing import Any

import pytest

from nntui_engine.errors import EngineError
from nntui_engine.layers import LAYERS
from nntui_engine.options import KINDS
from nntui_engine.spec import LayerSpec


@pytest.mark.parametrize("kind", LAYERS)
def test_every_option_has_words(kind: str) -> None:
    """Whatever a layer may be given, what it may not be is told."""
    assert {str(each.annotation) for each in signature(LAYERS[kind]).parameters.values()} <= KINDS.keys()


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("relu", {}),
        ("leaky_relu", {"slope": 0}),
        ("dense", {"outputs": 3, "bias": False, "initializer": "zeros"}),
        ("max_pool2d", {"stride": None}),
        ("conv2d", {"filters": 2, "size": 5}),
    ],
)
def test_what_can_be(kind: str, options: dict[str, Any]) -> None:
    """It is made."""
    assert type(LayerSpec(kind, options).build()) is LAYERS[kind]


@pytest.mark.parametrize(
    ("kind", "options", "reason"),
    [
        ("dense", {}, "dense needs outputs"),
        ("dense", {"units": 3}, "dense has no option called units; it has outputs, bias, initializer"),
        ("relu", {"slope": 0.1}, "relu has no option called slope; it has none"),
        ("dense", {"outputs": "3"}, "the outputs of dense is a whole number, not '3'"),
        ("dense", {"outputs": True}, "the outputs of dense is a whole number, not True"),
        ("dense", {"outputs": 3.0}, "the outputs of dense is a whole number, not 3.0"),
        ("dense", {"outputs": 3, "bias": 0}, "the bias of dense is true or false, not 0"),
        ("dense", {"outputs": 3, "initializer": 1}, "the initializer of dense is a word, not 1"),
        ("leaky_relu", {"slope": "steep"}, "the slope of leaky_relu is a number, not 'steep'"),
        ("max_pool2d", {"stride": 0.5}, "the stride of max_pool2d is a whole number, not 0.5"),
    ],
)
def test_what_cannot_be_is_refused(kind: str, options: dict[str, Any], reason: str) -> None:
    """In a sentence."""
    with pytest.raises(EngineError) as error:
        LayerSpec(kind, options).build()
    assert str(error.value) == reason
