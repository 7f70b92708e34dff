"""What suits each dataset, and each model: tables of settings, used where the user gave none."""

from __future__ import annotations

from typing import Any

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
}
"""By dataset; a pace in steps a second, so that a person can watch it learn."""


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


def preset_for(dataset: str, model: str | None = None) -> dict[str, Any]:
    """All settings that have a default that depends on the dataset, or on the model where one was chosen."""
    return ORDINARY | PRESETS.get(dataset, {}) | MODEL_PRESETS.get(model or "", {})
