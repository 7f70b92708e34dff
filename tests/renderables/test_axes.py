"""The door to plotext."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nntui.renderables import axes
from nntui.renderables.frame import plain_frame
from nntui.renderables.scales import Scale

FUZZ = """
import itertools, sys
import numpy as np
from nntui.reduction.curve import Curve
from nntui.renderables.axes import frame
from nntui.renderables.chart import loss_chart
from nntui.renderables.marks import Mark
from nntui.renderables.rows import row_width
from nntui.renderables.scales import Scale

SERIES = {
    "empty": [],
    "one": [0.5],
    "equal": [2.0] * 50,
    "zeros": [0.0] * 50,
    "denormal": [1e-45, 3e-45, 1e-40],
    "tiny and huge": [1e-38, 1e38, 3.4e38],
    "nan": [np.nan] * 3 + [1.0, np.nan, 2.0],
    "all nan": [np.nan] * 9,
    "infinite": [1.0, np.inf, -np.inf, 2.0],
    "all infinite": [np.inf] * 9,
    "outlier": [1.0] * 40 + [1e30] + [0.9] * 40,
    "negative": [-1.0, -2.0, 0.0, 3.0],
    "noise": (2 * np.exp(np.random.default_rng(0).normal(size=500))).tolist(),
}
SIZES = [(1, 1), (2, 9), (15, 5), (16, 4), (16, 5), (17, 6), (40, 10), (66, 18), (300, 100)]
with np.errstate(over="ignore"):
    curves = {name: np.array(values, np.float32) for name, values in SERIES.items()}
for (name, values), log, (width, height) in itertools.product(curves.items(), (False, True), SIZES):
    scale = Scale.fit(values, values, log, None)
    curve = Curve(3, values, values, np.where(np.isfinite(values), values, np.float32(np.nan)))
    x_limit = max(1, 3 * len(values))
    marks = (Mark(1, "lr 1.25e-3"), Mark(x_limit // 2, "paused"))
    framed = frame(width, height, scale, x_limit)
    rows = loss_chart({"train": curve, "validation": curve}, marks, x_limit, scale, framed)
    if [row_width(row) for row in rows] != [width] * height:
        sys.exit(f"{name}, {width} by {height}, log {log}: {[row_width(row) for row in rows]}")
print("done")
"""

IMPORTS = """
import importlib, pkgutil, sys
import nntui.renderables
for module in pkgutil.iter_modules(nntui.renderables.__path__):
    if module.name != "axes":
        importlib.import_module(f"nntui.renderables.{module.name}")
print(sorted({"plotext", "rich", "textual"} & set(sys.modules)))
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    path = [entry for entry in sys.path if entry]
    code = f"import sys; sys.path[:0] = {path!r}\n{program}"
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False
    )


@given(
    st.lists(st.floats(width=32), max_size=3),
    st.booleans(),
    st.integers(1, 120),
    st.integers(1, 40),
    st.sampled_from([1, 7, 976, 1_500_000]),
)
def test_plotext_draws_what_the_plain_frame_shows(
    values: list[float], log: bool, width: int, height: int, x_limit: int
) -> None:
    """Nothing jumps when plotext takes over from the frame that was drawn without it."""
    numbers = np.array(values, np.float32)
    scale = Scale.fit(numbers, numbers, log, None)
    assert axes.frame(width, height, scale, x_limit) == plain_frame(width, height, scale, x_limit)


def test_too_small_for_axes() -> None:
    """Without room plotext is not asked at all."""
    assert axes.frame(10, 3, Scale(0, 1), 100) == plain_frame(10, 3, Scale(0, 1), 100)


def test_a_frame_is_kept() -> None:
    """Building one takes milliseconds: the same axes are the same object."""
    assert axes.frame(66, 18, Scale(0, 2.5), 976) is axes.frame(66, 18, Scale(0, 2.5), 976)


def test_no_data_can_abort_the_process() -> None:
    """In a process of its own: any data, any size, and every row as wide as asked for."""
    ended = run(FUZZ)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "done\n", "")


def test_only_this_module_imports_plotext() -> None:
    """Drawing needs neither plotext nor Textual, so both can be loaded later."""
    ended = run(IMPORTS)
    assert (ended.stdout, ended.stderr) == ("[]\n", "")
