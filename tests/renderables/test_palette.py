"""The colours of heat maps."""

from __future__ import annotations

import pytest

from nntui.renderables.palette import DARK, LEVELS, LIGHT, RGB, Palette

PALETTES = pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
MIDDLE = LEVELS // 2


def luminance(colour: RGB) -> float:
    """Relative luminance, 0 to 1 (Web Content Accessibility Guidelines 2.2, its definition)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@PALETTES
def test_every_level_has_a_colour_of_its_own(palette: Palette) -> None:
    """Two levels never look the same, in either kind of colour."""
    assert (len(set(palette.levels)), len(set(palette.codes))) == (LEVELS, LEVELS)


@PALETTES
@pytest.mark.parametrize("sign", [-1, 1])
def test_lightness_tells_the_size(palette: Palette, sign: int) -> None:
    """Without colour a larger weight still stands out more from the background."""
    background = luminance(palette.levels[MIDDLE])
    contrast = [abs(luminance(palette.levels[MIDDLE + sign * size]) - background) for size in range(11)]
    assert contrast == sorted(contrast)


@PALETTES
def test_equal_sizes_are_equally_light(palette: Palette) -> None:
    """Neither sign looks larger than the other."""
    pairs = zip(palette.levels[:MIDDLE], reversed(palette.levels[MIDDLE + 1 :]), strict=True)
    assert max(abs(luminance(below) - luminance(above)) for below, above in pairs) < 0.05


@PALETTES
def test_blue_is_negative_and_orange_positive(palette: Palette) -> None:
    """The signs differ in blue against red, which every kind of colour vision tells apart."""
    blue = [r < b for r, _, b in palette.levels[:MIDDLE]]
    orange = [r > b for r, _, b in palette.levels[MIDDLE + 1 :]]
    assert (blue, orange) == ([True] * MIDDLE, [True] * MIDDLE)
