"""`nntui find-lr`: which learning rate to begin with."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from math import nan
from typing import TYPE_CHECKING

from nntui.cli.drawing import take_drawing
from nntui.cli.options import Parser, add_run_options, config_from
from nntui.errors import UserError
from nntui.numbers import rate

if TYPE_CHECKING:
    from nntui.config import RunConfig
    from nntui_engine.range_test import RangeFound, RangeTest

DESCRIPTION = "Try learning rates on a scratch network, the lowest first, and suggest one."

NOTES = """One batch is learnt at each rate. While the loss stands still the rate is too low, where it falls
fastest the network learns best, and where it rises the rate is too high. No run is made."""

WIDEST, HEIGHT = 100, 16
"""Of the chart, in cells."""


def find_lr(arguments: Sequence[str]) -> int:
    """Try, and print what was found."""
    usage = "nntui find-lr [DATASET | FILE | FOLDER | run.toml] [options]"
    parser = Parser(prog="nntui find-lr", usage=usage, description=DESCRIPTION, epilog=NOTES)
    parser.add_argument("--lowest", type=float, default=1e-6, metavar="RATE", help="to begin with, 1e-6")
    parser.add_argument("--highest", type=float, default=10.0, metavar="RATE", help="to end with, 10")
    parser.add_argument("--steps", type=int, default=200, metavar="BATCHES", help="as many rates, 200")
    parser.add_argument("--json", action="store_true", help="print all rates and losses as one JSON object")
    add_run_options(parser)
    values = vars(parser.parse_args(arguments))
    take_drawing(values)
    lowest, highest, steps, as_json = (values.pop(key) for key in ("lowest", "highest", "steps", "json"))
    config = config_from({key: value for key, value in values.items() if value is not None})
    found = _tried(config, lowest, highest, steps)
    print(_as_json(found) if as_json else "\n".join(_in_words(found)))
    return 0


def _tried(config: RunConfig, lowest: float, highest: float, steps: int) -> RangeFound:
    from nntui.cli.assembling import assemble_here
    from nntui.session.host.process import settle_threads
    from nntui.session.host.threads import use_threads
    from nntui_engine.errors import EngineError
    from nntui_engine.range_test import RangeTest

    assembly = assemble_here(config)
    use_threads(assembly.trainer, settle_threads(assembly))
    try:
        test = RangeTest(assembly.trainer, lowest, highest, steps)
    except EngineError as error:
        raise UserError(str(error)) from error
    _take(test, f"{assembly.dataset.name}, {assembly.network}, {assembly.trainer.optimizer.name}")
    return test.result()


def _take(test: RangeTest, title: str) -> None:
    """All batches; with a bar where somebody looks on."""
    from nntui.cli.progress_bar import moving_bar

    with moving_bar(title) as move:
        while not test.finished:
            test.advance()
            move(test.done)


def _in_words(found: RangeFound) -> list[str]:
    """The chart, and a sentence."""
    from nntui.renderables.range_chart import range_chart
    from nntui.renderables.rows import plain
    from nntui.terminal.ascii import ascii_code

    width = min(WIDEST, shutil.get_terminal_size().columns - 1)
    if len(found.losses) < 2:
        return [f"the loss blows up at {rate(found.blow_up or nan)}, the lowest rate: try lower ones"]
    rows = range_chart(found.rates, found.losses, found.smoothed, found.suggestion, width, HEIGHT)
    lines = [plain(row).rstrip() for row in rows]
    try:
        "⣿┊│".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        lines = ["".join(chr(ascii_code(ord(letter))) for letter in line) for line in lines]
    return [*lines, "", _sentence(found)]


def _sentence(found: RangeFound) -> str:
    if found.suggestion is None:
        tried = f"from {rate(found.rates[0])} to {rate(found.rates[-1])}"
        return f"the loss falls nowhere for certain {tried}: try more batches, --steps 1000 say"
    suggested = f"suggested: --lr {rate(found.suggestion)}"
    blows = "" if found.blow_up is None else f"it blows up at {rate(found.blow_up)}"
    if found.steepest is None:
        return f"{suggested} (the loss falls nowhere for certain, and {blows}: --steps 1000 may tell more)"
    return f"{suggested} (the loss falls fastest at {rate(found.steepest)}{blows and f', and {blows}'})"


def _as_json(found: RangeFound) -> str:
    import msgspec

    return msgspec.json.encode(
        {
            "suggestion": found.suggestion,
            "steepest": found.steepest,
            "blow_up": found.blow_up,
            "rates": found.rates,
            "losses": found.losses,
            "smoothed": found.smoothed,
        }
    ).decode()
