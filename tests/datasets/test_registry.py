"""Tests of the table of datasets."""

from __future__ import annotations

import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.registry import DATASETS, load


def test_order() -> None:
    """Datasets are listed from simple to rich: numbers, points, measurements, images, sequences."""
    assert list(DATASETS) == [
        "line",
        "plane",
        "sine",
        "blobs",
        "moons",
        "circles",
        "xor",
        "checkerboard",
        "spiral",
        "iris",
        "wine",
        "breast-cancer",
        "digits",
        "sine-wave",
        "parity",
        "copy",
    ]


@pytest.mark.parametrize("name", DATASETS)
def test_entry(name: str) -> None:
    """An entry loads the dataset it names, with the story it tells."""
    entry = DATASETS[name]
    dataset = entry.load(0)
    assert (entry.name, dataset.name, dataset.story) == (name, name, entry.story)


@pytest.mark.parametrize("name", DATASETS)
def test_story_is_a_line(name: str) -> None:
    """A story is one sentence that fits beside a name on 100 columns."""
    story = DATASETS[name].story
    assert (story.endswith("."), len(story) < 85) == (True, True)


def test_seed() -> None:
    """The seed reaches the generator."""
    assert load("spiral", seed=5).source == "generated: spiral, seed 5"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "digit",
            'there is no dataset "digit" (did you mean "digits"? see `nntui datasets` for all of them)',
        ),
        (
            "breast_cancer",
            'there is no dataset "breast_cancer" (did you mean "breast-cancer"? see `nntui datasets` '
            "for all of them)",
        ),
        ("\x1b]0;x", 'there is no dataset "␛]0;x" (see `nntui datasets` for all of them)'),
    ],
)
def test_unknown_name(name: str, expected: str) -> None:
    """Who mistypes a name is shown the ones that are close."""
    with pytest.raises(DatasetError) as caught:
        load(name)
    assert str(caught.value) == expected


def test_two_close_names() -> None:
    """Where two names are close both are shown."""
    with pytest.raises(DatasetError) as caught:
        load("pline")
    assert str(caught.value) == (
        'there is no dataset "pline" (did you mean "line" or "plane"? see `nntui datasets` for all of them)'
    )
