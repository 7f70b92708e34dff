"""What the line at the top says of the connection, the disk and the keys."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from nntui.renderables.header import Heading, header_row
from nntui.renderables.rows import plain
from nntui.session.following.key_mark import KeyMark
from nntui.session.following.link_state import (
    Connecting,
    Failed,
    HostEnded,
    LinkState,
    Offline,
    Stale,
    Starting,
)
from nntui.session.protocol import RunState
from tests.renderables.heading import (
    ALARM,
    GONE,
    PAUSING,
    RATE,
    RUN,
    STANDING,
    STATUS,
    header,
    styled,
)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("running", "○ host ended   step"),
        ("paused", "‖ paused   ○ host ended   step"),
        ("finished", "✓ finished   ○ host ended   step"),
    ],
)
def test_a_lost_host_is_said_with_a_sign_of_its_own(state: RunState, expected: str) -> None:
    """What was running does not run any more; every other state stays true."""
    shown = header(120, replace(STATUS, state=state), HostEnded())
    assert shown[shown.index("adam") + 4 :].lstrip().startswith(expected)


@pytest.mark.parametrize(
    ("link", "role"),
    [
        (HostEnded(), "bad"),
        (GONE, "bad"),
        (Stale(3), "warning"),
        (Offline(4), "warning"),
        (Starting(), "accent"),
    ],
    ids=repr,
)
def test_how_bad_it_is_has_a_colour(link: LinkState, role: str) -> None:
    """One sees it from across the room."""
    assert styled(header_row(Heading(RUN, STATUS, link), 120), "○").style == role


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (120, "○ host ended at step 1,234, last checkpoint 1,200, r to resume   epoch 27/50   lr 1.25e-3 "),
        (80, "○ host ended at step 1,234, last checkpoint 1,200, r to resume   lr 1.25e-3 "),
        (70, "○ host ended, checkpoint 1,200, r resumes   step 1,234   lr 1.25e-3 "),
        (60, "○ host ended, r resumes   step 1,234   lr 1.25e-3 "),
    ],
)
def test_a_host_that_is_gone(width: int, expected: str) -> None:
    """What it got to, what is kept of it and what to do; the epoch is the first to go."""
    assert header(width, link=GONE).endswith(" " + expected)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (120, "‖ paused   ○ offline, trying again in 4 s   step 1,234"),
        (80, "‖ paused   ○ offline, again in 4 s   step 1,234"),
        (60, "‖ paused ○ offline step 1,234"),
    ],
)
def test_trouble_is_said_in_fewer_words_where_there_is_less_room(width: int, expected: str) -> None:
    """Words give way to numbers."""
    assert expected in header(width, replace(STATUS, state="paused"), Offline(4))


def test_before_the_host_has_answered() -> None:
    """The first frame comes before anything is known."""
    shown = plain(header_row(Heading(None, None, Connecting()), 30))
    assert shown == " nntui           connecting … "


def test_a_host_that_turned_the_viewer_away() -> None:
    """Its reason stands where the run would."""
    shown = plain(header_row(Heading(None, None, Failed("use one nntui")), 60))
    assert shown.rstrip().endswith("○ use one nntui")


@pytest.mark.parametrize("width", [80, 100, 120, 160])
def test_a_mark_moves_no_number(width: int) -> None:
    """It comes and goes beside them, in the run's description."""
    marked = header(width, marks=(PAUSING,))
    assert marked.endswith(f"  pausing …   {STANDING}")
    assert header(width).endswith(STANDING)


def test_of_several_marks_the_newest_stands_last() -> None:
    """And is the last to go."""
    marks = (RATE, PAUSING)
    assert header(80, marks=marks).endswith(f"  lr → 1.25e-3 …  pausing …   {STANDING}")
    assert header(70, marks=marks).endswith(f"  pausing …   {STANDING}")


def test_a_mark_is_seen_on_the_smallest_terminal() -> None:
    """The numbers draw together for it."""
    assert header(60, marks=(PAUSING,)) == "    pausing …   ● running step 1,234 epoch 27/50 lr 1.25e-3 "


def test_a_refusal_stands_in_the_marks_place() -> None:
    """With a sign, and in another colour."""
    row = header_row(Heading(RUN, STATUS, marks=(KeyMark("not now", refused=True),)), 120)
    assert plain(row).endswith(f" ✕ not now   {STANDING}")
    assert styled(row, "not now").style == "bad"


def test_a_disk_in_trouble() -> None:
    """With a sign of its own, beside the run's name; in what room there is."""
    status = replace(STATUS, alarm=ALARM)
    row = header_row(Heading(RUN, status), 120)
    assert plain(row).startswith(
        " nntui  digits-1   ▲ checkpoint not written: No space left on devi…   ● running"
    )
    assert styled(row, "▲").style == "warning"
    assert header(80, status).startswith(" ▲ checkpoint not written:…   ● running")


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (120, "↻ catching up with step 2,000 ━━──────   step 1,234"),
        (80, " ↻ catching up with step 2,000 ━━──────   step 1,234"),
        (60, " ↻ catching up ━━────── step 1,234"),
    ],
)
def test_catching_up(width: int, expected: str) -> None:
    """In the state's place: with what, and how far it has come."""
    status = replace(STATUS, catching_up=2000, checkpoint=1000)
    assert (expected in header(width, status), "running" in header(width, status)) == (True, False)


@pytest.mark.parametrize(("step", "cells"), [(1000, 0), (1250, 2), (2000, 8)])
def test_how_far_it_has_come(step: int, cells: int) -> None:
    """From the checkpoint on, which is where it began."""
    status = replace(STATUS, step=step, catching_up=2000, checkpoint=1000)
    row = header_row(Heading(RUN, status), 120)
    assert sum(len(span.text) for span in row if span.style == "bar") == cells


def test_a_run_shown_from_its_folder() -> None:
    """One knows that nothing trains."""
    heading = Heading(replace(RUN, archived=True), replace(STATUS, state="finished"))
    assert "✓ finished from its folder   step 1,234" in plain(header_row(heading, 120))


def test_a_run_elsewhere_and_a_viewer_that_only_looks() -> None:
    """Both stand before the network, which is the first to go."""
    shown = header(120, read_only=True, place="devbox")
    assert shown.startswith(" nntui  read-only  devbox:digits-1 · 64-32-10 relu")
