"""Tests of what arrays are for, by their names."""

from __future__ import annotations

import pytest

from nntui_datasets.array_names import Part, parts_of
from nntui_datasets.errors import DatasetError


@pytest.mark.parametrize(
    ("names", "training", "held_out", "unused"),
    [
        ("x y", "x y", None, ""),
        ("X Y", "X Y", None, ""),
        ("X y names", "X y", None, "names"),
        ("inputs targets", "inputs targets", None, ""),
        ("data labels", "data labels", None, ""),
        ("images labels x", "x labels", None, "images"),
        ("x_train y_train x_test y_test", "x_train y_train", "x_test y_test", ""),
        (
            "train_images train_labels test_images test_labels",
            "train_images train_labels",
            "test_images test_labels",
            "",
        ),
        ("X_train y_train X_val y_val X_test y_test", "X_train y_train", "X_val y_val", "X_test y_test"),
        ("x_train y_train x_test", "x_train y_train", None, "x_test"),
        ("x y x_test y_test", "x y", "x_test y_test", ""),
    ],
)
def test_conventions(names: str, training: str, held_out: str | None, unused: str) -> None:
    """The names that people give are understood: one part, or two, and what is left over."""
    parts = parts_of(names.split(), "a.npz")
    assert parts.training == Part(*training.split())
    assert parts.held_out == (Part(*held_out.split()) if held_out else None)
    assert parts.unused == tuple(unused.split())


@pytest.mark.parametrize(
    ("names", "listed"),
    [
        ((), "no arrays"),
        (("x",), '"x"'),
        (("a", "b"), '"a", "b"'),
        (("x_train", "y_test"), '"x_train", "y_test"'),
        (tuple("abcdefghij"), '"a", "b", "c", "d", "e", "f", "g", "h" and 2 more'),
    ],
)
def test_names_that_say_nothing(names: tuple[str, ...], listed: str) -> None:
    """The names that are there are told, and those that would do."""
    with pytest.raises(DatasetError) as caught:
        parts_of(names, "a.npz")
    assert str(caught.value) == (
        f"a.npz holds {listed}: none of them are inputs with their targets "
        "(call them x and y; or x_train, y_train, x_test and y_test)"
    )
