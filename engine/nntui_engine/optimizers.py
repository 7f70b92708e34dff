"""Optimizers: a few in-place lines over flat vectors, and the table of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from itertools import pairwise
from math import inf
from typing import ClassVar, NamedTuple

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.errors import EngineError
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.parameters import ParameterVector
from nntui_engine.randomness import RandomSource, Stream
from nntui_engine.two_threads import at_once

BLOCK = 65_536
"""Numbers handled at a time: few enough that a block's vectors stay in the processor's cache over all passes,
enough that the calls themselves cost little."""

SHARED = 4
"""From so many blocks on two threads share them: fewer take longer to hand over than they take (measured)."""

DRAWN = 1024
"""Random numbers drawn at a time, each batch of them from a place of its own."""


class Block(NamedTuple):
    """One stretch of the flat vectors."""

    values: Array
    gradients: Array
    update: Array
    vectors: tuple[Array, ...]
    decays: bool
    side: int
    """0 or 1: which of two threads takes it, where there are two."""


class Optimizer:
    """values −= update, where the update is written by a subclass from gradients and its own vectors.

    `vectors` are all that it remembers, apart from the number of the step. `update` is kept until the next
    step, so that its size can be measured.
    """

    name: ClassVar[str]
    needs_gradients: ClassVar[bool] = True
    """Whether the update is made of gradients; else it is searched for before each step."""
    has_momentum: ClassVar[bool] = False
    decouples_decay: ClassVar[bool] = False
    memory: ClassVar[int] = 0
    """How many flat vectors it remembers."""

    def __init__(self, parameters: ParameterVector) -> None:
        self.update: Array = np.zeros_like(parameters.values)
        self.vectors = tuple(np.zeros_like(parameters.values) for _ in range(self.memory))
        self._blocks = tuple(self._cut(parameters))
        self._sides = tuple([block for block in self._blocks if block.side == side] for side in (0, 1))

    def step(self, hyper: HyperParameters, number: int, helper: Executor | None = None) -> None:
        """Take step `number`, counted from 1; with a helper in two threads, which changes no bit."""
        if helper is None or len(self._blocks) < SHARED:
            self._take(self._blocks, hyper, number)
        else:
            ours, theirs = self._sides
            at_once(
                helper, partial(self._take, ours, hyper, number), partial(self._take, theirs, hyper, number)
            )

    def _take(self, blocks: Sequence[Block], hyper: HyperParameters, number: int) -> None:
        for block in blocks:
            self.write(block, hyper, number)
            np.subtract(block.values, block.update, out=block.values)

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        """Write `block.update`."""
        raise NotImplementedError

    def search(
        self, hyper: HyperParameters, number: int, source: RandomSource, loss: Callable[[], float]
    ) -> float:
        """Find the update of step `number` where no gradient is needed; the loss before it.

        loss: of the batch, with the values as they are when it is asked for.
        """
        raise NotImplementedError

    def _cut(self, parameters: ParameterVector) -> Iterator[Block]:
        # Only decoupled decay treats weights and biases differently; for all others one block may hold both.
        edges = [0, parameters.decayed, parameters.size] if self.decouples_decay else [0, parameters.size]
        starts = [(start, end) for begin, end in pairwise(edges) for start in range(begin, end, BLOCK)]
        for number, (start, end) in enumerate(starts):
            part = slice(start, min(start + BLOCK, end))
            yield Block(
                parameters.values[part],
                parameters.gradients[part],
                self.update[part],
                tuple(vector[part] for vector in self.vectors),
                decays=start < parameters.decayed,
                side=number % 2,
            )


class RandomSearch(Optimizer):
    """update = −η n with n from N(0, 1), if that lowers the loss of the batch; else 0.

    The baseline that knows nothing of gradients (Rastrigin, Autom. Remote Control 24, 1963). The candidate
    depends on (seed, step) only.
    """

    name = "random_search"
    needs_gradients = False

    def __init__(self, parameters: ParameterVector) -> None:
        super().__init__(parameters)
        self._values = parameters.values
        self._before = np.zeros_like(parameters.values)

    def search(
        self, hyper: HyperParameters, number: int, source: RandomSource, loss: Callable[[], float]
    ) -> float:
        for part, start in enumerate(range(0, self.update.size, DRAWN)):
            update = self.update[start : start + DRAWN]
            drawn = source.normal(update.size, Stream.SEARCH, number, part)
            np.multiply(drawn, -hyper.learning_rate, out=update, casting="same_kind")
        self._before[...] = self._values
        self._values -= self.update
        there = loss()
        self._values[...] = self._before
        # Last, so that what layers keep of the batch is of the values before the step, as with gradients.
        here = loss()
        if not there < here:
            self.update.fill(0)
        return here

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        """It was found by `search`."""


class Sgd(Optimizer):
    """update = η g."""

    name = "sgd"

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        np.multiply(block.gradients, hyper.learning_rate, out=block.update)


class Momentum(Optimizer):
    """v ← μ v + g; update = η v (Polyak, USSR Comp. Math. 4, 1964)."""

    name = "momentum"
    has_momentum = True
    memory = 1

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        (v,) = block.vectors
        v *= hyper.momentum
        v += block.gradients
        np.multiply(v, hyper.learning_rate, out=block.update)


class Nesterov(Optimizer):
    """v ← μ v + g; update = η (g + μ v) (Sutskever et al., ICML 2013, looking ahead by μ v)."""

    name = "nesterov"
    has_momentum = True
    memory = 1

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        (v,) = block.vectors
        v *= hyper.momentum
        v += block.gradients
        update = np.multiply(v, hyper.momentum, out=block.update)
        update += block.gradients
        update *= hyper.learning_rate


class RmsProp(Optimizer):
    """v ← ρ v + (1 − ρ) g²; update = η g ÷ (√v + ε) (Hinton, "Neural Networks for Machine Learning", 6e)."""

    name = "rmsprop"
    memory = 1

    def __init__(self, parameters: ParameterVector, rho: float = 0.9, epsilon: float = 1e-8) -> None:
        super().__init__(parameters)
        self.rho = _share("rho", rho)
        self.epsilon = _epsilon(epsilon)

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        (v,) = block.vectors
        g, update = block.gradients, block.update
        np.multiply(g, g, out=update)
        update *= 1.0 - self.rho
        v *= self.rho
        v += update
        np.sqrt(v, out=update)
        update += self.epsilon
        np.divide(g, update, out=update)
        update *= hyper.learning_rate


class Adam(Optimizer):
    """m ← β₁ m + (1 − β₁) g; v ← β₂ v + (1 − β₂) g²; update = η m̂ ÷ (√v̂ + ε).

    m̂ = m ÷ (1 − β₁ᵗ) and v̂ = v ÷ (1 − β₂ᵗ) for step t (Kingma and Ba, ICLR 2015, algorithm 1). Both
    corrections are worked into η and ε, which saves two passes over the vectors and changes nothing.
    """

    name = "adam"
    has_momentum = True
    memory = 2

    def __init__(self, parameters: ParameterVector, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        super().__init__(parameters)
        self.beta2 = _share("beta2", beta2)
        self.epsilon = _epsilon(epsilon)

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        m, v = block.vectors
        g, update = block.gradients, block.update
        beta1, beta2 = hyper.momentum, self.beta2
        root = (1.0 - beta2**number) ** 0.5
        np.subtract(g, m, out=update)
        update *= 1.0 - beta1
        m += update
        np.multiply(g, g, out=update)
        update -= v
        update *= 1.0 - beta2
        v += update
        np.sqrt(v, out=update)
        update += self.epsilon * root
        np.divide(m, update, out=update)
        update *= hyper.learning_rate * root / (1.0 - beta1**number)


class AdamW(Adam):
    """Adam, and weights shrink by η · decay besides (Loshchilov and Hutter, ICLR 2019, algorithm 2).

    There η is the schedule's factor alone; here it is the whole learning rate, as in PyTorch.
    """

    name = "adamw"
    decouples_decay = True

    def __init__(self, parameters: ParameterVector, beta2: float = 0.999, epsilon: float = 1e-8) -> None:
        super().__init__(parameters, beta2, epsilon)
        self._shrinkage = [np.zeros_like(parameters.values[:BLOCK]) for _ in range(2)]  # one for each side

    def write(self, block: Block, hyper: HyperParameters, number: int) -> None:
        super().write(block, hyper, number)
        if block.decays and hyper.weight_decay:
            update, shrinkage = block.update, self._shrinkage[block.side][: block.values.size]
            update += np.multiply(block.values, hyper.learning_rate * hyper.weight_decay, out=shrinkage)


def _share(name: str, value: float) -> float:
    if not 0.0 <= value < 1.0:
        raise EngineError(f"{name} lies in [0, 1), which {value} does not")
    return value


def _epsilon(value: float) -> float:
    # Less is 0 in float32, and a number without gradient would become 0 ÷ 0.
    if not 1e-30 <= value < inf:
        raise EngineError(f"epsilon is a number from 1e-30 up, which {value} is not")
    return value


OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.name: optimizer for optimizer in (RandomSearch, Sgd, Momentum, Nesterov, RmsProp, Adam, AdamW)
}
"""By the name in `run.toml`, from simple to rich."""
