"""How many colours there are, by the environment."""

from __future__ import annotations

import pytest

from nntui.terminal.depth import Depth, depth_of


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("xterm-256color", Depth.C256),
        ("screen-256color", Depth.C256),
        ("tmux-256color", Depth.C256),
        ("xterm-direct", Depth.TRUECOLOR),
        ("xterm-kitty", Depth.TRUECOLOR),
        ("alacritty", Depth.TRUECOLOR),
        ("foot", Depth.TRUECOLOR),
        ("wezterm", Depth.TRUECOLOR),
        ("xterm-ghostty", Depth.TRUECOLOR),
        ("xterm", Depth.C16),
        ("xterm-16color", Depth.C16),
        ("linux", Depth.C16),
        ("screen", Depth.C16),
        ("rxvt-unicode", Depth.C16),
        ("vt100", Depth.NONE),
        ("dumb", Depth.NONE),
        ("", Depth.NONE),
    ],
)
def test_the_name_says_it(term: str, expected: Depth) -> None:
    """As far as the name is known; of others nothing is assumed."""
    assert depth_of({"TERM": term}) == expected


def test_nothing_is_said() -> None:
    """Then there are none."""
    assert depth_of({}) == Depth.NONE


@pytest.mark.parametrize("said", ["truecolor", "24bit"])
def test_all_are_said_to_be_there(said: str) -> None:
    """Terminals say so besides a name that promises less."""
    assert depth_of({"TERM": "xterm-256color", "COLORTERM": said}) == Depth.TRUECOLOR


@pytest.mark.parametrize("said", ["", "1", "yes", "gnome-terminal"])
def test_something_else_is_said(said: str) -> None:
    """It says nothing of how many."""
    assert depth_of({"TERM": "xterm", "COLORTERM": said}) == Depth.C16


def test_none_are_wanted() -> None:
    """Whatever the terminal has (no-color.org)."""
    environment = {"TERM": "xterm-kitty", "COLORTERM": "truecolor", "NO_COLOR": "1"}
    assert depth_of(environment) == Depth.NONE


def test_an_empty_wish_is_none() -> None:
    """As no-color.org has it."""
    assert depth_of({"TERM": "xterm-256color", "NO_COLOR": ""}) == Depth.C256
