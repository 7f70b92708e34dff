"""Tests of the shipped digits."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from nntui_datasets.digits import digits


def test_facts() -> None:
    """There are 1,797 images of 8×8 pixels, as the source says."""
    dataset = digits()
    assert (dataset.rows, dataset.features, dataset.row_shape) == (1797, 64, (1, 8, 8))


def test_classes() -> None:
    """Every digit is there as often as the source says."""
    dataset = digits()
    assert dataset.class_names == tuple("0123456789")
    expected = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert np.bincount(dataset.targets).tolist() == expected


def test_pixels_are_sixteenths() -> None:
    """Pixels run from 0 to 1, so that they need no standardisation."""
    dataset = digits()
    assert np.unique(dataset.inputs * 16).tolist() == list(range(17))
    assert dataset.scaling == "none"


def test_first_image() -> None:
    """The first image is a 0, the right way up."""
    dataset = digits()
    expected = [
        [0, 0, 5, 13, 9, 1, 0, 0],
        [0, 0, 13, 15, 10, 15, 5, 0],
        [0, 3, 15, 2, 0, 11, 8, 0],
        [0, 4, 12, 0, 0, 8, 8, 0],
        [0, 5, 8, 0, 0, 9, 8, 0],
        [0, 4, 11, 0, 1, 12, 7, 0],
        [0, 2, 14, 5, 10, 12, 0, 0],
        [0, 0, 6, 13, 10, 0, 0, 0],
    ]
    assert (dataset.inputs[0] * 16).reshape(8, 8).tolist() == expected
    assert dataset.targets[0] == 0


def test_pixels_have_places_for_names() -> None:
    """A weight can be shown with the pixel it looks at."""
    names = digits().feature_names
    assert (names[0], names[7], names[8], names[63]) == (
        "row 1 column 1",
        "row 1 column 8",
        "row 2 column 1",
        "row 8 column 8",
    )


def test_loading_needs_no_zip_module() -> None:
    """The first screen does not wait for modules that take longer than the digits."""
    code = "import sys; from nntui_datasets.digits import digits; digits(); print('zipfile' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert found.stdout == "False\n"
