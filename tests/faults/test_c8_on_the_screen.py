"""C8, as the dashboard shows it: a question on reconnecting is not put until somebody wants to answer it."""

from __future__ import annotations

import pytest

from nntui.session.links import LinkError
from tests.dashboard.desk import Desk, open_script
from tests.session.following.viewing import welcome

PASSWORD = LinkError("devbox: Permission denied (password)", needs_person=True)


async def asked_for_a_password(desk: Desk) -> None:
    """The connection breaks, and the way back asks for something."""
    desk.host.say(welcome())
    await desk.until(lambda: "● running" in desk.header)
    desk.link.troubles = [PASSWORD]
    desk.host.drop()
    await desk.until(lambda: "devbox asks for something: r answers it" in desk.header)


async def test_the_screen_says_so_and_asks_nothing() -> None:
    """Nobody is asked behind the screen's back, and nothing is tried meanwhile."""
    async with open_script(place="devbox") as desk:
        await asked_for_a_password(desk)
        assert (desk.link.asked, desk.host.viewers) == (["nobody", "nobody"], 1)


async def test_r_lends_the_terminal() -> None:
    """The question has the terminal to itself; afterwards the dashboard draws all of it anew."""
    async with open_script(place="devbox") as desk:
        await asked_for_a_password(desk)
        await desk.press("r")
        await desk.until(lambda: desk.host.viewers == 2)
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        assert (desk.link.asked[-1], desk.driver.lent, desk.driver.is_lent) == ("person", 1, False)


async def test_nothing_is_drawn_while_it_is_lent() -> None:
    """A prompt is not painted over."""
    async with open_script(place="devbox") as desk:
        await asked_for_a_password(desk)
        desk.link.patience.clear()
        await desk.press("r")
        await desk.until(lambda: desk.link.asked[-1] == "person")
        desk.app.screen.refresh()
        await desk.pilot.pause()
        desk.link.patience.set()
        await desk.until(lambda: desk.host.viewers == 2)
        assert desk.driver.blots == ""


@pytest.mark.parametrize("answers", [1, 2])
async def test_a_wrong_answer(answers: int) -> None:
    """The question can be answered again."""
    async with open_script(place="devbox") as desk:
        await asked_for_a_password(desk)
        desk.link.troubles = [PASSWORD] * answers
        for asked in range(answers):
            await desk.press("r")
            await desk.until(lambda asked=asked: desk.link.asked.count("person") == asked + 1)
            await desk.until(lambda: "r answers it" in desk.header)
        await desk.press("r")
        await desk.until(lambda: desk.host.viewers == 2)
