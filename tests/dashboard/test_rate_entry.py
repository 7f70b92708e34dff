"""Typing a learning rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from nntui.screens.dashboard import Dashboard
from nntui.screens.rate_entry import RateEntry, parsed_rate
from nntui.session.protocol import Evaluate, SetHyperParameter

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk

REFUSED = ("abc", "-1", "0", "nan", "inf", "", "1e-400", "1e400", "1,5", "[/b]")


def hint(desk: Desk) -> str:
    return str(desk.app.screen.query_one("#hint", Static).visual)


async def enter(desk: Desk, text: str) -> None:
    """Open the window and enter a text in place of what is there."""
    await desk.press("l")
    desk.app.screen.query_one(Input).value = text
    await desk.press("enter")


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_rate(text: str) -> None:
    """A rate is a finite number above 0."""
    assert (parsed_rate(text, ""), parsed_rate(text, "cosine")) == (None, None)


@pytest.mark.parametrize(("text", "rate"), [("1e-3", 0.001), ("0.01", 0.01), (" 2 ", 2.0), (".5", 0.5)])
def test_what_is_a_rate(text: str, rate: float) -> None:
    """As people write numbers."""
    assert parsed_rate(text, "") == rate


def test_the_way_back_to_a_schedule() -> None:
    """A word, for a run that has one."""
    assert [parsed_rate(" Schedule ", which) for which in ("cosine", "held", "")] == ["schedule"] * 2 + [None]


async def test_a_rate_is_held_and_let_go(open_desk: OpenDesk) -> None:
    """What is typed replaces the schedule, the word goes back to it, and the header says which holds."""
    headers = []
    async with open_desk(paused=True, lr=0.5, schedule="cosine") as desk:
        headers.append(desk.header.rstrip()[-16:])
        for text in ("0.25", "schedule"):
            await enter(desk, text)
            await desk.until(lambda: desk.host.asked)
            desk.host.settle()
            await desk.shown()
            headers.append(desk.header.rstrip()[-16:])
    assert headers == ["lr 5.0e-1 cosine", "3   lr 0.25 held", "lr 5.0e-1 cosine"]


async def test_it_is_refused_in_place(open_desk: OpenDesk) -> None:
    """The window stays, says what is wrong, and the host hears nothing of it."""
    seen = {}
    async with open_desk(paused=True) as desk:
        await desk.press("l")
        for text in REFUSED:
            desk.app.screen.query_one(Input).value = text
            await desk.press("enter")
            seen[text] = (type(desk.app.screen), text in hint(desk) and "number above 0" in hint(desk))
        await desk.press("escape")
        asked = await desk.asked("v")
    assert (seen, asked) == (dict.fromkeys(REFUSED, (RateEntry, True)), (Evaluate(),))


@pytest.mark.parametrize(("text", "shown"), [("1e-3", "lr 1e-3"), ("0.0125", "lr 1.25e-2")])
async def test_it_is_set(open_desk: OpenDesk, text: str, shown: str) -> None:
    """The host is asked, and the header says so before the next step."""
    async with open_desk(paused=True, lr=0.5) as desk:
        await enter(desk, text)
        await desk.until(lambda: desk.host.asked)
        asked = desk.host.asked
        desk.host.settle()
        await desk.shown()
        assert (asked, desk.header.rstrip()[-len(shown) :]) == (
            (SetHyperParameter("learning_rate", float(text)),),
            shown,
        )


async def test_the_rate_of_now_is_there_to_be_changed(open_desk: OpenDesk) -> None:
    """Typing takes its place."""
    async with open_desk(paused=True) as desk:
        await desk.press("l")
        before = desk.app.screen.query_one(Input).value
        await desk.press("2")
        after = desk.app.screen.query_one(Input).value
    assert (before, after) == ("1e-3", "2")


async def test_leaving_it_changes_nothing(open_desk: OpenDesk) -> None:
    """Also with a good rate in the field."""
    screens = []
    async with open_desk(paused=True) as desk:
        for key in ("escape", "ctrl+c", "ctrl+q"):
            await desk.press("l", "5", key)
            screens.append(type(desk.app.screen))
        assert (screens, await desk.asked("v")) == ([Dashboard] * 3, (Evaluate(),))


async def test_keys_typed_into_it_stay_there(open_desk: OpenDesk) -> None:
    """Every key that would do something on the dashboard is a letter here, or nothing."""
    async with open_desk(paused=True) as desk:
        await desk.press("l", *"s []q?,.<>vez", "f5", "right", "pageup", "f1")
        typed = desk.app.screen.query_one(Input).value
        await desk.press("escape")
        assert (typed, await desk.asked("v")) == ("s []q?,.<>vez", (Evaluate(),))


async def test_the_run_goes_on_behind_it(open_desk: OpenDesk) -> None:
    """What is typed takes its time; the picture does not stop."""
    async with open_desk() as desk:
        await desk.press("l")
        desk.host.take(2)
        await desk.shown()
        assert "step 3 " in desk.header
