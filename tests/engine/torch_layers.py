"""PyTorch's layers as ours are, for the comparison of both; only there where PyTorch is installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from nntui_engine.arrays import Array

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
nn = torch.nn

GATES = {"rnn": (0,), "gru": (0, 1, 2), "lstm": (1, 2, 3, 0)}
"""In PyTorch's order."""


class Recurrent(nn.Module):  # type: ignore[misc]  # torch has no types where it is not installed
    """PyTorch's layer with one bias, as ours has (and the inner one of a GRU), and without its last state."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer
        inner = torch.zeros_like(layer.bias_hh_l0)
        if isinstance(layer, nn.GRU):
            inner[2 * layer.hidden_size :] = 1.0
        layer.bias_hh_l0.register_hook(lambda gradient: gradient * inner)

    def forward(self, x: Any) -> Any:
        return self.layer(x)[0]


class LastStep(nn.Module):  # type: ignore[misc]  # as above
    """The end of a sequence."""

    def forward(self, x: Any) -> Any:
        return x[:, -1]


class Attention(nn.Module):  # type: ignore[misc]  # as above
    """PyTorch's layer with every step looking at itself, and at those before it."""

    def __init__(self, units: int, heads: int, *, causal: bool) -> None:
        super().__init__()
        self.layer = nn.MultiheadAttention(units, heads, batch_first=True)
        self.causal = causal

    def forward(self, x: Any) -> Any:
        time = x.shape[1]
        mask = torch.triu(torch.ones(time, time, dtype=torch.bool), 1) if self.causal else None
        return self.layer(x, x, x, attn_mask=mask, need_weights=False)[0]


class Places(nn.Module):  # type: ignore[misc]  # as above
    """Numbers learnt for each place of a sequence."""

    def __init__(self, time: int, units: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(time, units))

    def forward(self, x: Any) -> Any:
        return x + self.weight


class Round(nn.Module):  # type: ignore[misc]  # as above
    """The way round a layer."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Any) -> Any:
        return self.layer(x) + x


class GlobalMean(nn.Module):  # type: ignore[misc]  # as above
    """The mean of every channel."""

    def forward(self, x: Any) -> Any:
        return x.mean(axis=(2, 3))


def theirs_of(kind: str, ours: Mapping[str, Array]) -> dict[str, Array]:
    """Our arrays by PyTorch's names, and as it has them."""
    if kind in GATES:
        units = len(ours["recurrent"])
        inner = np.zeros_like(ours["bias"])
        if kind == "gru":
            inner[2 * units :] = ours["inner_bias"]
        columns = np.concatenate([np.arange(units) + gate * units for gate in GATES[kind]])
        return {
            "weight_ih_l0": ours["weight"].T[columns],
            "weight_hh_l0": ours["recurrent"].T[columns],
            "bias_ih_l0": ours["bias"][columns],
            "bias_hh_l0": inner,
        }
    if kind == "self_attention":
        return {
            "in_proj_weight": ours["weight"].T,
            "in_proj_bias": ours["bias"],
            "out_proj.weight": ours["output"].T,
            "out_proj.bias": ours["output_bias"],
        }
    return dict(ours) | {"weight": ours["weight"].T} if kind == "dense" else dict(ours)
