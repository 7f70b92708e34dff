"""D6: few colours, or none: only codes that the terminal has, and nothing said by colour alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.harness.real_run import RealRun
from benchmarks.harness.stored_run import store_run
from nntui.session.protocol import StepBy
from tests.faults.conftest import FULL
from tests.faults.drawn import Watched, attached

Environment = Mapping[str, str]

XTERM = {"TERM": "xterm", "COLORTERM": ""}
MONOCHROME = {"NO_COLOR": "1"}

TERMINALS: dict[str, tuple[Environment, Sequence[str], str]] = {
    "NO_COLOR": (MONOCHROME, (), "none"),
    "xterm without COLORTERM": (XTERM, (), "16"),
    "256 colours, no COLORTERM": ({"COLORTERM": ""}, (), "256"),
    "COLORTERM": ({}, (), "truecolor"),
    "--color none": ({}, ("--color", "none"), "none"),
    "--color 16": ({}, ("--color", "16"), "16"),
    "--color 256 against NO_COLOR": (MONOCHROME, ("--color", "256"), "256"),
    "--color truecolor": (XTERM, ("--color", "truecolor"), "truecolor"),
    "--color auto": (MONOCHROME, ("--color", "auto"), "none"),
}
"""What is asked for, and how many colours there are then."""

SOME_TERMINALS = (
    "NO_COLOR",
    "xterm without COLORTERM",
    "--color 256 against NO_COLOR",
    "--color truecolor",
)
"""Each of the ways to be asked, and each number of colours."""

OVER = {"diverged": "✕", "crashed": "!", "finished": "✓", "stopped": "■"}
"""How a run that is over stands, and the sign of that."""

LIGHT = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"
"""How a terminal says that its background is white."""

KINDS = {
    "16": r"3[0-7]|4[0-7]|9[0-7]|10[0-7]",
    "256": r"[34]8;5;(?:1[6-9]|[2-9]\d|1\d\d|2[0-4]\d|25[0-5])",
    "truecolor": r"[34]8;2;\d+;\d+;\d+",
    "": "[0-9]|2[2-9]|39|49",
}
"""What of an SGR sequence is a colour of which kind. The first 16 of 256 have no colour of their own; "" is
for attributes and the terminal's own colours.
"""

WINDOWS = (
    ("?", "─ Help ─"),
    ("h", "─ Hyper-parameters ─"),
    ("l", "─ Learning rate ─"),
    ("q", "─ Quit ─"),
    ("ctrl+p", "enlarge a panel"),
)


@pytest.fixture
def run(real: Callable[..., RealRun]) -> RealRun:
    """A paused run with curves, heat maps and layers."""
    run = real(dataset="digits", seed=4, paused=True, epochs=50)
    run.begin()
    run.ask(StepBy(50))
    run.steps(50)
    return run


def colors(written: bytes) -> set[str]:
    """The kinds of colours that are asked for, and whatever else stands between ESC [ and m."""
    found = set()
    pattern = "|".join(f"(?:{kind})" for kind in KINDS.values())
    for parameters in re.findall(r"\x1b\[([0-?]*)m", written.decode()):
        if not re.fullmatch(rf"(?:(?:{pattern})?(?:;|$))*", parameters):
            found.add(parameters)
            continue
        for color in re.findall(rf"(?:^|;)({pattern})(?=;|$)", parameters):
            found.add(next(kind for kind, codes in KINDS.items() if re.fullmatch(codes, color)))
    return found - {""}


@pytest.mark.parametrize("terminal", TERMINALS if FULL else SOME_TERMINALS)
def test_only_colours_that_there_are(run: RealRun, terminal: str) -> None:
    """On the dashboard and in every window."""
    environment, arguments, depth = TERMINALS[terminal]
    with attached(run.folder.name, *arguments, environment=environment) as dashboard:
        dashboard.wait_for(r"−0\.\d")
        for key, title in WINDOWS:
            dashboard.open(key, title)
            dashboard.close(title)
        dashboard.press("d")
        assert dashboard.wait_exit() == 0
        assert colors(dashboard.all_bytes) == {depth} - {"none"}


def test_the_terminals_own_light_or_dark(run: RealRun) -> None:
    """A light ground brings other colours, of the same kinds."""
    with attached(run.folder.name, environment=XTERM) as dashboard:
        dashboard.settle()
        before = len(dashboard.all_bytes)
        dashboard.type_bytes(LIGHT)
        dashboard.settle()
        assert colors(dashboard.all_bytes[before:]) == {"16"}


@pytest.fixture
def monochrome(run: RealRun) -> Iterator[Watched]:
    """A dashboard without colours."""
    with attached(run.folder.name, environment=MONOCHROME) as dashboard:
        dashboard.wait_for("healthy")
        yield dashboard
        assert colors(dashboard.all_bytes) == set()


@pytest.mark.parametrize("state", OVER if FULL else list(OVER)[:2])
def test_how_a_run_stands_is_a_sign_and_a_word(home: Path, state: str) -> None:
    """Of one that is over."""
    with attached(store_run(home, state=state).name, environment=MONOCHROME) as dashboard:
        dashboard.wait_for(rf"\A nntui  iris-1 .* {re.escape(OVER[state])} {state} from its folder ")


def test_steering_is_seen(monochrome: Watched) -> None:
    """Running and paused, the layer chosen, and the panel in focus."""
    assert "‖ paused" in monochrome.rows[0]
    monochrome.press("space")
    monochrome.wait_for(r"\A.* ● running ")
    assert re.findall("▸ dense_[0-9]", monochrome.text) == ["▸ dense_1"]
    monochrome.press(".")
    monochrome.until(lambda: re.findall("▸ dense_[0-9]", monochrome.text) == ["▸ dense_2"])
    for title in (" Loss ", " Weights · dense_2 · 64×32 ", " Layers ", " Log ", " Loss "):
        monochrome.until(lambda title=title: monochrome.reversed_text == title)
        monochrome.press("tab")


def test_the_curves_are_told_apart(monochrome: Watched) -> None:
    """By their lines, in the legend as in the chart; and a heat map has signs for below and above."""
    monochrome.wait_for(r"━━ train [\d.]+  ┅┅ val")
    monochrome.wait_for(r"−0\.\d ≡+═+─+╌+ 0 ░+▒+▓+█*\s* \+0\.\d")


@pytest.mark.parametrize("ground", [b"", LIGHT], ids=["dark", "light"])
def test_the_palette_shows_which_line_is_chosen(monochrome: Watched, ground: bytes) -> None:
    """The one that enter takes, whole, and no other."""
    monochrome.type_bytes(ground)
    monochrome.open("ctrl+p", "Search for commands")
    for command in ("enlarge a panel", "evaluate now", "faster"):
        monochrome.until(lambda command=command: f"  {command} " in monochrome.reversed_text)
        others = {"enlarge a panel", "evaluate now", "faster"} - {command}
        assert [other for other in others if other in monochrome.reversed_text] == []
        monochrome.press("down")


def test_an_entry_field_shows_where_one_types(monochrome: Watched) -> None:
    """What is replaced by the next key, and then where the cursor is, behind that."""
    monochrome.open("l", "─ Learning rate ─")
    monochrome.until(lambda: "1e-3" in monochrome.reversed_text)
    monochrome.press("5")
    monochrome.wait_for("▊  5 +▎")
    row = monochrome.row_with("▊  5 +▎")
    behind = monochrome.rows[row].index("▊  5 ") + 4
    monochrome.until(lambda: monochrome.cell(behind, row).reversed)


def test_a_form_shows_which_field_is_typed_into(monochrome: Watched) -> None:
    """One after the other."""
    monochrome.open("h", "─ Hyper-parameters ─")
    for value in ("0.9", "0", "0", "32"):
        monochrome.until(lambda value=value: monochrome.reversed_text.split() in (["Loss", value], [value]))
        monochrome.press("tab")


def test_a_mistake_is_said_in_words(monochrome: Watched) -> None:
    """In the field's hint, and not by its colour."""
    monochrome.open("l", "─ Learning rate ─")
    monochrome.press("x", "enter")
    monochrome.wait_for("'x' is not a number above 0")


def test_a_refusal_has_a_sign(run: RealRun) -> None:
    """In the header, and in a notice that stands out."""
    with attached(run.folder.name, "--read-only", environment=MONOCHROME) as dashboard:
        dashboard.press("s")
        dashboard.wait_for(r"\A.* ✕ this viewer is read-only ")
        dashboard.until(lambda: "this viewer is read-only" in dashboard.reversed_text)
