"""The layer table."""

from __future__ import annotations

from math import inf, nan

import pytest

from nntui.renderables.layer_table import layer_table, layers_shown
from nntui.renderables.rows import Row, plain, row_width
from nntui.session.protocol import LayerDescription, LayerMeasurement

LAYERS = (
    LayerDescription("dense_1", 32, 2080, (64, 32), "relu"),
    LayerDescription("dense_2", 10, 330, (32, 10), "linear"),
)
MEASURED = {
    "dense_1": LayerMeasurement("dense_1", 3.1e-2, 1.2e-3, 2.0),
    "dense_2": LayerMeasurement("dense_2", 1e-3, 0.9e-5, nan),
}
LARGE = (
    LayerDescription("dense_1", 100_000, 1_000_100_000, (10_000, 100_000), "relu"),
    LayerDescription("dense_100", 4096, 409_604_096, (100_000, 4096), "relu"),
)


def one(gradient: float = 1e-3, ratio: float = 1e-3, idle: float = nan) -> Row:
    """The row of a single layer of ten units."""
    measured = {"dense_2": LayerMeasurement("dense_2", gradient, ratio, idle)}
    return layer_table(LAYERS[1:], measured, 0, 116, 3)[1]


def role(row: Row, text: str) -> object:
    return next(span.style for span in row if text in span.text)


def test_a_wide_table() -> None:
    """Heading, layers, and the axis that the bars are read by."""
    assert [plain(row) for row in layer_table(LAYERS, MEASURED, 0, 96, 4)] == [
        "  layer       shape parameters  gradient size                         update ÷ weights      idle",
        "▸ dense_1     64×32      2,080  ━━━━━━━━━━━━━━━━━━━━         3.1e-02   1.2e-03 healthy   2 of 32",
        "  dense_2     32×10        330  ━━━━━━━━━━━━━╸               1.0e-03   9.0e-06 low              ",
        "                                1e-6     1e-4     1e-2                                          ",
    ]


def test_a_narrow_table_leaves_out_what_never_changes() -> None:
    """Shape and parameters are known from the start."""
    assert [plain(row) for row in layer_table(LAYERS, MEASURED, 1, 76, 4)] == [
        "  layer     gradient size                         update ÷ weights      idle",
        "  dense_1   ━━━━━━━━━━━━━━━━━━━━         3.1e-02   1.2e-03 healthy   2 of 32",
        "▸ dense_2   ━━━━━━━━━━━━━╸               1.0e-03   9.0e-06 low              ",
        "            1e-6     1e-4     1e-2                                          ",
    ]


@pytest.mark.parametrize(("width", "words"), [(96, "no gradient"), (76, "no gradient"), (52, "none")])
def test_no_gradient_is_not_zero(width: int, words: str) -> None:
    """Random search has none, and no axis to read it by; all else stands where it always does."""
    measured = {name: each.__class__(name, nan, 1.2e-3, 2.0) for name, each in MEASURED.items()}
    usual = [plain(row) for row in layer_table(LAYERS, measured, 0, width, 4)]
    heading, first, second, axis = (
        plain(row) for row in layer_table(LAYERS, measured, 0, width, 4, gradients=False)
    )
    assert (heading, axis.strip()) == (usual[0], "")
    assert (f" {words} " in first, f" {words} " in second) == (True, True)
    assert (first[-26:], second[-26:]) == (usual[1][-26:], usual[2][-26:])


def test_layers_that_were_not_measured_yet() -> None:
    """Before the first step there is nothing to say."""
    assert plain(layer_table(LAYERS, {}, 0, 76, 4)[1]).rstrip() == "▸ dense_1   –"


@pytest.mark.parametrize("layers", [LAYERS, LARGE, ()])
@pytest.mark.parametrize("measured", [{}, MEASURED])
def test_rows_are_as_wide_as_asked(
    layers: tuple[LayerDescription, ...], measured: dict[str, LayerMeasurement]
) -> None:
    """No row wraps, however large the network."""
    widths = [width for width in range(56, 201) for _ in range(len(layers) + 2)]
    tables = [layer_table(layers, measured, 0, width, 9) for width in range(56, 201)]
    assert [row_width(row) for table in tables for row in table] == widths


def test_large_numbers_keep_their_columns_apart() -> None:
    """The bars give way to them, down to nothing."""
    measured = {layer.name: LayerMeasurement(layer.name, 1e-3, 1e-3, 99_000.0) for layer in LARGE}
    table = layer_table(LARGE, measured, 0, 60, 3)
    assert [plain(row) for row in table] == [
        "  layer      gradient   update ÷ weights                idle",
        "▸ dense_1      1.0e-03   1.0e-03 healthy  !99,000 of 100,000",
        "  dense_100    1.0e-03   1.0e-03 healthy    !99,000 of 4,096",
    ]


@pytest.mark.parametrize(
    ("gradient", "expected"),
    [(inf, "      ∞ "), (nan, "    nan "), (0.0, "0.0e+00 "), (1e-30, "1.0e-30 "), (3e38, "3.0e+38 ")],
)
def test_gradients_of_any_size_have_their_number(gradient: float, expected: str) -> None:
    """A bar that is full or empty is told from a fault by the number beside it."""
    assert expected in plain(one(gradient=gradient))


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (9.9e-5, "9.9e-05 low    "),
        (1e-4, "1.0e-04 healthy"),
        (1e-2, "1.0e-02 healthy"),
        (1.01e-2, "1.0e-02 high   "),
        (inf, "      ∞ high   "),
        (nan, "      –        "),
    ],
)
def test_a_ratio_is_judged_in_words(ratio: float, expected: str) -> None:
    """Healthy is within a factor of ten of 1e-3; colour only repeats it."""
    assert expected in plain(one(ratio=ratio))


@pytest.mark.parametrize(
    ("idle", "expected"), [(0.0, "muted"), (1.0, "text"), (5.0, "text"), (6.0, "warning"), (10.0, "warning")]
)
def test_idle_units_stand_out_where_most_are(idle: float, expected: str) -> None:
    """A few are normal, more than half are not."""
    assert role(one(idle=idle), f"{idle:.0f} of 10") == expected


@pytest.mark.parametrize(
    ("idle", "expected"), [(5.0, "   5 of 10"), (6.0, "  !6 of 10"), (10.0, " !10 of 10")]
)
def test_most_units_idle_have_a_sign(idle: float, expected: str) -> None:
    """Colour only repeats it."""
    assert plain(one(idle=idle)).endswith(expected)


def test_a_layer_without_relus_has_no_idle_units() -> None:
    """None is not the same as 0 of 10."""
    assert plain(one(idle=nan)).endswith(" " * 9)


@pytest.mark.parametrize(
    ("selected", "height", "expected"),
    [
        (0, 12, range(10)),
        (9, 11, range(10)),
        (0, 5, range(4)),
        (3, 5, range(1, 5)),
        (9, 5, range(6, 10)),
        (5, 2, range(5, 6)),
        (5, 1, range(5, 5)),
        (5, 0, range(5, 5)),
    ],
)
def test_the_selected_layer_is_among_those_shown(selected: int, height: int, expected: range) -> None:
    """Where not all have room, those around it do."""
    assert list(layers_shown(10, selected, height)) == list(expected)


@pytest.mark.parametrize("height", range(12))
def test_a_table_is_no_higher_than_its_room(height: int) -> None:
    """Nothing is drawn over what stands below."""
    layers = tuple(LayerDescription(f"dense_{at}", 10, 110, (10, 10), "relu") for at in range(8))
    assert len(layer_table(layers, {}, 7, 100, height)) == min(height, 10)


def test_the_selected_layer_has_a_sign() -> None:
    """It is not told by its colour alone."""
    table = [plain(row) for row in layer_table(LAYERS, MEASURED, 1, 100, 4)]
    assert [row[0] for row in table[1:3]] == [" ", "▸"]


def test_hostile_names_stay_in_their_cells() -> None:
    """A layer's name comes from a host."""
    layer = LayerDescription("a\x1b[31m深", 10, 110, (10, 10), "relu")
    row = layer_table((layer,), {}, 0, 80, 3)[1]
    assert plain(row).startswith("▸ a␛[31m�   –")
    assert row_width(row) == 80
