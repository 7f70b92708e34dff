"""How numbers read on the screen: short, steady in width, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, isnan

LOSS_WIDTH = 7
"""The most characters `loss` takes; pad to it where a number must not move its neighbours."""


def rate(value: float) -> str:
    """A learning rate in three digits at most: `0.5`, `12.5`; below 0.1 and from 1000 on `1.25e-3`."""
    if not isfinite(value):
        return _not_finite(value)
    digits, exponent = f"{value:.2e}".split("e")
    rounded = float(f"{digits}e{exponent}")
    if rounded == 0 or 0.1 <= abs(rounded) < 1000:
        return f"{abs(rounded) if rounded == 0 else rounded:g}"
    return f"{float(digits):g}e{int(exponent)}"


def moving_rate(value: float) -> str:
    """A learning rate that changes with every step, in two digits and a steady width: `8.0e-4`."""
    if not isfinite(value):
        return _not_finite(value)
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}e{int(exponent)}"


def times(factor: float) -> str:
    """A factor on something, in three digits: `×1.25`; nothing where it changes nothing."""
    shown = f"{factor:.3g}"
    return "" if shown == "1" else f"×{shown}"


def loss(value: float) -> str:
    """A loss in a steady number of decimals: `0.0421`, `2.303`, `14.25`; `1.2e-5` below 0.001."""
    if not isfinite(value):
        return _not_finite(value)
    size = abs(value)
    if size == 0 or 0.001 <= size < 9999.5:
        decimals = next(count for limit, count in _LOSS_DECIMALS if size < limit)
        return f"{value:.{decimals}f}"
    digits, exponent = f"{value:.1e}".split("e")
    return f"{digits}e{int(exponent)}"


def scientific(value: float) -> str:
    """Two digits and an exponent in a steady width: `3.1e-02`."""
    return f"{value:.1e}" if isfinite(value) else _not_finite(value)


def percent(fraction: float) -> str:
    """A share of one: 0.972 is `97.2 %`."""
    return f"{100 * fraction:.1f} %" if isfinite(fraction) else _not_finite(fraction)


def count(value: int) -> str:
    """A whole number with its thousands apart: `1,234`."""
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """So many of a thing: `1 epoch`, `1,234 epochs`."""
    return f"{count(value)} {noun}" if value == 1 else f"{count(value)} {noun}s"


def short_count(value: float) -> str:
    """A whole number in few characters, for axes: `500`, `1.5k`, `2M`."""
    for unit, name in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:.6g}{name}"
    return f"{value:.6g}"


def duration(seconds: float) -> str:
    """Minutes and seconds, hours where there are any: `00:12`, `1:02:03`; `--:--` where it cannot be one."""
    if not 0 <= seconds < _LONGEST_S:
        return "--:--"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def ago(seconds: float) -> str:
    """How long since, in one unit: `now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 d ago`."""
    for unit, name in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        if seconds >= unit:
            return f"{count(int(seconds // unit))} {name} ago"
    return "now"


def size(value: int) -> str:
    """So many bytes, in three digits at most: `512 B`, `4.2 MB`."""
    scaled, unit = float(value), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if scaled < 999.5:
            break
        scaled, unit = scaled / 1000, larger
    return f"{float(f'{scaled:.3g}'):g} {unit}"


def steps_per_second(value: float) -> str:
    """A speed in no more digits than it has meaning: `0.5 steps/s`, `100 steps/s`, `9,770 steps/s`."""
    if not isfinite(value):
        return f"{_not_finite(value)} steps/s"
    number = f"{value:.1f}" if value < 9.95 else f"{round(float(f'{value:.3g}')):,}"
    return f"{number} steps/s"


def shape(sizes: Iterable[int]) -> str:
    """The shape of an array: `64×32`."""
    return "×".join(map(str, sizes))


_LONGEST_S = 1e10
"""Three hundred years."""

_LOSS_DECIMALS = ((0.99995, 4), (9.9995, 3), (99.995, 2), (999.95, 1), (float("inf"), 0))


def _not_finite(value: float) -> str:
    if isnan(value):
        return "nan"
    return "∞" if value > 0 else "−∞"


def milliseconds(seconds: float) -> str:
    """`42 ms`, `230 ms`, `1.5 s`: two digits, so that it stands still."""
    thousandths = float(f"{1000 * seconds:.2g}")
    return f"{thousandths:.0f} ms" if thousandths < 1000 else f"{thousandths / 1000:.2g} s"
