"""A host that is gone, and one that refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nntui.screens.help import HelpScreen
from nntui.session.host.hub import Request
from nntui.session.protocol import Refused, Rejected, Stop
from nntui.widgets.key_bar import KeyBar
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel

if TYPE_CHECKING:
    from tests.dashboard.conftest import Desk, OpenDesk

PANELS = (LossPanel, WeightsPanel, LayersPanel, LogPanel)


async def lose(desk: Desk) -> None:
    """The host dies without a word."""
    desk.host.vanish()
    await desk.until(lambda: "host ended" in desk.header)


async def test_the_header_says_so(open_desk: OpenDesk) -> None:
    """With the step and the rate it got to."""
    async with open_desk() as desk:
        await lose(desk)
        assert desk.header.rstrip().endswith("○ host ended   step 1   epoch 1/3   lr 1e-3")


async def test_the_last_picture_stays(open_desk: OpenDesk) -> None:
    """Whatever killed the host, what it had shown is still there."""
    async with open_desk() as desk:
        desk.host.take(10)
        await desk.shown()
        before = [desk.rows(panel) for panel in PANELS]
        await lose(desk)
        assert [desk.rows(panel) for panel in PANELS] == before


async def test_the_bar_keeps_the_keys_that_still_do_something(open_desk: OpenDesk) -> None:
    """One can read the help, and leave."""
    async with open_desk() as desk:
        await lose(desk)
        assert desk.rows(KeyBar)[0].startswith(" ? help  q quit   ")


@pytest.mark.parametrize("paused", [False, True])
async def test_q_leaves_at_once(open_desk: OpenDesk, paused: bool) -> None:
    """There is no run left to be asked about, and no result."""
    async with open_desk(paused=paused) as desk:
        await lose(desk)
        await desk.press("q")
        await desk.until(lambda: desk.app.return_code is not None)
        assert desk.app.return_value is None


async def test_keys_do_no_harm(open_desk: OpenDesk) -> None:
    """What cannot be done is not done; what needs no host still works."""
    async with open_desk() as desk:
        await lose(desk)
        await desk.press("space", "s", "right_square_bracket", "v", "full_stop", "y", "question_mark")
        assert type(desk.app.screen) is HelpScreen


async def test_a_host_that_was_stopped_by_somebody_else(open_desk: OpenDesk) -> None:
    """It says how it ended before it is gone."""
    async with open_desk() as desk:
        desk.host.hub.submit(Request(0, Stop(), reply=print))
        desk.host.settle()
        desk.host.finish()
        await desk.until(lambda: "host ended" in desk.header)
        assert "■ stopped   ○ host ended   step 1" in desk.header


async def test_a_host_that_ended_with_a_finished_run(open_desk: OpenDesk) -> None:
    """The run is finished, whatever became of its host."""
    async with open_desk() as desk:
        desk.host.take(23)
        desk.host.finish()
        await desk.until(lambda: "host ended" in desk.header)
        assert "✓ finished   ○ host ended   step 24" in desk.header


async def test_a_host_that_is_gone_before_it_answered(open_script: OpenDesk) -> None:
    """Instead of waiting for ever."""
    async with open_script() as desk:
        desk.host.vanish()
        await desk.until(lambda: "host ended" in desk.header)
        assert desk.header.split() == ["nntui", "○", "host", "ended"]


async def test_a_host_that_turns_the_viewer_away(open_script: OpenDesk) -> None:
    """Its reason is where the run would be."""
    async with open_script() as desk:
        desk.host.say(Rejected("the host speaks protocol 1, this viewer 2: use one nntui"))
        desk.host.vanish()
        await desk.until(lambda: "○ the host speaks protocol 1, this viewer 2" in desk.header)


async def test_a_refusal_shows_its_reason(open_script: OpenDesk) -> None:
    """As plain text, whatever characters are in it."""
    async with open_script() as desk:
        desk.host.say(Refused(1, "sgd has no [b]momentum[/]"))
        await desk.until(desk.notices)
        assert desk.notices() == ["sgd has no [b]momentum[/]"]
