"""Quitting, and the result of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from nntui.screens.dashboard import Dashboard
from nntui.screens.leaving import LeaveScreen
from nntui.session.protocol import Command, Evaluate, Result, Stop

if TYPE_CHECKING:
    from tests.dashboard.conftest import Desk, OpenDesk


async def stop(desk: Desk) -> Result:
    """The host does what `q` asks for, and gives its result as its last word."""
    await desk.until(lambda: desk.host.asked)
    assert desk.host.asked == (Stop(),)
    desk.host.settle()
    return desk.host.finish()


async def closed(desk: Desk) -> Result | None:
    """Wait until the dashboard has closed; its result."""
    await desk.until(lambda: desk.app.return_code is not None)
    return desk.app.return_value


async def test_a_finished_run_closes_at_once(open_desk: OpenDesk) -> None:
    """Nobody is asked, nothing is lost; the result is that of the run."""
    async with open_desk() as desk:
        desk.host.take(23)
        await desk.shown()
        await desk.press("q")
        result = await stop(desk)
        assert (result.state, result.steps) == ("finished", 24)
        assert await closed(desk) == result


@pytest.mark.parametrize(
    ("paused", "expected"), [(False, "Training is under way."), (True, "The run is paused.")]
)
async def test_a_run_that_is_not_over_asks(open_desk: OpenDesk, paused: bool, expected: str) -> None:
    """And says how it stands."""
    async with open_desk(paused=paused) as desk:
        await desk.press("q")
        question = " ".join(str(each.visual) for each in desk.app.screen.query(Static))
        assert (type(desk.app.screen), expected in question) == (LeaveScreen, True)


async def test_staying(open_desk: OpenDesk) -> None:
    """The dashboard goes on as if nothing had been asked."""
    screens = []
    async with open_desk(paused=True) as desk:
        for key in ("escape", "n", "ctrl+c"):
            await desk.press("q", key)
            screens.append(type(desk.app.screen))
        assert (screens, await desk.asked("v")) == ([Dashboard] * 3, (Evaluate(),))


@pytest.mark.parametrize("key", ["enter", "q", "s"])
async def test_stopping(open_desk: OpenDesk, key: str) -> None:
    """The run ends after its step, and its result is the dashboard's."""
    async with open_desk() as desk:
        await desk.press("q", key)
        result = await stop(desk)
        assert (result.state, result.steps) == ("stopped", 1)
        assert await closed(desk) == result


async def test_no_other_key_acts_behind_the_question(open_desk: OpenDesk) -> None:
    """A question is answered first."""
    async with open_desk(paused=True) as desk:
        await desk.press("q", "space", "v", "l", "z", "question_mark")
        screens = [type(screen) for screen in desk.app.screen_stack]
        await desk.press("escape")
        assert (screens, await desk.asked("v")) == ([Dashboard, LeaveScreen], (Evaluate(),))


async def test_the_picture_goes_on_until_the_last_word(open_desk: OpenDesk) -> None:
    """A step may take its time: one sees that the run was stopped."""
    async with open_desk() as desk:
        await desk.press("q", "enter")
        await desk.until(lambda: desk.host.asked)
        desk.host.settle()
        await desk.until(lambda: "■ stopped" in desk.header)
        result = desk.host.finish()
        assert await closed(desk) == result


async def test_a_host_that_says_no_last_word_is_left(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever; the host ends by itself once its step is over."""
    monkeypatch.setattr("nntui.app.LAST_WORDS_S", 0.01)
    async with open_desk() as desk:
        await desk.press("q", "enter")
        assert await closed(desk) is None


async def test_a_run_that_finishes_behind_the_question(open_desk: OpenDesk) -> None:
    """The answer still counts."""
    async with open_desk() as desk:
        await desk.press("q")
        desk.host.take(23)
        await desk.press("enter")
        result = await stop(desk)
        assert await closed(desk) == result


async def test_quitting_before_the_host_has_answered(open_script: OpenDesk) -> None:
    """There is nothing to be asked about yet; the host is told."""
    async with open_script() as desk:
        await desk.press("q")
        await desk.until(lambda: len(desk.host.heard) == 2)
        desk.host.vanish()
        assert await closed(desk) is None
        assert desk.host.heard[1] == Command(1, Stop())
