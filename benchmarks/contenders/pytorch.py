"""A step of PyTorch, eager, as its tutorials write it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn

from benchmarks.contenders.case import (
    LEARNING_RATE,
    Case,
    LeNet,
    Network,
    Perceptron,
    Recurrent,
    Transformer,
)


def stepper(case: Case, _threads: int | None) -> Callable[[], int]:
    """A function that takes the next step, its loss included, and returns 1."""
    inputs, classes = map(torch.from_numpy, case.rows())
    batches = map(torch.from_numpy, case.batches())
    network = network_of(case.network)
    compute_loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)

    def step() -> int:
        rows = next(batches)
        optimizer.zero_grad()
        loss = compute_loss(network(inputs[rows]).flatten(0, -2), classes[rows].flatten())
        loss.backward()
        optimizer.step()
        loss.item()
        return 1

    return step


class LastState(nn.Module):
    """A recurrent layer and a dense one behind its last state."""

    def __init__(self, network: Recurrent) -> None:
        super().__init__()
        kind = {"lstm": nn.LSTM, "gru": nn.GRU}[network.kind]
        self.recurrent = kind(network.features, network.units, batch_first=True)
        self.dense = nn.Linear(network.units, network.outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Sequences (rows, time, features) → (rows, outputs)."""
        return self.dense(self.recurrent(x)[0][:, -1])


class Block(nn.Module):
    """Attention and two dense layers, each normed first and with a way round it."""

    def __init__(self, network: Transformer) -> None:
        super().__init__()
        units = network.units
        self.heads = network.heads
        self.norm, self.attend, self.output = (
            nn.LayerNorm(units),
            nn.Linear(units, 3 * units),
            nn.Linear(units, units),
        )
        self.dense = nn.Sequential(
            nn.LayerNorm(units),
            nn.Linear(units, network.wider * units),
            nn.ReLU(),
            nn.Linear(network.wider * units, units),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(rows, time, units) → the same."""
        q, k, v = (
            part.unflatten(-1, (self.heads, -1)).transpose(1, 2)
            for part in self.attend(self.norm(x)).chunk(3, dim=-1)
        )
        taken = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.output(taken.transpose(1, 2).flatten(2))
        return x + self.dense(x)


class Embedded(nn.Module):
    """Tokens and their places."""

    def __init__(self, network: Transformer) -> None:
        super().__init__()
        self.tokens = nn.Embedding(network.tokens, network.units)
        self.places = nn.Parameter(torch.randn(network.time, network.units))

    def forward(self, tokens: torch.Tensor) -> torch.Tensor:
        """(rows, time) → (rows, time, units)."""
        return self.tokens(tokens) + self.places


def network_of(network: Network) -> nn.Module:
    """The same network as a module."""
    match network:
        case Perceptron():
            return _perceptron(network)
        case LeNet():
            layers: list[nn.Module] = []
            for (before, filters), padding in zip(
                pairwise((1, *network.filters)), network.padding, strict=True
            ):
                layers += [nn.Conv2d(before, filters, network.kernel, padding=padding)]
                layers += [nn.ReLU(), nn.MaxPool2d(2)]
            return nn.Sequential(*layers, nn.Flatten(), _perceptron(network.dense))
        case Transformer():
            blocks = (Block(network) for _ in range(network.blocks))
            last = nn.LayerNorm(network.units), nn.Linear(network.units, network.outputs)
            return nn.Sequential(Embedded(network), *blocks, *last)
        case _:
            return LastState(network)


def _perceptron(network: Perceptron) -> nn.Module:
    layers: list[nn.Module] = []
    for size, next_size in pairwise(network.sizes):
        layers += [nn.Linear(size, next_size), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
