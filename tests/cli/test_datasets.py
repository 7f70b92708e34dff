"""`nntui datasets`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nntui_datasets import DATASETS
from nntui_datasets.published import PUBLISHED
from nntui_datasets.stories import STORIES


def test_every_dataset_has_its_line(call: Callable[..., Any]) -> None:
    """The list has all datasets in their order, each with its size and its story."""
    head, *lines = call("datasets").out.splitlines()
    assert head.split() == ["dataset", "rows", "inputs", "classes", "story"]
    assert [line.split()[0] for line in lines] == [*DATASETS, *PUBLISHED]
    for line, name in zip(lines, STORIES, strict=True):
        assert STORIES[name] in line


def test_figures(call: Callable[..., Any]) -> None:
    """Rows, inputs and classes are the data's; where there are numbers to predict there are no classes."""
    lines = {line.split()[0]: line.split()[1:4] for line in call("datasets").out.splitlines()}
    assert (lines["digits"], lines["line"]) == (["1,797", "64", "10"], ["200", "1", "–"])
    assert lines["mnist"] == ["70,000", "784", "10"]


def test_columns_stand_below_each_other(call: Callable[..., Any]) -> None:
    """A list is read down its columns: the stories all begin at the same place."""
    head, *lines = call("datasets").out.splitlines()
    starts = {line.index(story) for line, story in zip(lines, STORIES.values(), strict=True)}
    assert starts == {head.index("story")}
