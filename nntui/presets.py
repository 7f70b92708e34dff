"""What suits each dataset, and each model: tables of settings, used where the user gave none."""

from __future__ import annotations

from typing import Any, Literal

ORDINARY: dict[str, Any] = {
    "hidden": (32, 16),
    "activation": "relu",
    "optimizer": "adam",
    "lr": 1e-3,
    "batch": 32,
    "epochs": 50,
    "pace": "max",
}
"""For files of one's own, and where a preset says nothing."""

PRESETS: dict[str, dict[str, Any]] = {
    "line": {"hidden": (), "optimizer": "sgd", "lr": 3e-2, "batch": 16, "epochs": 60, "pace": 50},
    "sine": {"hidden": (32, 32), "activation": "tanh", "lr": 5e-3, "epochs": 400, "pace": 200},
    "plane": {"hidden": (), "optimizer": "sgd", "lr": 3e-2, "epochs": 40, "pace": 50},
    "blobs": {"hidden": (), "lr": 2e-2, "epochs": 30, "pace": 50},
    "xor": {"hidden": (8, 8), "activation": "tanh", "lr": 1e-2, "epochs": 60, "pace": 50},
    "circles": {"hidden": (8, 8), "activation": "tanh", "lr": 1e-2, "epochs": 60, "pace": 50},
    "moons": {"hidden": (16, 8), "activation": "tanh", "lr": 1e-2, "epochs": 80, "pace": 50},
    "checkerboard": {"hidden": (32, 32), "lr": 5e-3, "epochs": 200, "pace": 200},
    "spiral": {"hidden": (32, 32), "lr": 5e-3, "epochs": 300, "pace": 200},
    "iris": {"hidden": (8,), "lr": 1e-2, "batch": 16, "epochs": 60, "pace": 50},
    "wine": {"hidden": (16,), "lr": 3e-3, "batch": 16, "epochs": 60, "pace": 50},
    "breast-cancer": {"hidden": (16, 8), "lr": 1e-3, "epochs": 60, "pace": 50},
    "digits": {"hidden": (64, 32), "lr": 1e-3, "epochs": 50, "pace": 100},
    "sine-wave": {"model": "gru", "units": 16, "lr": 5e-3, "epochs": 60, "pace": 50},
    "parity": {"model": "gru", "units": 16, "lr": 1e-2, "epochs": 60, "pace": 100},
    "copy": {"model": "transformer", "units": 32, "blocks": 1, "lr": 1e-3, "epochs": 20, "pace": 50},
    "mnist": {"hidden": (128,), "lr": 1e-3, "batch": 128, "epochs": 10, "pace": "max"},
    "fashion-mnist": {"hidden": (256, 128), "lr": 1e-3, "batch": 128, "epochs": 15, "pace": "max"},
}
"""By dataset; a pace in steps a second, so that a person can watch it learn, where there are few of them."""


RECURRENT = ("rnn", "gru", "lstm")
"""Models that read a sequence step by step."""

SEQUENTIAL = (*RECURRENT, "transformer")
"""Models for sequences."""

STEP_BY_STEP: dict[str, Any] = {
    "units": 64,
    "hidden": (),
    "activation": "relu",
    "lr": 2e-3,
    "batch": 32,
    "epochs": 30,
}
"""What suits them."""

MODEL_PRESETS: dict[str, dict[str, Any]] = {
    "perceptron": {"hidden": ()},
    "conv": {
        "filters": (16, 32),
        "hidden": (64,),
        "activation": "relu",
        "lr": 1e-3,
        "batch": 32,
        "epochs": 30,
    },
    **dict.fromkeys(RECURRENT, STEP_BY_STEP),
    "transformer": {
        "units": 64,
        "blocks": 2,
        "heads": 4,
        "hidden": (),
        "activation": "gelu",
        "lr": 1e-3,
        "batch": 32,
        "epochs": 30,
    },
}
"""By model; they go before those of the dataset."""


Kind = Literal["numbers", "images", "tokens"]
"""What the rows of a dataset are made of."""

OF_ONES_OWN: dict[Kind, dict[str, Any]] = {
    "numbers": {},
    "images": {"model": "conv", "epochs": 15},
    "tokens": {"model": "lstm"},
}
"""What suits data of one's own."""

_OF_A_NETWORK = ("model", "filters", "units", "blocks", "heads", "hidden", "activation")

SMALL_SIDE, MOST_FILTERS = 8, 64
"""Convolutions halve an image until its shorter side has so many pixels or fewer, with so many filters at
most: the dense layer behind them would have most of the weights otherwise."""

LARGE_SIDE = 64
"""Of larger images a batch has half as many: what convolutions make of 32 would fill half a gigabyte."""


def preset_for(
    dataset: str, model: str | None = None, *, kind: Kind = "numbers", side: int = 0
) -> dict[str, Any]:
    """All settings that have a default that depends on the dataset, or on the model where one was chosen.

    Where that is not the dataset's own, nor of its family, what suits the model goes before. kind: what the
    rows are made of. side: of images, the shorter one in pixels.
    """
    own = PRESETS.get(dataset, OF_ONES_OWN[kind])
    usual = own.get("model")
    if usual is not None and model in (None, usual, *(RECURRENT if usual in RECURRENT else ())):
        found = ORDINARY | MODEL_PRESETS[usual] | own
    else:
        kept = own if usual is None else {k: v for k, v in own.items() if k not in _OF_A_NETWORK}
        found = ORDINARY | kept | MODEL_PRESETS.get(model or "", {})
    if "filters" not in found:
        return found
    fewer = {"batch": found["batch"] // 2} if side > LARGE_SIDE else {}
    return found | {"filters": _filters(found["filters"], side)} | fewer


def _filters(usual: tuple[int, ...], side: int) -> tuple[int, ...]:
    """Those of the preset, and more for a larger image."""
    filters = usual
    while side >> len(filters) > SMALL_SIDE:
        filters = (*filters, min(2 * filters[-1], MOST_FILTERS))
    return filters
