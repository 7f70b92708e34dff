"""How benchmarks say what they measured."""

from __future__ import annotations

import json

from benchmarks.harness.results import format_results

RESULTS: dict[str, dict[str, float | None]] = {
    "pause": {"presses": 3, "p50 ms": 7.1},
    "resume": {"presses": 3, "p50 ms": None},
}


def test_results_are_a_table() -> None:
    """One row for each result, the figures under their units."""
    expected = (
        "| key    | presses | p50 ms |\n| ------ | ------: | -----: |\n"
        "| pause  |       3 |   7.10 |\n| resume |       3 |      – |"
    )
    assert format_results(RESULTS, label="key", as_json=False) == expected


def test_results_are_json_on_request() -> None:
    """A program reads the figures unrounded."""
    assert json.loads(format_results(RESULTS, label="key", as_json=True)) == RESULTS
