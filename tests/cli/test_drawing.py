"""The options that say how a dashboard is drawn."""

from __future__ import annotations

import argparse
import os
from math import inf

import pytest

from nntui.cli.drawing import Drawing, add_drawing_options, settings_here, take_drawing
from nntui.terminal.depth import Depth


def parse(*arguments: str) -> Drawing:
    """What these flags ask for."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    add_drawing_options(parser)
    return take_drawing(vars(parser.parse_args(arguments)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("8k", 8000), ("8000", 8000), ("1.5K", 1500), ("2m", 2_000_000), ("none", inf), ("500", 500)],
)
def test_a_budget(text: str, expected: float) -> None:
    """In bytes a second, in thousands, or without a bound."""
    assert parse("--budget", text).budget == expected


@pytest.mark.parametrize("text", ["", "k", "8x", "-1", "0", "499", "nan", "8kk", "inf"])
def test_a_budget_that_is_none(text: str) -> None:
    """Also one with which nothing could be read."""
    with pytest.raises(argparse.ArgumentError):
        parse(f"--budget={text}")


@pytest.mark.parametrize("depth", Depth)
def test_colours(depth: Depth) -> None:
    """Each depth by its name."""
    assert parse("--color", depth.value).color is depth


def test_nothing_asked_for() -> None:
    """`auto` is the same as no word about it."""
    assert parse() == parse("--color", "auto") == Drawing()


def test_other_colours() -> None:
    """A depth that there is not."""
    with pytest.raises(argparse.ArgumentError):
        parse("--color", "88")


def test_flags_are_taken_out() -> None:
    """What is left are the settings of a run."""
    values = {"budget": 1000.0, "color": None, "seed": 3}
    assert (take_drawing(values), values) == (Drawing(1000.0, None), {"seed": 3})


@pytest.mark.parametrize(
    ("drawing", "depth", "left"),
    [
        (Drawing(), Depth.NONE, True),
        (Drawing(color=Depth.NONE), Depth.NONE, True),
        (Drawing(color=Depth.C256), Depth.C256, False),
    ],
)
def test_a_wish_by_name_goes_before_no_color(
    monkeypatch: pytest.MonkeyPatch, drawing: Drawing, depth: Depth, left: bool
) -> None:
    """Also with Textual, which looks for it by itself."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert (settings_here(drawing).depth, "NO_COLOR" in os.environ) == (depth, left)
