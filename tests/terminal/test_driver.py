"""Textual's private names that the driver rests on: what fails here has changed with a new Textual."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from textual._compositor import ChopsUpdate, Compositor, CompositorUpdate, LayoutUpdate
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.events import Key, MouseDown
from textual.screen import Screen
from textual.widgets import Static

from nntui.terminal.driver import TerminalApp, TerminalDriver
from nntui.terminal.settings import Settings


def arguments(function: Callable[..., object]) -> list[str]:
    """What a function takes."""
    return list(inspect.signature(function).parameters)


@pytest.mark.parametrize(
    ("owner", "name", "expected"),
    [
        (App, "_display", ["self", "screen", "renderable"]),
        (App, "_fatal_error", ["self"]),
        (App, "_print_error_renderables", ["self"]),
        (App, "_set_pointer_shape", ["self", "shape"]),
        (App, "_handle_exception", ["self", "error"]),
        (App, "_close_messages_no_wait", ["self"]),
        (App, "post_display_hook", ["self"]),
        (ChopsUpdate, "__init__", ["self", "chops", "spans", "chop_ends"]),
        (LayoutUpdate, "__init__", ["self", "strips", "region"]),
        (Compositor, "render_partial_update", ["self"]),
        (Driver, "process_message", ["self", "message"]),
        (Driver, "send_message", ["self", "message"]),
        (XTermParser, "feed", ["self", "data"]),
        (XTermParser, "parse_mouse_code", ["self", "code"]),
    ],
    ids=lambda value: getattr(value, "__name__", None) or (value if isinstance(value, str) else ""),
)
def test_what_is_called_or_overridden_is_there(owner: type, name: str, expected: list[str]) -> None:
    """Each with the arguments that it is given."""
    assert arguments(getattr(owner, name)) == expected


@pytest.mark.parametrize(
    "name",
    ["_driver", "_running", "_closed", "_batch_count", "_exception", "_exit_renderables"],
)
def test_what_is_read_is_there(name: str) -> None:
    """An application has it from the beginning."""
    assert hasattr(App(), name)


class Shown(App[None]):
    """Remembers what its compositor displays."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[object] = []

    def compose(self) -> ComposeResult:
        """One word."""
        yield Static("before", id="word")

    def _display(self, screen: Screen[object], renderable: object) -> None:
        self.updates.append(renderable)


async def test_everything_shown_comes_through_one_door() -> None:
    """A whole screen at first, then the parts that changed, and nothing else."""
    app = Shown()
    async with app.run_test(size=(20, 4)) as pilot:
        app.query_one("#word", Static).update("after")
        await pilot.pause()
        kinds = {type(each) for each in app.updates if isinstance(each, CompositorUpdate)}
        assert kinds == {LayoutUpdate, ChopsUpdate}
        (changed,) = [each for each in app.updates if isinstance(each, ChopsUpdate)][-1:]
        assert [y for y, _, _ in changed.spans] == [0]
        strips = [strip for strip in changed.chops[0].values() if strip is not None]
        assert "".join(strip.text for strip in strips).rstrip() == "after"


def test_keys_are_parsed_one_sequence_at_a_time() -> None:
    """A key, and a click, which come out at once."""
    assert [event.key for event in XTermParser().feed("\x1b[A") if isinstance(event, Key)] == ["up"]
    assert isinstance(XTermParser().parse_mouse_code("\x1b[<0;3;2M"), MouseDown)


def test_a_browser_has_a_driver_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Textual is told of one it is taken, else the one of terminals."""
    here = TerminalApp(Settings()).driver_class
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.web_driver:WebDriver")
    assert (here, TerminalApp(Settings()).driver_class is TerminalDriver) == (TerminalDriver, False)
