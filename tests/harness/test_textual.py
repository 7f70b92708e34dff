"""The emulated terminal and a real Textual application agree with each other."""

from __future__ import annotations

import sys

import pytest

from benchmarks.harness.keys import KEYS
from benchmarks.harness.link import Link
from benchmarks.harness.terminal import Terminal

APPLICATION = """
from textual.app import App
from textual.widgets import Static

class KeyEcho(App):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("q", "quit", "quit")]
    def compose(self):
        yield Static("[white on #102030]first row ▄漢[/]")
        yield Static("waiting", id="key")
    def on_key(self, event):
        self.query_one("#key").update(f"key={event.key}=")

KeyEcho().run()
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    path = tmp_path_factory.mktemp("textual") / "key_echo.py"
    path.write_text(APPLICATION)
    return [sys.executable, str(path)]


def test_the_screen_is_right_from_the_start(command: list[str]) -> None:
    """Nothing that Textual asks or switches on at its start appears as text."""
    with Terminal(command, cols=40, rows=6) as terminal:
        terminal.wait_for("waiting")
        assert terminal.text.rstrip() == "first row ▄漢\nwaiting"


def test_colours_are_as_drawn(command: list[str]) -> None:
    """A cell has the colour that the application gave it."""
    with Terminal(command, cols=40, rows=6) as terminal:
        terminal.wait_for("waiting")
        assert terminal.cell(0, 0).background == "102030"


def test_every_named_key_is_the_one_that_textual_means(command: list[str]) -> None:
    """A test presses what a binding names."""
    with Terminal(command, cols=40, rows=6) as terminal:
        terminal.wait_for("waiting")
        for key in KEYS:
            terminal.press(key)
            terminal.wait_for(f"key={key.replace('+', '.')}=")


def test_the_terminal_is_restored(command: list[str]) -> None:
    """After the application the terminal is as the shell had it, with nothing left on the screen."""
    with Terminal(command, cols=40, rows=6) as terminal:
        terminal.wait_for("waiting")
        during = terminal.modes
        terminal.press("q")
        code = terminal.wait_exit()
        assert ("alternate screen" in during, code, terminal.modes, terminal.text.strip()) == (
            True,
            0,
            frozenset(),
            "",
        )


def test_a_resize_is_followed(command: list[str]) -> None:
    """The application lays itself out anew, and the picture has no remains of the old size."""
    with Terminal(command, cols=40, rows=6) as terminal:
        terminal.wait_for("waiting")
        terminal.resize(9, 4)
        terminal.wait_for("^▄漢")
        assert terminal.text.rstrip() == "first row\n▄漢\nwaiting"


def test_it_works_behind_a_link(command: list[str]) -> None:
    """Queries and frames that wait for each other get through."""
    with Terminal(command, cols=40, rows=6, link=Link(0.1, 20_000)) as terminal:
        terminal.wait_for("waiting")
        terminal.press("f5")
        terminal.wait_for("key=f5=")
