"""The line above the loss chart."""

from __future__ import annotations

from math import inf, nan

import pytest

from nntui.renderables.loss_legend import loss_legend
from nntui.renderables.rows import plain, row_width
from nntui.session.protocol import Evaluated

CLASSES = Evaluated(1234, 0.0812, 0.972, None)
VALUES = Evaluated(1234, 0.0812, None, 0.9871)


def legend(width: int, evaluated: Evaluated | None = CLASSES, step: int = 1234, train: float = 0.0421) -> str:
    return plain(loss_legend(train, evaluated, step, width)).rstrip()


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (60, "━━ train 0.0421   ┅┅ validation 0.0812   accuracy 97.2 %"),
        (50, "━━ train 0.0421  ┅┅ validation 0.0812  97.2 %"),
        (40, "━━ train 0.0421  ┅┅ val 0.0812  97.2 %"),
        (30, "━ train 0.0421  ┅ val 0.0812"),
        (24, "train 0.0421 val 0.0812"),
        (20, "train 0.0421 val 0.…"),
    ],
)
def test_words_give_way_to_numbers(width: int, expected: str) -> None:
    """Which curve is which is said in words at every width: colour alone does not tell."""
    assert legend(width) == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (70, "━━ train 0.0421   ┅┅ validation of averages 0.0812   accuracy 97.2 %"),
        (60, "━━ train 0.0421  ┅┅ validation of averages 0.0812  97.2 %"),
        (50, "━━ train 0.0421  ┅┅ val avg 0.0812  97.2 %"),
        (34, "━ train 0.0421  ┅ val avg 0.0812"),
        (28, "train 0.0421 val avg 0.0812"),
    ],
)
def test_it_says_what_was_evaluated(width: int, expected: str) -> None:
    """That validation is of averaged weights is said at every width."""
    assert plain(loss_legend(0.0421, CLASSES, 1234, width, averaged=True)).rstrip() == expected


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (80, "━━ train 0.0421   ┅┅ validation 0.0812   accuracy 97.2 %   of step 1,234"),
        (60, "━━ train 0.0421  ┅┅ validation 0.0812  97.2 %  of step 1,234"),
        (50, "━━ train 0.0421  ┅┅ val 0.0812  97.2 %  at 1,234"),
        (40, "━ train 0.0421  ┅ val 0.0812  at 1,234"),
        (32, "train 0.0421 val 0.0812 at 1,234"),
        (29, "train 0.0421 val 0.0812 @1.2k"),
    ],
)
def test_an_older_evaluation_carries_its_step(width: int, expected: str) -> None:
    """Two figures of two steps never look like those of one, however narrow it is."""
    assert legend(width, step=1300) == expected


@pytest.mark.parametrize(
    ("r_squared", "expected"),
    [(0.9871, "R² 0.987"), (-0.5, "R² -0.500"), (-1.23e7, "R² -1.2e7"), (-inf, "R² −∞"), (nan, "R² nan")],
)
def test_values_are_measured_by_their_share_explained(r_squared: float, expected: str) -> None:
    """A regression has no accuracy; one that explains nothing has a number that may be very long."""
    assert legend(70, Evaluated(1234, 0.0812, None, r_squared)).endswith(expected)


def test_a_run_without_rows_held_out_has_one_curve() -> None:
    """What is not measured is not named."""
    assert legend(60, None) == "━━ train 0.0421"


def test_before_the_first_step_there_is_no_training_loss() -> None:
    """`nan` would look like a divergence."""
    assert legend(60, Evaluated(0, 2.303, 0.1, None), 0, nan).startswith("━━ train –   ┅┅ validation 2.303")


@pytest.mark.parametrize(("train", "expected"), [(inf, "━━ train ∞"), (nan, "━━ train nan")])
def test_a_loss_that_is_no_number_is_shown_as_it_is(train: float, expected: str) -> None:
    """A divergence is not hidden."""
    assert legend(60, None, train=train) == expected


@pytest.mark.parametrize("evaluated", [None, CLASSES, VALUES, Evaluated(0, inf, nan, None)])
def test_it_is_as_wide_as_asked(evaluated: Evaluated | None) -> None:
    """No row wraps, whatever it says."""
    widths = range(16, 201)
    rows = [loss_legend(1.2e-5, evaluated, 123_456_789, width) for width in widths]
    assert [row_width(row) for row in rows] == list(widths)


def test_the_lines_have_the_colours_of_their_curves() -> None:
    """The legend is read by what it points at."""
    row = loss_legend(0.0421, CLASSES, 1234, 60)
    signs = {span.text.strip(): span.style for span in row if set(span.text) & set("━┅")}
    assert signs == {"━━": "train", "┅┅": "validation"}
