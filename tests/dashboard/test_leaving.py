"""Quitting: leaving a run as it is, or ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Static

from nntui.app import Leaving
from nntui.screens.dashboard import Dashboard
from nntui.screens.leaving import LeaveScreen
from nntui.screens.steering import LeaveAgreed
from nntui.session.protocol import Evaluate, Hello, Result, Stop

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk


async def stop(desk: Desk) -> Result:
    """The host does what it is asked, and gives its result as its last word."""
    await desk.until(lambda: desk.host.asked)
    assert desk.host.asked == (Stop(),)
    desk.host.settle()
    return desk.host.finish()


async def closed(desk: Desk) -> Leaving | None:
    """Wait until the dashboard has closed; how it was left."""
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
        assert await closed(desk) == Leaving(result)


async def test_a_finished_run_whose_result_nobody_wants_is_left_to_its_host(open_desk: OpenDesk) -> None:
    """Others may be looking at it; the host ends by itself once nobody does."""
    async with open_desk(wants_result=False) as desk:
        desk.host.take(23)
        await desk.shown()
        await desk.press("q")
        assert (await closed(desk), desk.host.asked) == (Leaving(), ())


@pytest.mark.parametrize(
    ("paused", "expected"), [(False, "Training is under way, and goes on"), (True, "The run is paused")]
)
async def test_a_run_that_is_not_over_asks(open_desk: OpenDesk, paused: bool, expected: str) -> None:
    """And says how it stands, and how to come back."""
    async with open_desk(paused=paused) as desk:
        await desk.press("q")
        question = " ".join(str(each.visual) for each in desk.app.screen.query(Static))
        assert (type(desk.app.screen), expected in question) == (LeaveScreen, True)
        assert "nntui attach iris-1 shows it again" in question


async def test_a_run_elsewhere_is_named_with_its_place(open_desk: OpenDesk) -> None:
    """As the command wants it."""
    async with open_desk(place="ada@devbox") as desk:
        await desk.press("q")
        question = " ".join(str(each.visual) for each in desk.app.screen.query(Static))
        assert "nntui attach ada@devbox:iris-1 shows it again" in question


async def test_keys_typed_ahead_of_leaving(open_desk: OpenDesk) -> None:
    """It is left once, as the first of them says."""
    async with open_desk(paused=True) as desk:
        dashboard = desk.app.screen
        dashboard.post_message(LeaveAgreed())
        dashboard.post_message(LeaveAgreed(stop=True))
        assert (await closed(desk), desk.host.asked) == (Leaving(left_running=True), ())


@pytest.mark.parametrize("key", ["q", "?", "l", "h"])
async def test_nothing_opens_above_a_window(open_desk: OpenDesk, key: str) -> None:
    """Its answer is waited for."""
    async with open_desk(paused=True) as desk:
        await desk.press(key)
        window = desk.app.screen
        await desk.press("ctrl+p")
        assert desk.app.screen is window


async def test_staying(open_desk: OpenDesk) -> None:
    """The dashboard goes on as if nothing had been asked."""
    screens = []
    async with open_desk(paused=True) as desk:
        for key in ("escape", "n", "ctrl+c"):
            await desk.press("q", key)
            screens.append(type(desk.app.screen))
        assert (screens, await desk.asked("v")) == ([Dashboard] * 3, (Evaluate(),))


@pytest.mark.parametrize("keys", [("q", "enter"), ("q", "q"), ("ctrl+c", "q"), ("d",)], ids=" ".join)
async def test_leaving_it_as_it_is(open_desk: OpenDesk, keys: tuple[str, ...]) -> None:
    """Nothing is asked of the run; whoever started the dashboard is told that it goes on."""
    async with open_desk() as desk:
        await desk.press(*keys)
        assert (await closed(desk), desk.host.asked) == (Leaving(left_running=True), ())


async def test_stopping(open_desk: OpenDesk) -> None:
    """The run ends after its step, and its result is the dashboard's."""
    async with open_desk() as desk:
        await desk.press("q", "s")
        result = await stop(desk)
        assert (result.state, result.steps) == ("stopped", 1)
        assert await closed(desk) == Leaving(result)


async def test_no_other_key_acts_behind_the_question(open_desk: OpenDesk) -> None:
    """A question is answered first."""
    async with open_desk(paused=True) as desk:
        await desk.press("q", "space", "v", "l", "z", "question_mark", "d", "r")
        screens = [type(screen) for screen in desk.app.screen_stack]
        await desk.press("escape")
        assert (screens, await desk.asked("v")) == ([Dashboard, LeaveScreen], (Evaluate(),))


async def test_the_picture_goes_on_until_the_last_word(open_desk: OpenDesk) -> None:
    """A step may take its time: one sees that the run was stopped."""
    async with open_desk() as desk:
        await desk.press("q", "s")
        await desk.until(lambda: desk.host.asked)
        desk.host.settle()
        await desk.until(lambda: "■ stopped" in desk.header)
        result = desk.host.finish()
        assert await closed(desk) == Leaving(result)


async def test_what_could_not_be_written_is_known(open_desk: OpenDesk) -> None:
    """Whoever stops a run from its dashboard hears of that as well."""
    async with open_desk() as desk:
        await desk.press("q", "s")
        await desk.until(lambda: desk.host.asked)
        desk.host.settle()
        result = desk.host.finish("the disk is full")
        assert await closed(desk) == Leaving(result, unwritten="the disk is full")


async def test_a_host_that_does_not_answer_is_left(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever; and as nobody knows whether it heard, it counts as going on."""
    monkeypatch.setattr("nntui.app.LAST_WORDS_S", 0.01)
    async with open_desk() as desk:
        await desk.press("q", "s")
        assert await closed(desk) == Leaving(left_running=True)


async def test_a_run_that_finishes_behind_the_question(open_desk: OpenDesk) -> None:
    """The answer still counts."""
    async with open_desk() as desk:
        await desk.press("q")
        desk.host.take(23)
        await desk.press("s")
        result = await stop(desk)
        assert await closed(desk) == Leaving(result)


async def test_quitting_before_the_host_has_answered(open_script: OpenDesk) -> None:
    """There is nothing to be asked about yet, and nothing is asked of the run."""
    async with open_script() as desk:
        await desk.press("q")
        left = await closed(desk)
        assert (left, [type(each) for each in desk.host.heard]) == (Leaving(left_running=True), [Hello])


async def test_a_read_only_viewer_is_not_asked(open_desk: OpenDesk) -> None:
    """It cannot stop the run, so there is nothing to decide."""
    async with open_desk(read_only=True) as desk:
        await desk.press("q")
        assert await closed(desk) == Leaving(left_running=True)
