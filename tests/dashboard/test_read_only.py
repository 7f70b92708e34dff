"""A viewer that only looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from nntui.screens.dashboard import Dashboard
from nntui.session.following.following import READ_ONLY
from nntui.widgets.key_bar import KeyBar
from nntui.widgets.layers_panel import LayersPanel

if TYPE_CHECKING:
    from tests.dashboard.desk import OpenDesk

STEERING = (
    "space",
    "s",
    "S",
    "e",
    "right_square_bracket",
    "left_curly_bracket",
    "l",
    "h",
    "greater_than_sign",
    "v",
)


async def test_the_header_says_so(open_desk: OpenDesk) -> None:
    """Before the run's name."""
    async with open_desk(read_only=True) as desk:
        assert desk.header.startswith(" nntui  read-only  iris-1")


async def test_the_bar_has_no_keys_that_steer(open_desk: OpenDesk) -> None:
    """What does nothing is not offered."""
    async with open_desk(read_only=True) as desk:
        assert desk.rows(KeyBar)[0].startswith(" , . layer  ? help  q quit  ")


@pytest.mark.parametrize("key", STEERING)
async def test_a_key_that_steers_says_why_it_does_not(open_desk: OpenDesk, key: str) -> None:
    """In one sentence; the host hears nothing of it, and no form is opened for nothing."""
    async with open_desk(read_only=True) as desk:
        await desk.press(key)
        await desk.until(desk.notices)
        assert (desk.notices(), desk.host.asked, type(desk.app.screen)) == ([READ_ONLY], (), Dashboard)


async def test_one_can_look_around(open_desk: OpenDesk) -> None:
    """At any layer."""
    async with open_desk(read_only=True) as desk:
        await desk.press("full_stop")
        assert desk.part(LayersPanel).selected == 1
