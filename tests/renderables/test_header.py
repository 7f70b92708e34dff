"""The line at the top."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from nntui.renderables.header import SIGNS, Heading, header_row
from nntui.renderables.rows import plain, row_width
from nntui.session.following.key_mark import KeyMark
from nntui.session.following.link_state import (
    LinkState,
)
from nntui.session.protocol import RunState, Status
from tests.renderables.heading import (
    ALARM,
    HUGE,
    LINKS,
    PAUSING,
    RATE,
    RUN,
    STANDING,
    STATUS,
    header,
)


@pytest.mark.parametrize(
    ("width", "left"),
    [
        (100, " nntui  digits-1 · 64-32-10 relu · adam"),
        (88, " nntui  digits-1 · 64-32-10 relu"),
        (80, " nntui  digits-1"),
        (66, " digits-1"),
        (61, " digits-1"),
        (60, " nntui"),
    ],
)
def test_the_description_gives_way_to_how_the_run_stands(width: int, left: str) -> None:
    """The numbers that everybody looks for are the last to go."""
    assert header(width) == left + STANDING.rjust(width - len(left))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"schedule": "cosine", "learning_rate": 8.1e-4}, "lr 8.1e-4 cosine"),
        ({"schedule": "cosine", "learning_rate": 8e-4}, "lr 8.0e-4 cosine"),
        ({"schedule": "cosine", "rate_factor": 1.25}, "lr 1.3e-3 cosine ×1.25"),
        ({"schedule": "cosine", "rate_factor": 1.0 + 1e-15}, "lr 1.3e-3 cosine"),
        ({"schedule": "held", "learning_rate": 8.13e-4}, "lr 8.13e-4 held"),
        ({"schedule": "", "learning_rate": 8.13e-4}, "lr 8.13e-4"),
        ({"schedule": "a\x1b[31m very long name"}, "lr 1.3e-3 a␛[31m very…"),
    ],
)
@pytest.mark.parametrize("width", [120, 80])
def test_what_says_the_learning_rate(width: int, changes: dict[str, object], expected: str) -> None:
    """A schedule, with a hand's factor or without, or a hand alone; what moves has a steady width."""
    assert header(width, replace(STATUS, **changes)).rstrip().endswith(f"   {expected}")


def test_how_the_run_stands_is_whole_while_it_fits() -> None:
    """Without room for the name there may still be room for the numbers."""
    assert header(len(STANDING)) == STANDING


def test_where_it_does_not_fit_the_gaps_shrink() -> None:
    """Blanks go before numbers."""
    assert header(46) == "  ● running step 1,234 epoch 27/50 lr 1.25e-3 "


@pytest.mark.parametrize(
    "status", [None, STATUS, HUGE, replace(STATUS, alarm=ALARM), replace(HUGE, catching_up=200_000_000)]
)
@pytest.mark.parametrize("marks", [(), (PAUSING,), (RATE, PAUSING)], ids=len)
@pytest.mark.parametrize("link", LINKS, ids=repr)
def test_it_is_as_wide_as_asked(status: Status | None, marks: tuple[KeyMark, ...], link: LinkState) -> None:
    """A row that is a cell too long would wrap and shift all below it."""
    heading = Heading(RUN, status, link, marks, read_only=True, place="devbox")
    widths = range(60, 201, 7)
    assert [row_width(header_row(heading, width)) for width in widths] == list(widths)


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("state", get_args(RunState))
@pytest.mark.parametrize("link", LINKS, ids=repr)
def test_step_and_rate_are_always_on_the_line(width: int, state: RunState, link: LinkState) -> None:
    """Whatever is wrong with the connection or the disk, and whatever was asked for."""
    status = replace(STATUS, state=state, alarm=ALARM, catching_up=2000)
    step = getattr(link, "step", 1234)
    for marks in ((), (RATE, PAUSING)):
        shown = header(width, replace(status, step=step), link, marks=marks)
        assert (f"step {step:,}" in shown, "lr 1.25e-3 " in shown) == (True, True)


def test_numbers_of_a_long_run_fit_the_smallest_terminal() -> None:
    """At 60 columns a hundred million steps are shown whole, and what is waited for is left out."""
    assert header(60, HUGE) == "  ● running step 123,456,789 epoch 12,346/99,999 lr 1.25e-3 "


def test_every_state_has_a_sign() -> None:
    """No state is told by its colour alone, and no two look alike without it."""
    assert set(SIGNS) == set(get_args(RunState))
    assert len({sign for sign, _ in SIGNS.values()}) == len(SIGNS)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"state": "paused"}, "‖ paused"),
        ({"state": "finished"}, "✓ finished"),
        ({"state": "diverged"}, "✕ diverged"),
        ({"state": "stopped"}, "■ stopped"),
        ({"state": "crashed"}, "! crashed"),
        ({"steps_left": 1}, "● running 1 more"),
        ({"steps_left": 1234}, "● running 1,234 more"),
        ({"to_epoch_end": True}, "● running to the epoch's end"),
    ],
)
def test_how_the_run_stands(changes: dict[str, object], expected: str) -> None:
    """A sign, the word, and until when it runs."""
    assert header(120, replace(STATUS, **changes)).split("   ")[-4].strip() == expected


@pytest.mark.parametrize(
    ("epochs_done", "rows_used", "expected"),
    [(0, 0, "0/50"), (0, 32, "1/50"), (1, 0, "1/50"), (50, 0, "50/50")],
)
def test_an_epoch_counts_from_its_first_batch(epochs_done: int, rows_used: int, expected: str) -> None:
    """On a boundary it is the epoch that has just ended; nothing is done before the first step."""
    shown = header(120, replace(STATUS, epochs_done=epochs_done, rows_used=rows_used))
    assert f"epoch {expected} " in shown


def test_hostile_names_stay_in_their_cells() -> None:
    """A name may hold anything that a file name may: it neither acts on the terminal nor shifts the row."""
    run = replace(RUN, name="a\x1b[2J\nb", network="深い\u202e")
    row = header_row(Heading(run, STATUS), 120)
    assert plain(row).startswith(" nntui  a␛[2J␊b · ��� · adam ")
    assert row_width(row) == 120
