"""A step of JAX: one compiled function from the row numbers to new weights, in the memory of the old ones.

Adam is written out, so that the compiler makes one loop of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.contenders.case import (
    LEARNING_RATE,
    Case,
    LeNet,
    Network,
    Perceptron,
    Recurrent,
    Transformer,
)

Weights = list[jax.Array]
Forward = Callable[[Weights, jax.Array], jax.Array]
State = tuple[Weights, Weights, Weights, jax.Array]
"""The weights, Adam's two moments of each, and how many steps were taken."""

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


def stepper(case: Case, _threads: int | None) -> Callable[[], int]:
    """A function that takes the next step, its loss included, and returns 1."""
    inputs, classes = map(jnp.asarray, case.rows())
    batches = case.batches()
    shapes, forward = network_of(case.network)
    take = _compiled(forward)
    generator = np.random.default_rng(0)
    weights = [jnp.asarray(0.05 * generator.standard_normal(shape, dtype=np.float32)) for shape in shapes]
    state: State = (weights, *([jnp.zeros_like(w) for w in weights] for _ in range(2)), jnp.zeros(()))

    def step() -> int:
        nonlocal state
        state, loss = take(state, inputs, classes, next(batches).astype(np.int32))
        float(loss)
        return 1

    return step


def _compiled(forward: Forward) -> Callable[..., tuple[State, jax.Array]]:
    def loss_of(weights: Weights, x: jax.Array, classes: jax.Array) -> jax.Array:
        logs = jax.nn.log_softmax(forward(weights, x))
        return -jnp.mean(jnp.take_along_axis(logs, classes[..., None], axis=-1))

    @partial(jax.jit, donate_argnums=0)
    def take(state: State, inputs: jax.Array, classes: jax.Array, rows: jax.Array) -> tuple[State, jax.Array]:
        weights, means, squares, number = state
        loss, gradients = jax.value_and_grad(loss_of)(weights, inputs[rows], classes[rows])
        number += 1
        root = jnp.sqrt(1 - BETA2**number)
        rate = LEARNING_RATE * root / (1 - BETA1**number)
        means = [m + (1 - BETA1) * (g - m) for m, g in zip(means, gradients, strict=True)]
        squares = [v + (1 - BETA2) * (g * g - v) for v, g in zip(squares, gradients, strict=True)]
        weights = [
            w - rate * m / (jnp.sqrt(v) + EPSILON * root)
            for w, m, v in zip(weights, means, squares, strict=True)
        ]
        return (weights, means, squares, number), loss

    return take


def network_of(network: Network) -> tuple[list[tuple[int, ...]], Forward]:
    """The shapes of the same network's weights, and what it makes of them and of rows."""
    match network:
        case Perceptron():
            return _perceptron(network)
        case LeNet():
            return _lenet(network)
        case Transformer():
            return _transformer(network)
        case _:
            return _recurrent(network)


def _perceptron(network: Perceptron) -> tuple[list[tuple[int, ...]], Forward]:
    shapes = [shape for sizes in pairwise(network.sizes) for shape in (sizes, sizes[1:])]

    def forward(weights: Weights, x: jax.Array) -> jax.Array:
        *before, (w, b) = zip(weights[::2], weights[1::2], strict=True)
        for hidden_w, hidden_b in before:
            x = jax.nn.relu(x @ hidden_w + hidden_b)
        return x @ w + b

    return shapes, forward


def _lenet(network: LeNet) -> tuple[list[tuple[int, ...]], Forward]:
    dense_shapes, dense = _perceptron(network.dense)
    kernels = [(network.kernel, network.kernel, *pair) for pair in pairwise((1, *network.filters))]
    shapes = [shape for kernel in kernels for shape in (kernel, kernel[-1:])]

    def forward(weights: Weights, x: jax.Array) -> jax.Array:
        x = x.transpose(0, 2, 3, 1)  # channels last: the fastest form on a processor (measured)
        for number, pad in enumerate(network.padding):
            w, b = weights[2 * number : 2 * number + 2]
            edges = [(pad, pad)] * 2
            x = lax.conv_general_dilated(x, w, (1, 1), edges, dimension_numbers=("NHWC", "HWIO", "NHWC"))
            x = jax.nn.relu(x + b)
            x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        return dense(weights[len(shapes) :], x.reshape(len(x), -1))

    return [*shapes, *dense_shapes], forward


def _recurrent(network: Recurrent) -> tuple[list[tuple[int, ...]], Forward]:
    units = network.units
    width = {"lstm": 4, "gru": 3}[network.kind] * units
    shapes = [(network.features, width), (units, width), (width,), (units,)]
    advance = {"lstm": _lstm, "gru": _gru}[network.kind]

    def forward(weights: Weights, x: jax.Array) -> jax.Array:
        w, u, b, inner, last_w, last_b = weights
        z = x.transpose(1, 0, 2) @ w + b  # (time, rows, gates · units)
        start = (jnp.zeros((x.shape[0], units)),) * 2
        (h, _), _ = lax.scan(lambda state, now: (advance(state, now, u, inner), None), start, z)
        return h @ last_w + last_b

    return [*shapes, (units, network.outputs), (network.outputs,)], forward


def _lstm(
    state: tuple[jax.Array, jax.Array], z: jax.Array, u: jax.Array, _inner: jax.Array
) -> tuple[jax.Array, jax.Array]:
    h, c = state
    o, i, f, g = jnp.split(z + h @ u, 4, axis=1)
    c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
    return jax.nn.sigmoid(o) * jnp.tanh(c), c


def _gru(
    state: tuple[jax.Array, jax.Array], z: jax.Array, u: jax.Array, inner: jax.Array
) -> tuple[jax.Array, jax.Array]:
    h, unused = state
    zr, zk, zn = jnp.split(z, 3, axis=1)
    qr, qk, qn = jnp.split(h @ u, 3, axis=1)
    r, k = jax.nn.sigmoid(zr + qr), jax.nn.sigmoid(zk + qk)
    n = jnp.tanh(zn + r * (qn + inner))
    return n + k * (h - n), unused


def _transformer(network: Transformer) -> tuple[list[tuple[int, ...]], Forward]:
    units, wide = network.units, network.wider * network.units
    norm = [(units,), (units,)]
    attention = [*norm, (units, 3 * units), (3 * units,), (units, units), (units,)]
    dense = [*norm, (units, wide), (wide,), (wide, units), (units,)]
    shapes = [(network.tokens, units), (network.time, units)]
    shapes += [*attention, *dense] * network.blocks + [*norm, (units, network.outputs), (network.outputs,)]
    future = np.triu(np.full((network.time, network.time), -np.inf, np.float32), 1)

    def forward(weights: Weights, tokens: jax.Array) -> jax.Array:
        left = iter(weights)
        # A product with ones and zeros: the gradient of a look-up is slower by far (measured).
        x = jax.nn.one_hot(tokens, network.tokens) @ next(left) + next(left)
        for _ in range(network.blocks):
            z = _normed(x, next(left), next(left)) @ next(left) + next(left)
            x = x + _attended(z, network.heads, future) @ next(left) + next(left)
            z = jax.nn.relu(_normed(x, next(left), next(left)) @ next(left) + next(left))
            x = x + z @ next(left) + next(left)
        return _normed(x, next(left), next(left)) @ next(left) + next(left)

    return shapes, forward


def _normed(x: jax.Array, w: jax.Array, b: jax.Array) -> jax.Array:
    x = x - x.mean(axis=-1, keepdims=True)
    return w * x / jnp.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-5) + b


def _attended(z: jax.Array, heads: int, future: np.ndarray) -> jax.Array:
    rows, time, width = z.shape
    q, k, v = z.reshape(rows, time, 3, heads, -1).transpose(2, 0, 3, 1, 4)
    p = jax.nn.softmax(q @ k.swapaxes(2, 3) / q.shape[-1] ** 0.5 + future, axis=-1)
    return (p @ v).swapaxes(1, 2).reshape(rows, time, width // 3)
