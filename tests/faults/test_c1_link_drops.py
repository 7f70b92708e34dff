"""C1: the connection drops; the viewer stays usable, says so, and comes back by itself."""

from __future__ import annotations

from nntui.app import Leaving
from nntui.session.following.following import OFFLINE
from nntui.session.links import LinkError
from nntui.session.protocol import Command, Evaluate, Hello
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.loss_panel import LossPanel
from tests.dashboard.desk import Desk, open_desk, open_script
from tests.session.following.viewing import welcome

REFUSED = LinkError("devbox: Connection refused")


async def lose(desk: Desk, tries: int) -> None:
    """The connection breaks, and so many tries come to nothing."""
    desk.link.troubles = [REFUSED] * tries
    desk.host.drop()
    await desk.until(lambda: "offline" in desk.header)


async def test_it_says_offline_and_comes_back() -> None:
    """Nobody has to do anything, and nothing says that the run goes on or does not."""
    async with open_script(place="devbox") as desk:
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        await lose(desk, 2)
        offline = desk.header
        await desk.until(lambda: desk.host.viewers == 2)
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        assert ("step 1,234" in offline, "running" in offline) == (True, False)
        assert "offline" not in desk.header


async def test_the_viewer_is_known_again() -> None:
    """It has the name of before, and repeats what was not answered."""
    async with open_script() as desk:
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        desk.app.simulate_key("v")
        await desk.until(lambda: Command(1, Evaluate()) in desk.host.heard)
        desk.host.drop()
        await desk.until(lambda: desk.host.viewers == 2)
        desk.host.say(welcome())
        await desk.until(lambda: desk.host.heard.count(Command(1, Evaluate())) == 2)
        first, second = (each for each in desk.host.heard if isinstance(each, Hello))
        assert first.viewer == second.viewer != ""


async def test_it_is_usable_meanwhile() -> None:
    """What is there can be looked at; what would be asked of the run is not done later."""
    async with open_script() as desk:
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        await lose(desk, 50)
        await desk.press("y", "full_stop", "space")
        await desk.until(lambda: OFFLINE in desk.notices())
        assert (desk.part(LossPanel).log_scale, desk.part(LayersPanel).selected) == (False, 1)


async def test_it_can_be_left_meanwhile() -> None:
    """At once: there is nothing to be decided."""
    async with open_script() as desk:
        desk.host.say(welcome())
        await desk.until(lambda: "● running" in desk.header)
        await lose(desk, 50)
        await desk.press("q")
        await desk.until(lambda: desk.app.return_code is not None)
        assert desk.app.return_value == Leaving(left_running=True)


async def test_training_is_not_touched() -> None:
    """The run took its steps while the viewer was gone, and they are on the screen when it is back."""
    async with open_desk() as desk:
        before = desk.host.run.trainer.step_number
        desk.link.break_off()
        desk.host.take(10)
        await desk.until(lambda: "● running" in desk.header and desk.status.step == before + 10)
        assert len(desk.link.asked) == 2
