"""Tests of the model that a network has to beat."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, log
from pathlib import Path

import numpy as np
import pytest

from nntui_datasets import bigram
from nntui_datasets.bigram import bigram_loss, predicts_next
from nntui_datasets.dataset import Dataset
from nntui_datasets.digits import digits
from nntui_datasets.sequences import copy
from nntui_datasets.splits import Split, split
from nntui_datasets.text import read_sequences


@pytest.fixture
def text(tmp_path: Path) -> Dataset:
    """Characters drawn evenly from a chain in which each is followed by one of two, as often."""
    choices = np.random.Generator(np.random.Philox(7)).integers(0, 2, 20_000)
    letters = [0]
    for choice in choices:
        letters.append((2 * letters[-1] + int(choice)) % 8)
    (tmp_path / "chain.txt").write_text("".join("abcdefgh"[letter] for letter in letters))
    return read_sequences(tmp_path / "chain.txt", length=20).dataset


def parts(dataset: Dataset) -> Split:
    return split(dataset, 0.1, 0)


def test_a_chain_is_known(text: Dataset) -> None:
    """Of a text that is a chain a bigram model knows all there is: log 2, for one of two."""
    assert bigram_loss(text, parts(text)) == pytest.approx(log(2), abs=0.005)


def test_worked_by_hand(tmp_path: Path) -> None:
    """Training "ababac", a discount of ½: p(b|a) = (2 − ½ + ½ · 2 · ⅓) ÷ 3, and so on."""
    (tmp_path / "a.txt").write_text("ababacbab")
    dataset = read_sequences(tmp_path / "a.txt", length=4).dataset
    rows = Split(np.array([0]), np.array([1]))
    # Pairs learnt: ab ba ab ba, once none, so the discount is ½; a and b each follow one, c none.
    continuing = {"a": 2 / 5, "b": 2 / 5, "c": 1 / 5}
    ac = 0.5 * continuing["c"] / 2
    cb = continuing["b"]
    ba = (2 - 0.5 + 0.5 * continuing["a"]) / 2
    ab = (2 - 0.5 + 0.5 * continuing["b"]) / 2
    expected = -(log(ac) + log(cb) + log(ba) + log(ab)) / 4
    assert bigram_loss(dataset, rows) == pytest.approx(expected, rel=1e-12)


def test_chances_sum_to_one() -> None:
    """A model that gave more than there is would be too good."""
    counts = np.random.Generator(np.random.Philox(3)).poisson(0.7, (30, 30))
    counts[4] = 0
    np.testing.assert_allclose(bigram._smoothed(counts).sum(axis=1), 1, rtol=1e-12)
    assert bigram._smoothed(counts).min() > 0


def test_only_training_rows_are_learnt(text: Dataset) -> None:
    """What is held out does not help to tell it."""
    whole = Split(np.arange(text.rows), parts(text).validation)
    assert bigram_loss(text, whole) < bigram_loss(text, parts(text))


def test_many_rows_are_counted_in_pieces(text: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long text gives the same figure, in little memory."""
    expected = bigram_loss(text, parts(text))
    monkeypatch.setattr(bigram, "_TOKENS", 70)
    assert bigram_loss(text, parts(text)) == expected


def test_nothing_held_out(text: Dataset) -> None:
    """Without rows to measure it on there is no figure."""
    assert isnan(bigram_loss(text, split(text, 0.0, 0)))


def test_what_predicts_the_next(text: Dataset) -> None:
    """A text does; symbols to be copied, images, and a text whose targets are others do not."""
    backwards = replace(text, targets=np.ascontiguousarray(text.targets[:, ::-1]))
    found = [predicts_next(dataset) for dataset in (text, copy(rows=5), digits(), backwards)]
    assert found == [True, False, False, False]
