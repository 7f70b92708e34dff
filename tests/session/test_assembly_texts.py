"""From a text to a trainer: how a file is found to be one, and what it is measured against."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nntui.config import RunConfig, to_toml
from nntui.errors import UserError
from nntui.session.assembly import Assembly, assemble, to_beat

Text = Callable[..., RunConfig]

BAR = re.compile(r"to beat: validation ([\d.]+), that of a bigram model")
RHYME = "The cat sat on the mat.\nThe dog lay in the fog,\nand then they met in a net. " * 40


@pytest.fixture
def text(tmp_path: Path) -> Text:
    """Makes the config of a run on a file: `text(RHYME, name="rhyme.txt", context=16)`."""

    def text(content: str, name: str = "rhyme.txt", **changes: object) -> RunConfig:
        path = tmp_path / name
        path.write_text(content)
        return RunConfig(dataset=str(path), **changes)

    return text


def refusal(config: RunConfig) -> str:
    with pytest.raises(UserError) as caught:
        assemble(config)
    return str(caught.value)


def bar(assembly: Assembly) -> float:
    """What is said to be beaten."""
    (found,) = map(BAR.fullmatch, to_beat(assembly))
    assert found is not None
    return float(found[1])


def test_a_text_by_itself(text: Text) -> None:
    """A .txt that is no table is a text, and gets a network that reads tokens; all of it is in run.toml."""
    config = assemble(text(RHYME)).config
    assert (config.context, config.model, config.loss) == (64, "lstm", "softmax_cross_entropy")
    assert config.validation == pytest.approx(0.1, abs=0.01)
    assert "context = 64" in to_toml(config)


def test_a_table_by_itself(text: Text) -> None:
    """A .txt that is a table is one."""
    table = "".join(f"{row} {row * row}.5 {'ab'[row % 2]}\n" for row in range(30))
    assembly = assemble(text(table))
    assert (assembly.config.context, assembly.dataset.features) == (None, 2)


@pytest.mark.parametrize("name", ["rhyme.csv", "rhyme.txt"])
def test_what_was_said_goes_before_what_is_seen(text: Text, name: str) -> None:
    """Whoever knows what a file is says so."""
    table = "".join(f"{row},{'ab'[row % 2]}\n" for row in range(60))
    assert assemble(text(table, name, format="text")).dataset.vocabulary[:2] == ("\n", ",")
    assert assemble(text(table, name, format="csv")).dataset.features == 1
    assert "this line has" in refusal(text(RHYME, name, format="csv"))


@pytest.mark.parametrize("context", [8, 30])
def test_context(text: Text, context: int) -> None:
    """Rows are as long as one asks for."""
    assembly = assemble(text(RHYME, context=context))
    assert assembly.trainer.training.inputs.shape[1:] == (context,)
    assert assembly.config.context == context


def test_the_share_held_out(text: Text) -> None:
    """Whoever says which share is held out gets it, from the end."""
    trainer = assemble(text(RHYME, context=10, validation=0.5)).trainer
    assert trainer.training.chosen is not None
    assert trainer.validation is not None
    assert trainer.validation.chosen is not None
    assert len(trainer.validation.chosen) == pytest.approx(len(trainer.training.inputs) / 2, abs=1)
    assert trainer.training.chosen.max() < trainer.validation.chosen.min()


def test_the_bar_is_that_of_the_rows_held_out(text: Text) -> None:
    """Another split is another bar; without rows held out there is none."""
    assert bar(assemble(text(RHYME))) != bar(assemble(text(RHYME, validation=0.4)))
    assert to_beat(assemble(text(RHYME, validation=0.0))) == ()


def test_only_texts_have_a_bar() -> None:
    """Symbols to be copied are made of tokens too, and a bigram model has nothing to say about them."""
    assert to_beat(assemble(RunConfig(dataset="copy"))) == ()


@pytest.mark.parametrize("model", ["rnn", "gru", "lstm", "transformer"])
def test_the_bar_is_beaten(text: Text, model: str) -> None:
    """A network that looks further back than one character gets below what looks at one."""
    config = text(RHYME, context=16, model=model, units=32, batch=8, lr=5e-3)
    assembly = assemble(config)
    for _ in range(300):
        assembly.trainer.step()
    evaluation = assembly.trainer.evaluate()
    assert evaluation is not None
    assert evaluation.loss < bar(assembly)


def test_an_untrained_network_loses_what_chance_does(text: Text) -> None:
    """Guards the bar: losses are nats a character, so that even odds lose log of how many there are."""
    assembly = assemble(text(RHYME))
    evaluation = assembly.trainer.evaluate()
    assert evaluation is not None
    assert evaluation.loss == pytest.approx(math.log(len(assembly.dataset.vocabulary)), abs=0.2)
    assert bar(assembly) < evaluation.loss


def test_class_weights_of_a_character_that_is_only_held_out(text: Text) -> None:
    """A character that no training row has weighs like a rare one, and breaks nothing."""
    assembly = assemble(text(RHYME + "§", context=7, class_weights=True, validation=0.1))
    weights = assembly.trainer.training.weights
    assert weights is not None
    assert np.isfinite(weights).all()
    evaluation = assembly.trainer.evaluate()
    assert evaluation is not None
    assert math.isfinite(evaluation.loss)


def test_context_is_for_texts() -> None:
    """A table has no characters to count."""
    assert refusal(RunConfig(dataset="iris", context=8)) == (
        "context is for texts, and iris is none: leave it out"
    )


@pytest.mark.parametrize("model", ["perceptron", "mlp", "conv"])
def test_models_that_read_no_tokens(text: Text, model: str) -> None:
    """A model that cannot read a text says which can."""
    assert "choose the model" in refusal(text(RHYME, model=model))
