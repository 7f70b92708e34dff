"""Random numbers: what seed and place decide, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from nntui_engine.randomness import PIECE, RandomSource, Stream

WORD = (1 << 64) - 1


def philox(counter: tuple[int, ...], key: tuple[int, int]) -> list[int]:
    """Ten rounds of Philox 4×64, as in Salmon et al. (SC 2011), with plain integers."""
    a, b, c, d = counter
    left, right = key
    for _ in range(10):
        p, q = 0xD2E7470EE14C6C93 * a, 0xCA5A826395121157 * c
        a, b, c, d = (q >> 64) ^ b ^ left, q & WORD, (p >> 64) ^ d ^ right, p & WORD
        left, right = (left + 0x9E3779B97F4A7C15) & WORD, (right + 0xBB67AE8584CAA73B) & WORD
    return [a, b, c, d]


def test_the_reference_is_philox() -> None:
    """Guards the reference itself: the known answer published with the paper's library, Random123."""
    assert philox((0, 0, 0, 0), (0, 0)) == [
        0x16554D9ECA36314C,
        0xDB20FE9D672D0FDC,
        0xD7E772CEE186176B,
        0x7E68B68AEC7BA23B,
    ]


def test_raw_is_philox_at_the_place_asked_for() -> None:
    """Protects the layout of the counter: (drawn so far, index, part, stream), under the seed as key."""
    drawn = RandomSource(7).raw(5, Stream.ORDER, index=3, part=2)
    expected = philox((1, 3, 2, Stream.ORDER), (7, 0)) + philox((2, 3, 2, Stream.ORDER), (7, 0))
    assert drawn.tolist() == expected[:5]


def test_raw_bits_are_pinned() -> None:
    """Protects every recorded run: another bit stream would make other weights, orders and masks."""
    assert RandomSource(7).raw(5, Stream.ORDER, index=3, part=2).tolist() == [
        0xFBCF776F713C2695,
        0xBD09C3D0404C9BF0,
        0xC2650F9CEF898FF0,
        0x3E2A57EF6F260C78,
        0xE70D1A65C0B6A9F0,
    ]


def test_uniform_numbers_are_pinned() -> None:
    """Protects initial weights against another way to make numbers of bits."""
    drawn = RandomSource(7).uniform(3, Stream.WEIGHTS, index=0)
    assert drawn.tolist() == [0.8325354439343788, 0.35366591520344914, 0.08569592948441451]


def test_normal_numbers_are_pinned() -> None:
    """Protects initial weights; to a rounding, for the cosine is the C library's."""
    drawn = RandomSource(7).normal(3, Stream.WEIGHTS, index=1)
    assert drawn.tolist() == pytest.approx(
        [-0.6045049825972962, 1.18818003956365, -0.32720741387977326], rel=1e-12
    )


def test_orders_are_pinned() -> None:
    """Protects the order of rows of every recorded run, epoch by epoch."""
    source = RandomSource(7)
    orders = [source.order(10, Stream.ORDER, epoch).tolist() for epoch in (0, 1)]
    assert orders == [[7, 5, 9, 8, 6, 4, 3, 2, 1, 0], [9, 1, 0, 8, 4, 7, 2, 6, 3, 5]]


def test_what_was_drawn_before_does_not_matter() -> None:
    """Protects resume and rewind: nothing is remembered between two draws."""
    fresh, used = RandomSource(3), RandomSource(3)
    for count in (1, 2, 3, 7):
        used.raw(count, Stream.DROPOUT, index=count, part=1)
    assert used.raw(9, Stream.ORDER, index=4).tolist() == fresh.raw(9, Stream.ORDER, index=4).tolist()


def test_a_longer_draw_begins_with_the_shorter_one() -> None:
    """Protects the meaning of a place: where a draw begins does not depend on how long it is."""
    source = RandomSource(3)
    longer = source.raw(1000, Stream.WEIGHTS, index=2)
    assert source.raw(10, Stream.WEIGHTS, index=2).tolist() == longer[:10].tolist()


@pytest.mark.parametrize("count", [0, 1, PIECE, PIECE + 1, 3 * PIECE - 1])
def test_pieces_are_the_whole_draw(count: int) -> None:
    """Protects dropout's masks: drawn a piece at a time they are what they are at once."""
    drawn = list(RandomSource(3).pieces(count, Stream.DROPOUT, index=2, part=1))
    assert all(len(piece) <= PIECE for piece in drawn)
    whole = RandomSource(3).raw(count, Stream.DROPOUT, index=2, part=1)
    assert [word for piece in drawn for word in piece.tolist()] == whole.tolist()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: RandomSource(1).raw(8, Stream.ORDER, 0),
        lambda: RandomSource(0).raw(8, Stream.WEIGHTS, 0),
        lambda: RandomSource(0).raw(8, Stream.DROPOUT, 0),
        lambda: RandomSource(0).raw(8, Stream.ORDER, 1),
        lambda: RandomSource(0).raw(8, Stream.ORDER, 0, 1),
    ],
    ids=["seed", "weights", "dropout", "index", "part"],
)
def test_another_place_has_other_numbers(draw: Callable[[], NDArray[np.uint64]]) -> None:
    """Protects against two users of one stretch of numbers: seed, stream, index and part tell them apart."""
    here = RandomSource(0).raw(8, Stream.ORDER, 0)
    assert not set(draw().tolist()) & set(here.tolist())


@pytest.mark.parametrize("count", [0, 1, 2, 7, 10_001])
def test_normal_gives_as_many_as_asked_for(count: int) -> None:
    """Protects odd counts: numbers are made in pairs, and one is left over."""
    assert RandomSource(0).normal(count, Stream.WEIGHTS, 0).shape == (count,)


def test_normal_has_mean_0_and_variance_1() -> None:
    """Protects the formula: the first four moments of 200,000 draws, within five standard errors."""
    drawn = RandomSource(0).normal(200_000, Stream.WEIGHTS, 0)
    moments = [float(np.mean(drawn**power)) for power in (1, 2, 3, 4)]
    # Standard errors: √(moment of twice the order − square of the moment) ÷ √count.
    tolerances = [5 * (variance / 200_000) ** 0.5 for variance in (1, 2, 15, 96)]
    errors = [abs(m - e) for m, e in zip(moments, (0, 1, 0, 3), strict=True)]
    assert [e < t for e, t in zip(errors, tolerances, strict=True)] == [True] * 4


def test_uniform_lies_in_0_to_1_evenly() -> None:
    """Protects the scaling: each tenth of [0, 1) gets a tenth of 100,000 draws, within five deviations."""
    drawn = RandomSource(0).uniform(100_000, Stream.WEIGHTS, 0)
    counts, _ = np.histogram(drawn, bins=10, range=(0.0, 1.0))
    assert int(counts.sum()) == 100_000
    assert float(np.abs(counts - 10_000).max()) < 5 * (100_000 * 0.1 * 0.9) ** 0.5


def test_every_order_is_as_likely() -> None:
    """Protects shuffling: all 24 orders of four rows come up, none more often than chance allows."""
    source = RandomSource(0)
    codes = [int("".join(map(str, source.order(4, Stream.ORDER, epoch)))) for epoch in range(4800)]
    _, counts = np.unique(codes, return_counts=True)
    assert len(counts) == 24
    assert float(np.abs(counts - 200).max()) < 5 * 200**0.5
