"""A run's history as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness.stored_run import BEGAN
from nntui.export.csv_files import FILES, write_csv
from nntui.export.history import History

Written = Callable[[str], list[list[str]]]


@pytest.fixture
def written(history: History, tmp_path: Path) -> Written:
    """The lines of one of the files, read as CSV is read."""
    write_csv(history, tmp_path / "out")

    def written(name: str) -> list[list[str]]:
        with (tmp_path / "out" / f"{name}.csv").open(newline="", encoding="utf-8") as file:
            return list(csv.reader(file))

    return written


def test_the_files(written: Written, tmp_path: Path) -> None:
    """There is a file for each kind of fact, with its columns in the first line."""
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(FILES)
    assert {name: tuple(written(name)[0]) for name in FILES} == {name: tuple(FILES[name]) for name in FILES}


def test_losses(written: Written) -> None:
    """With the digits that a float32 has, so that reading them gives the same bits."""
    lines = written("losses")[1:]
    assert [line[:2] for line in lines[:3]] == [["1", "1.0"], ["2", "0.5"], ["3", "0.33333334"]]
    assert [np.float32(line[1]) for line in lines] == [np.float32(1) / np.float32(n) for n in range(1, 9)]


def test_learning_rates(written: Written) -> None:
    """To the bit beside the losses; where one is not known it is empty."""
    rates = [line[2] for line in written("losses")[1:]]
    assert (rates[:4], rates[4:7], float(rates[7])) == ([""] * 4, ["0.002"] * 3, 2e-3 / 3)


def test_epochs(written: Written) -> None:
    """What was not measured is empty."""
    assert written("epochs")[1:3] == [
        ["0", "0", str(BEGAN + 1), "", "1.5", "0.25", ""],
        ["1", "4", str(BEGAN + 2), "0.5", "1.25", "0.5", ""],
    ]


def test_layers(written: Written) -> None:
    """As many lines as measurements; what could not be measured is empty."""
    assert written("layers")[1:] == [
        ["4", "dense_1", "0.5", "0.125", ""],
        ["8", "dense_1", "0.25", "0.0625", ""],
    ]


def test_interventions(written: Written) -> None:
    """What a person did, when, and who."""
    change = ["4", str(BEGAN + 2), "ScaleLearningRate", '{"factor": 2.0}', "ada@laptop"]
    assert written("interventions")[1:] == [change]


def test_log(written: Written) -> None:
    """Every line of the log, with the mark that the chart has."""
    changed = "learning rate 1e-3 → 2e-3"
    assert written("log")[1:] == [
        ["1", str(BEGAN + 2), "1.0", "4", changed, "lr 2e-3", "ada@laptop"],
        ["2", str(BEGAN + 3), "2.0", "8", "stopped", "", ""],
    ]


@pytest.mark.parametrize("text", ['a, "b"', "a\nb", "a\r\nb", "ä;\t|", ""])
def test_any_text_comes_back(history: History, tmp_path: Path, text: str) -> None:
    """Commas, quotes and line ends in a text end neither a field nor a line."""
    write_csv(replace(history, log=(replace(history.log[0], text=text),)), tmp_path / "out")
    with (tmp_path / "out" / "log.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file))[1][4] == text
