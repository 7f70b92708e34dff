"""The line at the top."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from nntui.renderables.header import SIGNS, header_row
from nntui.renderables.rows import Row, Span, plain, row_width
from nntui.session.protocol import RunDescription, RunState, Status

RUN = RunDescription(
    name="digits-1",
    folder="/runs/digits-1",
    dataset="digits",
    found="64 inputs",
    network="64-32-10 relu",
    optimizer="adam",
    loss="softmax_cross_entropy",
    task="classification",
    layers=(),
    has_momentum=True,
    has_dropout=True,
    threads=1,
)
STATUS = Status(1, "running", 1234, 26, 64, 50, 1.25e-3, 0.9, 0.0, 0.0, 32, 100.0)
HUGE = replace(STATUS, step=123_456_789, epochs_done=12_345, goal_epochs=99_999, to_epoch_end=True)


def header(width: int, status: Status = STATUS, link: str = "") -> str:
    return plain(header_row(RUN, status, link, width))


def styled(row: Row, text: str) -> Span:
    """The span of a row that has this text in it."""
    return next(span for span in row if text in span.text)


STANDING = "● running   step 1,234   epoch 27/50   lr 1.25e-3 "


@pytest.mark.parametrize(
    ("width", "left"),
    [
        (100, " nntui  digits-1 · 64-32-10 relu · adam"),
        (88, " nntui  digits-1 · 64-32-10 relu"),
        (80, " nntui  digits-1"),
        (60, " nntui"),
    ],
)
def test_the_description_gives_way_to_how_the_run_stands(width: int, left: str) -> None:
    """The numbers that everybody looks for are the last to go."""
    assert header(width) == left + STANDING.rjust(width - len(left))


def test_how_the_run_stands_is_whole_while_it_fits() -> None:
    """Without room for the name there may still be room for the numbers."""
    assert header(len(STANDING)) == STANDING


def test_where_it_does_not_fit_the_gaps_shrink() -> None:
    """Blanks go before numbers."""
    assert header(46) == "● running step 1,234 epoch 27/50 lr 1.25e-3   "


@pytest.mark.parametrize("status", [None, STATUS, HUGE])
@pytest.mark.parametrize("link", ["", "host ended"])
def test_it_is_as_wide_as_asked(status: Status | None, link: str) -> None:
    """A row that is a cell too long would wrap and shift all below it."""
    widths = range(60, 201)
    assert [row_width(header_row(RUN, status, link, width)) for width in widths] == list(widths)


def test_numbers_of_a_long_run_fit_the_smallest_terminal() -> None:
    """At 60 columns a hundred million steps are shown whole, and what is waited for is left out."""
    assert header(60, HUGE) == "● running step 123,456,789 epoch 12,346/99,999 lr 1.25e-3   "


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
    shown = header(120, replace(STATUS, state=state), "host ended")
    assert shown[shown.index("adam") + 4 :].lstrip().startswith(expected)


def test_a_lost_host_is_said_in_the_colour_of_faults() -> None:
    """One sees it from across the room."""
    assert styled(header_row(RUN, STATUS, "host ended", 120), "host ended").style == "bad"


def test_before_the_host_has_answered() -> None:
    """The first frame comes before anything is known."""
    assert plain(header_row(None, None, "", 30)) == " nntui           connecting … "


def test_a_host_that_turned_the_viewer_away() -> None:
    """Its reason stands where the run would."""
    assert plain(header_row(None, None, "use one nntui", 60)).rstrip().endswith("○ use one nntui")


def test_hostile_names_stay_in_their_cells() -> None:
    """A name may hold anything that a file name may: it neither acts on the terminal nor shifts the row."""
    run = replace(RUN, name="a\x1b[2J\nb", network="深い\u202e")
    row = header_row(run, STATUS, "", 120)
    assert plain(row).startswith(" nntui  a␛[2J␊b · ��� · adam ")
    assert row_width(row) == 120
