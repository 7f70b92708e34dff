"""Optimizers, held against the same formulas written number by number in plain Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier
from typing import Any, ClassVar, Self

import numpy as np
import pytest

from nntui_engine import optimizers
from nntui_engine.arrays import DTypeLike
from nntui_engine.errors import EngineError
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.parameters import ParameterSpec, ParameterVector

Memory = dict[str, float]
Rule = Callable[[float, Memory, HyperParameters, int], float]


def sgd(g: float, _memory: Memory, hyper: HyperParameters, _t: int) -> float:
    return hyper.learning_rate * g


def momentum(g: float, memory: Memory, hyper: HyperParameters, _t: int) -> float:
    memory["v"] = hyper.momentum * memory["v"] + g
    return hyper.learning_rate * memory["v"]


def nesterov(g: float, memory: Memory, hyper: HyperParameters, _t: int) -> float:
    memory["v"] = hyper.momentum * memory["v"] + g
    return hyper.learning_rate * (g + hyper.momentum * memory["v"])


def rmsprop(g: float, memory: Memory, hyper: HyperParameters, _t: int) -> float:
    memory["v"] = 0.9 * memory["v"] + 0.1 * g**2
    return hyper.learning_rate * g / (math.sqrt(memory["v"]) + 1e-8)


def adam(g: float, memory: Memory, hyper: HyperParameters, t: int) -> float:
    memory["m"] = hyper.momentum * memory["m"] + (1 - hyper.momentum) * g
    memory["v"] = 0.999 * memory["v"] + 0.001 * g**2
    m_hat = memory["m"] / (1 - hyper.momentum**t)
    v_hat = memory["v"] / (1 - 0.999**t)
    return hyper.learning_rate * m_hat / (math.sqrt(v_hat) + 1e-8)


RULES: Mapping[str, Rule] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adam,
}


def made(weights: int, biases: int, dtype: DTypeLike = np.float64) -> ParameterVector:
    """Parameters of some layer, at random."""
    weight = ParameterSpec("weight", (weights,), "zeros", 1, 1)
    bias = ParameterSpec("bias", (biases,), "zeros", 1, 1, decays=False)
    parameters = ParameterVector({"dense_1": (weight, bias)}, dtype)
    parameters.values[...] = np.random.default_rng(0).normal(size=parameters.size)
    return parameters


@pytest.fixture
def changing() -> list[HyperParameters]:
    """Settings that a hand moves while it goes on: of each of twelve steps."""
    hyper = HyperParameters(0.01, momentum=0.9, weight_decay=0.0, dropout=0.0, batch_size=1)
    return [
        replace(hyper, learning_rate=0.01 / (1 + t // 4), momentum=0.9 - 0.1 * (t > 8)) for t in range(12)
    ]


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_steps_are_the_formula(name: str, weight_decay: float, changing: list[HyperParameters]) -> None:
    """Protects every formula over twelve steps; weights of adamw shrink besides, nothing else does."""
    parameters = made(weights=5, biases=2)
    optimizer = OPTIMIZERS[name](parameters)
    expected = parameters.values.tolist()
    memories = [{"m": 0.0, "v": 0.0} for _ in expected]
    gradients = np.random.default_rng(1).normal(size=(len(changing), parameters.size))
    for t, (hyper, g) in enumerate(zip(changing, gradients, strict=True), start=1):
        hyper = replace(hyper, weight_decay=weight_decay)
        parameters.gradients[...] = g
        optimizer.step(hyper, t)
        for i, value in enumerate(expected):
            shrinkage = hyper.learning_rate * weight_decay * value if name == "adamw" and i < 5 else 0.0
            expected[i] = value - RULES[name](float(g[i]), memories[i], hyper, t) - shrinkage
    assert parameters.values.tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_blocks_change_nothing(name: str, monkeypatch: pytest.MonkeyPatch, hyper: HyperParameters) -> None:
    """Protects networks larger than a block: pieces of 64 give the bits of one piece, at odd edges too."""
    found = []
    for block in (64, 10_000):
        monkeypatch.setattr(optimizers, "BLOCK", block)
        parameters = made(weights=1000, biases=77, dtype=np.float32)
        optimizer = OPTIMIZERS[name](parameters)
        for t in (1, 2, 3):
            parameters.gradients[...] = np.random.default_rng(t).normal(size=parameters.size)
            optimizer.step(replace(hyper, weight_decay=0.1), t)
        found.append([parameters.values, optimizer.update, *optimizer.vectors])
    assert [part.tobytes() for part in found[0]] == [part.tobytes() for part in found[1]]


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("block", [64, 250])
def test_two_threads_change_nothing(
    name: str, block: int, monkeypatch: pytest.MonkeyPatch, hyper: HyperParameters
) -> None:
    """Protects replay on another machine: who takes which block is not seen in a bit."""
    monkeypatch.setattr(optimizers, "BLOCK", block)
    found = []
    with ThreadPoolExecutor(1) as helper:
        for helped in (None, helper):
            parameters = made(weights=1000, biases=77, dtype=np.float32)
            optimizer = OPTIMIZERS[name](parameters)
            for t in range(1, 20):
                parameters.gradients[...] = np.random.default_rng(t).normal(size=parameters.size)
                optimizer.step(replace(hyper, weight_decay=0.1), t, helped)
            found.append([parameters.values, optimizer.update, *optimizer.vectors])
    assert [part.tobytes() for part in found[0]] == [part.tobytes() for part in found[1]]


class Meeting(np.ndarray[Any, Any]):
    """Numbers that are added to in two threads at the same time, each to its own."""

    both: ClassVar = Barrier(2, timeout=10.0)

    def __iadd__(self, other: Any) -> Self:
        self.both.wait()
        return super().__iadd__(other)


def test_two_blocks_at_the_same_time(monkeypatch: pytest.MonkeyPatch, hyper: HyperParameters) -> None:
    """Protects what decay takes from one block from what the other thread works out meanwhile."""
    monkeypatch.setattr(optimizers, "BLOCK", 64)
    found = []
    with ThreadPoolExecutor(1) as helper:
        for helped in (None, helper):
            parameters = made(weights=4 * 64, biases=0)
            optimizer = OPTIMIZERS["adamw"](parameters)
            if helped:
                blocks = optimizer._blocks
                optimizer._blocks = tuple(each._replace(update=each.update.view(Meeting)) for each in blocks)
            optimizer.step(replace(hyper, weight_decay=0.1), 1, helped)
            found.append(parameters.values.tolist())
    assert found[0] == found[1]


@pytest.mark.parametrize(("block", "shared"), [(1077, False), (359, False), (358, True)])
def test_little_is_not_shared(
    block: int, shared: bool, monkeypatch: pytest.MonkeyPatch, hyper: HyperParameters
) -> None:
    """Protects the time of a step: to hand over a block or two takes longer than their update."""
    monkeypatch.setattr(optimizers, "BLOCK", block)
    started: list[bool] = []
    with ThreadPoolExecutor(1, initializer=partial(started.append, True)) as helper:
        OPTIMIZERS["adam"](made(weights=1000, biases=77)).step(hyper, 1, helper)
    assert bool(started) == shared


def test_a_vector_longer_than_a_block_is_done_to_its_end(hyper: HyperParameters) -> None:
    """Protects the real size of a block: every number moves by η g, the last one too."""
    parameters = made(weights=2 * optimizers.BLOCK + 1, biases=3)
    before = parameters.values.copy()
    parameters.gradients[...] = np.arange(parameters.size)
    OPTIMIZERS["sgd"](parameters).step(hyper, 1)
    expected = before - np.arange(parameters.size) * hyper.learning_rate
    assert parameters.values.tobytes() == expected.tobytes()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_update_is_what_was_taken_off(name: str, hyper: HyperParameters) -> None:
    """Protects the update-to-weight ratio on the screen, and gradients, which are shown after the step."""
    parameters = made(weights=5, biases=2)
    before, gradients = parameters.values.copy(), np.arange(7.0) - 3
    parameters.gradients[...] = gradients
    optimizer = OPTIMIZERS[name](parameters)
    optimizer.step(replace(hyper, weight_decay=0.1), 1)
    assert parameters.values.tolist() == (before - optimizer.update).tolist()
    assert parameters.gradients.tolist() == gradients.tolist()


@pytest.mark.parametrize("name", ["rmsprop", "adam", "adamw"])
def test_a_number_without_gradient_stays(name: str, hyper: HyperParameters) -> None:
    """Protects dead units from 0 ÷ 0, at the smallest epsilon and in float32."""
    parameters = made(weights=3, biases=1, dtype=np.float32)
    before = parameters.values.tolist()
    OPTIMIZERS[name](parameters, epsilon=1e-30).step(hyper, 1)
    assert parameters.values.tolist() == before


@pytest.mark.parametrize(
    ("name", "option", "value", "message"),
    [
        ("rmsprop", "rho", 1.0, "rho lies in [0, 1), which 1.0 does not"),
        ("adam", "beta2", -0.1, "beta2 lies in [0, 1), which -0.1 does not"),
        ("adamw", "beta2", math.nan, "beta2 lies in [0, 1), which nan does not"),
        ("rmsprop", "epsilon", 0.0, "epsilon is a number from 1e-30 up, which 0.0 is not"),
        ("adam", "epsilon", -1e-8, "epsilon is a number from 1e-30 up, which -1e-08 is not"),
        ("adamw", "epsilon", math.nan, "epsilon is a number from 1e-30 up, which nan is not"),
        ("adam", "epsilon", math.inf, "epsilon is a number from 1e-30 up, which inf is not"),
    ],
)
def test_an_option_that_cannot_be_is_refused(name: str, option: str, value: float, message: str) -> None:
    """Protects the formulas, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        OPTIMIZERS[name](made(1, 1), **{option: value})
    assert str(error.value) == message


def test_what_each_remembers() -> None:
    """Protects checkpoints and the form of settings: vectors kept, and whether momentum means anything."""
    found = {name: (o.memory, o.has_momentum, o.decouples_decay) for name, o in OPTIMIZERS.items()}
    assert found == {
        "random_search": (0, False, False),
        "sgd": (0, False, False),
        "momentum": (1, True, False),
        "nesterov": (1, True, False),
        "rmsprop": (1, False, False),
        "adam": (2, True, False),
        "adamw": (2, True, True),
    }
    assert {name: len(o(made(1, 1)).vectors) for name, o in OPTIMIZERS.items()} == {
        name: memory for name, (memory, _, _) in found.items()
    }
