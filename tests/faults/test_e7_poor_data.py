"""E7: constant, empty or one-class data, a batch larger than the data: it works, or nntui says why not."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import msgspec
import pytest

from nntui.cli.main import main
from nntui.session.protocol import Result
from tests.faults.refusals import Refusals


class Files(Refusals):
    """The same, and runs on them to their end."""

    def trained(self, content: str, *flags: str, name: str = "data.csv") -> tuple[Result, list[str]]:
        """The result of five epochs, and what was said before them."""
        path = self.write(content, name)
        code = main(["train", str(path), "--json", "--epochs", "5", "--threads", "1", *flags])
        out, err = self._capsys.readouterr()
        assert code == 0, err
        result = msgspec.json.decode(out, type=Result)
        assert result.train_loss is not None
        assert isfinite(result.train_loss)
        return result, err.splitlines()


@pytest.fixture
def file(tmp_path: Path, capsys: pytest.CaptureFixture[str], home: Path) -> Files:  # noqa: ARG001  # runs live in it
    """Files, and what nntui makes of them."""
    return Files(tmp_path, capsys)


def table(rows: int, x: str = "{0}.5", y: str = "{1}", kind: str = "{2}") -> str:
    """Rows of two inputs and a class, each as it is said here."""
    line = f"{x},{y},{kind}\n"
    return "x,y,kind\n" + "".join(line.format(row, row * row, "ab"[row % 2]) for row in range(rows))


def test_a_constant_input(file: Files) -> None:
    """What never changes divides by no deviation of 0; it is said to teach nothing."""
    result, said = file.trained(table(20, y="7"))
    assert result.validation_loss is not None
    assert 'column "y" is the same in every row, which teaches nothing' in said


def test_constant_inputs_alone(file: Files) -> None:
    """With nothing to go by a network learns how frequent classes are."""
    file.trained(table(20, x="1", y="7"))


def test_a_constant_number_to_predict(file: Files) -> None:
    """A single number is learnt, and it is said that there is nothing else."""
    _, said = file.trained(table(20, x="7"), "--target", "x", "--task", "regression")
    assert "every target is 7, so there is nothing to learn but that number" in said


@pytest.mark.parametrize("flags", [(), ("--task", "classification")])
def test_one_class(file: Files, flags: tuple[str, ...]) -> None:
    """One class cannot be told from another."""
    assert file.told(table(20, kind="a"), *flags) == (
        'data.csv, column "kind": every target is "a", and a classifier needs two classes '
        "(choose another column with --target)"
    )


def test_one_class_is_left_of_two(file: Files) -> None:
    """Nor where the other goes with the rows that are dropped."""
    content = table(20, y="1", kind="a") + "1,?,b\n"
    assert 'every target is "a"' in file.told(content, "--missing", "drop")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "line 1, column 1: the file is empty (it needs rows to learn from)"),
        ("x,y,kind\n", "line 2, column 1: no row follows the names (add rows to learn from)"),
        ("\n\n \n", "line 1, column 1: the file is empty (it needs rows to learn from)"),
        ("# nothing yet\n", "line 1, column 1: the file is empty (it needs rows to learn from)"),
    ],
)
def test_empty(file: Files, content: str, expected: str) -> None:
    """Where there is nothing this is said."""
    assert file.told(content) == f"data.csv, {expected}"


def test_a_single_row(file: Files) -> None:
    """A row of numbers is learnt by heart, and none is held out."""
    result, said = file.trained("1,2,3.5\n", "--task", "regression")
    assert (result.steps, result.validation_loss) == (5, None)
    assert said[0] == "2 inputs, 1 output, 1 row, 1 train, 0 validation"


def test_a_class_with_a_single_row(file: Files) -> None:
    """It is learnt; there is none of it to be asked about."""
    _, said = file.trained(table(20) + "1,2,c\n")
    assert said[0] == "2 inputs, 3 classes (a 48 %, b 48 %, c 5 %), 21 rows, 17 train, 4 validation"


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_batch_larger_than_the_data(file: Files, optimizer: str) -> None:
    """All rows are a batch, and an epoch is a step."""
    result, _ = file.trained(table(20), "--batch", "5000", "--optimizer", optimizer)
    assert (result.steps, result.epochs) == (5, 5)


def test_the_batch_that_is_left(file: Files) -> None:
    """A batch of one row behind larger ones is a step as any other."""
    result, _ = file.trained(table(20), "--batch", "15")
    assert result.steps == 10


@pytest.mark.parametrize("model", ["perceptron", "mlp"])
def test_rows_that_are_all_the_same(file: Files, model: str) -> None:
    """Equal rows of both classes are half right."""
    result, _ = file.trained(table(40, x="1", y="2"), "--model", model)
    assert result.validation_accuracy == pytest.approx(0.5, abs=0.13)


def test_too_little_text(file: Files) -> None:
    """Of a text that is too short it is said how much is needed."""
    assert file.told("So it goes.", name="book.txt") == (
        "book.txt has 11 characters, and two rows of 64 with one to come after them need 129 "
        "(take a longer text, or --context 5)"
    )


def test_a_text_of_one_character(file: Files) -> None:
    """Where every character is the same there is nothing to tell."""
    expected = "book.txt is the same character all through: there is nothing to learn"
    assert file.told("a" * 500, name="book.txt") == expected


def test_nothing_left_to_train_on(file: Files) -> None:
    """A share that takes every row is refused."""
    expected = "a validation share of 0.99 leaves no row to train on (make it smaller)"
    assert file.told("1,2,3.5\n2,3,4.5\n", "--task", "regression", "--validation", "0.99") == expected
