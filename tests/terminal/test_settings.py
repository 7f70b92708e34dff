"""How a terminal is to be written to."""

from __future__ import annotations

from math import inf

import pytest

from nntui.terminal.ascii import ascii_code
from nntui.terminal.depth import Depth
from nntui.terminal.settings import FAR_BUDGET, Settings, settings_for

HERE = {"TERM": "xterm-256color"}


def test_nothing_is_asked_for() -> None:
    """On this machine nobody counts bytes."""
    assert settings_for(HERE, "utf-8") == Settings(inf, Depth.C256, None)


@pytest.mark.parametrize("name", ["SSH_CONNECTION", "SSH_TTY"])
def test_over_ssh_bytes_are_counted(name: str) -> None:
    """The link has other things to carry."""
    assert settings_for({**HERE, name: "something"}, "utf-8").budget == FAR_BUDGET


@pytest.mark.parametrize("asked", [500.0, inf])
def test_a_budget_is_asked_for(asked: float) -> None:
    """It goes before what would suit the link."""
    assert settings_for({**HERE, "SSH_TTY": "/dev/pts/1"}, "utf-8", asked).budget == asked


def test_a_depth_is_asked_for() -> None:
    """It goes before what the environment says."""
    assert settings_for(HERE, "utf-8", depth=Depth.NONE).depth == Depth.NONE


@pytest.mark.parametrize("encoding", ["utf-8", "UTF-8", "utf8", "utf_8", "utf-8-sig", "UTF-16", "utf-16-le"])
def test_encodings_that_have_everything(encoding: str) -> None:
    """However Python spells them: `PYTHONIOENCODING` is taken as it was written."""
    assert settings_for(HERE, encoding).letters is None


@pytest.mark.parametrize("encoding", ["ascii", "ANSI_X3.4-1968", "iso8859-1", "cp437"])
def test_encodings_that_lack_something(encoding: str) -> None:
    """Then ASCII stands for all of it."""
    assert settings_for(HERE, encoding).letters is ascii_code


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(depth=Depth.TRUECOLOR), False),
        (Settings(depth=Depth.C256), False),
        (Settings(depth=Depth.C16), True),
        (Settings(depth=Depth.NONE), True),
        (Settings(letters=ascii_code), True),
    ],
)
def test_few_signs(settings: Settings, expected: bool) -> None:
    """Where colours or blocks are missing, shapes have to do."""
    assert settings.few_signs == expected
