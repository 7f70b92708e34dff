"""How every benchmark says what it measured: a Markdown table, or JSON on request."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from benchmarks.harness.tables import figure, markdown_table

Results = Mapping[str, Mapping[str, float | None]]
"""What was measured, by name; for each its figures, by a heading with the unit in it."""


def add_json_option(parser: argparse.ArgumentParser) -> None:
    """Add `--json`, the choice that `format_results` takes."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of a Markdown table")


def format_results(results: Results, *, label: str, as_json: bool) -> str:
    """Return results as text, the names under the heading `label`; every result has the same figures."""
    if as_json:
        return json.dumps(results, indent=2, ensure_ascii=False)
    headings = next(iter(results.values()))
    rows = [[name, *map(figure, figures.values())] for name, figures in results.items()]
    return markdown_table([label, *headings], rows)
