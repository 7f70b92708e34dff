"""The documents name what the program knows."""

from __future__ import annotations

import re
from inspect import signature
from pathlib import Path

import pytest

from nntui_engine.layers import LAYERS

RUNS = (Path(__file__).parents[2] / "docs" / "runs.md").read_text(encoding="utf-8")


def row_of(kind: str) -> str:
    """The row of the table of layers that a kind stands in."""
    _, _, table = RUNS.partition("| kind | options |")
    return next(
        line for line in table.splitlines() if f"`{kind}`" in line.partition("|")[2].partition("|")[0]
    )


@pytest.mark.parametrize("kind", LAYERS)
def test_every_layer_is_explained_with_its_options(kind: str) -> None:
    """Somebody who stacks layers by hand finds all that there are."""
    named = set(re.findall(r"`(\w+)`", row_of(kind)))
    assert set(signature(LAYERS[kind]).parameters) <= named
