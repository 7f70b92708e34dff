"""What suits each dataset: the settings are there, and they teach it."""

from __future__ import annotations

from statistics import mean

import pytest

from nntui.config import RunConfig
from nntui.presets import MODEL_PRESETS, ORDINARY, PRESETS, preset_for
from nntui.session.assembly import assemble
from nntui_datasets import DATASETS
from nntui_datasets.published import PUBLISHED
from nntui_engine.evaluation import Evaluation

LEAST_ACCURACY = {
    "blobs": 0.95,
    "moons": 0.95,
    "circles": 0.95,
    "xor": 0.95,
    "checkerboard": 0.9,
    "spiral": 0.95,
    "iris": 0.9,
    "wine": 0.93,
    "breast-cancer": 0.93,
    "digits": 0.95,
    "parity": 0.95,
    "copy": 0.99,
}
LEAST_R_SQUARED = {"line": 0.9, "plane": 0.9, "sine": 0.9, "sine-wave": 0.98}


def trained(dataset: str, seed: int = 0, model: str | None = None) -> Evaluation:
    """The validation of a run with its preset and nothing else said, at its end."""
    assembly = assemble(RunConfig(dataset=dataset, seed=seed, model=model))
    trainer, epochs = assembly.trainer, assembly.config.epochs
    assert epochs is not None
    while trainer.epochs_done < epochs:
        trainer.step()
    evaluation = trainer.evaluate()
    assert evaluation is not None
    return evaluation


def test_every_dataset_has_a_preset() -> None:
    """No dataset is forgotten, and none is called by another name."""
    assert PRESETS.keys() == DATASETS.keys() | PUBLISHED.keys()


def test_every_dataset_is_tested() -> None:
    """Guards the tables above."""
    assert (LEAST_ACCURACY | LEAST_R_SQUARED).keys() == DATASETS.keys()


@pytest.mark.parametrize(("dataset", "least"), LEAST_ACCURACY.items())
def test_classes_are_learnt(dataset: str, least: float) -> None:
    """Who types nothing but a dataset's name sees a network that learns it."""
    accuracy = trained(dataset).accuracy
    assert accuracy is not None
    assert accuracy >= least


@pytest.mark.parametrize(("dataset", "least"), LEAST_R_SQUARED.items())
def test_numbers_are_learnt(dataset: str, least: float) -> None:
    """The same where there are numbers to predict."""
    r_squared = trained(dataset).r_squared
    assert r_squared is not None
    assert r_squared >= least


def test_digits_over_seeds() -> None:
    """The first thing that most people see reaches 97 % on average, not by luck."""
    accuracies = [trained("digits", seed).accuracy or 0.0 for seed in range(5)]
    assert mean(accuracies) >= 0.97


def test_convolutions_over_seeds() -> None:
    """They see neighbours as neighbours: 98.5 % of the digits on average."""
    accuracies = [trained("digits", seed, "conv").accuracy or 0.0 for seed in range(5)]
    assert mean(accuracies) >= 0.985


@pytest.mark.parametrize("model", ["rnn", "gru", "lstm"])
def test_recurrent_networks_read_digits(model: str) -> None:
    """Line by line."""
    assert (trained("digits", 0, model).accuracy or 0.0) >= 0.94


@pytest.mark.parametrize("model", ["mlp", "rnn"])
def test_who_does_not_count_along_cannot_tell_parity(model: str) -> None:
    """The lesson of parity: what its gates do, neither dense layers nor a state without gates get to."""
    assert (trained("parity", 0, model).accuracy or 1.0) < 0.8


def test_a_perceptron_cannot_learn_xor() -> None:
    """The lesson of Minsky and Papert: no straight line parts its classes."""
    accuracies = [trained("xor", seed, "perceptron").accuracy or 0.0 for seed in range(5)]
    assert mean(accuracies) == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("model", MODEL_PRESETS)
def test_a_model_goes_before_the_dataset(model: str) -> None:
    """Protects what suits a network from what suits another on the same rows."""
    assert preset_for("digits", model).items() >= MODEL_PRESETS[model].items()


@pytest.mark.parametrize("dataset", [*PRESETS, "/data/own.csv"])
def test_a_preset_says_all(dataset: str) -> None:
    """Where a preset says nothing there is an ordinary setting, also for files of one's own."""
    assert preset_for(dataset).keys() >= ORDINARY.keys()


@pytest.mark.parametrize("model", ["rnn", "gru", "lstm"])
def test_a_dataset_s_own_model_has_a_family(model: str) -> None:
    """What suits one recurrent network on these rows suits another better than what suits it on others."""
    preset = preset_for("parity", model)
    assert {key: preset[key] for key in ("units", "lr", "epochs")} == {"units": 16, "lr": 1e-2, "epochs": 60}


def test_another_model_than_the_dataset_s_own() -> None:
    """Units are none of a network of dense layers."""
    preset = preset_for("parity", "mlp")
    assert (preset.keys(), preset["hidden"]) == (ORDINARY.keys(), ORDINARY["hidden"])


def test_a_text_has_a_model() -> None:
    """Dense layers cannot read tokens: whoever brings a text gets a network that can."""
    assert preset_for("/data/book.txt", kind="tokens")["model"] == "lstm"
    assert preset_for("/data/book.txt", "gru", kind="tokens").items() >= MODEL_PRESETS["gru"].items()


@pytest.mark.parametrize(
    ("side", "filters"),
    [(8, (16, 32)), (32, (16, 32)), (33, (16, 32)), (64, (16, 32, 64)), (128, (16, 32, 64, 64))],
)
def test_larger_images_have_more_convolutions(side: int, filters: tuple[int, ...]) -> None:
    """Until few pixels are left: a dense layer on 32×32 of them would have two million weights."""
    preset = preset_for("/data/photos", kind="images", side=side)
    assert (preset["model"], preset["filters"]) == ("conv", filters)


def test_of_larger_images_a_batch_has_fewer() -> None:
    """Memory: sixteen images of 128×128 are as many pixels as two hundred and fifty of 32×32."""
    assert [preset_for("/data/photos", kind="images", side=side)["batch"] for side in (64, 65)] == [32, 16]
