"""A widget that repaints only what changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.pilot import Pilot

from nntui.renderables.rows import Row, Span
from nntui.themes import DARK
from nntui.widgets.parts.panel import Panel

WIDTH, HEIGHT = 20, 6
INSIDE = WIDTH - 4
"""Columns within frame and padding."""


class Lines(Panel):
    """Shows what it is given, and keeps what it was asked to repaint and to render."""

    BORDER_TITLE = "Lines"

    def __init__(self) -> None:
        self.refreshed: list[tuple[Region, ...]] = []
        self.rendered: list[int] = []
        super().__init__()

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        return rows("one", "two", "three")

    def refresh(self, *regions: Region, **how: bool) -> Lines:
        self.refreshed.append(regions)
        return super().refresh(*regions, **how)

    def render_line(self, y: int) -> object:
        self.rendered.append(y)
        return super().render_line(y)


def rows(*texts: str) -> tuple[Row, ...]:
    return tuple((Span(text, "text"),) for text in texts)


class LinesApp(App[None]):
    """One panel."""

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name

    def compose(self) -> ComposeResult:
        yield Lines()


@asynccontextmanager
async def shown() -> AsyncIterator[tuple[Lines, Pilot[None]]]:
    """The panel with its three rows painted, and nothing counted yet."""
    async with LinesApp().run_test(size=(WIDTH, HEIGHT)) as pilot:
        await pilot.pause()
        lines = pilot.app.query_one(Lines)
        lines.refreshed.clear()
        lines.rendered.clear()
        yield lines, pilot


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (("one", "two", "three"), []),
        (("one", "TWO", "three"), [1]),
        (("ONE", "two", "THREE"), [0, 2]),
        (("one",), [1, 2]),
        (("one", "two", "three", "four"), [3]),
        ((), [0, 1, 2]),
    ],
)
async def test_only_rows_that_changed_are_repainted(after: tuple[str, ...], expected: list[int]) -> None:
    """Asked for once, in the coordinates of the content."""
    async with shown() as (lines, _):
        lines.show(rows(*after))
        asked = [tuple(Region(0, y, INSIDE, 1) for y in expected)] if expected else []
        assert lines.refreshed == asked


async def test_rows_that_stayed_are_not_rendered_again() -> None:
    """Neither those above nor those below."""
    async with shown() as (lines, pilot):
        lines.show(rows("one", "TWO", "three"))
        await pilot.pause()
        assert lines.rendered == [1]


async def test_equal_rows_cost_nothing() -> None:
    """However often they are shown: equality counts, not identity."""
    async with shown() as (lines, pilot):
        for _ in range(10):
            lines.show(rows("one", "two", "three"))
        await pilot.pause()
        assert lines.rendered == []


async def test_a_caption_repaints_the_frame_when_it_changes() -> None:
    """And only then: Textual repaints the whole widget for each that is set."""
    counts = []
    async with shown() as (lines, _):
        for captions in (("Lines", ""), ("Lines", "2 more"), ("Lines", "2 more"), ("Rows", "2 more")):
            lines.caption(*captions)
            counts.append(len(lines.refreshed))
    assert counts == [0, 2, 2, 4]


async def test_captions_are_plain_text() -> None:
    """Names come from foreign data."""
    async with shown() as (lines, _):
        lines.caption("[red]x[/]", "[/]")
        written = [Content.from_markup(each).plain for each in (lines.border_title, lines.border_subtitle)]
        assert written == ["[red]x[/]", "[/]"]


async def test_dragging_the_mouse_selects_nothing() -> None:
    """What is drawn is not text, and copying it would give something else."""
    async with shown() as (_, pilot):
        await pilot.mouse_down(Lines, offset=(2, 1))
        await pilot.hover(Lines, offset=(6, 2))
        await pilot.mouse_up(Lines, offset=(6, 2))
        assert pilot.app.screen.selections == {}


async def test_a_new_size_draws_anew() -> None:
    """Rows are as wide as the content, whatever it was before."""
    async with shown() as (lines, pilot):
        await pilot.resize_terminal(WIDTH + 10, HEIGHT)
        await pilot.pause()
        assert [lines.render_line(y).cell_length for y in range(4)] == [INSIDE + 10] * 4
