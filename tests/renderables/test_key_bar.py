"""The line at the bottom."""

from __future__ import annotations

from math import inf

import pytest
from msgspec.structs import replace

from nntui.renderables.key_bar import Key, Place, key_bar, speed_figures
from nntui.renderables.rows import plain, row_width
from nntui.session.protocol import Status

KEYS = (
    Key((("space", "toggle"),), "pause", essential=True),
    Key((("[", "down"), ("]", "up")), "rate"),
    Key(((",", "before"), (".", "after")), "layer"),
    Key((("q", "leave"),), "quit", essential=True),
)
FIGURES = ("100 steps/s · pace 100", "100 steps/s")
STATUS = Status(1, "running", 1234, 26, 64, 50, 1.25e-3, 0.9, 0.0, 0.0, 32, 100.0)


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (68, " space pause  [ ] rate  , . layer  q quit    100 steps/s · pace 100 "),
        (55, " space pause  [ ] rate  , . layer  q quit  100 steps/s "),
        (45, " space pause  [ ] rate  q quit   100 steps/s "),
        (34, " space pause  q quit  100 steps/s "),
        (24, " space pause  q quit    "),
        (12, " space paus…"),
    ],
)
def test_what_gives_way(width: int, expected: str) -> None:
    """First words of the figures, then the keys one misses least; the essential keys last."""
    assert plain(key_bar(KEYS, FIGURES, width)[0]) == expected


@pytest.mark.parametrize("width", range(60, 201, 7))
def test_it_is_as_wide_as_asked(width: int) -> None:
    """One row, exactly."""
    assert row_width(key_bar(KEYS, FIGURES, width)[0]) == width


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (75, " space pause  [ ] rate  , . layer  d leave  q quit  100 steps/s · pace 100 "),
        (74, " space pause  [ ] rate  , . layer  q quit          100 steps/s · pace 100 "),
        (64, " space pause  [ ] rate  , . layer  q quit           100 steps/s "),
        (44, " space pause  [ ] rate  q quit  100 steps/s "),
    ],
)
def test_a_spare_key_takes_no_figure_away(width: int, expected: str) -> None:
    """It is there where all else has room."""
    keys = (*KEYS[:-1], Key((("d", "detach"),), "leave", spare=True), KEYS[-1])
    assert plain(key_bar(keys, FIGURES, width)[0]) == expected


def test_a_click_anywhere_on_a_key_or_its_label_finds_it() -> None:
    """The label belongs to the last of its keys; two keys with one label are told apart."""
    row, places = key_bar(KEYS, FIGURES, 80)
    text = plain(row)
    assert {text[place.start : place.stop]: place.action for place in places} == {
        " space pause ": "toggle",
        " [": "down",
        " ] rate ": "up",
        " ,": "before",
        " . layer ": "after",
        " q quit ": "leave",
    }


def test_what_is_cut_cannot_be_clicked_on() -> None:
    """A key that is not seen whole has no place."""
    assert key_bar(KEYS, FIGURES, 15)[1] == (Place(0, 13, "toggle"),)


@pytest.mark.parametrize(
    ("changes", "steps_per_s", "expected"),
    [
        ({}, 99.8, "100 steps/s · pace 100 · overhead 0.8 %"),
        ({"pace": None}, 9771.0, "9,770 steps/s · pace max · overhead 0.8 %"),
        ({"pace": 0.5}, 0.49, "0.5 steps/s · pace 0.5 · overhead 0.8 %"),
        ({"state": "paused"}, 99.8, "– steps/s · pace 100 · overhead 0.8 %"),
        ({"state": "finished"}, inf, "– steps/s · pace 100 · overhead 0.8 %"),
    ],
)
def test_how_fast_it_goes(changes: dict[str, object], steps_per_s: float, expected: str) -> None:
    """The speed is that of a run that runs."""
    assert speed_figures(replace(STATUS, **changes), steps_per_s, 0.008)[0] == expected


def test_the_figures_from_all_words_to_the_fewest() -> None:
    """Each is shorter than the one before, and begins with the speed."""
    assert speed_figures(STATUS, 100.0, 0.008)[1:] == (
        "100 steps/s · pace 100 · 0.8 %",
        "100 steps/s · 0.8 %",
        "100 steps/s",
    )


def test_the_figures_of_a_run_that_does_not_run() -> None:
    """Its pace is what a key can still change."""
    shown = speed_figures(replace(STATUS, state="paused"), 100.0, 0.008)
    assert shown[1:] == ("– steps/s · pace 100", "pace 100")


def test_before_anything_is_known() -> None:
    """The first frame has no figures."""
    assert speed_figures(None, 0.0, 0.0) == ("",)
