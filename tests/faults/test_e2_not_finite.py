"""E2: NaN or infinity in data: counted, named, the policy asked; never trained on silently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nntui.config import RunConfig
from nntui.session.assembly import assemble
from tests.faults.refusals import Refusals

POLICIES = ["drop", "mean", "median", "mode", "mark"]
ASKED = "(use --missing drop, mean, median, mode or mark)"


@pytest.fixture
def file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Refusals:
    """Files, and what nntui says about them."""
    return Refusals(tmp_path, capsys)


def table(bad: Callable[[int], str], target: Callable[[int], str] = lambda row: "ab"[row % 2]) -> str:
    """Twenty rows with a column of quantities, one as `bad` says, and the target."""
    return "x,y,kind\n" + "".join(f"{row / 3:.3f},{bad(row)},{target(row)}\n" for row in range(20))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("nan", '"nan" is not a number'),
        ("NaN", '"NaN" is not a number'),
        ("-nan", '"-nan" is not a number'),
        ("inf", '"inf" is not finite'),
        ("-Infinity", '"-Infinity" is not finite'),
        ("", "the cell is empty"),
        ("N/A", '"N/A" is not a number'),
        ("#DIV/0!", '"#DIV/0!" is not a number'),
    ],
)
def test_named_and_counted(file: Refusals, bad: str, said: str) -> None:
    """The first is named by line and column, all are counted, and what to do about them is asked."""
    told = file.told(table(lambda row: bad if row in (4, 7, 11) else "1.5"))
    assert told == f'data.csv, line 6, column "y": {said}, one of 3 missing values {ASKED}'


def test_counted_by_column(file: Refusals) -> None:
    """Where several columns have some it is said how many each."""
    content = table(lambda row: "inf" if row == 4 else "1", lambda row: "?" if row < 3 else "ab"[row % 2])
    assert file.told(content) == (
        'data.csv, line 2, column "kind": "?" is a missing value, one of 4 missing values '
        f'("y" 1, "kind" 3) {ASKED}'
    )


@pytest.mark.parametrize("number", ["1e999", "-1e999", "3.5e38"])
@pytest.mark.parametrize("policy", [None, *POLICIES])
def test_what_would_become_infinite(file: Refusals, number: str, policy: str | None) -> None:
    """A number that 32 bits cannot hold is a mistake in the file, whatever is done about what is missing."""
    flags = () if policy is None else ("--missing", policy)
    expected = f'"{number}" is beyond 32-bit numbers, 3.4e38 (correct it, or take the line out)'
    told = file.told(table(lambda row: number if row == 4 else "1.5"), *flags)
    assert told == f'data.csv, line 6, column "y": {expected}'


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("column", ["y", "kind"])
def test_never_trained_on(file: Refusals, policy: str, column: str) -> None:
    """Whichever policy was chosen, no network gets anything that is no number, to learn from or to tell."""
    content = table(lambda row: ["nan", "inf", "-inf", "?"][row // 2] if row < 8 else f"{row * row}")
    config = RunConfig(dataset=str(file.write(content)), missing=policy, target=(column,), batch=4)
    assembly = assemble(config)
    for _ in range(8):
        assert np.isfinite(assembly.trainer.step().loss)
    for values in (assembly.dataset.inputs, assembly.dataset.targets, assembly.trainer.parameters.values):
        assert np.isfinite(values).all()
    assert any("8 " in note for note in assembly.notes)


def test_nothing_is_left(file: Refusals) -> None:
    """A column of nothing but NaN can neither be filled nor be learnt from."""
    expected = 'data.csv, line 2, column "y": no line has a value in this column (leave it out: --ignore)'
    for policy in POLICIES:
        assert file.told(table(lambda _: "nan"), "--missing", policy) == expected
