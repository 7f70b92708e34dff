"""A step of PyTorch, eager, as its tutorials write it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from torch import nn

from benchmarks.contenders.case import LEARNING_RATE, Case, LeNet, Network, Perceptron, Recurrent


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
        loss = compute_loss(network(inputs[rows]), classes[rows])
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
        case _:
            return LastState(network)


def _perceptron(network: Perceptron) -> nn.Module:
    layers: list[nn.Module] = []
    for size, next_size in pairwise(network.sizes):
        layers += [nn.Linear(size, next_size), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
