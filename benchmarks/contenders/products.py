"""The machine's own limit: the matrix products that a step cannot do without, and nothing else.

They are NumPy's, of matrices that lie in memory as it likes them best, into memory that is there already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from benchmarks.contenders.case import Case, LeNet, Network, Perceptron, Recurrent, Transformer


class Product(NamedTuple):
    """So many products, one after the other, of (rows, inner) by (inner, columns)."""

    rows: int
    inner: int
    columns: int
    times: int = 1


def stepper(case: Case, _threads: int | None) -> Callable[[], int]:
    """A function that does the products of one step and returns 1."""
    generator = np.random.default_rng(0)
    calls = []
    for rows, inner, columns, times in products(case.network, case.batch):
        left = generator.standard_normal((rows, inner), dtype=np.float32)
        right = generator.standard_normal((inner, columns), dtype=np.float32)
        calls += [(left, right, np.zeros((rows, columns), np.float32))] * times

    def step() -> int:
        for left, right, out in calls:
            np.matmul(left, right, out=out)
        return 1

    return step


def products(network: Network, batch: int) -> Iterator[Product]:
    """Those of a step: forward, by the weights, and by the inputs of all layers but the first."""
    match network:
        case Perceptron():
            yield from _perceptron(network, batch, is_first=True)
        case LeNet():
            side, channels = network.side, 1
            for number, (filters, padding) in enumerate(zip(network.filters, network.padding, strict=True)):
                side += 2 * padding - network.kernel + 1
                patch = channels * network.kernel**2
                yield from _layer(batch * side**2, patch, filters, is_first=number == 0)
                side, channels = side // 2, filters
            yield from _perceptron(network.dense, batch, is_first=False)
        case Transformer():
            yield from _transformer(network, batch)
        case _:
            yield from _recurrent(network, batch)


def _layer(rows: int, inputs: int, outputs: int, *, is_first: bool) -> Iterator[Product]:
    yield Product(rows, inputs, outputs)
    yield Product(inputs, rows, outputs)
    if not is_first:
        yield Product(rows, outputs, inputs)


def _perceptron(network: Perceptron, batch: int, *, is_first: bool) -> Iterator[Product]:
    for number, (inputs, outputs) in enumerate(pairwise(network.sizes)):
        yield from _layer(batch, inputs, outputs, is_first=is_first and number == 0)


def _recurrent(network: Recurrent, batch: int) -> Iterator[Product]:
    units, rows = network.units, batch * network.time
    width = {"lstm": 4, "gru": 3}[network.kind] * units
    yield from _layer(rows, network.features, width, is_first=True)
    yield Product(batch, units, width, times=network.time)
    yield Product(batch, width, units, times=network.time)
    yield Product(units, rows, width)
    yield from _layer(batch, units, network.outputs, is_first=False)


def _transformer(network: Transformer, batch: int) -> Iterator[Product]:
    units, time, rows = network.units, network.time, batch * network.time
    head, heads = units // network.heads, batch * network.heads
    for _ in range(network.blocks):
        yield from _layer(rows, units, 3 * units, is_first=False)
        # Scores and what they take, and back: a product each by both of its factors.
        yield Product(time, head, time, times=2 * heads)
        yield Product(time, time, head, times=4 * heads)
        yield from _layer(rows, units, units, is_first=False)
        yield from _layer(rows, units, network.wider * units, is_first=False)
        yield from _layer(rows, network.wider * units, units, is_first=False)
    yield from _layer(rows, units, network.outputs, is_first=False)
