"""A step of PyTorch, eager, as its tutorials write it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch

from benchmarks.contenders.case import LEARNING_RATE, Case


def stepper(case: Case) -> Callable[[], int]:
    """A function that takes the next step, its loss included, and returns 1."""
    inputs, classes = map(torch.from_numpy, case.rows())
    batches = map(torch.from_numpy, case.batches())
    layers: list[torch.nn.Module] = []
    for size, next_size in pairwise((case.inputs, *case.hidden, case.outputs)):
        layers += [torch.nn.Linear(size, next_size), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    compute_loss = torch.nn.CrossEntropyLoss()
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
