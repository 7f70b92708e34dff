"""What is said where no dashboard can be drawn."""

from __future__ import annotations

import pytest

from nntui.checks import terminal
from nntui.cli import capability
from nntui.cli.capability import say_plain


def test_what_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Why, and what there is instead, in a line on standard error; a name in it steers no terminal."""
    say_plain("TERM is dumb", "\x1b[2J in lines")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "nntui: no dashboard here (TERM is dumb): ␛[2J in lines\n")


def test_commands_and_the_doctor_look_at_the_same() -> None:
    """What the doctor says will happen is what happens."""
    assert capability.why_plain is terminal.why_plain
