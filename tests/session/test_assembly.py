"""From a config to a trainer: what is decided when the data is seen, and what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.session.assembly import Assembly, assemble

Csv = Callable[..., RunConfig]

TWO_CLASSES = "x,y,kind\n" + "".join(
    f"{i if i < 8 else i + 20},{i % 7},{'no' if i < 8 else 'yes'}\n" for i in range(40)
)
NUMBERS = "x,y\n" + "".join(f"{i},{2.5 * i + 0.25}\n" for i in range(20))


@pytest.fixture
def csv(tmp_path: Path) -> Csv:
    """Makes the config of a run on a file: `csv(text, loss="huber")`."""

    def csv(text: str, **changes: object) -> RunConfig:
        path = tmp_path / "data.csv"
        path.write_text(text)
        return RunConfig(dataset=str(path), **changes)

    return csv


def refusal(config: RunConfig) -> str:
    with pytest.raises(UserError) as caught:
        assemble(config)
    return str(caught.value)


def shapes(assembly: Assembly) -> dict[str, tuple[int, ...]]:
    return {slot.full_name: slot.shape for slot in assembly.trainer.parameters.slots}


def test_two_classes_two_outputs(csv: Csv) -> None:
    """Two classes are told apart by two outputs and softmax, unless one asks for something else."""
    assembly = assemble(csv(TWO_CLASSES))
    assert (assembly.config.loss, assembly.config.outputs) == ("softmax_cross_entropy", 2)
    assert assembly.trainer.training.targets.ndim == 1


@pytest.mark.parametrize("changes", [{"loss": "sigmoid_cross_entropy"}, {"output": "sigmoid"}])
def test_two_classes_one_output(csv: Csv, changes: dict[str, object]) -> None:
    """One sigmoid output tells two classes apart too; its target is 1 for the second class."""
    assembly = assemble(csv(TWO_CLASSES, **changes))
    training = assembly.trainer.training
    assert (assembly.config.loss, assembly.config.outputs) == ("sigmoid_cross_entropy", 1)
    assert training.classes is not None
    np.testing.assert_array_equal(training.targets[:, 0], training.classes)


@pytest.mark.parametrize("loss", ["softmax_cross_entropy", "sigmoid_cross_entropy", "mean_squared_error"])
def test_two_classes_are_learnt(csv: Csv, loss: str) -> None:
    """Every way of telling two classes apart learns to."""
    trainer = assemble(csv(TWO_CLASSES, loss=loss, lr=0.05)).trainer
    for _ in range(200):
        trainer.step()
    evaluation = trainer.evaluate()
    assert evaluation is not None
    assert evaluation.accuracy == 1.0


@pytest.mark.parametrize("loss", ["mean_squared_error", "mean_absolute_error", "huber"])
def test_numbers_are_learnt(csv: Csv, loss: str) -> None:
    """Every loss of numbers learns a straight line."""
    trainer = assemble(csv(NUMBERS, loss=loss, hidden=(), lr=0.02)).trainer
    for _ in range(800):
        trainer.step()
    evaluation = trainer.evaluate()
    assert evaluation is not None
    assert evaluation.r_squared == pytest.approx(1.0, abs=0.01)


def test_class_weights(csv: Csv) -> None:
    """Eight of forty rows are of the first class: they weigh four times as much, and the mean weight is 1."""
    training = assemble(csv(TWO_CLASSES, class_weights=True, validation=0.0)).trainer.training
    assert training.weights is not None
    assert training.classes is not None
    assert training.weights[training.classes == 0].tolist() == [2.5] * 8
    assert training.weights[training.classes == 1].tolist() == [0.625] * 32


def test_standardised_by_the_training_rows(csv: Csv) -> None:
    """Inputs and numbers to predict have mean 0 and deviation 1 over the rows that are learnt from."""
    trainer = assemble(csv(NUMBERS)).trainer
    for values in (trainer.training.inputs, trainer.training.targets):
        chosen = values[trainer.training.chosen]
        np.testing.assert_allclose([chosen.mean(), chosen.std()], [0, 1], atol=1e-6)
    assert trainer.validation is not None
    assert abs(trainer.validation.inputs[trainer.validation.chosen].mean()) > 1e-3


@pytest.mark.parametrize(("standardize", "inputs", "targets"), [("none", 19, 47.75), ("inputs", None, 47.75)])
def test_not_standardised(csv: Csv, standardize: str, inputs: float | None, targets: float) -> None:
    """Data is left as it is where one asks for that."""
    training = assemble(csv(NUMBERS, standardize=standardize, validation=0.0)).trainer.training
    assert inputs in (None, training.inputs.max())
    assert training.targets.max() == targets


def test_a_sigmoid_can_reach_its_targets(csv: Csv) -> None:
    """Targets of a sigmoid output stay what they are: standardised ones lie outside of 0 to 1."""
    assembly = assemble(csv("x,y\n" + "".join(f"{i},{i / 20}\n" for i in range(20)), output="sigmoid"))
    assert assembly.config.standardize == "inputs"


def test_the_network() -> None:
    """Hidden layers, outputs and biases are as they were asked for."""
    assembly = assemble(RunConfig(dataset="iris", hidden=(5, 4), bias=False))
    assert shapes(assembly) == {"dense_1.weight": (4, 5), "dense_2.weight": (5, 4), "dense_3.weight": (4, 3)}
    assert assembly.network == "4-5-4-3 relu"


def test_a_network_without_hidden_layers() -> None:
    """A perceptron has no activation to be named."""
    assert assemble(RunConfig(dataset="iris", hidden=())).network == "4-3"


def test_a_convolutional_network() -> None:
    """Its rows are images of one channel; filters and hidden layers are as they were asked for."""
    assembly = assemble(RunConfig(dataset="digits", model="conv", filters=(3, 5), hidden=(7,), bias=False))
    assert shapes(assembly) == {
        "conv2d_1.weight": (3, 1, 3, 3),
        "conv2d_2.weight": (5, 3, 3, 3),
        "dense_1.weight": (5 * 2 * 2, 7),
        "dense_2.weight": (7, 10),
    }
    assert assembly.network == "conv 3-5-7-10 relu"
    images = assembly.dataset.inputs.reshape(-1, 1, 8, 8)
    assert (images == assembly.trainer.training.inputs[0]).all(axis=(1, 2, 3)).any()


def test_a_recurrent_network() -> None:
    """It reads an image line by line."""
    assembly = assemble(RunConfig(dataset="digits", model="gru", units=5, hidden=(7,), bias=False))
    assert shapes(assembly) == {
        "gru_1.weight": (8, 15),
        "gru_1.recurrent": (5, 15),
        "dense_1.weight": (5, 7),
        "dense_2.weight": (7, 10),
    }
    assert (assembly.network, assembly.trainer.training.inputs.shape[1:]) == ("gru 5-7-10 relu", (8, 8))


def test_the_names_of_recurrent_networks() -> None:
    """Without hidden layers there is no activation to be named; as many units as inputs are no matter."""
    assert assemble(RunConfig(dataset="digits", model="lstm", units=64)).network == "lstm 64-10"


@pytest.mark.parametrize(("hidden", "model"), [((5,), "mlp"), ((), "perceptron")])
def test_the_model_that_is_meant(hidden: tuple[int, ...], model: str) -> None:
    """Whoever names none gets dense layers; a run.toml says which it was."""
    assert assemble(RunConfig(dataset="iris", hidden=hidden)).config.model == model


def test_what_is_told(csv: Csv) -> None:
    """What the data holds, and all that was decided about it, is said."""
    assembly = assemble(csv(TWO_CLASSES))
    assert assembly.found == "2 inputs, 2 classes (no 20 %, yes 80 %), 40 rows, 32 train, 8 validation"
    assert assembly.notes == (
        "header found: the first line holds names",
        'target "kind" is a class: words with 2 different values',
        "classes are uneven: --class-weights lets each weigh the same",
    )


@pytest.mark.parametrize(("dataset", "told"), [("xor", True), ("line", False)])
def test_what_a_perceptron_cannot_do_is_told(dataset: str, told: bool) -> None:
    """Whoever sees one fail at xor learns why; quantities are no matter of lines that part."""
    notes = assemble(RunConfig(dataset=dataset, model="perceptron")).notes
    assert any("no hidden layer" in note for note in notes) == told
    assert assemble(RunConfig(dataset=dataset, hidden=(4,))).notes == ()


def test_no_advice_that_was_taken(csv: Csv) -> None:
    """Who lets classes weigh the same is not told to."""
    assert not any("uneven" in note for note in assemble(csv(TWO_CLASSES, class_weights=True)).notes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"dataset": "digit"},
            'there is no dataset "digit" (did you mean "digits"? see `nntui datasets` for all of them)',
        ),
        ({"loss": "quadratic"}, "there is no loss called quadratic; there are mean_squared_error, "),
        ({"optimizer": "lion"}, "there is no optimizer called lion; there are random_search, "),
        ({"activation": "swish"}, "there is no activation called swish; there are relu, leaky_relu, "),
        ({"initializer": "twos"}, "there is no initializer called twos; there are zeros, ones, "),
        ({"task": "regression"}, "iris is a classification dataset: leave out --task regression"),
        (
            {"loss": "softmax_cross_entropy", "output": "sigmoid"},
            "softmax_cross_entropy makes probabilities of linear outputs: leave out --output sigmoid",
        ),
        ({"model": "cnn"}, "there is no model called cnn; there are perceptron, mlp, conv, rnn, gru, lstm"),
        ({"model": "rnn"}, "the model rnn is for sequences, which these rows are not: choose the model mlp"),
        ({"units": 3}, "units are for the models rnn, gru, lstm and transformer: leave them out, "),
        ({"model": "conv"}, "the model conv is for images, which these rows are not: choose the model mlp"),
        ({"filters": (3,)}, "filters are for the model conv: leave them out, or choose it"),
        (
            {"dataset": "digits", "model": "conv", "filters": ()},
            "the model conv has a convolution at least: say how many filters it has",
        ),
        (
            {"model": "perceptron", "hidden": (3,)},
            "a perceptron has no hidden layers: leave them out, or choose the model mlp",
        ),
        ({"outputs": 2}, "softmax_cross_entropy needs an output for each of 3 classes, not 2"),
        (
            {"dataset": "line", "loss": "softmax_cross_entropy"},
            "softmax_cross_entropy is for classes, and line has none: choose another --loss",
        ),
        (
            {"dataset": "line", "loss": "sigmoid_cross_entropy"},
            "sigmoid_cross_entropy is for targets from 0 to 1, and those of line are not: choose another",
        ),
        (
            {"dataset": "line", "class_weights": True},
            "--class-weights balances classes, but this is regression: leave it out",
        ),
        (
            {"dataset": "line", "outputs": 2},
            "line has 1 target, which 2 outputs do not fit: leave out outputs",
        ),
        (
            {"weights": {"dense_1": {"weight": [[1], [2, 3]]}}},
            "weights.dense_1.weight is not an array of numbers",
        ),
        (
            {"weights": {"dense_1": {"weight": [1]}}},
            "dense_1.weight is of shape (1,), but this network needs",
        ),
        (
            {"hidden": (), "weights": {"dense_1": {"bias": [1e300, 0, 0]}}},
            "dense_1.bias holds a value that is not a finite number",
        ),
        (
            {"weights": {"dense_9": {"weight": [1]}}},
            "there are no weights called dense_9.weight in this network",
        ),
        ({"halves": True, "threads": 3}, "two threads share a batch in halves, not 3: leave out threads"),
        (
            {"halves": True, "layers": ({"kind": "dense", "outputs": 3}, {"kind": "batch_norm"})},
            "a batch norm needs the whole batch: leave out halves",
        ),
        ({"hidden": (10**9, 10**9)}, "this machine has not the memory for this run: "),
    ],
    ids=str,
)
def test_refused(changes: dict[str, object], expected: str) -> None:
    """Settings that do not fit the data or one another are told in one sentence."""
    assert expected in refusal(RunConfig(**({"dataset": "iris"} | changes)))
