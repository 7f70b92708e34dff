"""How numbers read on the screen."""

from __future__ import annotations

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui import numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1e-3, "1e-3"),
        (1.25e-3, "1.25e-3"),
        (0.0125, "1.25e-2"),
        (0.01953125, "1.95e-2"),
        (0.1, "0.1"),
        (0.09999, "0.1"),
        (0.5, "0.5"),
        (1, "1"),
        (12.5, "12.5"),
        (999.4, "999"),
        (999.9, "1e3"),
        (1e-45, "1e-45"),
        (0.0, "0"),
        (-0.0, "0"),
        (inf, "∞"),
        (nan, "nan"),
    ],
)
def test_rate(value: float, expected: str) -> None:
    """Three digits at most and the shortest exponent."""
    assert numbers.rate(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(8.13e-4, "8.1e-4"), (8e-4, "8.0e-4"), (0.996, "1.0e0"), (0.5, "5.0e-1"), (nan, "nan"), (inf, "∞")],
)
def test_a_rate_that_moves(value: float, expected: str) -> None:
    """Two digits, and no wider for one value than for the next."""
    assert numbers.moving_rate(value) == expected


@pytest.mark.parametrize(
    ("factor", "expected"),
    [(1.25, "×1.25"), (1.5625, "×1.56"), (10.0, "×10"), (1.0, ""), (1.0000001, ""), (0.8, "×0.8")],
)
def test_a_factor(factor: float, expected: str) -> None:
    """Three digits, and nothing where it changes nothing."""
    assert numbers.times(factor) == expected


@given(st.floats(1e-40, 1e40))
def test_a_rate_reads_as_its_value(value: float) -> None:
    """What is shown is the value, to three digits."""
    assert float(numbers.rate(value)) == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0421, "0.0421"),
        (0.421, "0.4210"),
        (0.999951, "1.000"),
        (2.3026, "2.303"),
        (14.2512, "14.25"),
        (230.26, "230.3"),
        (2302.6, "2303"),
        (12_345.0, "1.2e4"),
        (1.2e-5, "1.2e-5"),
        (0.0, "0.0000"),
        (inf, "∞"),
        (-inf, "−∞"),
        (nan, "nan"),
    ],
)
def test_loss(value: float, expected: str) -> None:
    """A falling loss does not jump about."""
    assert numbers.loss(value) == expected


@given(st.floats(0, 2.0**127, width=32))
def test_a_loss_has_a_largest_width(value: float) -> None:
    """The header can keep a place for it."""
    assert len(numbers.loss(value)) <= numbers.LOSS_WIDTH


@pytest.mark.parametrize(("value", "expected"), [(0.031, "3.1e-02"), (0, "0.0e+00"), (inf, "∞")])
def test_scientific(value: float, expected: str) -> None:
    """Gradient sizes stand under one another."""
    assert numbers.scientific(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(0.972, "97.2 %"), (1, "100.0 %"), (nan, "nan")])
def test_percent(value: float, expected: str) -> None:
    """A share of one becomes a percentage."""
    assert numbers.percent(value) == expected


@pytest.mark.parametrize(("value", "expected"), [(7, "7"), (1234, "1,234"), (1_234_567, "1,234,567")])
def test_count(value: int, expected: str) -> None:
    """Thousands are set apart."""
    assert numbers.count(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (500, "500"), (1000, "1k"), (1500, "1.5k"), (2_000_000, "2M"), (1_250_000_000, "1.25G")],
)
def test_short_count(value: float, expected: str) -> None:
    """Steps along an axis stay short however long a run is."""
    assert numbers.short_count(value) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        *((0, "00:00"), (12.9, "00:12"), (754, "12:34"), (3723, "1:02:03"), (360_000, "100:00:00")),
        *((-1.0, "--:--"), (1e300, "--:--"), (inf, "--:--"), (nan, "--:--")),
    ],
)
def test_duration(seconds: float, expected: str) -> None:
    """Hours appear when there are any."""
    assert numbers.duration(seconds) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.5, "0.5 steps/s"), (9.96, "10 steps/s"), (99.7, "100 steps/s"), (9774, "9,770 steps/s")],
)
def test_steps_per_second(value: float, expected: str) -> None:
    """No digit that changes with every frame and means nothing."""
    assert numbers.steps_per_second(value) == expected


@pytest.mark.parametrize(("sizes", "expected"), [((64, 32), "64×32"), ((10,), "10")])
def test_shape(sizes: tuple[int, ...], expected: str) -> None:
    """Shapes read as they are spoken."""
    assert numbers.shape(sizes) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0, "0 epochs"), (1, "1 epoch"), (2, "2 epochs"), (1234, "1,234 epochs")]
)
def test_counted(value: int, expected: str) -> None:
    """One of a thing is one thing."""
    assert numbers.counted(value, "epoch") == expected


@given(value=st.floats(1e-99, 1e99))
def test_a_rate_is_what_it_says(value: float) -> None:
    """A rate read off the screen and typed again is the same to three digits."""
    assert float(numbers.rate(value)) == pytest.approx(value, rel=5.1e-3)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (-5, "now"),
        (0.9, "now"),
        (1, "1 s ago"),
        (59.9, "59 s ago"),
        (60, "1 min ago"),
        (3599, "59 min ago"),
        (7200, "2 h ago"),
        (86_400, "1 d ago"),
        (1e8, "1,157 d ago"),
    ],
)
def test_ago(value: float, expected: str) -> None:
    """One unit is enough; a clock that was set back makes nothing of the future."""
    assert numbers.ago(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 KB"),
        (4_212_000, "4.21 MB"),
        (999_600, "1 MB"),
        (10**17, "100000 TB"),
    ],
)
def test_size(value: int, expected: str) -> None:
    """Three digits at most, and no exponent where a size is just below the next unit."""
    assert numbers.size(value) == expected
