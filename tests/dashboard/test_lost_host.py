"""A host that is gone, one that comes again, and one that refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from nntui.app import Leaving
from nntui.screens.dashboard import Dashboard
from nntui.screens.help import HelpScreen
from nntui.session.following.following import NO_HOST
from nntui.session.host.hub import Request
from nntui.session.links import LinkError
from nntui.session.protocol import Command, Refused, Rejected, Resume, Stop
from nntui.widgets.key_bar import KeyBar
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel
from tests.session.following.viewing import STATUS, welcome

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk

PANELS = (LossPanel, WeightsPanel, LayersPanel, LogPanel)


async def lose(desk: Desk) -> None:
    """The host dies without a word."""
    desk.host.vanish()
    await desk.until(lambda: "host ended" in desk.header)


async def test_the_header_says_so(open_desk: OpenDesk) -> None:
    """With the step and the rate it got to, and what to do about it."""
    async with open_desk() as desk:
        await lose(desk)
        standing = "○ host ended at step 1, last checkpoint 0, r to resume   epoch 1/3   lr 1e-3"
        assert desk.header.rstrip().endswith(standing)


async def test_the_bar_keeps_the_keys_that_still_do_something(open_desk: OpenDesk) -> None:
    """One can have it go on, look at the layers, read the help, and leave."""
    async with open_desk() as desk:
        await lose(desk)
        assert desk.rows(KeyBar)[0].startswith(" r resume  , . layer  ? help  q quit   ")


@pytest.mark.parametrize("paused", [False, True])
async def test_q_leaves_at_once(open_desk: OpenDesk, paused: bool) -> None:
    """There is no run left to be asked about, and no result."""
    async with open_desk(paused=paused) as desk:
        await lose(desk)
        await desk.press("q")
        await desk.until(lambda: desk.app.return_code is not None)
        assert desk.app.return_value == Leaving()


async def test_keys_say_why_they_do_nothing(open_desk: OpenDesk) -> None:
    """What cannot be done is not done; what needs no host still works."""
    async with open_desk() as desk:
        await lose(desk)
        await desk.press("space", "full_stop", "y", "question_mark")
        await desk.until(lambda: NO_HOST in desk.notices())
        assert type(desk.app.screen) is HelpScreen


@pytest.mark.parametrize("key", ["l", "h"])
async def test_nobody_is_asked_for_what_cannot_be_set(open_desk: OpenDesk, key: str) -> None:
    """A form that leads to nothing is not opened."""
    async with open_desk() as desk:
        await lose(desk)
        await desk.press(key)
        await desk.until(lambda: NO_HOST in desk.notices())
        assert type(desk.app.screen) is Dashboard


async def test_a_host_that_was_stopped_by_somebody_else(open_desk: OpenDesk) -> None:
    """It says how it ended before it is gone."""
    async with open_desk() as desk:
        desk.host.hub.submit(Request(0, Stop()))
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
        await desk.until(lambda: "○ iris-1 has no host" in desk.header)


async def test_a_host_that_turns_the_viewer_away(open_script: OpenDesk) -> None:
    """Its reason is where the run would be."""
    async with open_script() as desk:
        desk.host.say(Rejected("the host speaks protocol 1, this viewer 2: use one nntui", "versions"))
        await desk.until(lambda: "○ the host speaks protocol 1, this viewer 2" in desk.header)


async def test_a_refusal_shows_its_reason(open_script: OpenDesk) -> None:
    """As plain text, whatever characters are in it."""
    async with open_script() as desk:
        desk.host.say(Refused(1, "sgd has no [b]momentum[/]"))
        await desk.until(desk.notices)
        assert desk.notices() == ["sgd has no [b]momentum[/]"]


async def test_a_strangers_reason_is_harmless(open_script: OpenDesk) -> None:
    """It neither acts on the terminal nor fills the screen."""
    async with open_script() as desk:
        desk.host.say(Refused(1, "\x1b[2J\u202e" + 100_000 * "x"))
        await desk.until(desk.notices)
        (notice,) = desk.notices()
        assert (notice[:6], len(notice)) == ("␛[2J�x", 400)


async def test_r_starts_a_host(open_script: OpenDesk) -> None:
    """And the dashboard follows it, on the same screen."""
    async with open_script() as desk:
        desk.host.say(welcome(archived=True, status=replace(STATUS, state="crashed")))
        await desk.until(lambda: "! crashed from its folder" in desk.header)
        await desk.press("r")
        await desk.until(lambda: desk.host.viewers == 2)
        desk.host.say(welcome("h2"))
        await desk.until(lambda: "● running" in desk.header)
        assert "folder" not in desk.header


async def test_a_host_that_cannot_be_started(open_script: OpenDesk) -> None:
    """The reason is told, and the picture stays."""
    async with open_script() as desk:
        desk.host.say(welcome(archived=True, status=replace(STATUS, state="stopped")))
        await desk.until(lambda: "■ stopped from its folder" in desk.header)
        desk.link.troubles = [LinkError("iris.csv is gone", final=True)]
        await desk.press("r")
        await desk.until(desk.notices)
        assert (desk.notices(), "■ stopped from its folder" in desk.header) == (["iris.csv is gone"], True)


async def test_space_on_a_finished_run_trains_on(open_script: OpenDesk) -> None:
    """One key, as where its host is still there."""
    finished = replace(STATUS, state="finished")
    async with open_script() as desk:
        desk.host.say(welcome(archived=True, status=finished))
        await desk.until(lambda: "✓ finished from its folder" in desk.header)
        await desk.press("space")
        await desk.until(lambda: desk.host.viewers == 2)
        desk.host.say(welcome("h2", status=finished))
        await desk.until(lambda: Command(1, Resume()) in desk.host.heard)
